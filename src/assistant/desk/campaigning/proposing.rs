//! A campaign for an objective: code picks whom it is for, what it offers, by what it is sent and how many are held out, and
//! shows what it reckoned.

use minijinja::context;

use crate::actions::amount;
use crate::assistant::AssistantError;
use crate::assistant::act::Actor;
use crate::assistant::cards::Card;
use crate::assistant::changes::{Change, Difference, Proposal};
use crate::assistant::desk::Desk;
use crate::assistant::desk::answering::told;
use crate::assistant::turn::Outcome;
use crate::campaigns::{Offer, OfferKind, PriceRule};
use crate::ids::Language;
use crate::insights::segment::Filter;

use super::Proposed;
use super::objectives::Objective;
use super::reckoning::Reckoned;
use super::telling::{Rows, percent, points, sum};
use super::wishes::Wishes;

impl Actor<'_> {
    /// Puts a campaign forward for the objective that the message tells, or with what is wished otherwise now.
    pub(super) async fn propose_campaign(&self) -> Result<Outcome, AssistantError> {
        if let Some(saved) = self.saved_campaign().await? {
            return Ok(saved);
        }
        let mut asked = self.wanted_campaign();
        let Some(objective) = Objective::of(&asked.message) else {
            let names: Vec<&str> = Objective::all()
                .map(|objective| objective.name(self.language()))
                .collect();
            let values = context! { names => names.join(self.semicolon()) };
            return self.say_filled("campaign_no_objective", values);
        };
        let found = match self.campaign_audience(objective, &asked.message).await? {
            Ok(found) => found,
            Err(said) => return Ok(*said),
        };
        let reckoned = self.reckon(objective, found, &asked.wishes).await?;
        if reckoned.planned.eligible == 0 {
            return self.nobody_reached(&reckoned);
        }
        let mut outcome = self.campaign_shown(&reckoned).await?;
        let shown = self.campaign_differences(&reckoned)?;
        asked.name.clone_from(&reckoned.name);
        let change = Change::Campaign {
            name: reckoned.name,
            brief: serde_json::to_value(&reckoned.brief).unwrap_or_default(),
        };
        outcome.proposal = Some(Proposal::new(change, shown));
        if let Some(desk) = &mut outcome.desk {
            desk.proposed = Some(asked);
        }
        Ok(outcome)
    }

    /// What is asked for: anew, or what was before with something else.
    fn wanted_campaign(&self) -> Proposed {
        let changed = Wishes::changed(self.message);
        let open = self.desk().proposed.clone().filter(|last| !last.saved);
        match (open, changed) {
            (Some(last), Some(changed)) => Proposed {
                wishes: last.wishes.but(changed),
                ..last
            },
            _ => Proposed {
                message: self.message.to_owned(),
                wishes: Wishes::of(self.message),
                name: String::new(),
                saved: false,
            },
        }
    }

    /// What is said to who would change a campaign that was put forward and is saved since: it is where it is, and others may have
    /// changed or approved it. None where something else is asked.
    async fn saved_campaign(&self) -> Result<Option<Outcome>, AssistantError> {
        let Some(last) = self.desk().proposed.clone().filter(|last| last.saved) else {
            return Ok(None);
        };
        if Wishes::changed(self.message).is_none() {
            return Ok(None);
        }
        let all = self.shop.campaigns.all(self.now).await?;
        let Some(listed) = all.iter().find(|campaign| campaign.name == last.name) else {
            return self.no_campaign(&last.name).map(Some);
        };
        let name = listed.name.clone();
        let said = if listed.released_by.is_some() {
            self.say_filled("campaign_released", context! { name })?
        } else {
            let state = self.state_word(listed.state)?;
            self.say_filled("campaign_saved_since", context! { name, state })?
        };
        Ok(Some(said))
    }

    /// A discount, for people; Chinese says what is paid: 15 per cent off are 85折, 10 per cent 9折.
    fn discount(&self, percent: i64) -> String {
        let paid = 100 - percent;
        match self.language() {
            Language::English => format!("{percent}% off"),
            Language::Chinese if paid % 10 == 0 => format!("{}折", paid / 10),
            Language::Chinese => format!("{paid}折"),
        }
    }

    /// What an offer is, for people.
    fn offer_words(&self, offer: &Offer) -> Result<String, AssistantError> {
        let values = context! {
            off => offer.percent.map(|percent| self.discount(percent)),
            times => offer.times,
            ends => offer.ends.clone(),
        };
        Ok(match offer.kind {
            OfferKind::Coupon => self.phrases.filled("campaign_coupon", values)?,
            OfferKind::Points => self.phrases.filled("campaign_points", values)?,
            OfferKind::Nothing | OfferKind::Gift | OfferKind::Event => {
                self.phrases.plain("campaign_no_offer")?
            }
        })
    }

    /// That nobody may be written to, and why.
    fn nobody_reached(&self, reckoned: &Reckoned) -> Result<Outcome, AssistantError> {
        let mut rows = Rows::of(self);
        self.put_counted(&mut rows, &reckoned.counted, reckoned.brief.medium)?;
        let values = context! {
            who => reckoned.counted.who.clone(),
            size => reckoned.counted.size,
            medium => self.medium_word(reckoned.brief.medium)?,
        };
        let fixed = self.phrases.filled("campaign_nobody", values)?;
        let title = self.phrases.plain("campaign_arithmetic")?;
        Ok(told(title, rows.rows, fixed))
    }

    /// The arithmetic of a campaign, row by row, and what is said of it.
    async fn campaign_shown(&self, reckoned: &Reckoned) -> Result<Outcome, AssistantError> {
        let language = self.language();
        let Reckoned {
            brief,
            counted,
            planned,
            ..
        } = reckoned;
        let mut rows = Rows::of(self);
        rows.put("campaign_objective", reckoned.objective.name(language))?;
        self.put_counted(&mut rows, counted, brief.medium)?;
        for (medium, members) in reckoned.reached.iter().skip(1) {
            let medium = self.medium_word(*medium)?;
            rows.put_filled("campaign_left", context! { medium }, &members.to_string())?;
        }
        let held = format!("{} ({})", planned.held_out(), percent(planned.holdout));
        rows.put("campaign_held_out", &held)?;
        rows.put("campaign_written_to", &planned.treated().to_string())?;
        let window = brief.metric.window_days;
        let baseline = if planned.assumed {
            "campaign_baseline_assumed"
        } else {
            "campaign_baseline"
        };
        rows.put_filled(baseline, context! { window }, &percent(planned.baseline))?;
        rows.put("campaign_effect", &points(planned.effect, language))?;
        if let Some(needed) = planned.needed {
            rows.put("campaign_needed", &sum(needed))?;
        }
        if let Some(visible) = planned.visible {
            rows.put("campaign_visible", &points(visible, language))?;
        }
        let offer = self.offer_words(&brief.offer)?;
        rows.put("campaign_offer_row", &offer)?;
        if let Some(product) = &reckoned.product {
            rows.put("campaign_product", product)?;
        }
        self.put_cost(&mut rows, reckoned).await?;
        let limited = match reckoned.wanted {
            Some((wanted, rule)) => {
                let rule = self.phrases.plain(match rule {
                    PriceRule::PriceFloor => "campaign_limit_floor",
                    _ => "campaign_limit_most",
                })?;
                let name = context! { rule => rule.clone() };
                rows.put_filled("campaign_wanted", name, &format!("{wanted}%"))?;
                Some(context! { wanted, rule })
            }
            None => None,
        };
        let values = context! {
            objective => reckoned.objective.name(language),
            name => reckoned.name.clone(),
            who => counted.who.clone(),
            size => counted.size,
            left => planned.eligible,
            medium => self.medium_word(brief.medium)?,
            held => planned.held_out(),
            share => percent(planned.holdout),
            treated => planned.treated(),
            offer,
            limited,
            enough => planned.enough(),
            effect => points(planned.effect, language),
            visible => planned.visible.map(|visible| points(visible, language)),
            bonus => reckoned.bonus,
            unfit => reckoned.unfit.clone(),
            unread => (!reckoned.left.is_empty()).then(|| self.in_quotes(&reckoned.left)),
        };
        let fixed = self.phrases.filled("campaign_proposed", values)?;
        let title = self.phrases.plain("campaign_arithmetic")?;
        let mut outcome = told(title, rows.rows, fixed);
        let filter = self.shop.campaigns.filter_of(&brief.audience).await?;
        let json = filter.as_ref().map(Filter::to_json);
        if let Some(json) = &json {
            outcome.cards.insert(
                0,
                Card::Filter {
                    sentence: counted.who.clone(),
                    members: counted.size,
                    filter: json.clone(),
                    left: reckoned.left.clone(),
                },
            );
        }
        outcome.desk = Some(Desk {
            filter: json,
            ..Desk::default()
        });
        Ok(outcome)
    }

    /// What the offer may cost: where everybody who is written to takes it once, at their mean order.
    async fn put_cost(
        &self,
        rows: &mut Rows<'_, '_>,
        reckoned: &Reckoned,
    ) -> Result<(), AssistantError> {
        let percent = reckoned.brief.offer.percent;
        let (Some(percent), Some(mean)) = (percent, reckoned.mean_order) else {
            return Ok(());
        };
        let currency = self.shop.advisor.segments().currency().await?;
        rows.put("campaign_mean_order", &amount(mean, currency))?;
        #[allow(clippy::cast_precision_loss, reason = "numbers of members, per cents")]
        let most = reckoned.planned.treated() as f64 * mean * percent as f64 / 100.0;
        rows.put("campaign_most_cost", &amount(most, currency))
    }

    /// What the person says yes to.
    fn campaign_differences(&self, reckoned: &Reckoned) -> Result<Vec<Difference>, AssistantError> {
        let brief = &reckoned.brief;
        let nothing = self.phrases.plain("nothing")?;
        let languages = brief.languages.iter().map(|language| {
            self.phrases.plain(match language {
                Language::English => "campaign_english",
                Language::Chinese => "campaign_chinese",
            })
        });
        let languages: Vec<String> = languages.collect::<Result<_, _>>()?;
        let comma = match self.language() {
            Language::English => ", ",
            Language::Chinese => "、",
        };
        let window = brief.metric.window_days;
        let rows = [
            ("campaign_draft", reckoned.name.clone()),
            ("campaign_audience", reckoned.counted.who.clone()),
            ("campaign_medium", self.medium_word(brief.medium)?),
            ("campaign_languages", languages.join(comma)),
            ("campaign_offer_row", self.offer_words(&brief.offer)?),
            ("campaign_holdout", percent(brief.holdout)),
            (
                "campaign_metric",
                self.phrases
                    .filled("campaign_metric_ordered", context! { window })?,
            ),
        ];
        let rows = rows.into_iter().map(|(what, after)| {
            Ok(Difference {
                what: self.phrases.plain(what)?,
                before: nothing.clone(),
                after,
            })
        });
        rows.collect()
    }
}
