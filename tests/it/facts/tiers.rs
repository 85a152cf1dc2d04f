//! Tiers: rules that can be, decisions that come out the same however often they are made, gifts once a year.

use storekeeper::clock::Timestamp;
use storekeeper::ids::MemberKey;
use storekeeper::members::{
    Before, Birthday, LoyaltyRules, Missing, Occasion, Person, Purchase, TierChange, Why, decide,
    due_gifts,
};
use storekeeper::money::{CNY, Money};

use super::points::day;

fn rules() -> LoyaltyRules {
    LoyaltyRules::builtin().expect("the built-in rules are in order")
}

/// Something bought on a day, for whole yuan.
fn bought(at: i64, yuan: i64) -> Purchase {
    Purchase {
        at: day(at),
        amount: yuan * 100,
    }
}

/// Each change as a line.
fn told(changes: &[TierChange]) -> Vec<String> {
    let line = |change: &TierChange| {
        format!(
            "{} {}>{} {} {} {}",
            change.at.micros() / 86_400_000_000,
            change.from,
            change.to,
            change.why.word(),
            change.spend,
            change.orders
        )
    };
    changes.iter().map(line).collect()
}

#[test]
fn a_tier_is_reached_kept_by_grace_and_lost() {
    let history = [bought(0, 600), bought(100, 500), bought(200, 2000)];
    let at = |at: i64| decide(&rules(), &history, None, day(at));
    assert_eq!(at(-1).standing.why, Why::Member);
    assert_eq!(at(99).standing.tier, 0);
    let silver = at(100).standing;
    assert_eq!(
        (silver.tier, silver.since, silver.why),
        (1, Some(day(100)), Why::Reached)
    );
    // The first order leaves on day 365; what is left is not enough for silver, and 60 days are grace.
    assert_eq!(silver.keeps_until, Some(day(365 + 60)));
    assert_eq!(
        silver.next,
        Some(Missing {
            tier: 2,
            spend: Some(Money::new(190_000, CNY)),
            orders: Some(18),
        })
    );
    assert_eq!(silver.to_keep, None);
    let gold = at(200).standing;
    assert_eq!((gold.tier, gold.next), (2, None));
    assert_eq!(gold.spend, Money::new(310_000, CNY));
    let grace = at(400).standing;
    assert_eq!((grace.tier, grace.keeps_until), (2, Some(day(425))));
    assert_eq!(
        grace.to_keep,
        Some(Missing {
            tier: 2,
            spend: Some(Money::new(50_000, CNY)),
            orders: Some(18),
        })
    );
    assert_eq!(
        told(&at(1000).changes),
        [
            "100 bronze>silver reached ¥1100.00 2",
            "200 silver>gold reached ¥3100.00 3",
            "425 gold>silver lapsed ¥2500.00 2",
            "625 silver>bronze lapsed ¥0.00 0",
        ]
    );
    let bronze = at(1000).standing;
    assert_eq!((bronze.tier, bronze.keeps_until), (0, None));
}

#[test]
fn the_moment_itself_counts() {
    let history = [bought(0, 1000)];
    let just_before = |days: i64| Timestamp::from_micros(day(days).micros() - 1);
    let tier = |at| decide(&rules(), &history, None, at).standing.tier;
    assert_eq!(tier(just_before(0)), 0);
    assert_eq!(tier(day(0)), 1);
    assert_eq!(tier(just_before(425)), 1);
    assert_eq!(tier(day(425)), 0);
    let short = [Purchase {
        at: day(0),
        amount: 99_999,
    }];
    assert_eq!(decide(&rules(), &short, None, day(0)).standing.tier, 0);
    let orders: Vec<_> = (0..8).map(|at| bought(at, 1)).collect();
    assert_eq!(
        decide(&rules(), &orders, None, day(8)).standing.tier,
        1,
        "by orders alone"
    );
}

/// A generator of numbers that look random, the same ones each time (Marsaglia's xorshift, 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, end: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        i64::try_from(self.0 % end.unsigned_abs()).unwrap()
    }
}

#[test]
fn it_does_not_matter_how_often_it_is_decided() {
    let rules = rules();
    let mut random = Random(0x5704_ECEE_9E40_0003);
    let mut changes = 0;
    for _ in 0..400 {
        let mut history: Vec<_> = (0..random.below(30))
            .map(|_| bought(random.below(1500), random.below(900)))
            .collect();
        let once = decide(&rules, &history, None, day(2200));
        history.reverse();
        let mut before: Option<Before> = None;
        let mut steps = Vec::new();
        let mut at = 0;
        while at < 2200 {
            at = (at + 1 + random.below(300)).min(2200);
            let step = decide(&rules, &history, before.as_ref(), day(at));
            steps.extend(step.changes);
            before = Some(Before {
                tier: rules.tiers[step.standing.tier].key.clone(),
                decided: day(at),
            });
        }
        assert_eq!(told(&steps), told(&once.changes));
        changes += steps.len();
        slow_course_agrees(&rules, &history, &once.course);
    }
    assert!(changes > 500, "{changes}");
}

