//! What an answer is: one line, with its account, and stopped where nobody listens any more.

use std::time::Duration;

use storekeeper::llm::{LlmError, Piece, Scripted, ScriptedReply, Shape, Urgency};

use super::{LONG, SOON, ask, door, echo, words};

fn says(text: &'static str) -> Scripted {
    Scripted::new(move |_| text.into())
}

#[tokio::test]
async fn an_answer_is_one_line() {
    for (generated, line) in [
        ("one line", "one line"),
        ("\n\n  Hello there\nand more", "Hello there"),
        ("\n \n", ""),
        ("第一行\n第二行", "第一行"),
        ("", ""),
    ] {
        let answer = door(says(generated), 1, 0).line(words("?")).await;
        assert_eq!(answer.expect("it ends").0, line, "{generated:?}");
    }
}

#[tokio::test]
async fn nothing_comes_behind_the_end() {
    let mut answer = door(says("a b"), 1, 0).ask(words("?")).await.unwrap();
    let mut pieces = Vec::new();
    while let Some(piece) = answer.next().await {
        pieces.push(piece.expect("no failure"));
    }
    let (end, text) = pieces.split_last().expect("pieces");
    assert_eq!(
        text,
        [Piece::Text("a ".to_owned()), Piece::Text("b".to_owned())]
    );
    assert!(matches!(end, Piece::End(spent) if spent.written == 2));
}

#[tokio::test]
async fn the_account_counts_what_was_read_and_written() {
    let (_, spent) = door(says("four words and no\nmore"), 1, 0)
        .line(words("three words here"))
        .await
        .expect("it ends");
    assert_eq!((spent.read, spent.cached, spent.written), (3, 0, 4));
    assert!(spent.first_token <= spent.total);
}

#[tokio::test]
async fn the_account_says_how_long_it_waited() {
    let llm = door(echo(), 1, 1);
    let served = llm.ask(words("slow")).await.unwrap();
    let waiting = tokio::spawn({
        let llm = llm.clone();
        async move { llm.line(words("next")).await }
    });
    super::until_waiting(&llm, 1).await;
    tokio::time::sleep(Duration::from_millis(60)).await;
    drop(served);
    let (_, spent) = waiting.await.unwrap().expect("it is served");
    assert!(spent.waited >= Duration::from_millis(50), "{spent:?}");
}

#[tokio::test]
async fn an_answer_that_is_dropped_stops_and_frees_its_slot() {
    let model = Scripted::new(|ask| ScriptedReply {
        text: Ok(format!("{} and so on ", ask.messages[0].text).repeat(500)),
        pace: Duration::from_millis(20),
    });
    let llm = door(model, 1, 1);
    let mut first = llm.ask(words("first")).await.unwrap();
    let piece = first.next().await;
    assert!(matches!(piece, Some(Ok(Piece::Text(_)))), "{piece:?}");
    let so_far = first.so_far();
    assert!((1..100).contains(&so_far.written), "{so_far:?}");
    drop(first);
    // The whole of the first answer would take more than half a minute.
    let second = llm.ask(ask("second", Urgency::Word, SOON)).await;
    assert!(second.is_ok(), "the slot is still held");
}

#[tokio::test]
async fn a_failure_arrives_through_the_answer_and_frees_the_slot() {
    let model = Scripted::new(|ask| match ask.messages[0].text.as_str() {
        "fail" => ScriptedReply {
            text: Err(LlmError::Permanent("no".to_owned())),
            pace: Duration::ZERO,
        },
        _ => "fine".into(),
    });
    let llm = door(model, 1, 1);
    let mut answer = llm.ask(ask("fail", Urgency::Plan, LONG)).await.unwrap();
    let failure = answer.next().await;
    assert!(matches!(failure, Some(Err(LlmError::Permanent(_)))));
    assert!(answer.next().await.is_none());
    let again = llm.ask(ask("again", Urgency::Word, SOON)).await;
    assert!(again.is_ok(), "the slot is still held");
}

#[tokio::test]
async fn a_line_is_over_where_nothing_may_follow() {
    for (said, line, written) in [
        ("order\nand so on", "order", 1),
        ("recommend \nand so on", "recommend ", 2),
        ("recommend with tea set\n and", "recommend with tea set", 4),
        ("search red mug\n and", "search red mug", 3),
        // What has no such form is over at its end.
        ("other words here\n and", "other words here", 3),
    ] {
        let pattern = "(search( [a-z]{1,9}){1,3}|order|recommend( with( [a-z]{1,9}){1,3})?)";
        let mut ask = words(said);
        ask.shape = Shape::Line {
            pattern: pattern.to_owned(),
        };
        let (text, spent) = door(echo(), 1, 1).line(ask).await.expect("an answer");
        assert_eq!(
            (text.trim_end(), spent.written),
            (line.trim_end(), written),
            "{said}"
        );
    }
}
