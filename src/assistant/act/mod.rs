//! Runs the tools.

mod account;
mod comparing;
mod differing;
mod goods;
mod orders;
mod records;
mod rewards;
mod serving;
mod settling;
mod suggesting;
mod texts;
mod wishes;

use std::sync::LazyLock;

use regex::Regex;
use tokio::sync::OnceCell;

use crate::catalog::Product;
use crate::clock::Timestamp;
use crate::evidence::{Evidence, Record};
use crate::guardrails::{Speech, normalise, pattern};
use crate::ids::{Language, ProductKey};
use crate::llm::Llm;
use crate::money::Money;

pub(super) use orders::{mail_address, order_number};
use records::record;

use super::asking::Reading;
use super::cards::Card;
use super::changes::Proposal;
use super::conversation::Conversation;
use super::errands::Errand;
use super::fixed::Phrases;
use super::followup::{self, Pointer};
use super::limits::{PriceLimits, price_limits};
use super::rules;
use super::tools::{Plan, Which};
use super::turn::Outcome;
use super::{AssistantError, Shop};

/// Cards of one answer.
const CARDS: usize = 4;

/// Runs tools for one message.
pub(super) struct Actor<'a> {
    pub(super) shop: &'a Shop,
    pub(super) phrases: Phrases<'a>,
    /// Who finds words for others than the asker, where there is a model.
    pub(super) llm: Option<&'a Llm>,
    pub(super) conversation: &'a Conversation,
    pub(super) message: &'a str,
    pub(super) now: Timestamp,
    /// What the person just said yes or no to.
    pub(super) decided: Option<&'a Proposal>,
    /// What the person wants done about an order, where the conversation waits for more of it.
    pub(super) errand: Option<&'a Errand>,
    /// The invitation to the survey that was asked last, where the conversation waits for its answer.
    pub(super) asked_survey: Option<&'a str>,
    /// The articles in the basket, where the person lets the assistant see them.
    pub(super) basket: &'a [ProductKey],
    /// What the message asks of members, once it was read.
    pub(super) reading: &'a OnceCell<Reading>,
}

