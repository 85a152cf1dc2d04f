//! What one campaign brought, and what may be concluded, in plain words.

use minijinja::{Value, context};

use crate::actions::amount;
use crate::assistant::AssistantError;
use crate::assistant::act::Actor;
use crate::assistant::cards::Card;
use crate::assistant::desk::Desk;
use crate::assistant::desk::answering::told;
use crate::assistant::turn::Outcome;
use crate::campaigns::{ArmOutcome, Compared, Group, Measured, Outcome as Brought, Verdict};
use crate::ids::Language;
use crate::insights::segment::rfm::Segment;
use crate::money::Currency;

use super::naming::{Meant, was_sent};
use super::telling::{Rows, percent, points, sum};

/// Segments that are said beside the whole.
const SAID: usize = 3;

/// How the metric of a campaign is written.
#[derive(Clone, Copy)]
struct Written {
    what: Measured,
    currency: Currency,
    language: Language,
}

impl Written {
    fn value(self, value: f64) -> String {
        match self.what {
            Measured::Ordered => percent(value),
            Measured::Spent => amount(value, self.currency),
        }
    }

    fn difference(self, value: f64) -> String {
        match self.what {
            Measured::Ordered => points(value, self.language),
            Measured::Spent if value > 0.0 => format!("+{}", amount(value, self.currency)),
            Measured::Spent if value < 0.0 => format!("−{}", amount(-value, self.currency)),
            Measured::Spent => amount(0.0, self.currency),
        }
    }

    /// From one end to the other.
    fn interval(self, low: f64, high: f64) -> String {
        let (low, high) = (self.difference(low), self.difference(high));
        match self.language {
            Language::English => format!("{low} to {high}"),
            Language::Chinese => format!("{low} 至 {high}"),
        }
    }

    /// An arm in one line: members, those who ordered, the metric.
    fn arm(self, arm: ArmOutcome) -> String {
        let metric = self.value(arm.metric);
        match self.language {
            Language::English => {
                format!("{} members, {} ordered: {metric}", arm.members, arm.ordered)
            }
            Language::Chinese => {
                format!("{} 人，{} 人下单：{metric}", arm.members, arm.ordered)
            }
        }
    }
}

/// The interval that the verdict rests on, and whether it may be looked at again and again.
fn interval(compared: &Compared) -> Option<(f64, f64, bool)> {
    let anytime = compared.anytime.map(|found| (found.low, found.high, true));
    let once = compared
        .difference
        .map(|found| (found.low, found.high, false));
    match (anytime, once) {
        (Some(anytime), _) if anytime.0 > 0.0 || anytime.1 < 0.0 => Some(anytime),
        (anytime, once) => once.or(anytime),
    }
}

/// How many members of each arm it takes, where an arm has fewer: the other one may have as many as it likes.
fn short_of(brought: &Brought) -> Option<Value> {
    let (needed, all) = (brought.needed?, &brought.all);
    let short = all.treated.members < needed.treated || all.held_out.members < needed.held_out;
    short.then(|| context! { treated => needed.treated, held => needed.held_out })
}

/// The groups whose interval, which may be looked at many times, lies off 0: the others wobble.
fn told_apart(groups: &[Group]) -> impl Iterator<Item = &Group> {
    groups.iter().filter(|group| {
        let anytime = group.compared.anytime;
        anytime.is_some_and(|found| found.low > 0.0 || found.high < 0.0)
    })
}

