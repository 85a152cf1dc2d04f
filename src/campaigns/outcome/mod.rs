//! Whether a campaign worked: those who were written to against those who were held out by lot.
//!
//! The metric and its window stand in the brief and are fixed with the approval. A member counts from the moment of their message,
//! or of the message that they would have had, and only once their window is over. Groups are what members were when the campaign
//! put them into its queue, so that what it did does not choose its groups.

mod glancing;
mod sql;
mod statistics;
mod uplift;
mod variants;

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::features::DAY;
use crate::learn::sequential::{ConfidenceSequence, Moments};
use crate::money::Currency;

use super::brief::{Measured, Metric, even_share};
use super::{Campaigns, CampaignsError, approval};

pub use glancing::Glance;
pub(super) use sql::came;
pub(super) use statistics::DEVIATIONS;
pub use statistics::{Difference, SampleAsked, SampleSize, sample_size};
use statistics::{Mean, difference};
pub use variants::{ForAll, VariantOutcome};

/// Members of one arm and one kind.
#[derive(Clone, Debug)]
struct Cell {
    held_out: bool,
    /// The day on which their windows ended, counted from 1970.
    day: i64,
    rfm: Option<String>,
    language: Option<String>,
    members: i64,
    came: i64,
    spent: f64,
    spent_squared: f64,
}

/// What a campaign brought.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Outcome {
    /// Which campaign.
    pub campaign: String,
    /// The metric that was fixed with the approval.
    pub metric: Metric,
    /// The currency of what was spent, which is in minor units.
    #[schema(value_type = String)]
    pub currency: Currency,
    /// Everybody.
    pub all: Compared,
    /// By the segment that members were in before, those without one last.
    pub by_segment: Vec<Group>,
    /// By the language that they are spoken to in.
    pub by_language: Vec<Group>,
    /// The segments once more, for a plot: the lift of each with the interval that may be looked at again and again.
    pub segments: Vec<SegmentLift>,
    /// What was known at the end of each day on which windows ended, the first first, with that interval: it holds on all of them at
    /// once, so that whoever looks every day may stop on any.
    pub days: Vec<DayLift>,
    /// Each text, in the order of the brief.
    pub by_variant: Vec<VariantOutcome>,
    /// Members whose window is not over: they count later.
    pub early: u64,
    /// How many members it takes to see the effect that was named, where one was.
    pub needed: Option<SampleSize>,
    /// What to make of it, in one sentence.
    pub verdict: Verdict,
}

/// The lift of a segment.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = CampaignSegmentLift)]
pub struct SegmentLift {
    /// The segment that members were in before; none of those of whom that is not known.
    pub segment: Option<String>,
    /// Members who were written to.
    pub treated: u64,
    /// Members who were held out.
    pub held_out: u64,
    /// The difference of the metric; none where an arm has fewer than two members.
    pub lift: Option<f64>,
    /// The low end of the interval that holds at all times, of 95 per cent; none while it is too early.
    pub low: Option<f64>,
    /// Its high end.
    pub high: Option<f64>,
}

/// The lift as it was known at the end of a day.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = CampaignDayLift)]
pub struct DayLift {
    /// Which day, by the shop's clocks: `2026-12-31`.
    pub day: String,
    /// Members until then who were written to and whose window was over.
    pub treated: u64,
    /// Members until then who were held out and whose window was over.
    pub held_out: u64,
    /// The difference of the metric; none where an arm had fewer than two members.
    pub lift: Option<f64>,
    /// The low end of the interval that holds at all times, of 95 per cent; none while it was too early.
    pub low: Option<f64>,
    /// Its high end.
    pub high: Option<f64>,
}

/// Members of one kind.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Group {
    /// What they have in common; none where that is not known.
    pub name: Option<String>,
    /// How their arms did.
    pub compared: Compared,
}

/// Both arms beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Compared {
    /// Members who were written to.
    pub treated: ArmOutcome,
    /// Members who were held out.
    pub held_out: ArmOutcome,
    /// The difference of the metric; none where an arm has fewer than two members.
    pub difference: Option<Difference>,
    /// The same with an interval that may be looked at again and again, after every single member; none while it is too early.
    pub anytime: Option<Anytime>,
}

/// A difference with an interval that holds at all times at once.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Anytime {
    /// The low end, of 95 per cent.
    pub low: f64,
    /// The high end.
    pub high: f64,
    /// How probable such a look is at any time where nothing differs.
    pub p: f64,
}

