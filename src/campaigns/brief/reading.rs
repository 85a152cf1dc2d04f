//! Reading a brief, and saying what is wrong with one.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::{Both, Language};
use crate::insights::segment::Filter;

use super::super::copy::Medium;
use super::Brief;
use super::offering::offer;

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
/// Characters of a text, of an objective, of a name.
const LONGEST_TEXT: usize = 20_000;
const LONGEST_LINE: usize = 500;
pub(super) const LONGEST_NAME: usize = 60;

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
    pub what: Both,
}

impl Wrong {
    pub(in crate::campaigns) fn at(place: impl Into<String>, what: impl Into<Both>) -> Self {
        Self {
            place: place.into(),
            what: what.into(),
        }
    }

    /// What is wrong and where, in a line.
    fn line(&self) -> Both {
        match self.place.as_str() {
            "" => self.what.clone(),
            place => self.what.behind((place, place)),
        }
    }
}

/// Why a JSON value is no brief, or one that cannot be approved: everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.joined(("\n", "\n")).en)]
pub struct BriefError {
    /// At least one.
    pub problems: Vec<Wrong>,
}

impl BriefError {
    /// All that is wrong, in one line.
    #[must_use]
    pub fn told(&self) -> Both {
        self.joined(("; ", "；"))
    }

    fn joined(&self, between: (&str, &str)) -> Both {
        Both::joined(self.problems.iter().map(Wrong::line), between)
    }
}

