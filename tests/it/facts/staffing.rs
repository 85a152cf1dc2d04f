//! Accounts of the shop's people: who is let in, who must wait, and what ends sessions.

use storekeeper::access::{
    ADDRESS_TRIES, Accounts, AccountsError, Attempt, FIRST_WAIT, LONGEST_WAIT, NewAccount, Opened,
    Right, Role, TRIES, Unfit, check_password,
};
use storekeeper::audit::Audit;
use storekeeper::clock::Timestamp;

use super::shop::{Shop, on_both};

on_both!(
    an_account_is_made_once,
    a_name_waits_longer_each_time,
    a_known_browser_is_counted_for_itself,
    a_day_without_a_wrong_one_begins_anew,
    an_address_is_shut_for_the_hour,
    a_session_runs_out,
    what_changes_an_account_ends_its_sessions,
    one_admin_always_stays,
    two_admins_do_not_leave_at_once,
    nothing_that_opens_anything_is_kept,
);

const PASSWORD: &str = "nine quiet lanterns";

/// So many seconds after the tests began.
fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(1_700_000_000_000_000 + seconds * 1_000_000)
}

async fn with(shop: &Shop, people: &[(&str, Role)]) -> Accounts {
    let accounts = Accounts::new(shop.db.clone());
    for (name, role) in people {
        let new = NewAccount {
            name,
            called: None,
            role: *role,
        };
        accounts.add(&new, PASSWORD, "a test", at(0)).await.unwrap();
    }
    accounts
}

fn attempt<'a>(name: &'a str, password: &'a str, address: &'a str) -> Attempt<'a> {
    Attempt {
        name,
        password,
        address,
        known: None,
        before: None,
    }
}

async fn wrong(accounts: &Accounts, name: &str, address: &str, seconds: i64) -> AccountsError {
    let attempt = attempt(name, "not the password", address);
    let tried = accounts.sign_in(&attempt, at(seconds)).await;
    tried.err().expect("it is wrong")
}

async fn right(accounts: &Accounts, name: &str, seconds: i64) -> Result<Opened, AccountsError> {
    let attempt = attempt(name, PASSWORD, "elsewhere");
    accounts.sign_in(&attempt, at(seconds)).await
}

fn waits(error: &AccountsError) -> Option<u64> {
    match error {
        AccountsError::Later { seconds } => Some(*seconds),
        _ => None,
    }
}

async fn an_account_is_made_once(shop: Shop) {
    let accounts = with(&shop, &[("lin", Role::Admin)]).await;
    for name in ["lin", " LIN "] {
        let new = NewAccount {
            name,
            called: Some("Another"),
            role: Role::Agent,
        };
        let twice = accounts.add(&new, PASSWORD, "a test", at(1)).await;
        assert!(matches!(twice, Err(AccountsError::Taken(_))), "{twice:?}");
    }
    for name in ["", "l", "lin mei", "-lin", "林", "lin\n", &"l".repeat(65)] {
        let new = NewAccount {
            name,
            called: None,
            role: Role::Agent,
        };
        let refused = accounts.may_add(&new).await;
        let trimmed = name.trim() == "lin";
        assert!(
            matches!(refused, Err(AccountsError::Name(_))) || trimmed,
            "{name:?}"
        );
    }
    let (one, two) = (accounts.clone(), Accounts::new(shop.db.clone()));
    let new = NewAccount {
        name: "bo",
        called: None,
        role: Role::Agent,
    };
    let (one, two) = tokio::join!(
        one.add(&new, PASSWORD, "a test", at(2)),
        two.add(&new, PASSWORD, "a test", at(2))
    );
    assert_eq!(u8::from(one.is_ok()) + u8::from(two.is_ok()), 1);
    let all = accounts.list(at(3)).await.unwrap();
    let names: Vec<(&str, &str)> = all
        .iter()
        .map(|account| (account.name.as_str(), account.called.as_str()))
        .collect();
    assert_eq!(names, [("bo", "bo"), ("lin", "lin")]);
}

async fn a_name_waits_longer_each_time(shop: Shop) {
    let accounts = with(&shop, &[("lin", Role::Agent)]).await;
    // A name that nobody has waits as long, so that nobody learns who has an account.
    for name in ["lin", "nobody"] {
        let mut now = 10;
        for n in 0..TRIES {
            let address = format!("address {n}");
            let error = wrong(&accounts, name, &address, now).await;
            assert!(matches!(error, AccountsError::Wrong), "{error:?}");
        }
        let mut expected = FIRST_WAIT;
        for n in 0..6 {
            let address = format!("other {n}");
            let error = wrong(&accounts, name, &address, now).await;
            assert_eq!(waits(&error), u64::try_from(expected).ok(), "{name}, {n}");
            now += expected;
            let error = wrong(&accounts, name, &address, now).await;
            assert!(matches!(error, AccountsError::Wrong), "{error:?}");
            expected = (expected * 2).min(LONGEST_WAIT);
        }
        assert_eq!(expected, LONGEST_WAIT);
    }
    let now = 10 + 7 * LONGEST_WAIT;
    right(&accounts, "lin", now).await.unwrap();
    // What was right is where the count begins anew.
    let error = wrong(&accounts, "lin", "somewhere", now).await;
    assert!(matches!(error, AccountsError::Wrong), "{error:?}");
    right(&accounts, "lin", now).await.unwrap();
}

