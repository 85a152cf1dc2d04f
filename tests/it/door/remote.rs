//! Servers that speak the OpenAI protocol.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use storekeeper::llm::{
    Admission, Ask, GrammarDialect, Llm, LlmError, Message, Piece, Remote, Role, Shape, Spent,
    ToolCall, ToolSchema,
};

use super::server::{NOBODY, Reply, Server, done, event, saying, text};
use super::{SOON, words};

fn door(urls: &[&str], dialect: GrammarDialect) -> Llm {
    let urls: Vec<String> = urls.iter().map(|url| (*url).to_owned()).collect();
    let remote = Remote::new(&urls, "shop-model", dialect).expect("the URLs are fine");
    let admission = Admission { slots: 4, queue: 4 };
    Llm::new(Arc::new(remote), admission)
}

async fn line(server: &Server, ask: Ask) -> Result<(String, Spent), LlmError> {
    door(&[&server.url], GrammarDialect::None).line(ask).await
}

fn search_tool() -> ToolSchema {
    ToolSchema {
        name: "search".to_owned(),
        description: "looks for goods".to_owned(),
        parameters: json!({"type": "object", "properties": {"words": {"type": "string"}}}),
    }
}

#[tokio::test]
async fn text_arrives_whole_however_the_bytes_are_cut() {
    let stream: Vec<u8> = [text("Good "), text("您好"), text("!"), done()].concat();
    // Every byte for itself: no event and no character arrives in one piece.
    let bytes = stream.iter().map(|&byte| vec![byte]).collect();
    let server = Server::open([Reply::Stream(bytes)]).await;
    let (said, spent) = line(&server, words("hi")).await.expect("an answer");
    assert_eq!(said, "Good 您好!");
    assert_eq!(spent.written, 3);
}

#[tokio::test]
async fn a_remote_answer_is_one_line_too() {
    let pieces = vec![
        text("\n \nFirst"),
        text(" line\nsecond"),
        text(" line"),
        done(),
    ];
    let server = Server::open([Reply::Stream(pieces)]).await;
    assert_eq!(line(&server, words("hi")).await.unwrap().0, "First line");
}

#[tokio::test]
async fn comments_and_events_of_other_kinds_are_passed_over() {
    let pieces = vec![
        b": keep-alive\n\n".to_vec(),
        b"event: ping\r\ndata: not json\r\n\r\n".to_vec(),
        event(&json!({"choices": [{"delta": {"role": "assistant", "content": null}}]})),
        text("fine"),
        done(),
    ];
    let server = Server::open([Reply::Stream(pieces)]).await;
    assert_eq!(line(&server, words("hi")).await.unwrap().0, "fine");
}

#[tokio::test]
async fn the_servers_count_of_tokens_is_taken() {
    let usage = json!({"choices": [], "usage": {
        "prompt_tokens": 420, "completion_tokens": 1, "prompt_tokens_details": {"cached_tokens": 400},
    }});
    let pieces = vec![text("yes"), event(&usage), done()];
    let server = Server::open([Reply::Stream(pieces)]).await;
    let (_, spent) = line(&server, words("hi")).await.unwrap();
    assert_eq!((spent.read, spent.cached, spent.written), (420, 400, 1));
}

