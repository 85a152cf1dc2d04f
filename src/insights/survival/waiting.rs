//! What makes the wait for the next order shorter or longer: Cox's model on what is known at the order before.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::db::{Db, DbError};
use crate::features::{Cell, Cut, DAY, Frame};
use crate::learn::survival::{
    Cox, SurvivalError, Watched, clustered_errors, concordance, proportionality,
};

use super::sql::{self, Bought};

/// Members whose orders are read, at most.
const ENOUGH: usize = 6_000;
/// Categories that have a ratio of their own, those with the most orders.
const CATEGORIES: usize = 4;
/// Of so many members one is held out for the concordance.
const HELD_OUT: usize = 5;
/// A standard normal number is within so many deviations in 19 of 20 cases.
const NINETEEN_OF_TWENTY: f64 = 1.959_964;

/// Something that is known of a member at an order, of everything up to that order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Days with an order so far, this one among them; its ratio is for twice as many.
    Orders,
    /// What such a day came to so far, on the mean; its ratio is for twice as much.
    Amount,
    /// The share of the spend that was paid below the list price; its ratio is for ten points more.
    Discount,
    /// Days from the first order to this one; its ratio is for 90 days more.
    Since,
    /// Whether most was spent in this category; its ratio is against all categories that have none of their own.
    Category(String),
}

impl Measure {
    /// What it is called, with what its ratio is for, in English and in Chinese.
    #[must_use]
    pub fn words(&self) -> (String, String) {
        let both = |en: &str, zh: &str| (en.to_owned(), zh.to_owned());
        match self {
            Self::Orders => both("twice as many orders so far", "此前订单数翻倍"),
            Self::Amount => both("twice the mean order so far", "平均每单金额翻倍"),
            Self::Discount => both(
                "ten points more bought below the list price",
                "折扣消费占比高 10 个百分点",
            ),
            Self::Since => both("90 days more since the first order", "距首单多 90 天"),
            Self::Category(name) => (format!("buys mostly {name}"), format!("主要购买「{name}」")),
        }
    }
}

/// What a measure does to the rate at which members order again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ratio {
    /// Which.
    #[serde(flatten)]
    pub measure: Told,
    /// The ratio of hazards: above 1 they come back sooner.
    pub ratio: f64,
    /// The lower end of its interval, which holds it in 19 of 20 cases; a member's orders are taken together for it.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// How probable so great a change of the ratio over the wait is where there is none (Grambsch and Therneau).
    pub proportional_p: f64,
    /// How the ratio changes over the wait: above 0 it grows.
    pub proportional_correlation: f64,
}

/// A measure with its words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// Which.
    pub measure: Measure,
    /// What it is called in English.
    pub en: String,
    /// What it is called in Chinese.
    pub zh: String,
}

/// A fitted model of the wait for the next order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    /// Members whose orders it was fitted to.
    pub members: usize,
    /// Waits, from an order to the next one or to the cut.
    pub waits: usize,
    /// Waits that ended with an order.
    pub orders: usize,
    /// What each measure does.
    pub ratios: Vec<Ratio>,
    /// The share of pairs of waits that it puts in the right order, of members that it had not learnt from.
    pub concordance: Option<f64>,
    /// How many waits these had.
    pub tested: usize,
    /// Measures that say nothing here, or what others say.
    pub left_out: Vec<Told>,
    model: Cox,
}

/// When the next order is to be expected, in days from now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// In so many days half of those like this one, who have waited as long, will have ordered.
    pub median: f64,
    /// One in ten orders before.
    pub low: f64,
    /// One in ten orders after, or never; none where that lies beyond what was seen.
    pub high: Option<f64>,
    /// Days from an order to the next of those like this one, at its median.
    pub usual: f64,
    /// The share of those like this one who order within the wait that has gone by.
    pub past: f64,
}

