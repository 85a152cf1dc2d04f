//! The fixed phrases, filled in: where a template says it as well as a model.

use minijinja::context;

use crate::catalog::Product;
use crate::clock::Timestamp;
use crate::evidence::{Fact, Record};
use crate::ids::Language;
use crate::insights::opinions::{Summary, Topic, TopicSummary};
use crate::insights::recommend::Why;
use crate::orders::{Order, OrderState};
use crate::prompts::{PromptError, Prompts};

use super::inbox::Hours;
use super::limits::PriceLimits;
use super::reasons;

/// An order's state, for people.
#[must_use]
pub(super) fn state(state: OrderState, language: Language) -> &'static str {
    let (english, chinese) = match state {
        OrderState::Placed => ("placed, not sent yet", "已下单，待发货"),
        OrderState::Invoiced => ("invoiced", "已开票"),
        OrderState::Packed => ("being packed", "配货中"),
        OrderState::Shipped => ("on its way", "运输中"),
        OrderState::Delivered => ("delivered", "已送达"),
        OrderState::Cancelled => ("cancelled", "已取消"),
        OrderState::ReturnRequested => ("return requested", "退货处理中"),
        OrderState::ExchangeRequested => ("exchange requested", "换货处理中"),
        OrderState::Returned => ("returned", "已退货"),
    };
    match language {
        Language::English => english,
        Language::Chinese => chinese,
    }
}

/// A day of the week, Monday being 0, as it stands before a time of day.
fn on_weekday(weekday: usize, language: Language) -> &'static str {
    const ENGLISH: [&str; 7] = [
        "on Monday",
        "on Tuesday",
        "on Wednesday",
        "on Thursday",
        "on Friday",
        "on Saturday",
        "on Sunday",
    ];
    const CHINESE: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
    match language {
        Language::English => ENGLISH[weekday % 7],
        Language::Chinese => CHINESE[weekday % 7],
    }
}

/// Fills in phrases in one language.
pub(super) struct Phrases<'a> {
    pub(super) prompts: &'a Prompts,
    pub(super) language: Language,
}

