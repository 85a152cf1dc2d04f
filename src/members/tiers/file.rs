//! The file of the rules as it is written, and what is wrong with one.

use std::collections::HashSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

use super::rules::{Benefits, Gift, LoyaltyRules, PointRules, Tier};
use crate::catalog::Localized;
use crate::money::{Currency, Money};

/// Everything that is wrong with a file of loyalty rules.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the loyalty rules in {place} cannot be used:{}", listed(.problems))]
pub struct RulesError {
    /// The file.
    pub place: String,
    /// What is wrong, each with where it stands and what is expected.
    pub problems: Vec<String>,
}

fn listed(problems: &[String]) -> String {
    let mut text = String::new();
    for problem in problems {
        text.push_str("\n  ");
        text.push_str(problem);
    }
    text
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    currency: String,
    window_days: i64,
    grace_days: i64,
    tiers: Vec<TierFile>,
    points: PointsFile,
    welcome: Option<GiftFile>,
    birthday: Option<GiftFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TierFile {
    key: String,
    name: Text,
    spend: Option<Number>,
    orders: Option<i64>,
    #[serde(default)]
    benefits: BenefitsFile,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct BenefitsFile {
    discount_percent: i64,
    points_factor: Option<Number>,
    free_shipping: bool,
    early_access_days: i64,
    gifts: Vec<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PointsFile {
    per_unit: Number,
    pending_days: i64,
    lifetime_days: i64,
    redeem_points: i64,
    redeem_credit: Number,
    redeem_least: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GiftFile {
    #[serde(default)]
    points: i64,
    within_days: i64,
    gift: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    en: Option<String>,
    zh: Option<String>,
}

/// A number as it is written, so that no decimal is lost.
struct Number(String);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;
        impl Visitor<'_> for Written {
            type Value = Number;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a number, such as 1000 or 999.5")
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Number, E> {
                Ok(Number(number.to_string()))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Number, E> {
                Ok(Number(number.to_string()))
            }
        }
        deserializer.deserialize_any(Written)
    }
}

/// What is wrong so far.
#[derive(Default)]
struct Problems(Vec<String>);

impl Problems {
    fn add(&mut self, place: &str, what: impl fmt::Display) {
        self.0.push(format!("{place}: {what}"));
    }

    /// A whole number between two others.
    fn whole(&mut self, place: &str, number: i64, least: i64, most: i64) -> i64 {
        if !(least..=most).contains(&number) {
            let what = format!("{number} is not a whole number from {least} to {most}");
            self.add(place, what);
        }
        number.clamp(least, most)
    }

    /// A number in thousandths, above zero.
    fn thousandths(&mut self, place: &str, number: &Number) -> i64 {
        // The Kuwaiti dinar is a currency of a thousand parts.
        let parts = Currency::parse("KWD").and_then(|parts| Money::parse(&number.0, parts));
        match parts {
            Ok(parts) if (1..=1_000_000).contains(&parts.minor) => parts.minor,
            _ => {
                let what = format!(
                    "{} is not a number above 0 and at most 1000 with at most three decimals",
                    number.0
                );
                self.add(place, what);
                1
            }
        }
    }

    fn money(&mut self, place: &str, number: &Number, currency: Currency) -> Money {
        match Money::parse(&number.0, currency) {
            Ok(amount) if amount.minor > 0 => amount,
            Ok(_) => {
                self.add(place, format!("{} is not above 0", number.0));
                Money::new(1, currency)
            }
            Err(error) => {
                self.add(place, error);
                Money::new(1, currency)
            }
        }
    }

    fn text(&mut self, place: &str, text: Text) -> Localized {
        let blank =
            |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
        if blank(&text.en) && blank(&text.zh) {
            self.add(place, "a text in `en` or `zh` is expected, best in both");
        }
        Localized {
            english: text.en,
            chinese: text.zh,
        }
    }

    fn gift(&mut self, place: &str, file: GiftFile) -> Gift {
        let gift = Gift {
            points: self.whole(&format!("{place}, `points`"), file.points, 0, 1_000_000),
            within_days: self.whole(&format!("{place}, `within_days`"), file.within_days, 1, 300),
            gift: file
                .gift
                .map(|text| self.text(&format!("{place}, `gift`"), text)),
        };
        if gift.points == 0 && gift.gift.is_none() {
            self.add(
                place,
                "neither `points` nor a `gift`: give one, or take the section out",
            );
        }
        gift
    }
}

/// Reads the text of a file that is called `place`.
///
/// # Errors
/// Everything that is wrong with it at once; where it is not of the form, the first that is not.
pub(super) fn read(text: &str, place: &str) -> Result<LoyaltyRules, RulesError> {
    let wrong = |problems| RulesError {
        place: place.to_owned(),
        problems,
    };
    // The parser's own words name line and column.
    let file: File = toml::from_str(text)
        .map_err(|error| wrong(vec![error.to_string().trim_end().replace('\n', "\n  ")]))?;
    let mut problems = Problems::default();
    let currency = Currency::parse(&file.currency).unwrap_or_else(|error| {
        problems.add("`currency`", error);
        crate::money::CNY
    });
    let points = PointRules {
        per_unit: problems.thousandths("[points], `per_unit`", &file.points.per_unit),
        pending_days: problems.whole("[points], `pending_days`", file.points.pending_days, 0, 365),
        lifetime_days: problems.whole(
            "[points], `lifetime_days`",
            file.points.lifetime_days,
            1,
            3660,
        ),
        redeem_points: problems.whole(
            "[points], `redeem_points`",
            file.points.redeem_points,
            1,
            1_000_000,
        ),
        redeem_credit: problems.money(
            "[points], `redeem_credit`",
            &file.points.redeem_credit,
            currency,
        ),
        redeem_least: problems.whole(
            "[points], `redeem_least`",
            file.points.redeem_least,
            1,
            100_000_000,
        ),
    };
    let rules = LoyaltyRules {
        currency,
        window_days: problems.whole("`window_days`", file.window_days, 1, 3660),
        grace_days: problems.whole("`grace_days`", file.grace_days, 0, 730),
        tiers: tiers(file.tiers, currency, &mut problems),
        points,
        welcome: file.welcome.map(|gift| problems.gift("[welcome]", gift)),
        birthday: file.birthday.map(|gift| problems.gift("[birthday]", gift)),
    };
    if problems.0.is_empty() {
        Ok(rules)
    } else {
        Err(wrong(problems.0))
    }
}

fn tiers(files: Vec<TierFile>, currency: Currency, problems: &mut Problems) -> Vec<Tier> {
    if files.is_empty() || files.len() > 12 {
        problems.add("`tiers`", "from 1 to 12 tiers are expected");
    }
    let mut keys = HashSet::new();
    let (mut spend, mut orders) = (0, 0);
    let mut tiers = Vec::new();
    for (place, file) in files.into_iter().enumerate() {
        let name = format!("tier {} `{}`", place + 1, file.key);
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if file.key.is_empty() || !file.key.chars().all(plain) {
            problems.add(
                &name,
                "a `key` of small letters, digits and hyphens is expected",
            );
        }
        if !keys.insert(file.key.clone()) {
            problems.add(&name, "another tier has this `key`");
        }
        let asks = file.spend.is_some() || file.orders.is_some();
        if place == 0 && asks {
            let what = "the first tier is every member's: take its `spend` and `orders` out, or put a tier without them before it";
            problems.add(&name, what);
        }
        if place > 0 && !asks {
            let what = "`spend` or `orders` is expected: without them every member would have it";
            problems.add(&name, what);
        }
        let tier = Tier {
            name: problems.text(&format!("{name}, `name`"), file.name),
            spend: file
                .spend
                .map(|number| problems.money(&format!("{name}, `spend`"), &number, currency)),
            orders: file
                .orders
                .map(|number| problems.whole(&format!("{name}, `orders`"), number, 1, 100_000)),
            benefits: benefits(&name, file.benefits, problems),
            key: file.key,
        };
        if let Some(asked) = tier.spend {
            if asked.minor <= spend {
                let below = Money::new(spend, currency);
                let what = format!("{asked} is not above the {below} of a lower tier");
                problems.add(&format!("{name}, `spend`"), what);
            }
            spend = asked.minor;
        }
        if let Some(asked) = tier.orders {
            if asked <= orders {
                let what = format!("{asked} is not above the {orders} of a lower tier");
                problems.add(&format!("{name}, `orders`"), what);
            }
            orders = asked;
        }
        tiers.push(tier);
    }
    tiers
}

fn benefits(tier: &str, file: BenefitsFile, problems: &mut Problems) -> Benefits {
    let place = |key: &str| format!("{tier}, benefits, `{key}`");
    Benefits {
        discount_percent: problems.whole(&place("discount_percent"), file.discount_percent, 0, 90),
        points_factor: file.points_factor.map_or(1000, |number| {
            problems.thousandths(&place("points_factor"), &number)
        }),
        free_shipping: file.free_shipping,
        early_access_days: problems.whole(
            &place("early_access_days"),
            file.early_access_days,
            0,
            90,
        ),
        gifts: file
            .gifts
            .into_iter()
            .map(|text| problems.text(&place("gifts"), text))
            .collect(),
    }
}