#[tokio::test]
async fn the_fragments_of_tool_calls_are_joined() {
    let fragment = |index: u32, function: serde_json::Value| {
        let call = json!({"index": index, "function": function});
        event(&json!({"choices": [{"delta": {"tool_calls": [call]}}]}))
    };
    let pieces = vec![
        fragment(0, json!({"name": "search", "arguments": ""})),
        fragment(0, json!({"arguments": "{\"words\":"})),
        fragment(1, json!({"name": "order", "arguments": "{}"})),
        fragment(0, json!({"arguments": " \"red mug\"}"})),
        done(),
    ];
    let server = Server::open([Reply::Stream(pieces)]).await;
    let ask = Ask {
        shape: Shape::Tools(vec![search_tool()]),
        ..words("red mugs and my order")
    };
    let mut answer = door(&[&server.url], GrammarDialect::None)
        .ask(ask)
        .await
        .unwrap();
    let mut calls = Vec::new();
    while let Some(piece) = answer.next().await {
        if let Piece::Call(call) = piece.expect("no failure") {
            calls.push(call);
        }
    }
    let call = |name: &str, arguments: &str| ToolCall {
        name: name.to_owned(),
        arguments: arguments.to_owned(),
    };
    let expected = [
        call("search", r#"{"words": "red mug"}"#),
        call("order", "{}"),
    ];
    assert_eq!(calls, expected);
}

#[tokio::test]
async fn each_dialect_asks_for_a_line_in_its_own_way() {
    let pattern = || Shape::Line {
        pattern: "yes|no".to_owned(),
    };
    for (dialect, shape, more) in [
        (
            GrammarDialect::MistralRs,
            pattern(),
            json!({"stop": ["\n"], "grammar": {"type": "regex", "value": "yes|no"}}),
        ),
        (
            GrammarDialect::Vllm,
            pattern(),
            json!({"stop": ["\n"], "structured_outputs": {"regex": "yes|no"}}),
        ),
        (GrammarDialect::None, pattern(), json!({"stop": ["\n"]})),
        (GrammarDialect::Vllm, Shape::Prose, json!({"stop": ["\n"]})),
        (
            GrammarDialect::MistralRs,
            Shape::Tools(vec![search_tool()]),
            json!({"tools": [{"type": "function", "function": {
                "name": "search",
                "description": "looks for goods",
                "parameters": {"type": "object", "properties": {"words": {"type": "string"}}},
            }}]}),
        ),
    ] {
        let server = Server::open([saying("yes")]).await;
        let mut ask = Ask {
            shape,
            ..words("well?")
        };
        ask.messages.insert(
            0,
            Message {
                role: Role::System,
                text: "Answer.".to_owned(),
            },
        );
        door(&[&server.url], dialect).line(ask).await.unwrap();
        let mut expected = json!({
            "model": "shop-model",
            "messages": [
                {"role": "system", "content": "Answer."},
                {"role": "user", "content": "well?"},
            ],
            "max_tokens": 32,
            "temperature": 0,
            "stream": true,
            "stream_options": {"include_usage": true},
        });
        for (key, value) in more.as_object().expect("an object") {
            expected[key] = value.clone();
        }
        assert_eq!(server.bodies(), [expected], "{dialect:?}");
    }
}

#[tokio::test]
async fn a_text_is_gone_on_with_outside_a_chat() {
    let piece = event(&json!({"choices": [{"index": 0, "text": " yes"}]}));
    let server = Server::open([Reply::Stream(vec![piece, text(" and more"), done()])]).await;
    let mut ask = Ask {
        shape: Shape::Line {
            pattern: "yes|no".to_owned(),
        },
        ..words("Is water wet? =>")
    };
    ask.messages[0].role = Role::Text;
    let llm = door(&[&server.url], GrammarDialect::MistralRs);
    // After `yes` nothing may follow, so nothing is waited for.
    assert_eq!(llm.line(ask).await.unwrap().0, "yes");
    let body = &server.bodies()[0];
    assert_eq!(body["prompt"], "Is water wet? =>");
    assert!(body["messages"].is_null(), "{body}");
    assert_eq!(body["grammar"]["value"], " ?(yes|no)");
}

#[tokio::test]
async fn a_warm_up_reads_the_prompt_and_says_how_long_it_is() {
    let answer = json!({"choices": [], "usage": {"prompt_tokens": 77}}).to_string();
    let server = Server::open([Reply::Stream(vec![answer.into_bytes()])]).await;
    let llm = door(&[&format!("{}/", server.url)], GrammarDialect::None);
    let spent = llm.warm(words("prompt").messages, Vec::new()).await;
    assert_eq!(spent.expect("it is read").read, 77);
    assert_eq!(server.bodies()[0]["max_tokens"], json!(1));
}

#[tokio::test]
async fn where_one_server_is_down_the_next_is_used() {
    let server = Server::open(["one", "two", "three"].map(saying)).await;
    let llm = door(&[NOBODY, &server.url], GrammarDialect::None);
    for expected in ["one", "two", "three"] {
        assert_eq!(llm.line(words("hi")).await.unwrap().0, expected);
    }
}

#[tokio::test]
async fn servers_take_turns_and_a_busy_one_is_passed_over() {
    let first = Server::open([saying("a"), Reply::Refusal(429, "busy")]).await;
    let second = Server::open([saying("b"), saying("c")]).await;
    let llm = door(&[&first.url, &second.url], GrammarDialect::None);
    for expected in ["a", "b", "c"] {
        assert_eq!(llm.line(words("hi")).await.unwrap().0, expected);
    }
}

#[tokio::test]
async fn a_refused_request_is_not_tried_elsewhere() {
    let first = Server::open([Reply::Refusal(400, "no such parameter")]).await;
    let second = Server::open([saying("hello")]).await;
    let llm = door(&[&first.url, &second.url], GrammarDialect::None);
    let error = llm.line(words("hi")).await.unwrap_err();
    assert!(matches!(&error, LlmError::Permanent(_)), "{error:?}");
    assert!(error.to_string().contains("no such parameter"), "{error}");
    assert!(second.bodies().is_empty());
}

#[tokio::test]
async fn a_prompt_that_is_too_long_is_told_apart() {
    let said = "This model's maximum context length is 4096 tokens.";
    let server = Server::open([Reply::Refusal(400, said)]).await;
    let error = line(&server, words("hi")).await.unwrap_err();
    assert!(matches!(&error, LlmError::TooLong(_)), "{error:?}");
}

#[tokio::test]
async fn where_every_server_fails_the_failure_is_for_now_and_names_them_all() {
    let (first, second) = (Server::open([]).await, Server::open([]).await);
    let urls = [first.url.as_str(), &second.url, NOBODY];
    let llm = door(&urls, GrammarDialect::None);
    let error = llm.line(words("hi")).await.unwrap_err();
    assert!(matches!(&error, LlmError::Transient(_)), "{error:?}");
    for url in urls {
        assert!(error.to_string().contains(url), "{error}");
    }
}

#[tokio::test]
async fn a_stream_that_breaks_off_is_a_failure_for_now() {
    let server = Server::open([Reply::Cut(vec![text("We have the ")])]).await;
    let llm = door(&[&server.url], GrammarDialect::None);
    let mut answer = llm.ask(words("hi")).await.unwrap();
    let first = answer.next().await;
    assert!(matches!(first, Some(Ok(Piece::Text(_)))), "{first:?}");
    let second = answer.next().await;
    assert!(
        matches!(second, Some(Err(LlmError::Transient(_)))),
        "{second:?}"
    );
    assert!(answer.next().await.is_none());
}

#[tokio::test]
async fn a_stream_that_ends_without_saying_so_is_a_failure_for_now() {
    let server = Server::open([Reply::Stream(vec![text("We have the ")])]).await;
    let error = line(&server, words("hi")).await.unwrap_err();
    assert!(matches!(&error, LlmError::Transient(_)), "{error:?}");
    // Some servers leave `[DONE]` out: a reason to stop is an end too.
    let last = event(&json!({"choices": [{"delta": {}, "finish_reason": "stop"}]}));
    let server = Server::open([Reply::Stream(vec![text("We have it."), last])]).await;
    assert_eq!(line(&server, words("hi")).await.unwrap().0, "We have it.");
}

#[tokio::test]
async fn an_error_in_the_stream_is_no_end() {
    for error in [json!({"message": "out of memory"}), json!("out of memory")] {
        let pieces = vec![
            text("We have the "),
            event(&json!({"error": error})),
            done(),
        ];
        let server = Server::open([Reply::Stream(pieces)]).await;
        let error = line(&server, words("hi")).await.unwrap_err();
        assert!(matches!(&error, LlmError::Transient(_)), "{error:?}");
        assert!(error.to_string().contains("out of memory"), "{error}");
    }
}

#[tokio::test]
async fn an_answer_that_is_dropped_hangs_up() {
    let server = Server::open([Reply::Endless(text("and so on "))]).await;
    let llm = door(&[&server.url], GrammarDialect::None);
    let mut answer = llm.ask(words("hi")).await.unwrap();
    assert!(matches!(answer.next().await, Some(Ok(_))));
    assert!(!server.reader_left());
    drop(answer);
    let began = Instant::now();
    while !server.reader_left() {
        assert!(began.elapsed() < SOON, "the server is still being read");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[test]
fn without_a_usable_url_there_is_no_remote_model() {
    for urls in [vec![], vec!["not a url".to_owned()]] {
        let refused = Remote::new(&urls, "m", GrammarDialect::None).err();
        assert!(matches!(refused, Some(LlmError::Permanent(_))), "{urls:?}");
    }
}