impl Phrases<'_> {
    /// A phrase with nothing to fill in.
    pub(super) fn plain(&self, name: &str) -> Result<String, PromptError> {
        self.prompts.say(name, self.language, context! {})
    }

    /// Several of them, in their order.
    pub(super) fn plains(&self, names: &[&str]) -> Result<Vec<String>, PromptError> {
        names.iter().map(|name| self.plain(name)).collect()
    }

    /// A phrase with its holes filled in.
    pub(super) fn filled(
        &self,
        name: &str,
        values: minijinja::Value,
    ) -> Result<String, PromptError> {
        self.prompts.say(name, self.language, values)
    }

    /// How a switch stands.
    pub(super) fn switch(&self, on: bool) -> Result<String, PromptError> {
        self.plain(if on { "on" } else { "off" })
    }

    /// What was found.
    pub(super) fn found(&self, products: &[&Product]) -> Result<String, PromptError> {
        let values = context! { items => self.items(products), count => products.len() };
        self.prompts.say("found", self.language, values)
    }

    /// What comes near what was looked for.
    pub(super) fn near(&self, products: &[&Product]) -> Result<String, PromptError> {
        let values = context! { items => self.items(products) };
        self.prompts.say("near", self.language, values)
    }

    /// Nothing was.
    pub(super) fn found_nothing(&self, limits: PriceLimits) -> Result<String, PromptError> {
        let (least, most) = (
            limits.least.map(|m| m.to_string()),
            limits.most.map(|m| m.to_string()),
        );
        let name = match (&least, &most) {
            (Some(_), Some(_)) => Some("limit_between"),
            (Some(_), None) => Some("limit_over"),
            (None, Some(_)) => Some("limit_under"),
            (None, None) => None,
        };
        let limit = name
            .map(|name| {
                self.prompts
                    .say(name, self.language, context! { least, most })
            })
            .transpose()?;
        self.prompts
            .say("found_nothing", self.language, context! { limit })
    }

    /// All about one product.
    pub(super) fn product(&self, record: &Record) -> Result<String, PromptError> {
        let phrase = |fact: &Fact| fact.phrase(self.language);
        let stock = record
            .facts
            .iter()
            .find(|fact| matches!(fact, Fact::Stock(_)))
            .map(phrase);
        let attributes: Vec<String> = record
            .facts_in(self.language)
            .filter(|fact| matches!(fact, Fact::Attribute { .. }))
            .map(phrase)
            .collect();
        let values = context! {
            name => record.name(self.language),
            price => record.price().map(|price| price.to_string()),
            stock,
            attributes => attributes.join(self.comma()),
        };
        self.prompts.say("product", self.language, values)
    }

    /// A product's price and stock.
    pub(super) fn price(&self, record: &Record) -> Result<String, PromptError> {
        let facts = record
            .facts
            .iter()
            .filter(|fact| !matches!(fact, Fact::Attribute { .. }));
        self.product(&Record {
            facts: facts.cloned().collect(),
            ..record.clone()
        })
    }

    /// Suggestions: `popular`, or `together`/`alike` with a product's name.
    pub(super) fn suggested(
        &self,
        name: &str,
        with: Option<&str>,
        products: &[&Product],
    ) -> Result<String, PromptError> {
        let values = context! { items => self.items(products), name => with };
        self.prompts.say(name, self.language, values)
    }

    /// What is in a basket of `count` articles, `shown` of which are.
    pub(super) fn basket(&self, count: usize, shown: usize) -> Result<String, PromptError> {
        let values = context! { count, shown };
        self.prompts.say("basket", self.language, values)
    }

    /// An order's state.
    pub(super) fn order(&self, order: &Order) -> Result<String, PromptError> {
        let values = context! {
            number => order.number.as_str(),
            day => order.placed.day(),
            state => state(order.state, self.language),
            pieces => order.lines.iter().map(|line| line.quantity).sum::<i64>(),
            total => order.total().map(|total| total.to_string()).unwrap_or_default(),
        };
        self.prompts.say("order", self.language, values)
    }

    /// An order that is not the asker's, or nobody's: both sound the same.
    pub(super) fn order_unknown(&self, number: &str) -> Result<String, PromptError> {
        self.prompts
            .say("order_unknown", self.language, context! { number })
    }

    /// Number and mail address do not belong together, or the order is nobody's: both sound the same.
    pub(super) fn order_mismatch(&self, number: &str) -> Result<String, PromptError> {
        self.prompts
            .say("order_mismatch", self.language, context! { number })
    }

    /// Of two articles, which costs less, and by how much; `None` where they cost the same.
    pub(super) fn compared(
        &self,
        cheap: &str,
        dear: &str,
        less: Option<&str>,
    ) -> Result<String, PromptError> {
        self.prompts
            .say("compared", self.language, context! { cheap, dear, less })
    }

    /// Of several articles, which costs least.
    pub(super) fn cheapest(&self, title: &str, price: &str) -> Result<String, PromptError> {
        self.prompts
            .say("cheapest", self.language, context! { title, price })
    }

    /// That so many things are on offer.
    pub(super) fn offers(&self, count: usize) -> Result<String, PromptError> {
        self.prompts
            .say("offers", self.language, context! { count })
    }

    /// What a campaign says to a member.
    pub(super) fn campaign_offer(&self, text: &str) -> Result<String, PromptError> {
        self.prompts
            .say("campaign_offer", self.language, context! { text })
    }

    /// That the shop has settled it: under what heading, where it has one.
    pub(super) fn policy(&self, title: Option<&str>) -> Result<String, PromptError> {
        self.prompts
            .say("policy", self.language, context! { title })
    }

    /// What buyers say about a product: at most `limit` topics of each side, and first what was asked.
    pub(super) fn reviews(
        &self,
        name: &str,
        summary: &Summary,
        asked: Option<(Topic, TopicSummary)>,
        limit: usize,
    ) -> Result<String, PromptError> {
        let topics = |faults| {
            let foremost = summary.foremost(faults, limit).into_iter();
            let words: Vec<&str> = foremost
                .map(|(named, _)| named.name(self.language))
                .collect();
            words.join(self.between())
        };
        let asked = asked.map(|(named, of)| {
            context! { topic => named.name(self.language), praised => of.praised, faulted => of.faulted, texts => of.texts }
        });
        let values = context! {
            name,
            count => summary.texts,
            stars => summary.mean_stars().map(|stars| format!("{stars:.1}")),
            praised => topics(false),
            faulted => topics(true),
            asked,
        };
        self.prompts.say("reviews", self.language, values)
    }

    /// How a product is rated, in a few words.
    pub(super) fn rating(&self, summary: &Summary) -> Result<String, PromptError> {
        let values = context! {
            count => summary.texts,
            stars => summary.mean_stars().map(|stars| format!("{stars:.1}")),
        };
        self.prompts.say("rating", self.language, values)
    }

    /// Why a product is suggested: the count behind it.
    pub(super) fn reason(&self, name: &str, orders: u32) -> Result<String, PromptError> {
        self.prompts.say(
            &format!("reason_{name}"),
            self.language,
            context! { orders },
        )
    }

    /// What speaks for a suggestion, `name` being the product that does.
    pub(super) fn why(
        &self,
        why: &Why,
        name: Option<&str>,
        orders: u32,
    ) -> Result<String, PromptError> {
        let values = context! { orders, name };
        self.prompts
            .say(reasons::phrase(why, name), self.language, values)
    }

    /// That the shop's people are not there at `now`, and are from `opens` on.
    pub(super) fn handed_over_later(
        &self,
        hours: &Hours,
        now: Timestamp,
        opens: Timestamp,
    ) -> Result<String, PromptError> {
        let (there, here) = (hours.shown(opens), hours.shown(now));
        let soon = opens.micros() - now.micros() < 24 * 3_600_000_000;
        let day = match (soon && there.weekday == here.weekday, self.language) {
            (true, Language::English) => "today",
            (true, Language::Chinese) => "今天",
            (false, language) => on_weekday(there.weekday, language),
        };
        let time = format!("{:02}:{:02}", there.hour, there.minute);
        let values = context! { day, time, zone => hours.zone() };
        self.prompts.say("handed_over_later", self.language, values)
    }

    fn items(&self, products: &[&Product]) -> String {
        let item = |product: &&Product| {
            let title = product.title.in_language(self.language);
            let gone = match (product.stock, self.language) {
                (Some(0), Language::English) => " (out of stock)",
                (Some(0), Language::Chinese) => "（缺货）",
                _ => "",
            };
            format!("{title} {}{gone}", product.price)
        };
        products
            .iter()
            .map(item)
            .collect::<Vec<_>>()
            .join(self.comma())
    }

    /// What stands between the parts of a list of words.
    pub(super) fn between(&self) -> &'static str {
        match self.language {
            Language::English => ", ",
            Language::Chinese => "、",
        }
    }

    pub(super) fn comma(&self) -> &'static str {
        match self.language {
            Language::English => ", ",
            Language::Chinese => "，",
        }
    }
}