impl Actor<'_> {
    /// Carries out a plan.
    pub(super) async fn act(&self, plan: &Plan) -> Result<Outcome, AssistantError> {
        match plan {
            Plan::Search { words } => self.search(words).await,
            Plan::Product(which) => self.product(which).await,
            Plan::Compare(articles) => self.compare(articles).await,
            Plan::Order => self.order().await,
            Plan::Recommend { with } => self.recommend(with.as_ref()).await,
            Plan::Reviews(which) => self.reviews(which).await,
            Plan::Policy { words } => self.policy(words).await,
            Plan::Offers => self.offers().await,
            Plan::Serve(kind) => self.serve(*kind).await,
            Plan::Mine(what) => self.mine(*what).await,
            Plan::Basket => self.basket().await,
            Plan::Enquire(enquiry) => self.enquire(enquiry).await,
            Plan::Human => self.human().await,
            Plan::Confirm => self.carry_out().await,
            Plan::Decline => self.say("declined"),
            Plan::Reply => self.reply(),
            Plan::Refuse => self.say(self.for_whom("refuse", "desk_refuse")),
        }
    }

    /// An answer that is a phrase and nothing else.
    pub(super) fn say(&self, phrase: &str) -> Result<Outcome, AssistantError> {
        Ok(Outcome {
            fixed: self.phrases.plain(phrase)?,
            ..Outcome::default()
        })
    }

    /// The same of a phrase with holes, filled in.
    pub(super) fn say_filled(
        &self,
        phrase: &str,
        values: minijinja::Value,
    ) -> Result<Outcome, AssistantError> {
        Ok(Outcome {
            fixed: self.phrases.filled(phrase, values)?,
            ..Outcome::default()
        })
    }

    /// The phrase for a shopper, or the one for the shop's people.
    fn for_whom(&self, shopper: &'static str, staff: &'static str) -> &'static str {
        match self.conversation.principal().staff() {
            Some(_) => staff,
            None => shopper,
        }
    }

    pub(super) fn language(&self) -> Language {
        self.phrases.language
    }

    /// The limits that the message sets.
    fn limits(&self) -> PriceLimits {
        price_limits(self.message, self.shop.currency)
    }

    async fn product(&self, which: &Which) -> Result<Outcome, AssistantError> {
        let shown = self.among_shown(which).await?;
        let new = shown.is_none();
        let product = match (shown, which) {
            (None, Which::Named(words)) => self.best_match(words).await?,
            (shown, _) => shown,
        };
        let Some(product) = product else {
            return self.not_found(which);
        };
        let kind = self.kind_of(&product);
        let record = record(&product);
        let mut outcome = if asks_price_or_stock(self.message, &record) {
            let fixed = self.phrases.price(&record)?;
            self.shown(&[product], fixed, None, |_| None)
        } else {
            let fixed = self.phrases.product(&record)?;
            let line = record.line(self.language());
            self.shown(&[product], fixed, Some(line), |_| None)
        };
        // "Anything cheaper?" then looks for more of what this article is called.
        let kind = match which {
            Which::Named(words) if new => Some(words.clone()),
            Which::Key(key) if !self.conversation.shown().contains(key) => kind,
            _ => None,
        };
        if let Some(words) = kind {
            outcome.search = Some(self.looked_for(&words, PriceLimits::default(), &outcome.shown));
        }
        Ok(outcome)
    }

    /// What kind of thing an article is, where its record says; otherwise its title.
    fn kind_of(&self, product: &Product) -> Option<String> {
        let attribute = |kind: &&str| product.attributes.iter().find(|(name, _)| name == kind);
        let kind = KIND
            .iter()
            .find_map(attribute)
            .map(|(_, kind)| kind.as_str());
        let words = normalise(kind.unwrap_or(product.title.in_language(self.language())));
        (!words.is_empty()).then_some(words)
    }

    /// The answer where no product is the one that is meant.
    fn not_found(&self, which: &Which) -> Result<Outcome, AssistantError> {
        let fixed = match which {
            Which::Named(_) => self.phrases.found_nothing(PriceLimits::default())?,
            Which::It | Which::Number(_) | Which::Key(_) => self.phrases.plain("which")?,
        };
        Ok(Outcome {
            fixed,
            ..Outcome::default()
        })
    }

    /// The product that is meant: one of those shown, or the best match of a name.
    async fn resolve(&self, which: &Which) -> Result<Option<Product>, AssistantError> {
        if let Some(product) = self.among_shown(which).await? {
            return Ok(Some(product));
        }
        match which {
            Which::Named(words) => self.best_match(words).await,
            Which::It | Which::Number(_) | Which::Key(_) => Ok(None),
        }
    }

    /// The product that a search for a name surely finds.
    async fn best_match(&self, words: &str) -> Result<Option<Product>, AssistantError> {
        let (found, sure) = self.find(words, 1).await?;
        Ok(found.into_iter().next().filter(|_| sure))
    }

    /// The product that is meant, where it is one of those shown: by its number, or by a name that only one
    /// of them has.
    async fn among_shown(&self, which: &Which) -> Result<Option<Product>, AssistantError> {
        if let Some(key) = self.conversation.resolve(which) {
            let found = self.shop.catalog.get(std::slice::from_ref(key)).await?;
            return Ok(found.into_iter().next());
        }
        let Which::Named(words) = which else {
            return Ok(None);
        };
        let shown = self.shown_before().await?;
        let named = |product: &Product| {
            let title = normalise(product.title.english.as_deref().unwrap_or_default());
            words
                .split(' ')
                .all(|word| title.split(' ').any(|part| part == word))
        };
        let mut matching = shown.into_iter().filter(named);
        Ok(match (matching.next(), matching.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        })
    }

    /// The products shown last, in their order.
    async fn shown_before(&self) -> Result<Vec<Product>, AssistantError> {
        Ok(self.shop.catalog.get(self.conversation.shown()).await?)
    }

    /// The numbers of those shown at which the message points, from 1.
    async fn pointed_at(&self) -> Result<Vec<usize>, AssistantError> {
        let pointers = followup::pointers(self.message);
        let shown = self.conversation.shown();
        if pointers.is_empty() || shown.is_empty() {
            return Ok(Vec::new());
        }
        let weighed = self.conversation.weighed();
        let products = self.shop.catalog.get(weighed).await?;
        let number_of = |product: Option<&Product>| {
            let key = &product?.key;
            shown
                .iter()
                .position(|one| one == key)
                .map(|place| place + 1)
        };
        let price = |product: &&Product| product.price.minor;
        let mut numbers = Vec::new();
        for pointer in pointers {
            let number = match pointer {
                Pointer::Number(number) => Some(number).filter(|number| *number <= shown.len()),
                Pointer::Last => Some(shown.len()),
                Pointer::Cheapest => number_of(products.iter().min_by_key(price)),
                Pointer::Dearest => number_of(products.iter().max_by_key(price)),
            };
            numbers.extend(number.filter(|number| !numbers.contains(number)));
        }
        Ok(numbers)
    }

    /// Small talk. What is a courtesy and nothing else has its phrase; otherwise the model finds the words,
    /// from what the shop's assistant is.
    fn reply(&self) -> Result<Outcome, AssistantError> {
        if self.conversation.principal().staff().is_some() {
            return self.say("desk_reply");
        }
        if let Some(phrase) = rules::courtesy(self.message) {
            return self.say(phrase);
        }
        Ok(Outcome {
            facts: Some(self.phrases.plain("about")?),
            ..self.say("reply")?
        })
    }

    fn shown(
        &self,
        products: &[Product],
        fixed: String,
        facts: Option<String>,
        reason: impl Fn(&Product) -> Option<String>,
    ) -> Outcome {
        let limits = self.limits();
        Outcome {
            evidence: Evidence {
                records: products.iter().map(record).collect(),
                limits: [limits.least, limits.most].into_iter().flatten().collect(),
            },
            cards: products
                .iter()
                .map(|product| Card::product(product, self.language(), reason(product)))
                .collect(),
            // The facts that a model reads are those of the first.
            speech: Speech::after(self.message, facts.is_some()),
            fixed,
            facts,
            shown: keys(products),
            ..Outcome::default()
        }
    }
}

