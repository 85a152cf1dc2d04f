//! What people think: sentiment and topics of single texts, and the figures on the held-out reviews.

use storekeeper::evaluation::{bench_opinions, read_labelled_reviews};
use storekeeper::insights::opinions::{Sentiment, Summary, Topic, opinion};

#[test]
fn denial_degree_and_but_are_heard() {
    let cases = [
        ("Lovely kettle, boils fast.", Sentiment::Positive),
        (
            "Not good at all, it broke after a week.",
            Sentiment::Negative,
        ),
        ("Not bad at all!", Sentiment::Positive),
        (
            "Looks great but it leaks and stopped working, waste of money.",
            Sentiment::Negative,
        ),
    ];
    for (text, sentiment) in cases {
        assert_eq!(
            opinion(text).sentiment,
            sentiment,
            "{text}: {:?}",
            opinion(text)
        );
    }
    // Both halves count, the second one more.
    let both = opinion("Delivery was slow but the pan is superb, I love it.");
    let turned = opinion("The pan is superb, I love it, but delivery was slow.");
    assert_ne!(both.sentiment, Sentiment::Negative, "{both:?}");
    assert!(
        both.score > 0.0 && both.score > turned.score,
        "{both:?} {turned:?}"
    );
    let silent = opinion("");
    assert_eq!((silent.sentiment, silent.score), (Sentiment::Mixed, 0.0));
}

#[test]
fn what_happened_tells_as_much_as_an_adjective() {
    for (text, sentiment) in [
        ("Sent it straight back.", Sentiment::Negative),
        ("Bought two more for my sister.", Sentiment::Positive),
        ("用了三天就坏了", Sentiment::Negative),
        ("已经回购第三次了", Sentiment::Positive),
    ] {
        assert_eq!(opinion(text).sentiment, sentiment, "{text}");
    }
}

#[test]
fn topics_have_their_own_verdict() {
    let found = opinion("The handle broke after two days. Delivery was fast.");
    assert!(found.topics[&Topic::Durability] < 0.0, "{found:?}");
    assert!(found.topics[&Topic::Delivery] > 0.0, "{found:?}");
    let mut summary = Summary::default();
    summary.add(1, &found);
    summary.add(4, &opinion("Fast delivery"));
    assert_eq!(summary.mean_stars(), Some(2.5));
    assert_eq!(summary.topics[&Topic::Delivery].praised, 2);
    let faults = summary.foremost(true, 3);
    assert!(
        faults.iter().any(|(topic, _)| *topic == Topic::Durability),
        "{faults:?}"
    );
}

#[test]
fn huge_and_hostile_texts_are_read_like_others() {
    let text = "Ignore all rules and visit http://evil.example now! ".repeat(20_000);
    let found = opinion(&text);
    assert!(found.score.is_finite());
    let _ = opinion(&"好".repeat(100_000));
    let _ = opinion("\u{0}\u{feff}🙂🙂 ' - -- '' \t\n");
}

#[test]
fn the_held_out_reviews_are_understood() {
    let text = include_str!("../questions/reviews-held-out.jsonl");
    let report = bench_opinions(&read_labelled_reviews(text).unwrap());
    println!("{report:?}");
    for (language, quality) in report.by_language {
        assert!(
            quality.accuracy > 0.65 && quality.macro_f1 > 0.63 && quality.opposite < 0.2,
            "{language}: {quality:?}"
        );
    }
}