/// How one arm did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct ArmOutcome {
    /// Members.
    pub members: u64,
    /// Of them, those who ordered.
    pub ordered: u64,
    /// What they spent in all, in minor units.
    pub spent: f64,
    /// The metric: the share that ordered, or what each spent.
    pub metric: f64,
}

/// What to make of the difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CampaignVerdict)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nobody was held out, or too few to compare.
    NotCompared,
    /// Windows are open, or there are fewer members than it takes: what is seen may turn.
    TooEarly,
    /// The interval lies above 0.
    Better,
    /// The interval lies below 0.
    Worse,
    /// The interval holds 0.
    NoDifferenceSeen,
}

/// Members that the interval is narrowest at where no size was planned.
const PLANNED: f64 = 2_000.0;

#[derive(Clone, Copy, Default)]
struct Sums {
    members: i64,
    came: i64,
    spent: f64,
    squared: f64,
}

impl Sums {
    fn add(&mut self, cell: &Cell) {
        self.members += cell.members;
        self.came += cell.came;
        self.spent += cell.spent;
        self.squared += cell.spent_squared;
    }

    #[allow(clippy::cast_precision_loss, reason = "numbers of members")]
    fn mean(self, what: Measured) -> Mean {
        let (members, came) = (self.members as f64, self.came as f64);
        match what {
            Measured::Ordered => Mean::of(members, came, came),
            Measured::Spent => Mean::of(members, self.spent, self.squared),
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "numbers of members")]
    fn moments(self) -> Moments {
        let count = self.members as f64;
        let mean = if count > 0.0 { self.spent / count } else { 0.0 };
        Moments {
            count,
            mean,
            squares: (self.squared - count * mean * mean).max(0.0),
        }
    }

    fn shown(self, what: Measured) -> ArmOutcome {
        ArmOutcome {
            members: self.members.unsigned_abs(),
            ordered: self.came.unsigned_abs(),
            spent: self.spent,
            metric: self.mean(what).value,
        }
    }
}

/// The interval that holds at all times, narrowest at so many members of both arms.
fn anytime(held_out: Sums, treated: Sums, what: Measured, planned: f64) -> Option<Anytime> {
    let sequence = ConfidenceSequence::new(0.05, planned).ok()?;
    let count = |number: i64| number.unsigned_abs();
    let bounds = match what {
        Measured::Ordered => sequence.rates(
            (count(held_out.came), count(held_out.members)),
            (count(treated.came), count(treated.members)),
        ),
        Measured::Spent => sequence.means(&held_out.moments(), &treated.moments()),
    }?;
    Some(Anytime {
        low: bounds.low,
        high: bounds.high,
        p: bounds.p,
    })
}

fn compared<'a>(
    cells: impl Iterator<Item = &'a Cell>,
    what: Measured,
    planned: Option<f64>,
) -> Compared {
    let (mut treated, mut held_out) = (Sums::default(), Sums::default());
    for cell in cells {
        if cell.held_out {
            held_out.add(cell);
        } else {
            treated.add(cell);
        }
    }
    Compared {
        treated: treated.shown(what),
        held_out: held_out.shown(what),
        difference: difference(treated.mean(what), held_out.mean(what)),
        anytime: anytime(held_out, treated, what, planned.unwrap_or(PLANNED)),
    }
}

fn groups(cells: &[Cell], what: Measured, name: impl Fn(&Cell) -> Option<String>) -> Vec<Group> {
    let mut by_name: BTreeMap<(bool, Option<String>), Vec<&Cell>> = BTreeMap::new();
    for cell in cells {
        let name = name(cell);
        by_name
            .entry((name.is_none(), name))
            .or_default()
            .push(cell);
    }
    let groups = by_name.into_iter().map(|((_, name), cells)| Group {
        name,
        compared: compared(cells.into_iter(), what, None),
    });
    groups.collect()
}

/// The lift as it was known at the end of each day.
fn days(cells: &[Cell], what: Measured, planned: Option<f64>) -> Vec<DayLift> {
    let mut all: Vec<i64> = cells.iter().map(|cell| cell.day).collect();
    all.sort_unstable();
    all.dedup();
    let days = all.into_iter().map(|day| {
        let until = cells.iter().filter(|cell| cell.day <= day);
        let known = compared(until, what, planned);
        DayLift {
            day: Timestamp::from_micros(day * DAY).day(),
            treated: known.treated.members,
            held_out: known.held_out.members,
            lift: known.difference.map(|difference| difference.lift),
            low: known.anytime.map(|anytime| anytime.low),
            high: known.anytime.map(|anytime| anytime.high),
        }
    });
    days.collect()
}