impl Actor<'_> {
    /// What the campaign that is meant brought.
    pub(super) async fn explain_results(&self) -> Result<Outcome, AssistantError> {
        let listed = match self.campaign_meant(was_sent).await? {
            Meant::One(listed) => listed,
            Meant::Unknown(name) => return self.no_campaign(&name),
            Meant::Which(fit) => return self.which_campaign(&fit),
        };
        let desk = Some(Desk {
            campaign: Some(listed.name.clone()),
            ..Desk::default()
        });
        if !was_sent(&listed) {
            let state = self.state_word(listed.state)?;
            let values = context! { name => listed.name.clone(), state };
            return Ok(Outcome {
                cards: vec![Card::campaign(&listed)],
                desk,
                ..self.say_filled("campaign_not_sent", values)?
            });
        }
        let brought = self.shop.campaigns.outcome(&listed.name, self.now).await?;
        let written = Written {
            what: brought.metric.what,
            currency: brought.currency,
            language: self.language(),
        };
        let mut rows = Rows::of(self);
        self.put_results(&mut rows, &brought, written)?;
        let title = context! { name => listed.name.clone() };
        let title = self.phrases.filled("campaign_results_title", title)?;
        let fixed = self.results_said(&brought, written)?;
        let mut outcome = told(title, rows.rows, fixed);
        outcome.cards.push(Card::campaign(&listed));
        outcome.desk = desk;
        Ok(outcome)
    }

    /// Everything that is said, and more, in rows.
    fn put_results(
        &self,
        rows: &mut Rows<'_, '_>,
        brought: &Brought,
        written: Written,
    ) -> Result<(), AssistantError> {
        let all = &brought.all;
        let window = brought.metric.window_days;
        let metric = match written.what {
            Measured::Ordered => "campaign_metric_ordered",
            Measured::Spent => "campaign_metric_spent",
        };
        let metric = self.phrases.filled(metric, context! { window })?;
        rows.put("campaign_metric", &metric)?;
        rows.put("campaign_treated", &written.arm(all.treated))?;
        rows.put("campaign_control", &written.arm(all.held_out))?;
        if let Some(difference) = all.difference {
            rows.put("campaign_lift", &written.difference(difference.lift))?;
            let once = written.interval(difference.low, difference.high);
            rows.put("campaign_once", &once)?;
        }
        if let Some(anytime) = all.anytime {
            let always = written.interval(anytime.low, anytime.high);
            rows.put("campaign_anytime", &always)?;
        }
        let counted = all.treated.members + all.held_out.members;
        rows.put("campaign_counted", &counted.to_string())?;
        if brought.early > 0 {
            rows.put("campaign_early", &brought.early.to_string())?;
        }
        if let Some(needed) = brought.needed {
            rows.put("campaign_needed", &sum(needed))?;
        }
        for group in &brought.by_segment {
            let name = self.segment_word(group)?;
            self.put_group(rows, &name, group, written)?;
        }
        for group in &brought.by_language {
            let name = match group.name.as_deref().and_then(Language::from_tag) {
                Some(Language::English) => self.phrases.plain("campaign_in_english")?,
                Some(Language::Chinese) => self.phrases.plain("campaign_in_chinese")?,
                None => self.phrases.plain("campaign_in_none")?,
            };
            self.put_group(rows, &name, group, written)?;
        }
        Ok(())
    }

    fn put_group(
        &self,
        rows: &mut Rows<'_, '_>,
        name: &str,
        group: &Group,
        written: Written,
    ) -> Result<(), AssistantError> {
        let compared = &group.compared;
        let found = compared.difference.zip(interval(compared));
        let found = found.map(|(difference, (low, high, _))| {
            context! {
                lift => written.difference(difference.lift),
                interval => written.interval(low, high),
            }
        });
        let values = context! {
            treated => compared.treated.members,
            held => compared.held_out.members,
            found,
        };
        let value = self.phrases.filled("campaign_group", values)?;
        rows.put_filled("campaign_group_name", context! { name }, &value)
    }

    fn segment_word(&self, group: &Group) -> Result<String, AssistantError> {
        let known = group.name.as_deref().and_then(Segment::of);
        Ok(match (known, &group.name) {
            (Some(segment), _) => segment.name(self.language()).to_owned(),
            (None, Some(name)) => name.clone(),
            (None, None) => self.phrases.plain("campaign_no_segment")?,
        })
    }

    /// What it comes to, and what may be concluded of it.
    fn results_said(&self, brought: &Brought, written: Written) -> Result<String, AssistantError> {
        let all = &brought.all;
        let found = interval(all);
        let lift = all.difference.map(|difference| difference.lift);
        let values = context! {
            name => brought.campaign.clone(),
            spent => written.what == Measured::Spent,
            window => brought.metric.window_days,
            treated => all.treated.members,
            held => all.held_out.members,
            theirs => written.value(all.treated.metric),
            others => written.value(all.held_out.metric),
            lift => lift.map(|lift| written.difference(lift)),
            interval => found.map(|(low, high, _)| written.interval(low, high)),
            anytime => found.is_some_and(|(.., anytime)| anytime),
            early => brought.early,
            short => short_of(brought),
        };
        let phrase = match brought.verdict {
            Verdict::NotCompared => "campaign_not_compared",
            Verdict::TooEarly => "campaign_too_early",
            Verdict::Better => "campaign_better",
            Verdict::Worse => "campaign_worse",
            Verdict::NoDifferenceSeen => "campaign_no_difference",
        };
        let mut said = self.phrases.filled(phrase, values)?;
        if brought.by_segment.len() > 1 {
            let mut apart = Vec::new();
            for group in told_apart(&brought.by_segment).take(SAID) {
                let lift = group.compared.difference.map_or(0.0, |found| found.lift);
                let name = self.segment_word(group)?;
                apart.push(format!("{name} {}", written.difference(lift)));
            }
            let values = context! { apart => apart.join(self.phrases.between()) };
            said.push_str(self.phrases.gap());
            said.push_str(&self.phrases.filled("campaign_segments", values)?);
        }
        Ok(said)
    }
}
