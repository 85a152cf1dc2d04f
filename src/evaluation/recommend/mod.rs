//! Recommendation on sequences: leave-one-out, every item ranked, what a person took before left out.

mod reading;

use std::time::Instant;

use serde::Serialize;

use crate::insights::recommend::{Family, FitError, Fitted, Lesson, fit};
use crate::learn::choosing::rank;
use crate::learn::ranking::{Hits, best};
use crate::learn::{Attributes, Sequences};

use super::statistics::quantile;

pub use reading::{SequencesFile, SequencesFileError, read_attributes, read_sequences};

/// Answers whose time is taken.
const TIMED: usize = 500;
/// Items of an answer.
const ANSWERED: usize = 10;

/// What models are fitted on; the test is the same in both: the last item of each person, by all that they took before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// On all but the last two items of each person.
    Strict,
    /// On all but the last one.
    Refit,
}

impl Protocol {
    fn held_out(self) -> usize {
        match self {
            Self::Strict => 2,
            Self::Refit => 1,
        }
    }
}

/// What is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Test {
    /// What models are fitted on.
    pub protocol: Protocol,
    /// Whether what a person had before may come again, as a page of a browse path does; otherwise it is not ranked.
    pub repeats: bool,
}

/// How the models did.
#[derive(Clone, Debug, Serialize)]
pub struct RecommendReport {
    /// Persons in the file.
    pub users: usize,
    /// Items that somebody took.
    pub items: usize,
    /// Persons that were tested: with two items at least.
    pub tested: usize,
    /// In the order asked for.
    pub models: Vec<ModelReport>,
}

/// How one model did.
#[derive(Clone, Debug, Serialize)]
pub struct ModelReport {
    /// What it is called.
    pub name: &'static str,
    /// Whether the product uses it.
    pub default: bool,
    /// Hit rates and gains.
    #[serde(flatten)]
    pub quality: RankingQuality,
    /// Seconds that fitting took, the choice of settings included.
    pub fit_s: f64,
    /// Seconds that ranking for everybody took.
    pub evaluate_s: f64,
    /// Half of the answers took at most so many milliseconds, one at a time.
    pub answer_ms_p50: f64,
    /// 99 of 100 took at most so many.
    pub answer_ms_p99: f64,
    /// What was chosen on validation, where something was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<serde_json::Value>,
}

/// Hit rates and normalised discounted cumulative gains in lists of 5, 10 and 20.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "their names in the report say it")]
pub struct RankingQuality {
    #[serde(rename = "hr@5")]
    pub hr_5: f64,
    #[serde(rename = "hr@10")]
    pub hr_10: f64,
    #[serde(rename = "hr@20")]
    pub hr_20: f64,
    #[serde(rename = "ndcg@5")]
    pub ndcg_5: f64,
    #[serde(rename = "ndcg@10")]
    pub ndcg_10: f64,
    #[serde(rename = "ndcg@20")]
    pub ndcg_20: f64,
}

impl RankingQuality {
    fn of(hits: &Hits) -> Self {
        Self {
            hr_5: hits.hit_rate(5),
            hr_10: hits.hit_rate(10),
            hr_20: hits.hit_rate(20),
            ndcg_5: hits.ndcg(5),
            ndcg_10: hits.ndcg(10),
            ndcg_20: hits.ndcg(20),
        }
    }
}

/// Fits and tests models of these families. `progress` hears what is done and its share.
///
/// # Errors
/// A family that cannot be fitted on this file.
pub fn bench_recommend(
    sequences: &Sequences,
    attributes: &Attributes,
    test: Test,
    families: &[Family],
    progress: &dyn Fn(&str, f64),
) -> Result<RecommendReport, FitError> {
    let before = sequences.without_last(1);
    let lesson = Lesson::new(
        sequences.without_last(test.protocol.held_out()),
        &before,
        attributes.clone().into(),
    );
    let asked = (0..sequences.len()).filter_map(|person| {
        let (&last, history) = sequences.get(person).split_last()?;
        (!history.is_empty()).then_some((person, last))
    });
    let asked: Vec<(usize, u32)> = asked.collect();
    let mut models = Vec::new();
    for &family in families {
        let name = family.name();
        let begun = Instant::now();
        let model = fit(family, &lesson, &mut |share| progress(name, 0.9 * share))?;
        let fit_s = begun.elapsed().as_secs_f64();
        progress(name, 0.9);
        models.push(measure(
            family,
            &model,
            &before,
            &asked,
            (fit_s, test.repeats),
        ));
        progress(name, 1.0);
    }
    Ok(RecommendReport {
        users: sequences.len(),
        items: sequences
            .counts()
            .iter()
            .filter(|&&count| count > 0)
            .count(),
        tested: asked.len(),
        models,
    })
}

fn measure(
    family: Family,
    model: &Fitted,
    before: &Sequences,
    asked: &[(usize, u32)],
    (fit_s, repeats): (f64, bool),
) -> ModelReport {
    let items = before.items();
    let begun = Instant::now();
    let score = |person: usize, scores: &mut [f32]| {
        let history = before.get(person);
        model.score(history, scores);
        if repeats { &[] } else { history }
    };
    let hits = rank(asked, score, items);
    let evaluate_s = begun.elapsed().as_secs_f64();
    let every = asked.len().div_ceil(TIMED).max(1);
    let mut scores = vec![0.0; items];
    let mut times: Vec<f64> = asked
        .iter()
        .step_by(every)
        .map(|&(person, _)| {
            let begun = Instant::now();
            let history = before.get(person);
            model.score(history, &mut scores);
            let answer = best(&scores, ANSWERED, history);
            std::hint::black_box(model.explain(history, &answer));
            begun.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    ModelReport {
        name: family.name(),
        default: family.is_default(),
        quality: RankingQuality::of(&hits),
        fit_s,
        evaluate_s,
        answer_ms_p50: quantile(&times, 50).unwrap_or_default(),
        answer_ms_p99: quantile(&times, 99).unwrap_or_default(),
        settings: model.settings(),
    }
}
