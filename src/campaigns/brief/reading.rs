//! Reading a brief, and saying what is wrong with one.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::Language;
use crate::insights::segment::Filter;

use super::super::copy::Medium;
use super::{Brief, Offer, OfferKind};

/// An hour in microseconds.
pub(super) const HOUR: i64 = 3_600_000_000;
/// A day in microseconds.
pub(super) const DAY: i64 = 24 * HOUR;
/// How a moment is written.
pub(super) const MOMENTS: &[&str] = &["%Y-%m-%dT%H:%M:%S%:z", "%Y-%m-%dT%H:%M%:z", "%+"];
/// The greatest share that may be held out.
const MOST_HELD_OUT: f64 = 0.9;
/// Texts of a campaign at most.
const MOST_COPIES: usize = 24;
/// Rules of discounts at most.
const MOST_DEPTHS: usize = 10;
/// Characters of a text, of an objective, of a name.
const LONGEST_TEXT: usize = 20_000;
const LONGEST_LINE: usize = 500;
const LONGEST_NAME: usize = 60;

/// The days after a message in which an order counts, where nothing is said.
pub(super) fn fortnight() -> u32 {
    14
}

/// What is wrong with one part of a brief.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Wrong {
    /// Where: `copies[1].body`; empty for the brief as a whole.
    pub place: String,
    /// What, and what to do.
    pub what: String,
}

impl Wrong {
    pub(in crate::campaigns) fn at(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            what: what.into(),
        }
    }
}

impl std::fmt::Display for Wrong {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.place.is_empty() {
            return formatter.write_str(&self.what);
        }
        write!(formatter, "{}: {}", self.place, self.what)
    }
}

/// Why a JSON value is no brief, or one that cannot be approved: everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.lines())]
pub struct BriefError {
    /// At least one.
    pub problems: Vec<Wrong>,
}

impl BriefError {
    fn lines(&self) -> String {
        let lines: Vec<String> = self.problems.iter().map(Wrong::to_string).collect();
        lines.join("\n")
    }
}

impl Brief {
    /// Reads a brief.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place and what to do.
    pub fn read(value: &Value) -> Result<Self, BriefError> {
        let brief: Self = serde_json::from_value(value.clone()).map_err(|error| BriefError {
            problems: vec![Wrong::at("", format!("this is no brief: {error}"))],
        })?;
        let problems = brief.problems();
        if problems.is_empty() {
            Ok(brief)
        } else {
            Err(BriefError { problems })
        }
    }

