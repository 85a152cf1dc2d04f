//! Runs the tools.

mod records;
mod texts;

use std::sync::LazyLock;

use regex::Regex;

use crate::access::Principal;
use crate::catalog::Product;
use crate::evidence::{Evidence, Record};
use crate::guardrails::{names_another_member, normalise, pattern};
use crate::ids::{Language, OrderNumber, ProductKey, is_chinese};
use crate::money::Money;
use crate::retrieval::{Hit, PassageHit, Search};

use records::{brief, order_record, record};

use super::cards::Card;
use super::conversation::Conversation;
use super::fixed::Phrases;
use super::limits::{PriceLimits, price_limits};
use super::rules;
use super::tools::{Plan, Which};
use super::turn::Outcome;
use super::{AssistantError, Shop};

/// Cards of one answer.
const CARDS: usize = 4;
/// Records that the model reads: each takes a second to read on two cores and another to be spoken of,
/// small models mix up two, and the cards show the rest.
const FACTS: usize = 1;
/// Orders shown where none was named.
const ORDERS: u32 = 3;
/// Runs tools for one message.
pub(super) struct Actor<'a> {
    pub(super) shop: &'a Shop,
    pub(super) phrases: Phrases<'a>,
    pub(super) conversation: &'a Conversation,
    pub(super) message: &'a str,
}

