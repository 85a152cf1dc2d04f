//! Surveys: invitations, answers that are kept once and corrected, and what a report may say.

use storekeeper::clock::Timestamp;
use storekeeper::events::{
    Answer, Definitions, EventKind, Events, Invitation, Surveys, SurveysError,
};
use storekeeper::ids::{Language, MemberKey};

use super::door::moment;
use super::shop::{Shop, member, on_both};

on_both!(
    an_answer_is_kept_once_and_corrected,
    an_invitation_runs_out,
    who_is_invited_twice_has_one_invitation,
    a_score_must_be_one_of_the_surveys,
    a_report_says_how_sure_it_is,
    who_is_forgotten_has_said_nothing,
    invitations_are_passed_on,
);

const DAY: i64 = 24 * 3_600_000_000;

fn now() -> Timestamp {
    moment("2026-11-26T12:00:00Z")
}

fn after(days: i64) -> Timestamp {
    Timestamp::from_micros(now().micros() + days * DAY)
}

fn said(score: i64, comment: &str) -> Answer {
    Answer {
        score: Some(score),
        comment: Some(comment.to_owned()),
    }
}

async fn open(shop: &Shop) -> Surveys {
    shop.stock(1, 3).await;
    Surveys::new(shop.db.clone(), Definitions::built_in().unwrap())
}

async fn invited(surveys: &Surveys, survey: &str, member: &str) -> Invitation {
    let member = MemberKey::new(member);
    surveys.invite(survey, &member, None, now()).await.unwrap()
}

async fn an_answer_is_kept_once_and_corrected(shop: Shop) {
    let surveys = open(&shop).await;
    let key = MemberKey::new("m0");
    let of_order = surveys
        .invite("csat", &key, Some("SK-1"), now())
        .await
        .unwrap();
    let asked = surveys.open_for(&key, now()).await.unwrap();
    assert_eq!((asked.len(), &asked[0].0), (1, &of_order));
    assert_eq!(
        asked[0].1.question.in_language(Language::Chinese),
        "您对这次购物满意吗？"
    );
    assert!(
        surveys
            .open_for(&MemberKey::new("m1"), now())
            .await
            .unwrap()
            .is_empty()
    );
    surveys
        .answer(
            &of_order.name,
            &said(2, " late\u{7}\r\nand cold "),
            after(1),
        )
        .await
        .unwrap();
    assert!(surveys.open_for(&key, after(1)).await.unwrap().is_empty());
    surveys
        .answer(&of_order.name, &said(4, "it came after all"), after(2))
        .await
        .unwrap();
    let events = Events::new(shop.db.clone());
    let kept = events.latest(&key, 10).await.unwrap();
    assert_eq!(kept.len(), 1, "corrected, not added");
    assert_eq!(
        (kept[0].kind, kept[0].value),
        (EventKind::SurveyAnswered, Some(4))
    );
    assert_eq!(
        (kept[0].note.as_deref(), kept[0].at),
        (Some("SK-1"), after(1))
    );
    let properties = events.properties(&kept[0].key).await.unwrap().unwrap();
    assert!(properties.contains("it came after all"), "{properties}");
    let again = surveys.invitation(&of_order.name).await.unwrap().unwrap();
    assert_eq!(again.answer, Some(said(4, "it came after all")));
}

async fn an_invitation_runs_out(shop: Shop) {
    let surveys = open(&shop).await;
    let nps = invited(&surveys, "nps", "m0").await;
    let late = surveys.answer(&nps.name, &said(9, ""), after(31)).await;
    assert!(matches!(late, Err(SurveysError::Expired)));
    assert!(
        surveys
            .open_for(&MemberKey::new("m0"), after(31))
            .await
            .unwrap()
            .is_empty()
    );
    let unknown = surveys
        .answer("0123456789abcdef01234567", &said(9, ""), now())
        .await;
    assert!(matches!(unknown, Err(SurveysError::NoInvitation)));
}

async fn who_is_invited_twice_has_one_invitation(shop: Shop) {
    let surveys = open(&shop).await;
    let first = invited(&surveys, "nps", "m0").await;
    let again = surveys
        .invite("nps", &first.member, None, after(20))
        .await
        .unwrap();
    assert_eq!((&first.name, again.until), (&again.name, after(50)));
    let of_order = surveys
        .invite("nps", &first.member, Some("SK-1"), now())
        .await
        .unwrap();
    assert_ne!(of_order.name, first.name);
    let nobody = surveys
        .invite("nps", &MemberKey::new("x"), None, now())
        .await;
    assert!(matches!(nobody, Err(SurveysError::NoMember(_))));
    let nothing = surveys.invite("x", &first.member, None, now()).await;
    assert!(matches!(nothing, Err(SurveysError::NoSurvey(_))));
}

async fn a_score_must_be_one_of_the_surveys(shop: Shop) {
    let surveys = open(&shop).await;
    let nps = invited(&surveys, "nps", "m0").await;
    let words = invited(&surveys, "words", "m0").await;
    for score in [Some(-1), Some(11), None] {
        let answer = Answer {
            score,
            comment: Some("words".to_owned()),
        };
        let kept = surveys.answer(&nps.name, &answer, now()).await;
        assert!(matches!(kept, Err(SurveysError::Score(0, 10))), "{score:?}");
    }
    let empty = Answer {
        score: Some(3),
        comment: Some(" \n ".to_owned()),
    };
    let kept = surveys.answer(&words.name, &empty, now()).await;
    assert!(
        matches!(kept, Err(SurveysError::Empty)),
        "words are asked for"
    );
    let long = said(0, &"长".repeat(5_000));
    surveys.answer(&words.name, &long, now()).await.unwrap();
    let kept = surveys
        .invitation(&words.name)
        .await
        .unwrap()
        .unwrap()
        .answer
        .unwrap();
    assert_eq!(
        (kept.score, kept.comment.unwrap().chars().count()),
        (None, 2_000)
    );
}