async fn a_known_browser_is_counted_for_itself(shop: Shop) {
    let accounts = with(&shop, &[("lin", Role::Agent)]).await;
    for _ in 0..TRIES {
        wrong(&accounts, "lin", "far away", 10).await;
    }
    assert!(right(&accounts, "lin", 11).await.is_err());
    let known = Attempt {
        known: Some("lin 1234"),
        ..attempt("lin", PASSWORD, "far away")
    };
    accounts.sign_in(&known, at(12)).await.unwrap();
    assert!(
        right(&accounts, "lin", 13).await.is_err(),
        "strangers wait all the same"
    );
    let guess = Attempt {
        password: "not the password",
        ..known
    };
    for _ in 0..TRIES {
        let error = accounts.sign_in(&guess, at(14)).await.err().unwrap();
        assert!(matches!(error, AccountsError::Wrong), "{error:?}");
    }
    let error = accounts.sign_in(&known, at(15)).await.err().unwrap();
    assert!(waits(&error).is_some(), "{error:?}");
    // Who looks after the accounts lets them in.
    accounts
        .set_disabled("lin", false, "a test", at(16))
        .await
        .unwrap();
    right(&accounts, "lin", 17).await.unwrap();
}

async fn a_day_without_a_wrong_one_begins_anew(shop: Shop) {
    let accounts = with(&shop, &[("lin", Role::Agent)]).await;
    for _ in 1..TRIES {
        wrong(&accounts, "lin", "far away", 10).await;
    }
    let error = wrong(&accounts, "lin", "far away", 10 + 86_400).await;
    assert!(matches!(error, AccountsError::Wrong), "{error:?}");
    right(&accounts, "lin", 11 + 86_400).await.unwrap();
}

async fn an_address_is_shut_for_the_hour(shop: Shop) {
    let accounts = with(&shop, &[("lin", Role::Agent)]).await;
    for n in 0..ADDRESS_TRIES {
        let error = wrong(&accounts, &format!("name{n}"), "far away", n).await;
        assert!(matches!(error, AccountsError::Wrong), "{n}: {error:?}");
    }
    let from = attempt("lin", PASSWORD, "far away");
    let error = accounts.sign_in(&from, at(60)).await.err().unwrap();
    assert_eq!(waits(&error), Some(3_540));
    right(&accounts, "lin", 60).await.unwrap();
    accounts.sign_in(&from, at(3_600)).await.unwrap();
}

async fn a_session_runs_out(shop: Shop) {
    let accounts = with(&shop, &[("lin", Role::Agent)]).await;
    let opened = right(&accounts, "lin", 0).await.unwrap();
    let open = async |seconds: i64| {
        let session = accounts.session(&opened.secret, at(seconds)).await;
        session.unwrap().is_some()
    };
    assert!(open(1_799).await);
    assert!(!open(1_799 + 1_800).await);
    let opened = right(&accounts, "lin", 10_000).await.unwrap();
    let mut now = 10_000;
    while now + 1_700 < 10_000 + 12 * 3_600 {
        now += 1_700;
        let session = accounts.session(&opened.secret, at(now)).await.unwrap();
        assert_eq!(session.expect("a session").until, at(10_000 + 12 * 3_600));
    }
    let session = accounts.session(&opened.secret, at(10_000 + 12 * 3_600));
    assert!(session.await.unwrap().is_none());
    let nobodys = accounts.session("", at(1)).await.unwrap();
    assert!(nobodys.is_none());
}

async fn what_changes_an_account_ends_its_sessions(shop: Shop) {
    let accounts = with(&shop, &[("lin", Role::Agent), ("bo", Role::Agent)]).await;
    let others = right(&accounts, "bo", 0).await.unwrap();
    let mut password = PASSWORD;
    for n in 0..4 {
        let attempt = attempt("lin", password, "here");
        let opened = accounts.sign_in(&attempt, at(n)).await.unwrap();
        let (by, now) = ("a test", at(n));
        match n {
            0 => accounts.set_role("lin", Role::Marketer, by, now).await,
            1 => {
                password = "seven calm rivers";
                accounts.set_password("lin", password, by, now).await
            }
            2 => accounts.sign_out_everywhere("lin", by, now).await,
            _ => accounts.set_disabled("lin", true, by, now).await,
        }
        .unwrap();
        let session = accounts.session(&opened.secret, at(n)).await.unwrap();
        assert!(session.is_none(), "{n}");
    }
    let out = attempt("lin", password, "here");
    let out = accounts.sign_in(&out, at(9)).await;
    assert!(matches!(out.err(), Some(AccountsError::Wrong)));
    let session = accounts.session(&others.secret, at(9)).await.unwrap();
    assert!(session.is_some(), "nobody else's end");
    let unknown = accounts.set_role("nobody", Role::Agent, "a test", at(9));
    assert!(matches!(unknown.await, Err(AccountsError::Unknown(_))));
    let audit = Audit::new(shop.db.clone());
    let verdict = audit.verify().await.unwrap();
    // Two accounts, five times signed in, four changes, once refused.
    assert_eq!((verdict.records, verdict.faults.len()), (12, 0));
}