impl Brief {
    /// Reads a brief.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place and what to do.
    pub fn read(value: &Value) -> Result<Self, BriefError> {
        let brief: Self = serde_json::from_value(value.clone()).map_err(|error| BriefError {
            problems: vec![Wrong::at(
                "",
                (
                    format!("this is no brief: {error}"),
                    format!("无法识别为活动策划：{error}"),
                ),
            )],
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
            wrong.push(Wrong::at(
                "copies",
                ("there is no text: write one", "还没有文案，请先撰写"),
            ));
        }
        for variant in self.variants() {
            for &language in &self.languages {
                if self.text(variant, language).is_none() {
                    let tag = language.tag();
                    let what = (
                        format!(
                            "`{variant}` has no text in `{tag}`: write one, or take the language out"
                        ),
                        format!(
                            "文案“{variant}”缺少{}版本：请补写，或从语言中去掉",
                            match language {
                                Language::English => "英文",
                                Language::Chinese => "中文",
                            }
                        ),
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
            let what = (
                "name the languages, each once: `en`, `zh` or both",
                "请选择语言：英文、中文或两者，每种只能选一次",
            );
            wrong.push(Wrong::at("languages", what));
        }
        if !(0.0..=MOST_HELD_OUT).contains(&self.holdout) {
            let what = (
                "the share to hold out is from 0 to 0.9, such as 0.1",
                "对照组比例须在 0 到 90% 之间，例如 10%",
            );
            wrong.push(Wrong::at("holdout", what));
        }
        if !(1..=180).contains(&self.metric.window_days) {
            wrong.push(Wrong::at(
                "metric.window_days",
                ("1 to 180 days", "统计天数须为 1 到 180 天"),
            ));
        }
        for (place, share) in [
            ("metric.baseline", self.metric.baseline),
            ("metric.effect", self.metric.effect),
        ] {
            if share.is_some_and(|share| !(share > 0.0 && share < 1.0)) {
                wrong.push(Wrong::at(
                    place,
                    (
                        "a share above 0 and below 1, such as 0.05",
                        "须大于 0 且小于 100%，例如 5%",
                    ),
                ));
            }
        }
        if self.per_second == Some(0) {
            wrong.push(Wrong::at(
                "per_second",
                (
                    "at least 1; pause the campaign to send nothing",
                    "至少为 1；如不想发送，请暂停活动",
                ),
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
            wrong.push(Wrong::at(
                "product",
                ("a product's key, or leave it out", "请填写商品编号，或留空"),
            ));
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
            let what = (
                "give exactly one of `segment`, `filter` and `named`; everybody is {\"named\": \"everybody\"}",
                "请选择一种人群：已保存的分群、自定义条件或预设人群",
            );
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
                (
                    "give `at`, or `day` with `hour`, not both",
                    "“指定时刻”与“指定日期”只能选一种",
                ),
            ));
        }
        let at = send.at.as_deref();
        if at.is_some_and(|at| Timestamp::parse_with_offset(at, MOMENTS).is_none()) {
            let what = (
                "a moment such as 2026-12-01T10:00:00+08:00 is expected",
                "请填写有效的时刻，例如 2026-12-01T10:00:00+08:00",
            );
            wrong.push(Wrong::at("send.at", what));
        }
        let day = send.day.as_deref();
        if day.is_some_and(|day| Timestamp::parse_day(day, &["%Y-%m-%d"]).is_none()) {
            wrong.push(Wrong::at(
                "send.day",
                (
                    "a day such as 2026-12-01 is expected",
                    "请填写有效的日期，例如 2026-12-01",
                ),
            ));
        }
        if send.hour.is_some_and(|hour| hour > 23) {
            wrong.push(Wrong::at(
                "send.hour",
                ("an hour is 0 to 23", "小时须为 0 到 23"),
            ));
        }
        if send.hour.is_some() && send.day.is_none() {
            wrong.push(Wrong::at(
                "send.hour",
                ("an hour needs its `day`", "填写开始时间时，请一并填写日期"),
            ));
        }
    }

    fn texts(&self, wrong: &mut Vec<Wrong>) {
        if self.copies.len() > MOST_COPIES {
            wrong.push(Wrong::at(
                "copies",
                (
                    format!("{MOST_COPIES} texts at most"),
                    format!("文案最多 {MOST_COPIES} 条"),
                ),
            ));
        }
        let mut seen = BTreeSet::new();
        for (number, copy) in self.copies.iter().enumerate() {
            let place = |part: &str| format!("copies[{number}].{part}");
            let named = copy.variant.trim();
            if named.is_empty() || named.chars().count() > LONGEST_NAME {
                wrong.push(Wrong::at(
                    place("variant"),
                    (
                        "a name of 1 to 60 characters",
                        "文案名称须为 1 到 60 个字符",
                    ),
                ));
            }
            if !seen.insert((copy.variant.as_str(), copy.language.tag())) {
                let what = (
                    "there is a text of this name in this language already",
                    "该语言中已有同名文案",
                );
                wrong.push(Wrong::at(place("variant"), what));
            }
            if !self.languages.contains(&copy.language) {
                let what = not_spoken();
                wrong.push(Wrong::at(place("language"), what));
            }
            if copy.body.trim().is_empty() || copy.body.chars().count() > LONGEST_TEXT {
                wrong.push(Wrong::at(
                    place("body"),
                    (
                        "a text of 1 to 20000 characters",
                        "正文须为 1 到 20000 个字符",
                    ),
                ));
            }
            let subject = copy.subject.as_deref().unwrap_or_default();
            if self.medium == Medium::Mail && subject.trim().is_empty() {
                wrong.push(Wrong::at(
                    place("subject"),
                    ("a mail needs a subject", "邮件需要主题"),
                ));
            }
            if subject.contains(char::is_control) {
                wrong.push(Wrong::at(
                    place("subject"),
                    ("a subject is one line", "主题只能有一行"),
                ));
            }
        }
    }
}

/// That a campaign does not speak a language.
pub(in crate::campaigns) fn not_spoken() -> Both {
    Both::new(
        "the campaign does not speak this language: see `languages`",
        "活动未选择这种语言，请先在“语言”中勾选",
    )
}

fn tags(languages: &[Language]) -> impl Iterator<Item = &'static str> + '_ {
    languages.iter().map(|language| language.tag())
}

fn line(wrong: &mut Vec<Wrong>, place: &str, text: &str, needed: bool) {
    let length = text.trim().chars().count();
    if length > LONGEST_LINE || (needed && length == 0) {
        wrong.push(Wrong::at(
            place,
            (
                "a text of 1 to 500 characters",
                if needed {
                    "请填写 1 到 500 个字符"
                } else {
                    "最多 500 个字符"
                },
            ),
        ));
    }
}

/// What is wrong with a filter that stands at a place.
pub(super) fn filtered(wrong: &mut Vec<Wrong>, place: &str, filter: &Value) {
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