async fn a_report_says_how_sure_it_is(shop: Shop) {
    let surveys = open(&shop).await;
    let people: Vec<_> = (0..40).map(|n| member(&format!("s{n}"))).collect();
    shop.members.put(&people).await.unwrap();
    for n in 0..40 {
        let of = invited(&surveys, "nps", &format!("s{n}")).await;
        let score = match n {
            0..20 => 9 + n % 2,
            20..28 => 7 + n % 2,
            28..36 => n % 7,
            _ => continue,
        };
        surveys
            .answer(&of.name, &said(score, ""), after(n))
            .await
            .ok();
    }
    // Of 36 answers only those within thirty days count.
    let report = surveys.report("nps").await.unwrap();
    assert_eq!((report.invited, report.answered), (40, 31));
    let nps = report.nps.unwrap();
    assert_eq!((nps.promoters, nps.passives, nps.detractors), (20, 8, 3));
    assert!(
        (nps.score - 17.0 / 31.0 * 100.0).abs() < 1e-9,
        "{}",
        nps.score
    );
    // By hand: variance 23/31 - (17/31)^2 = 0.441207; 1.959964 * sqrt(0.441207 / 31) = 0.233823.
    let (low, high) = nps.interval.unwrap();
    assert!(
        (low - 31.4564).abs() < 1e-3 && (high - 78.2211).abs() < 1e-3,
        "{low} {high}"
    );
    assert!(!report.has_too_few());
    for (member, score) in [("s0", 5), ("s1", 4), ("s2", 1)] {
        let of = invited(&surveys, "csat", member).await;
        surveys
            .answer(&of.name, &said(score, "so"), now())
            .await
            .unwrap();
    }
    let report = surveys.report("csat").await.unwrap();
    let csat = report.csat.unwrap();
    assert_eq!((csat.counts, csat.interval), ([1, 0, 0, 1, 1], None));
    assert!((csat.content - 66.666_666).abs() < 1e-3 && (csat.mean - 3.333_333).abs() < 1e-3);
    assert!(report.has_too_few());
    let silent = surveys.report("words").await.unwrap();
    assert_eq!((silent.answered, silent.nps, silent.csat), (0, None, None));
}

async fn who_is_forgotten_has_said_nothing(shop: Shop) {
    let surveys = open(&shop).await;
    let nps = invited(&surveys, "nps", "m0").await;
    surveys
        .answer(&nps.name, &said(10, "lovely"), now())
        .await
        .unwrap();
    Events::new(shop.db.clone())
        .forget(&nps.member)
        .await
        .unwrap();
    assert!(surveys.invitation(&nps.name).await.unwrap().is_none());
    assert_eq!(surveys.report("nps").await.unwrap().answered, 0);
}

async fn invitations_are_passed_on(shop: Shop) {
    let surveys = open(&shop).await;
    let (from, to) = (MemberKey::new("m0"), MemberKey::new("m1"));
    let of_order = surveys
        .invite("csat", &from, Some("SK-1"), now())
        .await
        .unwrap();
    invited(&surveys, "nps", "m0").await;
    let same = invited(&surveys, "nps", "m1").await;
    Events::new(shop.db.clone())
        .pass_on(&from, &to)
        .await
        .unwrap();
    let theirs: Vec<String> = surveys
        .open_for(&to, now())
        .await
        .unwrap()
        .into_iter()
        .map(|(of, _)| of.name)
        .collect();
    assert_eq!(theirs.len(), 2);
    assert!(theirs.contains(&of_order.name) && theirs.contains(&same.name));
}

#[test]
fn a_file_of_surveys_is_read_or_says_what_is_wrong() {
    let good =
        "[[survey]]\nkey = \"tea\"\nkind = \"csat\"\nquestion.zh = \"茶好喝吗？\"\ndays = 7\n";
    let read = Definitions::read(good, "surveys.toml").unwrap();
    assert_eq!(
        read.get("tea")
            .unwrap()
            .question
            .in_language(Language::English),
        "茶好喝吗？"
    );
    let cases = [
        ("", "a table `[[survey]]` is expected"),
        (
            "[[survey]]\nkey = \"a\"\nkind = \"stars\"\nquestion.en = \"?\"",
            "stars",
        ),
        (
            "[[survey]]\nkey = \"a b\"\nkind = \"nps\"\nquestion.en = \"?\"",
            "letters, digits and hyphens",
        ),
        (
            "[[survey]]\nkey = \"a\"\nkind = \"nps\"\nquestion.fr = \"?\"",
            "fr",
        ),
        (
            "[[survey]]\nkey = \"a\"\nkind = \"nps\"\n[survey.question]",
            "question.en",
        ),
        (
            "[[survey]]\nkey = \"a\"\nkind = \"nps\"\nquestion.en = \"?\"\ndays = 0",
            "from 1 to 365",
        ),
    ];
    for (text, expected) in cases {
        let error = Definitions::read(text, "surveys.toml")
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("surveys.toml") && error.contains(expected),
            "{error}"
        );
    }
    let twice = format!("{good}{good}");
    assert!(
        Definitions::read(&twice, "s")
            .unwrap_err()
            .to_string()
            .contains("two of this key")
    );
}