async fn one_admin_always_stays(shop: Shop) {
    let people = [("lin", Role::Admin), ("bo", Role::Admin)];
    let accounts = with(&shop, &people).await;
    let by = "a test";
    accounts.set_disabled("bo", true, by, at(1)).await.unwrap();
    let refused = [
        accounts.set_disabled("lin", true, by, at(2)).await,
        accounts.set_role("lin", Role::Agent, by, at(2)).await,
    ];
    for refused in refused {
        assert!(matches!(refused, Err(AccountsError::LastAdmin(_))));
    }
    right(&accounts, "lin", 3).await.unwrap();
    accounts.set_disabled("bo", false, by, at(4)).await.unwrap();
    accounts
        .set_role("lin", Role::Agent, by, at(5))
        .await
        .unwrap();
}

async fn two_admins_do_not_leave_at_once(shop: Shop) {
    let people = [("lin", Role::Admin), ("bo", Role::Admin)];
    let accounts = with(&shop, &people).await;
    let other = Accounts::new(shop.db.clone());
    let (one, two) = tokio::join!(
        accounts.set_role("lin", Role::Agent, "a test", at(1)),
        other.set_disabled("bo", true, "a test", at(1))
    );
    assert_eq!(
        u8::from(one.is_ok()) + u8::from(two.is_ok()),
        1,
        "{one:?} {two:?}"
    );
}

async fn nothing_that_opens_anything_is_kept(shop: Shop) {
    let accounts = with(&shop, &[("lin", Role::Agent)]).await;
    let opened = right(&accounts, "lin", 0).await.unwrap();
    let typed = "a password in the field of names";
    wrong(&accounts, typed, "198.51.100.7", 1).await;
    wrong(&accounts, "lin", "198.51.100.7", 1).await;
    let secrets = [
        PASSWORD,
        "not the password",
        typed,
        "198.51.100.7",
        &opened.secret,
        &opened.session.csrf,
    ];
    for table in shop.db.reader().tables().await.unwrap() {
        for column in table.texts() {
            let sql = format!("SELECT \"{column}\" FROM \"{}\"", table.name);
            for row in shop.db.reader().query(&sql, Vec::new()).await.unwrap() {
                let text: Option<String> = row.get(0).unwrap();
                let text = text.unwrap_or_default();
                let found = secrets.iter().find(|secret| text.contains(**secret));
                assert_eq!(found, None, "{}.{column}", table.name);
            }
        }
    }
}

#[test]
fn passwords_are_long_and_not_the_commonest() {
    for (password, why) in [
        ("elevenchars", Unfit::Short),
        ("今晚月色真好看看看呀", Unfit::Short),
        (&*"long words ".repeat(20), Unfit::Long),
        ("PasswordPassword", Unfit::Common),
        ("administrator", Unfit::Common),
        ("abcabcabcabcabc", Unfit::Plain),
        ("aaaaaaaaaaaa", Unfit::Plain),
        ("123456789012", Unfit::Plain),
        ("987654321098", Unfit::Plain),
        ("abcdefghijklmn", Unfit::Plain),
        ("linlinlinlin", Unfit::Plain),
        ("lin1lin2lin3", Unfit::Plain),
    ] {
        assert_eq!(check_password(password, "lin"), Err(why), "{password}");
    }
    for password in [
        PASSWORD,
        "correct horse battery staple",
        "aaaaaaaaaaab",
        "今晚月色真好我们去湖边走走",
        &"x y".repeat(42),
    ] {
        let fit = check_password(password, "lin");
        let repeats = password.starts_with("x yx y");
        assert_eq!(fit.is_ok(), !repeats, "{password}: {fit:?}");
    }
}

#[test]
fn an_admin_may_everything_and_everything_is_for_somebody() {
    for right in Right::ALL {
        assert!(Role::Admin.may(right), "{right:?}");
    }
    assert!(Role::Agent.may(Right::Reply) && !Role::Agent.may(Right::SaveSegment));
    assert!(Role::Marketer.may(Right::ApprovePlan) && !Role::Marketer.may(Right::RevealContact));
    let words: std::collections::BTreeSet<&str> = Right::ALL.map(Right::word).into();
    assert_eq!(words.len(), Right::ALL.len());
}