    /// What it lacks that a campaign needs to be approved, by the texts themselves; the checks of what they say come besides.
    #[must_use]
    pub fn lacks(&self) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        if self.copies.is_empty() {
            wrong.push(Wrong::at("copies", "there is no text: write one"));
        }
        for variant in self.variants() {
            for &language in &self.languages {
                if self.text(variant, language).is_none() {
                    let tag = language.tag();
                    let what = format!(
                        "`{variant}` has no text in `{tag}`: write one, or take the language out"
                    );
                    wrong.push(Wrong::at("copies", what));
                }
            }
        }
        wrong
    }

    /// What is wrong with it, by itself.
    pub(in crate::campaigns) fn problems(&self) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        line(&mut wrong, "objective", &self.objective, true);
        line(&mut wrong, "tone", &self.tone, false);
        self.audience(&mut wrong);
        if self.languages.is_empty()
            || tags(&self.languages).collect::<BTreeSet<_>>().len() != self.languages.len()
        {
            let what = "name the languages, each once: `en`, `zh` or both";
            wrong.push(Wrong::at("languages", what));
        }
        if !(0.0..=MOST_HELD_OUT).contains(&self.holdout) {
            let what = "the share to hold out is from 0 to 0.9, such as 0.1";
            wrong.push(Wrong::at("holdout", what));
        }
        if !(1..=180).contains(&self.metric.window_days) {
            wrong.push(Wrong::at("metric.window_days", "1 to 180 days"));
        }
        for (place, share) in [
            ("metric.baseline", self.metric.baseline),
            ("metric.effect", self.metric.effect),
        ] {
            if share.is_some_and(|share| !(share > 0.0 && share < 1.0)) {
                wrong.push(Wrong::at(
                    place,
                    "a share above 0 and below 1, such as 0.05",
                ));
            }
        }
        if self.per_second == Some(0) {
            wrong.push(Wrong::at(
                "per_second",
                "at least 1; pause the campaign to send nothing",
            ));
        }
        self.schedule(&mut wrong);
        self.choosing(&mut wrong);
        self.texts(&mut wrong);
        offer(&mut wrong, &self.offer);
        if self
            .product
            .as_deref()
            .is_some_and(|key| key.trim().is_empty())
        {
            wrong.push(Wrong::at("product", "a product's key, or leave it out"));
        }
        wrong
    }

    fn audience(&self, wrong: &mut Vec<Wrong>) {
        let audience = &self.audience;
        let ways = [
            audience.segment.is_some(),
            audience.filter.is_some(),
            audience.named.is_some(),
        ];
        if ways.iter().filter(|given| **given).count() != 1 {
            let what = "give exactly one of `segment`, `filter` and `named`; everybody is {\"named\": \"everybody\"}";
            wrong.push(Wrong::at("audience", what));
        }
        if let Some(filter) = &audience.filter {
            filtered(wrong, "audience.filter", filter);
        }
    }

    fn schedule(&self, wrong: &mut Vec<Wrong>) {
        let send = &self.send;
        if send.at.is_some() && (send.day.is_some() || send.hour.is_some()) {
            wrong.push(Wrong::at(
                "send",
                "give `at`, or `day` with `hour`, not both",
            ));
        }
        let at = send.at.as_deref();
        if at.is_some_and(|at| Timestamp::parse_with_offset(at, MOMENTS).is_none()) {
            let what = "a moment such as 2026-12-01T10:00:00+08:00 is expected";
            wrong.push(Wrong::at("send.at", what));
        }
        let day = send.day.as_deref();
        if day.is_some_and(|day| Timestamp::parse_day(day, &["%Y-%m-%d"]).is_none()) {
            wrong.push(Wrong::at(
                "send.day",
                "a day such as 2026-12-01 is expected",
            ));
        }
        if send.hour.is_some_and(|hour| hour > 23) {
            wrong.push(Wrong::at("send.hour", "an hour is 0 to 23"));
        }
        if send.hour.is_some() && send.day.is_none() {
            wrong.push(Wrong::at("send.hour", "an hour needs its `day`"));
        }
    }

    fn texts(&self, wrong: &mut Vec<Wrong>) {
        if self.copies.len() > MOST_COPIES {
            wrong.push(Wrong::at("copies", format!("{MOST_COPIES} texts at most")));
        }
        let mut seen = BTreeSet::new();
        for (number, copy) in self.copies.iter().enumerate() {
            let place = |part: &str| format!("copies[{number}].{part}");
            let named = copy.variant.trim();
            if named.is_empty() || named.chars().count() > LONGEST_NAME {
                wrong.push(Wrong::at(place("variant"), "a name of 1 to 60 characters"));
            }
            if !seen.insert((copy.variant.as_str(), copy.language.tag())) {
                let what = "there is a text of this name in this language already";
                wrong.push(Wrong::at(place("variant"), what));
            }
            if !self.languages.contains(&copy.language) {
                let what = "the campaign does not speak this language: see `languages`";
                wrong.push(Wrong::at(place("language"), what));
            }
            if copy.body.trim().is_empty() || copy.body.chars().count() > LONGEST_TEXT {
                wrong.push(Wrong::at(place("body"), "a text of 1 to 20000 characters"));
            }
            let subject = copy.subject.as_deref().unwrap_or_default();
            if self.medium == Medium::Mail && subject.trim().is_empty() {
                wrong.push(Wrong::at(place("subject"), "a mail needs a subject"));
            }
            if subject.contains(char::is_control) {
                wrong.push(Wrong::at(place("subject"), "a subject is one line"));
            }
        }
    }
}

fn tags(languages: &[Language]) -> impl Iterator<Item = &'static str> + '_ {
    languages.iter().map(|language| language.tag())
}

fn line(wrong: &mut Vec<Wrong>, place: &str, text: &str, needed: bool) {
    let length = text.trim().chars().count();
    if length > LONGEST_LINE || (needed && length == 0) {
        wrong.push(Wrong::at(place, "a text of 1 to 500 characters"));
    }
}

fn filtered(wrong: &mut Vec<Wrong>, place: &str, filter: &Value) {
    if let Err(error) = Filter::read(filter) {
        for problem in error.problems {
            let inner = match problem.place.as_str() {
                "" => place.to_owned(),
                inner => format!("{place}.{inner}"),
            };
            wrong.push(Wrong::at(inner, problem.what));
        }
    }
}

