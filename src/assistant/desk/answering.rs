//! Answers about one member, the segments, the models, demand and campaigns.

use minijinja::context;

use crate::access::Right;
use crate::actions::{ActionsError, MemberInsight, effect_words, plots};
use crate::assistant::AssistantError;
use crate::assistant::act::Actor;
use crate::assistant::cards::{Card, NamedValue};
use crate::assistant::turn::Outcome;
use crate::evidence::{Evidence, Fact, Record, Subject};
use crate::ids::{Language, MemberKey};
use crate::insights::demand::{DemandError, Wanted};
use crate::insights::segment::rfm::Segment;
use crate::learn::forecast::stock::Supply;
use crate::members::Member;
use crate::money::Currency;
use crate::orders::Order;
use crate::plots::Plot;

use super::enquiry::{Enquiry, Side};
use super::thought::{Said, Thought, row};
use super::whom::Whom;
use super::{Desk, lists};

/// Orders of a member that are shown.
const ORDERS: u32 = 3;
/// Weeks that demand is told of.
const WEEKS: usize = 8;
/// Weeks until an order of stock arrives, from one look at the stock to the next, and how likely it shall last.
const SUPPLY: Supply = Supply {
    lead: 2.0,
    review: 1.0,
    level: 0.95,
};

impl Actor<'_> {
    /// Answers what somebody of the shop wants to know. What cannot be told for want of data is an answer, too.
    pub(in crate::assistant) async fn enquire(
        &self,
        enquiry: &Enquiry,
    ) -> Result<Outcome, AssistantError> {
        let answered = match enquiry {
            Enquiry::Member(side) => self.one_member(*side).await,
            Enquiry::Find => self.find_members().await,
            Enquiry::Segments => self.sizes().await,
            Enquiry::Models => self.models().await,
            Enquiry::Demand => self.demand().await,
            Enquiry::Campaigns => self.campaigns().await,
            Enquiry::Visits => self.visits().await,
            Enquiry::Unusual => self.unusual(None).await,
            Enquiry::Campaign(task) => self.campaigning(*task).await,
        };
        match answered {
            Err(AssistantError::Advice(error)) => match missing(&error) {
                Some(phrase) => self.say_filled(phrase, context! { of => named(&error) }),
                None => Err(AssistantError::Advice(error)),
            },
            answered => answered,
        }
    }

    /// One side of the member who is meant.
    async fn one_member(&self, side: Side) -> Result<Outcome, AssistantError> {
        if !self.may(Right::SeeMember) {
            return self.say("desk_not_single");
        }
        let key = match self.whom().await? {
            Whom::One(key) => key,
            Whom::Several(found) => return self.which_of(&found),
            Whom::Unknown(text) => {
                return self.say_filled("desk_unknown", context! { of => text });
            }
            Whom::Nobody => match self.desk().member.clone() {
                Some(key) => key,
                None => return self.say("desk_which"),
            },
        };
        let Some(member) = self.shop.members.get(&key).await? else {
            return self.say("desk_which");
        };
        let mut outcome = match side {
            Side::Profile => self.profile_of(&member).await?,
            Side::Orders => self.orders_of(&member).await?,
            Side::Unusual => self.unusual(Some(&key)).await?,
            Side::Like => self.alike(&key).await?,
            Side::All | Side::Risk | Side::Value | Side::Due | Side::Next => {
                let insight = self.shop.advisor.of(&key).await?;
                self.thought_of(&member, &insight, side)?
            }
        };
        outcome.desk = Some(Desk {
            member: Some(key),
            ..outcome.desk.unwrap_or_default()
        });
        Ok(outcome)
    }

    /// Members with one name, to choose from.
    fn which_of(&self, found: &[crate::members::FoundMember]) -> Result<Outcome, AssistantError> {
        let rows = found.iter().map(|member| {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            vec![
                member.key.to_string(),
                text(&member.name),
                text(&member.city),
            ]
        });
        let columns = self
            .phrases
            .plains(&["what_member", "what_name", "what_city"])?;
        let keys: Vec<MemberKey> = found.iter().map(|member| member.key.clone()).collect();
        Ok(Outcome {
            cards: vec![Card::Table {
                title: self.phrases.plain("desk_same_name")?,
                columns,
                rows: rows.collect(),
                members: keys.iter().map(MemberKey::to_string).collect(),
            }],
            desk: Some(Desk {
                listed: keys,
                ..Desk::default()
            }),
            ..self.say("desk_several")?
        })
    }

    async fn profile_of(&self, member: &Member) -> Result<Outcome, AssistantError> {
        let choices = self.shop.members.choices(&member.key).await?;
        let rows = self.profile_rows(member, choices, None).await?;
        let values = context! { name => called(member) };
        let fixed = self.phrases.filled("desk_profile", values)?;
        Ok(Self::sheet(member, rows, fixed))
    }

    async fn orders_of(&self, member: &Member) -> Result<Outcome, AssistantError> {
        let orders = self.shop.orders.latest(&member.key, ORDERS).await?;
        let count = self.shop.orders.count_of(&member.key).await?;
        let latest = orders.first();
        let values = context! {
            name => called(member),
            count,
            number => latest.map(|order| order.number.to_string()),
            day => latest.map(|order| order.placed.day()),
            state => latest.map(|order| crate::assistant::fixed::state(order.state, self.language())),
            total => latest.and_then(Order::total).map(|total| total.to_string()),
        };
        let fixed = self.phrases.filled("desk_orders", values)?;
        let mut outcome = self.orders_shown(&orders, fixed).await?;
        let counted = NamedValue {
            name: self.phrases.plain("what_orders")?,
            value: count.to_string(),
        };
        outcome
            .evidence
            .records
            .push(record(member, std::slice::from_ref(&counted)));
        outcome.cards.insert(
            0,
            Card::Profile {
                title: called(member),
                rows: vec![counted],
            },
        );
        // The words are the shop's own, and go to the shop's own.
        outcome.facts = None;
        Ok(outcome)
    }

    /// What is thought of a member.
    fn thought_of(
        &self,
        member: &Member,
        insight: &MemberInsight,
        side: Side,
    ) -> Result<Outcome, AssistantError> {
        let language = self.language();
        let currency = Currency::parse(&insight.currency).unwrap_or(self.shop.currency);
        let mut said = Said::default();
        let thought = Thought {
            insight,
            currency,
            language,
        };
        match side {
            Side::Risk => thought.risk(&mut said, true),
            Side::Value => thought.value(&mut said),
            Side::Due => thought.due(&mut said),
            Side::Next => thought.next(&mut said, true),
            Side::All | Side::Orders | Side::Profile | Side::Unusual | Side::Like => {
                thought.segment(&mut said);
                thought.risk(&mut said, false);
                thought.value(&mut said);
                thought.due(&mut said);
                thought.next(&mut said, false);
            }
        }
        let name = called(member);
        let fixed = if said.words.is_empty() {
            let values = context! { of => name };
            self.phrases.filled("desk_nothing_known", values)?
        } else {
            match language {
                Language::English => format!("{name}: {}.", said.words.join(". ")),
                Language::Chinese => format!("{name}：{}。", said.words.join("。")),
            }
        };
        Ok(Self::sheet(member, said.rows, fixed))
    }

    /// A sheet about one member, with its evidence.
    fn sheet(member: &Member, rows: Vec<NamedValue>, fixed: String) -> Outcome {
        let record = record(member, &rows);
        // Where there is nothing, the card still says of whom.
        let cards = vec![Card::Profile {
            title: called(member),
            rows,
        }];
        Outcome {
            evidence: Evidence {
                records: vec![record],
                ..Evidence::default()
            },
            cards,
            fixed,
            ..Outcome::default()
        }
    }

    /// How many members are in which segment.
    async fn sizes(&self) -> Result<Outcome, AssistantError> {
        let language = self.language();
        let overview = self.shop.advisor.overview().await?;
        let mut named: Vec<(String, usize)> = overview
            .rfm
            .iter()
            .map(|(key, size)| {
                let name = Segment::of(key).map_or(key.as_str(), |segment| segment.name(language));
                (name.to_owned(), *size)
            })
            .collect();
        named.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let saved = self.shop.advisor.segments().all(language).await?;
        let mut rows: Vec<NamedValue> = named
            .iter()
            .map(|(name, size)| row(name, &size.to_string()))
            .collect();
        rows.extend(
            saved
                .iter()
                .map(|segment| row(&segment.name, &segment.members.to_string())),
        );
        for (what, count) in [
            ("what_members", overview.members),
            ("what_segments", named.len()),
        ] {
            rows.push(row(&self.phrases.plain(what)?, &count.to_string()));
        }
        let largest = named.first();
        let values = context! {
            members => overview.members,
            count => named.len(),
            largest => largest.map(|(name, _)| name),
            size => largest.map(|(_, size)| size),
            saved => saved.len(),
        };
        let fixed = self.phrases.filled("desk_segments", values)?;
        let plot = plots::segments(&overview.rfm, language).ok();
        self.shop_wide("desk_segments_title", rows, fixed, plot.as_ref())
    }

    /// How good the estimates are.
    async fn models(&self) -> Result<Outcome, AssistantError> {
        let language = self.language();
        let overview = self.shop.advisor.overview().await?;
        let Some((tested, horizon)) = overview.churn.as_ref().zip(overview.horizon) else {
            return self.say("desk_no_model");
        };
        let number = |number: f64| format!("{number:.3}");
        let rows = vec![
            row("AUC", &number(tested.auc)),
            row(
                &self.phrases.plain("what_average_precision")?,
                &number(tested.average_precision),
            ),
            row(
                &self.phrases.plain("what_calibration")?,
                &number(tested.calibration_error),
            ),
            row(
                &self.phrases.plain("what_tested")?,
                &tested.members.to_string(),
            ),
            row(&self.phrases.plain("what_horizon")?, &horizon.to_string()),
        ];
        let values = context! {
            horizon,
            members => tested.members,
            auc => number(tested.auc),
            error => number(tested.calibration_error),
        };
        let fixed = self.phrases.filled("desk_models", values)?;
        let plot = plots::reliability(tested, language).ok();
        self.shop_wide("desk_models_title", rows, fixed, plot.as_ref())
    }

    /// What will be asked for of the category or article that the message names.
    async fn demand(&self) -> Result<Outcome, AssistantError> {
        let language = self.language();
        let Some((wanted, name)) = self.what_is_asked_for().await? else {
            return self.say("desk_demand_of_what");
        };
        let demand = self
            .shop
            .advisor
            .demand(&wanted, WEEKS, SUPPLY, self.now)
            .await?;
        let pieces = |pieces: f64| format!("{pieces:.0}");
        let total: f64 = demand.forecast.iter().map(|week| week.pieces).sum();
        let mut rows = Vec::new();
        let weeks = demand.weeks.iter().skip(demand.history.len());
        for (week, expected) in weeks.zip(&demand.forecast) {
            let value = format!(
                "{} ({} – {})",
                pieces(expected.pieces),
                pieces(expected.low_80),
                pieces(expected.high_80)
            );
            rows.push(row(week, &value));
        }
        rows.push(row(&self.phrases.plain("what_in_all")?, &pieces(total)));
        if let Some(stock) = demand.stock {
            rows.push(row(&self.phrases.plain("what_stock")?, &stock.to_string()));
        }
        if let Some(plan) = &demand.plan {
            rows.push(row(
                &self.phrases.plain("what_order_now")?,
                &pieces(plan.order_now),
            ));
            rows.push(row(
                &self.phrases.plain("what_reorder_point")?,
                &pieces(plan.reorder_point),
            ));
        }
        let values = context! {
            name,
            weeks => WEEKS,
            total => pieces(total),
            stock => demand.stock,
            now => demand.plan.map(|plan| pieces(plan.order_now)),
            due => demand.plan.is_some_and(|plan| plan.order_now >= 0.5),
            method => demand.method,
        };
        let fixed = self.phrases.filled("desk_demand", values)?;
        let plot = plots::demand(&demand, language).ok();
        self.shop_wide("desk_demand_title", rows, fixed, plot.as_ref())
    }

    /// The category or article that the message names, with its name in the conversation's language.
    async fn what_is_asked_for(&self) -> Result<Option<(Wanted, String)>, AssistantError> {
        let categories = self.shop.catalog.categories().await?;
        if let Some(category) = lists::category_named(&categories, self.message) {
            let name = match (self.language(), &category.chinese) {
                (Language::Chinese, Some(chinese)) => chinese.clone(),
                _ => category.name.clone(),
            };
            return Ok(Some((Wanted::Category(category.name.clone()), name)));
        }
        let key = match self.shop.titles.singled_out(self.message, None, false) {
            Some(key) => Some(key.clone()),
            None => self.conversation.focus().cloned(),
        };
        let Some(key) = key else { return Ok(None) };
        let found = self.shop.catalog.get(std::slice::from_ref(&key)).await?;
        Ok(found.into_iter().next().map(|product| {
            let name = product.title.in_language(self.language()).to_owned();
            (Wanted::Product(key.to_string()), name)
        }))
    }

    /// What past campaigns did, by those who were held out.
    async fn campaigns(&self) -> Result<Outcome, AssistantError> {
        let language = self.language();
        let fitted = self.shop.advisor.fitted().await?;
        let mut rows: Vec<NamedValue> = fitted
            .effects
            .all()
            .iter()
            .map(|effect| {
                let (name, value) = effect_words(effect, language);
                NamedValue { name, value }
            })
            .collect();
        if rows.is_empty() {
            return self.say("desk_no_campaigns");
        }
        let best = fitted.effects.all().iter();
        let best = best.max_by(|a, b| a.change.total_cmp(&b.change));
        let (name, value) = best.map_or_else(Default::default, |best| effect_words(best, language));
        let values = context! { count => rows.len(), name, value };
        let kinds = rows.len().to_string();
        rows.push(row(&self.phrases.plain("what_in_all")?, &kinds));
        let fixed = self.phrases.filled("desk_campaigns", values)?;
        self.shop_wide("desk_campaigns_title", rows, fixed, None)
    }

    /// An answer about the whole shop, with its evidence and plot.
    pub(super) fn shop_wide(
        &self,
        title: &str,
        rows: Vec<NamedValue>,
        fixed: String,
        plot: Option<&Plot>,
    ) -> Result<Outcome, AssistantError> {
        let mut outcome = told(self.phrases.plain(title)?, rows, fixed);
        outcome.cards.extend(plot.map(Card::plot));
        Ok(outcome)
    }
}

