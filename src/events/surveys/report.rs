//! What members say to a survey, with how sure one can be of it.

use super::{Answer, Survey, SurveyKind};

/// The quantile of the normal distribution for an interval of 95 %.
const NORMAL_95: f64 = 1.959_964;
/// With fewer answers an interval says nothing that anybody should act on.
const FEW: u64 = 30;

/// The net promoter score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NpsReport {
    /// Those who say 9 or 10.
    pub promoters: u64,
    /// Those who say 7 or 8.
    pub passives: u64,
    /// Those who say 6 or less.
    pub detractors: u64,
    /// The share of promoters less that of detractors, from -100 to 100.
    pub score: f64,
    /// The interval of 95 % around it, by the variance of the answers; `None` with fewer than thirty.
    pub interval: Option<(f64, f64)>,
}

/// Customer satisfaction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CsatReport {
    /// How many say 1, 2, 3, 4, 5.
    pub counts: [u64; 5],
    /// The share of those who say 4 or 5, from 0 to 100.
    pub content: f64,
    /// The interval of 95 % around it (Wilson 1927); `None` with fewer than thirty answers.
    pub interval: Option<(f64, f64)>,
    /// The mean score.
    pub mean: f64,
}

/// What members say to a survey.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyReport {
    /// The survey's key.
    pub survey: String,
    /// What it asks for.
    pub kind: SurveyKind,
    /// Invitations.
    pub invited: u64,
    /// Answers.
    pub answered: u64,
    /// Of a survey with scores from 0 to 10 that was answered.
    pub nps: Option<NpsReport>,
    /// Of a survey with scores from 1 to 5 that was answered.
    pub csat: Option<CsatReport>,
    /// The newest comments, at most twenty.
    pub comments: Vec<String>,
}

impl SurveyReport {
    /// Whether there are too few answers to say anything of all members.
    #[must_use]
    pub fn has_too_few(&self) -> bool {
        self.answered < FEW
    }
}

/// The report of `answers`, the newest first.
pub(super) fn of(survey: &Survey, invited: u64, answers: &[Answer]) -> SurveyReport {
    let scores: Vec<i64> = answers.iter().filter_map(|answer| answer.score).collect();
    let scored = !scores.is_empty();
    let comments = answers.iter().filter_map(|answer| answer.comment.clone());
    SurveyReport {
        survey: survey.key.clone(),
        kind: survey.kind,
        invited,
        answered: answers.len() as u64,
        nps: (scored && survey.kind == SurveyKind::Nps).then(|| nps(&scores)),
        csat: (scored && survey.kind == SurveyKind::Csat).then(|| csat(&scores)),
        comments: comments.take(20).collect(),
    }
}

fn nps(scores: &[i64]) -> NpsReport {
    let promoters = count(scores, |score| score >= 9);
    let detractors = count(scores, |score| score <= 6);
    let n = scores.len() as u64;
    let share = |some: u64| as_f64(some) / as_f64(n);
    let score = share(promoters) - share(detractors);
    // Each answer is 1, 0 or -1; the mean of their squares is the share of those that are not 0.
    let variance = share(promoters) + share(detractors) - score * score;
    let half = NORMAL_95 * (variance / as_f64(n)).sqrt();
    let within = |edge: f64| (edge * 100.0).clamp(-100.0, 100.0);
    NpsReport {
        promoters,
        passives: n - promoters - detractors,
        detractors,
        score: score * 100.0,
        interval: (n >= FEW).then(|| (within(score - half), within(score + half))),
    }
}

fn csat(scores: &[i64]) -> CsatReport {
    let counts = [1, 2, 3, 4, 5].map(|wanted| count(scores, |score| score == wanted));
    let n = scores.len() as u64;
    let share = as_f64(counts[3] + counts[4]) / as_f64(n);
    let n_f = as_f64(n);
    let z2 = NORMAL_95 * NORMAL_95;
    let middle = (share + z2 / (2.0 * n_f)) / (1.0 + z2 / n_f);
    let half = NORMAL_95 / (1.0 + z2 / n_f)
        * (share * (1.0 - share) / n_f + z2 / (4.0 * n_f * n_f)).sqrt();
    let sum: i64 = scores.iter().sum();
    CsatReport {
        counts,
        content: share * 100.0,
        interval: (n >= FEW).then_some(((middle - half) * 100.0, (middle + half) * 100.0)),
        mean: as_f64(sum.unsigned_abs()) / n_f,
    }
}

fn count(scores: &[i64], wanted: impl Fn(i64) -> bool) -> u64 {
    scores.iter().filter(|score| wanted(**score)).count() as u64
}

#[allow(clippy::cast_precision_loss, reason = "nobody has 2^52 answers")]
fn as_f64(count: u64) -> f64 {
    count as f64
}