/// The tier of every day, told by looking at every day of the grace before it.
fn slow_course_agrees(rules: &LoyaltyRules, history: &[Purchase], course: &[(Timestamp, usize)]) {
    let met: Vec<usize> = (0..2000)
        .map(|today| {
            let within = |purchase: &&Purchase| {
                purchase.at <= day(today) && day(today) < day_after(purchase.at, rules.window_days)
            };
            let spend: i64 = history.iter().filter(within).map(|p| p.amount).sum();
            let orders = i64::try_from(history.iter().filter(within).count()).unwrap();
            let meets = |asked: &storekeeper::members::Tier| {
                asked.spend.is_some_and(|asked| spend >= asked.minor)
                    || asked.orders.is_some_and(|asked| orders >= asked)
            };
            rules.tiers.iter().rposition(meets).unwrap_or(0)
        })
        .collect();
    for today in 0..2000_usize {
        let grace = usize::try_from(rules.grace_days).unwrap();
        let best = met[today.saturating_sub(grace)..=today].iter().max();
        let moment = day(i64::try_from(today).unwrap());
        let last = course.iter().rev().find(|(at, _)| *at <= moment);
        assert_eq!(
            Some(&last.map_or(0, |(_, tier)| *tier)),
            best,
            "day {today}"
        );
    }
}

fn day_after(moment: Timestamp, days: i64) -> Timestamp {
    Timestamp::from_micros(moment.micros() + day(days).micros())
}

#[test]
fn what_was_not_so_is_corrected() {
    let rules = rules();
    let before = Before {
        tier: "gold".to_owned(),
        decided: day(10),
    };
    // The order that had made it gold was sent back.
    let decision = decide(&rules, &[bought(0, 1200)], Some(&before), day(20));
    assert_eq!(
        told(&decision.changes),
        ["20 gold>silver corrected ¥1200.00 1"]
    );
    let renamed = Before {
        tier: "platinum".to_owned(),
        decided: day(10),
    };
    let decision = decide(&rules, &[], Some(&renamed), day(20));
    assert_eq!(
        told(&decision.changes),
        ["20 platinum>bronze corrected ¥0.00 0"]
    );
    let same = Before {
        tier: "silver".to_owned(),
        decided: day(5),
    };
    let decision = decide(&rules, &[bought(7, 1200)], Some(&same), day(20));
    assert_eq!(decision.changes, [], "it came out the same");
}

#[test]
fn amounts_beyond_reason_do_not_overflow() {
    let most = Purchase {
        at: day(0),
        amount: i64::MAX,
    };
    let decision = decide(&rules(), &[most, most, most], None, day(1));
    assert_eq!(decision.standing.tier, 2);
    assert_eq!(rules().points_for(i64::MAX, 2), 1_000_000_000);
    assert_eq!(rules().points_for(i64::MIN, 2), 0);
}

#[test]
fn points_are_cut_to_whole_ones() {
    let rules = rules();
    let points = [
        (99, 0),
        (100, 0),
        (12_345, 0),
        (12_345, 1),
        (12_345, 2),
        (12_345, 9),
    ]
    .map(|(minor, tier)| rules.points_for(minor, tier));
    assert_eq!(points, [0, 1, 123, 154, 185, 123]);
    assert_eq!(rules.credit_for(700).unwrap(), Money::new(700, CNY));
    for (points, why) in [
        (499, "at least 500"),
        (-1, "at least"),
        (650, "steps of 100"),
    ] {
        let error = rules.credit_for(points).unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
    }
}

fn moment(text: &str) -> Timestamp {
    Timestamp::parse(text, &["%Y-%m-%d %H:%M"]).expect("a moment")
}

#[test]
fn a_birthday_comes_once_a_year() {
    let person = |birthday: &str| Person {
        row: 1,
        key: MemberKey::new("m0"),
        joined: Some(moment("2024-01-10 08:00")),
        birthday: Birthday::parse(birthday),
    };
    let names = |birthday: &str, at: &str| -> Vec<String> {
        let due = due_gifts(&rules(), &person(birthday), moment(at));
        due.into_iter().map(|gift| gift.name).collect()
    };
    assert_eq!(names("1990-05-17", "2026-05-16 23:59"), [""; 0]);
    assert_eq!(
        names("1990-05-17", "2026-05-17 00:00"),
        ["birthday:2026:m0"]
    );
    assert_eq!(names("--05-17", "2026-05-30 23:59"), ["birthday:2026:m0"]);
    assert_eq!(names("05-17", "2026-05-31 00:00"), [""; 0]);
    assert_eq!(names("--12-25", "2027-01-03 00:00"), ["birthday:2026:m0"]);
    assert_eq!(
        names("1996-02-29", "2026-02-28 00:00"),
        ["birthday:2026:m0"]
    );
    assert_eq!(names("1996-02-29", "2028-02-28 23:59"), [""; 0]);
    assert_eq!(names("--02-29", "2028-02-29 00:00"), ["birthday:2028:m0"]);
    let welcome = due_gifts(&rules(), &person(""), moment("2024-01-11 00:00"));
    assert_eq!(welcome.len(), 1);
    assert_eq!(
        (welcome[0].occasion, welcome[0].points),
        (Occasion::Welcome, 100)
    );
    assert_eq!(names("", "2024-02-09 08:00"), [""; 0]);
    assert_eq!(names("", "2024-01-10 07:59"), [""; 0]);
}