/// Groups as lines of a plot.
fn lifts(groups: &[Group]) -> Vec<SegmentLift> {
    let lifts = groups.iter().map(|group| SegmentLift {
        segment: group.name.clone(),
        treated: group.compared.treated.members,
        held_out: group.compared.held_out.members,
        lift: group.compared.difference.map(|difference| difference.lift),
        low: group.compared.anytime.map(|anytime| anytime.low),
        high: group.compared.anytime.map(|anytime| anytime.high),
    });
    lifts.collect()
}

/// What to make of it. A campaign that holds nobody out is never compared, however long one waits.
fn verdict(all: &Compared, early: u64, needed: Option<SampleSize>, holdout: f64) -> Verdict {
    if holdout <= 0.0 {
        return Verdict::NotCompared;
    }
    // What holds at all times may be said at any time.
    if let Some(anytime) = all.anytime {
        if anytime.low > 0.0 {
            return Verdict::Better;
        }
        if anytime.high < 0.0 {
            return Verdict::Worse;
        }
    }
    let Some(difference) = all.difference else {
        return if early > 0 {
            Verdict::TooEarly
        } else {
            Verdict::NotCompared
        };
    };
    let few = needed.is_some_and(|needed| {
        all.treated.members < needed.treated || all.held_out.members < needed.held_out
    });
    if early > 0 || few {
        Verdict::TooEarly
    } else if difference.low > 0.0 {
        Verdict::Better
    } else if difference.high < 0.0 {
        Verdict::Worse
    } else {
        Verdict::NoDifferenceSeen
    }
}

/// How many members it takes to see the effect that a metric names, where it names one.
fn needed(metric: &Metric, holdout: f64) -> Option<SampleSize> {
    let (baseline, effect) = metric.baseline.zip(metric.effect)?;
    sample_size(SampleAsked {
        baseline,
        effect,
        alpha: 0.05,
        power: 0.8,
        holdout,
    })
}

/// The members at whom the interval that holds at all times is narrowest, where a size was planned.
#[allow(clippy::cast_precision_loss, reason = "numbers of members")]
fn planned(needed: Option<SampleSize>) -> Option<f64> {
    needed.map(|needed| (needed.treated + needed.held_out) as f64)
}

impl Campaigns {
    /// What a campaign brought, of the members whose window is over.
    ///
    /// # Errors
    /// There is none of this name, or the database fails.
    pub async fn outcome(&self, name: &str, now: Timestamp) -> Result<Outcome, CampaignsError> {
        let reader = self.db.reader();
        let kept = approval::find(reader, name).await?;
        let (_, brief) = approval::latest(reader, &kept).await?;
        let metric = brief.metric.clone();
        let window = metric.window();
        let until = now.micros();
        let ahead = i64::from(self.settings.ahead) * 60_000_000;
        let cells = sql::cells(reader, &kept.name, window, (until, ahead)).await?;
        let early = sql::early(reader, &kept.name, window, until).await?;
        let names = brief.variants();
        let even = even_share(names.len());
        let times = (window, until);
        let mut texts = sql::variants(reader, &kept.name, times, (metric.what, even)).await?;
        let place = |text: &variants::Weighed| names.iter().position(|name| *name == text.variant);
        texts.sort_by_key(|text| place(text).unwrap_or(usize::MAX));
        let sent = texts.iter().map(|text| text.members).sum();
        let needed = needed(&metric, brief.holdout);
        let planned = planned(needed);
        let all = compared(cells.iter(), metric.what, planned);
        let by_segment = groups(&cells, metric.what, |cell| cell.rfm.clone());
        Ok(Outcome {
            verdict: verdict(&all, early, needed, brief.holdout),
            campaign: kept.name,
            currency: self.currency().await?,
            segments: lifts(&by_segment),
            by_segment,
            days: days(&cells, metric.what, planned),
            by_language: groups(&cells, metric.what, |cell| cell.language.clone()),
            by_variant: (texts.iter())
                .map(|text| text.shown(metric.what, sent))
                .collect(),
            all,
            early,
            needed,
            metric,
        })
    }
}