/// What is wrong with an offer by itself; the shop's limits come besides.
fn offer(wrong: &mut Vec<Wrong>, offer: &Offer) {
    let ends = offer.ends.as_deref();
    if ends.is_some_and(|day| Timestamp::parse_day(day, &["%Y-%m-%d"]).is_none()) {
        wrong.push(Wrong::at(
            "offer.ends",
            "a day such as 2026-12-31 is expected",
        ));
    }
    let above = |amount: f64| amount > 0.0 && amount < 1e9;
    for (place, amount) in [
        ("offer.amount", offer.amount),
        ("offer.minimum", offer.minimum),
    ] {
        if amount.is_some_and(|amount| !above(amount)) {
            wrong.push(Wrong::at(place, "an amount above 0 in the shop's currency"));
        }
    }
    let percents = offer.depths.iter().map(|depth| depth.percent);
    if percents
        .chain(offer.percent)
        .any(|percent| !(1..=100).contains(&percent))
    {
        wrong.push(Wrong::at(
            "offer.percent",
            "a discount is 1 to 100 per cent",
        ));
    }
    let coupon = offer.kind == OfferKind::Coupon;
    if coupon && offer.percent.is_some() == offer.amount.is_some() {
        wrong.push(Wrong::at(
            "offer",
            "a coupon has a `percent` or an `amount`, and not both",
        ));
    }
    if coupon && offer.ends.is_none() {
        wrong.push(Wrong::at(
            "offer.ends",
            "say on which day the coupon holds for the last time",
        ));
    }
    if !coupon && (offer.percent.is_some() || offer.amount.is_some() || !offer.depths.is_empty()) {
        wrong.push(Wrong::at("offer.kind", "only a coupon takes something off"));
    }
    if offer.most == Some(0) || offer.per_member == Some(0) {
        wrong.push(Wrong::at(
            "offer.most",
            "a limit is at least 1; leave it out for none",
        ));
    }
    let times = offer
        .times
        .is_some_and(|times| times > 1.0 && times <= 10.0);
    if (offer.kind == OfferKind::Points) != times {
        wrong.push(Wrong::at(
            "offer.times",
            "points are multiplied by more than 1 and at most 10, and nothing else is",
        ));
    }
    if matches!(offer.kind, OfferKind::Gift | OfferKind::Event)
        && offer.what_en.is_none()
        && offer.what_zh.is_none()
    {
        wrong.push(Wrong::at(
            "offer.what_en",
            "say what it is, in each language of the campaign",
        ));
    }
    depths(wrong, offer);
}

/// What is wrong with discounts that differ.
fn depths(wrong: &mut Vec<Wrong>, offer: &Offer) {
    if offer.depths.len() > MOST_DEPTHS {
        wrong.push(Wrong::at(
            "offer.depths",
            format!("{MOST_DEPTHS} rules at most"),
        ));
    }
    if !offer.depths.is_empty() && offer.amount.is_some() {
        wrong.push(Wrong::at(
            "offer.depths",
            "discounts that differ are in per cent",
        ));
    }
    if !offer.depths.is_empty() && !offer.disclosed {
        let what = "where members are offered different prices they are told so: set `disclosed`, and a sentence that says it is put below every text";
        wrong.push(Wrong::at("offer.disclosed", what));
    }
    let mut rules = BTreeSet::new();
    for (number, depth) in offer.depths.iter().enumerate() {
        let place = format!("offer.depths[{number}]");
        let named = depth.rule.trim();
        if named.is_empty() || named.chars().count() > LONGEST_NAME || !rules.insert(named) {
            wrong.push(Wrong::at(
                format!("{place}.rule"),
                "a name of 1 to 60 characters, each another",
            ));
        }
        filtered(wrong, &format!("{place}.filter"), &depth.filter);
    }
}

/// Languages as tags; their whole words are read too.
pub(super) mod languages {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::ids::Language;

    pub(crate) fn serialize<S: Serializer>(all: &[Language], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(all.iter().map(|language| language.tag()))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<Language>, D::Error> {
        let tags = Vec::<String>::deserialize(from)?;
        tags.iter().map(|tag| super::spoken::<D>(tag)).collect()
    }
}

/// A language as its tag; its whole word is read too.
pub(super) mod language {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::ids::Language;

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
    pub(crate) fn serialize<S: Serializer>(language: &Language, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(language.tag())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Language, D::Error> {
        super::spoken::<D>(&String::deserialize(from)?)
    }
}

fn spoken<'de, D: serde::Deserializer<'de>>(tag: &str) -> Result<Language, D::Error> {
    let known = match tag {
        "english" => Some(Language::English),
        "chinese" => Some(Language::Chinese),
        tag => Language::from_tag(tag),
    };
    known.ok_or_else(|| {
        serde::de::Error::custom(format!("`{tag}` is no language of ours: `en` or `zh`"))
    })
}