impl Actor<'_> {
    /// Carries out a plan.
    pub(super) async fn act(&self, plan: &Plan) -> Result<Outcome, AssistantError> {
        match plan {
            Plan::Search { words } => self.search(words).await,
            Plan::Product(which) => self.product(which).await,
            Plan::Order => self.order().await,
            Plan::Recommend { with } => self.recommend(with.as_ref()).await,
            Plan::Reviews(which) => self.reviews(which).await,
            Plan::Policy { words } => self.policy(words).await,
            Plan::Reply => self.reply(),
            Plan::Refuse => Ok(Outcome {
                fixed: self.phrases.plain("refuse")?,
                ..Outcome::default()
            }),
        }
    }

    /// Verifies a plan, because a small model grasps at a tool whose name it has just read:
    /// - what names another member is refused;
    /// - a question that a rule of the shop surely answers gets the rule;
    /// - reviews are told to those who ask what others think, rules to those who ask about one or whose
    ///   question a rule surely answers;
    /// - an article that is named by words which many articles share is not one certain article but a kind
    ///   of goods, and that is looked for.
    pub(super) async fn settle(&self, plan: Plan) -> Result<Plan, AssistantError> {
        if names_another_member(self.message, self.conversation.principal().member()) {
            return Ok(Plan::Refuse);
        }
        let plan = match plan {
            Plan::Product(_) | Plan::Reply
                if rules::asks_for_a_rule(self.message) && self.a_rule_answers().await? =>
            {
                Plan::Policy {
                    words: "rules".to_owned(),
                }
            }
            Plan::Reviews(which) if !rules::asks_for_reviews(self.message) => Plan::Product(which),
            Plan::Policy { words } if !rules::asks_for_a_rule(self.message) => {
                if self.a_rule_answers().await? {
                    Plan::Policy { words }
                } else {
                    Plan::Product(Which::Named(words))
                }
            }
            other => other,
        };
        Ok(match plan {
            Plan::Product(Which::Named(words)) if self.is_kind(&words) => Plan::Search { words },
            other => other,
        })
    }

    /// Whether a rule of the shop, or an answer of its own, surely answers the message.
    async fn a_rule_answers(&self) -> Result<bool, AssistantError> {
        let found = self.passages(self.message).await?;
        Ok(found.iter().any(PassageHit::is_sure))
    }

    /// Whether these words name a kind of goods and not one article.
    fn is_kind(&self, words: &str) -> bool {
        let sharing = self.shop.titles.sharing(words);
        sharing > 1 || (sharing == 0 && !words.contains(' '))
    }

    fn language(&self) -> Language {
        self.phrases.language
    }

    fn limits(&self) -> PriceLimits {
        price_limits(self.message, self.shop.currency)
    }

    /// The products that a search finds, and whether they are surely what was meant.
    async fn find(
        &self,
        words: &str,
        limit: usize,
    ) -> Result<(Vec<Product>, bool), AssistantError> {
        let limits = self.limits();
        let said = self.message.chars().any(is_chinese).then_some(self.message);
        let hits = self
            .shop
            .retrieval
            .search(&Search {
                words,
                said,
                min_price: limits.least,
                max_price: limits.most,
                exclude: &[],
                limit,
                ..Search::default()
            })
            .await?;
        let sure = hits.iter().any(Hit::is_sure);
        let near = hits.into_iter().filter(Hit::is_near);
        let keys: Vec<ProductKey> = near.map(|hit| hit.product).collect();
        Ok((self.shop.catalog.get(&keys).await?, sure))
    }

    async fn search(&self, words: &str) -> Result<Outcome, AssistantError> {
        // Where the planner's words find nothing for sure, what they say before "for whom" may, or the
        // shopper's own.
        let thing = words.split(" for ").next().unwrap_or(words);
        let mut tries = vec![words, thing, self.message];
        tries.dedup();
        let (mut products, mut sure) = (Vec::new(), false);
        for words in tries {
            let found = self.find(words, CARDS).await?;
            sure = found.1;
            if sure || products.is_empty() {
                products = found.0;
            }
            if sure {
                break;
            }
        }
        if !sure && GIFT.is_match(words) {
            // "A gift" is no kind of goods: what others like is the better answer.
            return self.recommend(None).await;
        }
        if products.is_empty() {
            let fixed = self.phrases.found_nothing(self.limits())?;
            return Ok(Outcome {
                fixed,
                ..Outcome::default()
            });
        }
        let found: Vec<&Product> = products.iter().collect();
        if !sure {
            let fixed = self.phrases.near(&found)?;
            return Ok(self.shown(&products, fixed, None, |_| None));
        }
        let asked = normalise(&format!("{} {words}", self.message));
        let brief = |product| brief(&record(product), &asked).line(self.language());
        let lines: Vec<String> = products.iter().take(FACTS).map(brief).collect();
        let fixed = self.phrases.found(&found)?;
        Ok(self.shown(&products, fixed, Some(lines.join("\n")), |_| None))
    }

    async fn product(&self, which: &Which) -> Result<Outcome, AssistantError> {
        let Some(product) = self.resolve(which).await? else {
            return self.not_found(which);
        };
        let record = record(&product);
        if asks_price_or_stock(self.message, &record) {
            let fixed = self.phrases.price(&record)?;
            return Ok(self.shown(&[product], fixed, None, |_| None));
        }
        let fixed = self.phrases.product(&record)?;
        let line = record.line(self.language());
        Ok(self.shown(&[product], fixed, Some(line), |_| None))
    }

    /// The answer where no product is the one that is meant.
    fn not_found(&self, which: &Which) -> Result<Outcome, AssistantError> {
        let fixed = match which {
            Which::Named(_) => self.phrases.found_nothing(PriceLimits::default())?,
            Which::It | Which::Number(_) => self.phrases.plain("which")?,
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
            Which::It | Which::Number(_) => Ok(None),
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
        let shown = self.shop.catalog.get(self.conversation.shown()).await?;
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

    async fn recommend(&self, with: Option<&Which>) -> Result<Outcome, AssistantError> {
        let anchor = match with {
            Some(which) => self.resolve(which).await?,
            None => None,
        };
        let limits = self.limits();
        let suggestions = match &anchor {
            Some(product) => self.shop.recommender.together(&product.key, CARDS * 5),
            None => self.shop.recommender.popular(CARDS * 10),
        };
        let keys: Vec<ProductKey> = suggestions.iter().map(|s| s.product.clone()).collect();
        let mut phrase = if anchor.is_some() {
            "together"
        } else {
            "popular"
        };
        let mut products = offered(self.shop.catalog.get(&keys).await?, limits);
        if let (Some(product), true) = (&anchor, products.is_empty()) {
            phrase = "alike";
            let hits = self.shop.retrieval.similar(&product.key, CARDS * 2).await?;
            let keys: Vec<ProductKey> = hits.into_iter().map(|hit| hit.product).collect();
            products = offered(self.shop.catalog.get(&keys).await?, limits);
        }
        if products.is_empty() {
            let fixed = self.phrases.plain("recommend_nothing")?;
            return Ok(Outcome {
                fixed,
                ..Outcome::default()
            });
        }
        let name = anchor
            .as_ref()
            .map(|product| product.title.in_language(self.language()));
        let fixed = self
            .phrases
            .suggested(phrase, name, &products.iter().collect::<Vec<_>>())?;
        let reason = |product: &Product| {
            // What is alike was found by its texts: no order speaks for it.
            let suggestion = suggestions.iter().find(|s| s.product == product.key);
            let orders = suggestion.map_or(0, |suggestion| suggestion.orders);
            self.phrases.reason(phrase, orders).ok()
        };
        Ok(self.shown(&products, fixed, None, reason))
    }

    async fn order(&self) -> Result<Outcome, AssistantError> {
        let Principal::Member(owner) = self.conversation.principal() else {
            return Ok(Outcome {
                fixed: self.phrases.plain("sign_in")?,
                ..Outcome::default()
            });
        };
        let (orders, missing) = match order_number(self.message) {
            Some(number) => match self.shop.orders.find(&number, owner).await? {
                Some(order) => (vec![order], None),
                None => (Vec::new(), Some(number)),
            },
            None => (self.shop.orders.latest(owner, ORDERS).await?, None),
        };
        let fixed = match (&orders[..], missing) {
            (_, Some(number)) => self.phrases.order_unknown(number.as_str())?,
            ([], None) => self.phrases.plain("order_none")?,
            ([latest, ..], None) => self.phrases.order(latest)?,
        };
        let keys: Vec<ProductKey> = orders
            .iter()
            .flat_map(|order| &order.lines)
            .map(|line| line.product.clone())
            .collect();
        let products = self.shop.catalog.get(&keys).await?;
        let title = |key: &ProductKey| {
            let product = products.iter().find(|product| &product.key == key)?;
            Some(product.title.in_language(self.language()).to_owned())
        };
        Ok(Outcome {
            cards: orders
                .iter()
                .map(|order| Card::order(order, self.language(), title))
                .collect(),
            evidence: Evidence {
                records: orders.iter().map(order_record).collect(),
                limits: Vec::new(),
            },
            fixed,
            ..Outcome::default()
        })
    }

    /// Small talk. What is a courtesy and nothing else has its phrase; otherwise the model finds the words,
    /// from what the shop's assistant is.
    fn reply(&self) -> Result<Outcome, AssistantError> {
        if let Some(phrase) = rules::courtesy(self.message) {
            return Ok(Outcome {
                fixed: self.phrases.plain(phrase)?,
                ..Outcome::default()
            });
        }
        let facts = self.phrases.plain("about")?;
        Ok(Outcome {
            fixed: self.phrases.plain("reply")?,
            facts: Some(facts),
            ..Outcome::default()
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
            fixed,
            facts,
            shown: products.iter().map(|product| product.key.clone()).collect(),
        }
    }
}

/// Those that can be had within the limits, as many as fit on the screen.
fn offered(products: Vec<Product>, limits: PriceLimits) -> Vec<Product> {
    let within = |price: Money| {
        limits.most.is_none_or(|most| price.minor <= most.minor)
            && limits.least.is_none_or(|least| price.minor >= least.minor)
    };
    products
        .into_iter()
        .filter(|product| product.stock != Some(0) && within(product.price))
        .take(CARDS)
        .collect()
}

static GIFT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(gifts?|presents?|ideas?|something)\b"));

static PRICE_OR_STOCK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"how much|what('s| is) the price|\bprice\b|\bcosts?\b|in stock|available|how many|any left|\bleft\b",
        r"|多少钱|什么价|价格|几块|怎么卖|有货|库存|现货|还有吗|还剩",
    ))
});

/// Whether a message asks for nothing but what the phrase with price and stock says as well as a model.
fn asks_price_or_stock(message: &str, record: &Record) -> bool {
    let message = normalise(message);
    PRICE_OR_STOCK.is_match(&message)
        && !record
            .attributes()
            .any(|(name, _)| message.contains(&normalise(name)))
}

static ORDER_NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[a-z]{1,4}-?\d{3,}[\d-]*|\d{4,}[\d-]*"));

/// The order number in a message, read by code: a model may misread a digit.
fn order_number(message: &str) -> Option<OrderNumber> {
    let text = normalise(message);
    let found = ORDER_NUMBER.find(&text)?;
    Some(OrderNumber::new(
        &found.as_str().trim_end_matches('-').to_uppercase(),
    ))
}