/// An answer of rows under a title: they are shown, and they are what may be spoken of.
pub(super) fn told(title: String, rows: Vec<NamedValue>, fixed: String) -> Outcome {
    let record = Record {
        subject: Subject::Members,
        english: Some(title.clone()),
        chinese: None,
        facts: facts(&rows),
    };
    Outcome {
        evidence: Evidence {
            records: vec![record],
            ..Evidence::default()
        },
        cards: vec![Card::Profile { title, rows }],
        fixed,
        ..Outcome::default()
    }
}

/// The phrase for what cannot be told for want of data; none for what is a failure.
fn missing(error: &ActionsError) -> Option<&'static str> {
    match error {
        ActionsError::NotFitted => Some("desk_not_fitted"),
        ActionsError::NoMember(_) => Some("desk_nothing_known"),
        ActionsError::Demand(DemandError::NoOrders(_)) => Some("desk_no_orders"),
        ActionsError::Demand(DemandError::TooShort { .. }) => Some("desk_too_short"),
        _ => None,
    }
}

/// What an error is about.
fn named(error: &ActionsError) -> &str {
    match error {
        ActionsError::NoMember(name)
        | ActionsError::Demand(DemandError::NoOrders(name) | DemandError::TooShort { name, .. }) => {
            name
        }
        _ => "",
    }
}

/// What a member is called: their name and key.
fn called(member: &Member) -> String {
    match &member.name {
        Some(name) => format!("{name} ({})", member.key),
        None => member.key.to_string(),
    }
}

/// The rows about a member as evidence.
fn record(member: &Member, rows: &[NamedValue]) -> Record {
    Record {
        subject: Subject::Member(member.key.clone()),
        english: Some(member.key.to_string()),
        chinese: None,
        facts: facts(rows),
    }
}

pub(super) fn facts(rows: &[NamedValue]) -> Vec<Fact> {
    let attribute = |row: &NamedValue| Fact::Attribute {
        name: row.name.clone(),
        value: row.value.clone(),
    };
    rows.iter().map(attribute).collect()
}