fn keys(products: &[Product]) -> Vec<ProductKey> {
    products.iter().map(|product| product.key.clone()).collect()
}

/// Those that can be had within the limits, as many as fit on the screen.
fn offered(products: Vec<Product>, limits: PriceLimits, without: &[ProductKey]) -> Vec<Product> {
    let mut offered = to_be_had(products, limits, without);
    offered.truncate(CARDS);
    offered
}

/// Those in stock and within the limits, none of `without`.
fn to_be_had(products: Vec<Product>, limits: PriceLimits, without: &[ProductKey]) -> Vec<Product> {
    let within = |price: Money| {
        limits.most.is_none_or(|most| price.minor <= most.minor)
            && limits.least.is_none_or(|least| price.minor >= least.minor)
    };
    products
        .into_iter()
        .filter(|product| product.stock != Some(0) && within(product.price))
        .filter(|product| !without.contains(&product.key))
        .collect()
}

/// The attribute that says what a thing is.
const KIND: &[&str] = &["kind", "种类", "type", "类型"];

static PRICE_OR_STOCK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"how much|what('s| is) the price|\bprice\b|\bcosts?\b|in stock|available|how many|any left|\bleft\b",
        r"|多少钱|什么价|价格|几块|怎么卖|有货|库存|现货|还有吗|还剩",
    ))
});

/// Whether a message asks for a price, or whether a thing can be had.
fn asks_for_price_or_stock(message: &str) -> bool {
    PRICE_OR_STOCK.is_match(&normalise(message))
}

/// Whether a message asks for nothing but what the phrase with price and stock says as well as a model.
fn asks_price_or_stock(message: &str, record: &Record) -> bool {
    let message = normalise(message);
    PRICE_OR_STOCK.is_match(&message)
        && !record
            .attributes()
            .any(|(name, _)| message.contains(&normalise(name)))
}