/// Why there is no model.
#[derive(Debug, thiserror::Error)]
pub enum WaitingError {
    /// Too little to learn from.
    #[error("how long until the next order cannot be learnt: {0}")]
    Survival(#[from] SurvivalError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// One wait with what was known at its start.
struct Wait {
    member: i64,
    watched: Watched,
    known: Known,
}

/// What is known at an order.
#[derive(Clone, Debug, Default)]
struct Known {
    days: f64,
    spend: f64,
    reduced: f64,
    since: f64,
    category: Option<String>,
}

impl Known {
    fn value(&self, measure: &Measure) -> f64 {
        match measure {
            Measure::Orders => self.days.max(1.0).log2(),
            Measure::Amount => (self.spend.max(0.0) / self.days.max(1.0) + 1.0).log2(),
            Measure::Discount if self.spend > 0.0 => 10.0 * self.reduced / self.spend,
            Measure::Discount => 0.0,
            Measure::Since => self.since / 90.0,
            Measure::Category(name) => f64::from(u8::from(self.category.as_deref() == Some(name))),
        }
    }
}

impl Waiting {
    /// Fits the model to the orders up to a cut of the members who are counted.
    ///
    /// # Errors
    /// Hardly any order came after another, or the database fails.
    pub async fn fit(db: &Db, cut: Cut) -> Result<Self, WaitingError> {
        let bought = sql::bought(db.reader(), cut, ENOUGH).await?;
        Ok(tokio::task::block_in_place(|| {
            learn(&waits(&bought, cut.at.micros()))
        })?)
    }

    /// When the member in a row is to be expected again, who never ordered never; none also where fewer than half of those
    /// like them came back within what was seen.
    #[must_use]
    pub fn expected(&self, frame: &Frame, row: usize) -> Option<Expected> {
        let number = |name: &str| frame.numbers(name).get(row).copied().unwrap_or(f64::NAN);
        // Of who paid nothing at all no share is known.
        let reduced = number("spend") * number("discount_share");
        let known = Known {
            days: number("purchase_days"),
            spend: number("spend"),
            reduced: if reduced.is_finite() { reduced } else { 0.0 },
            since: number("first_days") - number("recency_days"),
            category: match frame.cell(row, "category") {
                Some(Cell::Word(word)) => Some(word),
                _ => None,
            },
        };
        let waited = number("recency_days");
        if !(known.days >= 1.0 && waited.is_finite() && known.since.is_finite()) {
            return None;
        }
        let columns: Vec<f64> = self
            .ratios
            .iter()
            .map(|ratio| known.value(&ratio.measure.measure))
            .collect();
        let at = |share: f64| self.model.quantile(&columns, waited, share);
        let median = at(0.5)?;
        Some(Expected {
            median: median - waited,
            low: at(0.1)? - waited,
            high: at(0.9).map(|time| time - waited),
            usual: self.model.median(&columns, 0.0)?,
            past: 1.0 - self.model.share(&columns, waited),
        })
    }
}

/// The waits of members: one from each day with an order to the next such day, or to the cut.
#[allow(clippy::cast_precision_loss, reason = "days")]
fn waits(bought: &[Bought], cut: i64) -> Vec<Wait> {
    let mut waits: Vec<Wait> = Vec::new();
    for own in bought.chunk_by(|a, b| a.member == b.member) {
        let day = |at: i64| at.div_euclid(DAY);
        let first = own[0].at;
        let mut known = Known::default();
        let mut spent: BTreeMap<&str, f64> = BTreeMap::new();
        let mut begun: Option<(i64, Known)> = None;
        for orders in own.chunk_by(|a, b| day(a.at) == day(b.at)) {
            let here = day(orders[0].at);
            if let Some((from, known)) = begun.take() {
                waits.push(wait(own[0].member, here - from, true, known));
            }
            known.days += 1.0;
            for part in orders {
                known.spend += part.paid;
                known.reduced += part.reduced;
                known.since = (part.at - first) as f64 / DAY as f64;
                if let Some(category) = &part.category {
                    *spent.entry(category).or_default() += part.paid;
                }
            }
            let most = spent.iter().rev().max_by(|a, b| a.1.total_cmp(b.1));
            known.category = most.map(|(name, _)| (*name).to_owned());
            begun = Some((here, known.clone()));
        }
        if let Some((from, known)) = begun {
            waits.push(wait(own[0].member, day(cut) - from, false, known));
        }
    }
    waits
}

#[allow(clippy::cast_precision_loss, reason = "days")]
fn wait(member: i64, days: i64, happened: bool, known: Known) -> Wait {
    let watched = Watched {
        time: days.max(0) as f64,
        happened,
    };
    Wait {
        member,
        watched,
        known,
    }
}

/// Fits to all waits, and to those of four fifths of the members for the test.
fn learn(waits: &[Wait]) -> Result<Waiting, SurvivalError> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for wait in waits {
        if let Some(category) = &wait.known.category {
            *counts.entry(category).or_default() += 1;
        }
    }
    let mut categories: Vec<(&str, usize)> = counts.into_iter().collect();
    categories.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    // Where each has a ratio of its own, there is none to hold them against.
    let own = CATEGORIES.min(categories.len().saturating_sub(1));
    let named = categories[..own].iter();
    let named = named.map(|(name, _)| Measure::Category((*name).to_owned()));
    let plain = [
        Measure::Orders,
        Measure::Amount,
        Measure::Discount,
        Measure::Since,
    ];
    let mut measures: Vec<Measure> = plain.into_iter().chain(named).collect();
    let mut members: Vec<i64> = waits.iter().map(|wait| wait.member).collect();
    members.dedup();
    let place = |wait: &Wait| members.partition_point(|&member| member < wait.member);
    let clusters: Vec<usize> = waits.iter().map(place).collect();
    let people: Vec<Watched> = waits.iter().map(|wait| wait.watched).collect();
    let mut left_out = Vec::new();
    let (model, rows) = loop {
        let rows = rows(waits, &measures);
        match Cox::fit(&people, &rows) {
            Ok(model) => break (model, rows),
            Err(SurvivalError::Redundant { column } | SurvivalError::Separated { column })
                if measures.len() > 1 =>
            {
                left_out.push(told(measures.remove(column)));
            }
            Err(error) => return Err(error),
        }
    };
    let (concordance, tested) = test(&people, &rows, &clusters);
    let errors = clustered_errors(&model, &people, &rows, &clusters);
    let tests = proportionality(&model, &people, &rows);
    let coefficients = model.coefficients.iter().zip(errors).zip(tests);
    let ratios = measures.into_iter().zip(coefficients);
    Ok(Waiting {
        members: members.len(),
        waits: waits.len(),
        orders: people.iter().filter(|one| one.happened).count(),
        ratios: ratios
            .map(|(measure, ((coefficient, error), test))| {
                let away = NINETEEN_OF_TWENTY * error;
                Ratio {
                    measure: told(measure),
                    ratio: ratio(coefficient.value),
                    low: ratio(coefficient.value - away),
                    high: ratio(coefficient.value + away),
                    proportional_p: test.p,
                    proportional_correlation: test.correlation,
                }
            })
            .collect(),
        concordance,
        tested,
        left_out,
        model,
    })
}

/// The ratio of this logarithm, which is kept where it is still a number: of what hardly anybody has it may be anything.
fn ratio(logarithm: f64) -> f64 {
    logarithm.clamp(-300.0, 300.0).exp()
}

fn told(measure: Measure) -> Told {
    let (en, zh) = measure.words();
    Told { measure, en, zh }
}

fn rows(waits: &[Wait], measures: &[Measure]) -> Vec<Vec<f64>> {
    let row = |wait: &Wait| {
        let values = measures.iter().map(|measure| wait.known.value(measure));
        values.collect()
    };
    waits.iter().map(row).collect()
}

/// The concordance on the waits of members who were held out, and how many waits these are.
fn test(people: &[Watched], rows: &[Vec<f64>], clusters: &[usize]) -> (Option<f64>, usize) {
    let (held, rest): (Vec<usize>, Vec<usize>) =
        (0..people.len()).partition(|&row| clusters[row].is_multiple_of(HELD_OUT));
    let pick = |places: &[usize]| -> (Vec<Watched>, Vec<Vec<f64>>) {
        let people = places.iter().map(|&row| people[row]).collect();
        (
            people,
            places.iter().map(|&row| rows[row].clone()).collect(),
        )
    };
    let (learnt, learnt_rows) = pick(&rest);
    let (told, told_rows) = pick(&held);
    let model = Cox::fit(&learnt, &learnt_rows).ok();
    let concordance = model.and_then(|model| {
        let risks: Vec<f64> = told_rows.iter().map(|row| model.risk(row)).collect();
        concordance(&told, &risks)
    });
    (concordance, held.len())
}