#[test]
fn a_birthday_is_a_day_of_the_calendar() {
    for (text, shown) in [
        ("1990-05-17", "1990-05-17"),
        (" 05-17 ", "--05-17"),
        ("--2-9", "--02-09"),
        ("2000-02-29", "2000-02-29"),
        ("--02-29", "--02-29"),
    ] {
        let day = Birthday::parse(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(day.to_string(), shown);
        assert_eq!(Birthday::parse(shown), Some(day));
    }
    for text in [
        "",
        "-",
        "1990",
        "1999-02-29",
        "02-30",
        "13-01",
        "00-10",
        "10-00",
        "90-05-17",
        "--1990-05-17",
        "1990-05-17-1",
        "+1990-05-17",
        "1990-5-",
        "五月十七日",
        "0001-01-01",
        "9999-01-01",
    ] {
        assert_eq!(Birthday::parse(text), None, "{text}");
    }
}

/// The built-in rules with one text replaced, read.
fn changed(from: &str, to: &str) -> Result<LoyaltyRules, String> {
    let text = include_str!("../../../src/members/tiers/loyalty.toml");
    assert!(text.contains(from), "{from}");
    let read = LoyaltyRules::read(&text.replacen(from, to, 1), "rules.toml");
    read.map_err(|error| error.to_string())
}

/// The built-in rules with one text replaced are refused in these words.
fn refused(changes: &[(&str, &str, &[&str])]) {
    for (from, to, words) in changes {
        let error = changed(from, to).expect_err(to);
        assert!(error.contains("rules.toml"), "{error}");
        for word in *words {
            assert!(error.contains(word), "`{word}` is not in: {error}");
        }
    }
}

#[test]
fn rules_that_are_not_of_the_form_are_refused() {
    refused(&[
        (
            "grace_days = 60",
            "grace_days = 60\ngrase = 1",
            &["line 10", "unknown field `grase`"],
        ),
        (
            "grace_days = 60",
            "grace_days = \"60\"",
            &["line 9", "invalid type"],
        ),
        (
            "grace_days = 60",
            "grace_days = -1",
            &["`grace_days`: -1", "from 0 to 730"],
        ),
        ("window_days = 365\n", "", &["missing field `window_days`"]),
        (
            "window_days = 365",
            "window_days = 0",
            &["`window_days`: 0"],
        ),
        (
            "\"CNY\"",
            "\"yuan\"",
            &["`currency`", "three capital letters"],
        ),
        (
            "points_factor = 1.5",
            "points_factor = 0",
            &["`points_factor`", "above 0"],
        ),
        (
            "discount_percent = 5",
            "discount_percent = 91",
            &["`discount_percent`: 91"],
        ),
        (
            "lifetime_days = 365",
            "lifetime_days = 0",
            &["[points], `lifetime_days`"],
        ),
        (
            "redeem_credit = 1",
            "redeem_credit = 0.001",
            &["`redeem_credit`"],
        ),
        (
            "points = 100\nwithin",
            "points = 0\nwithin",
            &["[welcome]", "give one"],
        ),
        (
            "{ en = \"Bronze\", zh = \"铜卡会员\" }",
            "{ en = \" \" }",
            &["tier 1 `bronze`, `name`"],
        ),
    ]);
    let two = changed("grace_days = 60", "grace_days = -1\n").unwrap_err();
    assert_eq!(two.lines().count(), 2, "{two}");
    assert_eq!(
        changed("spend = 1000", "spend = 999.5").unwrap().tiers[1]
            .spend
            .unwrap()
            .minor,
        99_950
    );
}

#[test]
fn tiers_that_cannot_be_are_refused() {
    refused(&[
        (
            "spend = 3000",
            "spend = 1000",
            &["tier 3 `gold`, `spend`", "not above the ¥1000.00"],
        ),
        (
            "orders = 20",
            "orders = 8",
            &["tier 3 `gold`, `orders`", "not above the 8"],
        ),
        (
            "spend = 1000",
            "spend = 999.999",
            &["`spend`", "smallest unit"],
        ),
        ("spend = 1000", "spend = 0", &["`spend`: 0 is not above 0"]),
        (
            "spend = 1000\norders = 8",
            "",
            &["tier 2 `silver`", "every member would have it"],
        ),
        (
            "key = \"bronze\"",
            "key = \"bronze\"\nspend = 1",
            &["tier 1 `bronze`", "the first tier"],
        ),
        (
            "key = \"gold\"",
            "key = \"silver\"",
            &["another tier has this `key`"],
        ),
        ("key = \"gold\"", "key = \"Gold!\"", &["small letters"]),
    ]);
}
