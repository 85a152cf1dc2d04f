//! Verifies plans, because a small model grasps at a tool whose name it has just read, translates names loosely, and
//! copies a number out of an example.

use crate::assistant::AssistantError;
use crate::assistant::asks;
use crate::assistant::cues;
use crate::assistant::followup;
use crate::assistant::rules;
use crate::assistant::tools::{Plan, Which};
use crate::guardrails::{asks_for_anothers_data, names_another_member, signs_of_injection};
use crate::ids::{ProductKey, has_chinese};
use crate::retrieval::PassageHit;

use super::{Actor, asks_for_price_or_stock};

impl Actor<'_> {
    /// Whether the message asks for what is another's. Then nothing else of it is answered.
    pub(in crate::assistant) fn asks_for_anothers(&self) -> bool {
        let own = self.conversation.principal().member();
        names_another_member(self.message, own) || asks_for_anothers_data(self.message)
    }

    /// The plan that holds instead of the model's `plan`.
    pub(in crate::assistant) async fn settle(&self, plan: Plan) -> Result<Plan, AssistantError> {
        let plan = if asks::may_be(&plan, self.message) {
            plan
        } else {
            rules::likely(self.message)
        };
        let plan = match plan {
            Plan::Order if !self.may_be_of_an_order() => Plan::Product(Which::It),
            other => other,
        };
        let plan = self.refused_for_good(plan).await?;
        let plan = self.by_rules(plan).await?;
        let plan = match plan {
            Plan::Reviews(which) if !rules::asks_for_reviews(self.message) => Plan::Product(which),
            other => other,
        };
        let plan = self.as_others_think(plan).await?;
        let plan = if self.is_no_small_talk(&plan) {
            rules::searching(self.message)
        } else {
            plan
        };
        let plan = self.suggesting(plan).await?;
        self.about_one(plan).await
    }

    /// Whether the message can be about an order: it says so, or goes on with one.
    fn may_be_of_an_order(&self) -> bool {
        let goes_on = self.conversation.before() == Some("order") && cues::says_this(self.message);
        goes_on || cues::may_ask_for_an_order(self.message)
    }

    /// No is said to what is not the shop's business, not to a wish for goods in unusual words.
    async fn refused_for_good(&self, plan: Plan) -> Result<Plan, AssistantError> {
        let off_topic = cues::is_off_topic(self.message);
        if off_topic && matches!(plan, Plan::Search { .. } | Plan::Reply) {
            let sure = self.find(self.message, 1).await?.1;
            return Ok(if sure || rules::courtesy(self.message).is_some() {
                plan
            } else {
                Plan::Refuse
            });
        }
        if plan != Plan::Refuse || off_topic || self.looks_hostile() {
            return Ok(plan);
        }
        let about_it = cues::says_this(self.message) && cues::asks_details(self.message);
        if about_it && self.conversation.focus().is_some() {
            return Ok(Plan::Product(Which::It));
        }
        if let Some(last) = self.conversation.last_search()
            && followup::Refinement::of(self.message).any()
        {
            let words = last.words.clone();
            return Ok(Plan::Search { words });
        }
        if cues::asks_for_own_purchases(self.message) {
            return Ok(Plan::Order);
        }
        if cues::wants_goods(self.message) {
            let found = self.find(self.message, 1).await?.0;
            return Ok(match found.is_empty() {
                false => rules::searching(self.message),
                true if cues::wants_ideas(self.message) => Plan::Recommend { with: None },
                true => plan,
            });
        }
        if cues::asks_details(self.message)
            && let Some(which @ Which::Key(_)) = self.meant().await?
        {
            return Ok(Plan::Product(which));
        }
        Ok(plan)
    }

    /// A question that a rule of the shop surely answers gets the rule; one that none answers is about an article.
    async fn by_rules(&self, plan: Plan) -> Result<Plan, AssistantError> {
        let asks = rules::asks_for_a_rule(self.message);
        let answered = match &plan {
            _ if !asks => false,
            Plan::Product(Which::Named(words)) if self.shop.titles.sharing(words) > 0 => {
                !self.looks_hostile() && self.a_rule_answers(false).await?
            }
            Plan::Refuse
            | Plan::Product(_)
            | Plan::Reply
            | Plan::Search { .. }
            | Plan::Recommend { .. } => !self.looks_hostile() && self.a_rule_answers(true).await?,
            Plan::Order => {
                !cues::asks_for_an_order(self.message) && self.a_rule_answers(false).await?
            }
            _ => false,
        };
        Ok(match plan {
            _ if answered => Plan::Policy {
                words: "rules".to_owned(),
            },
            Plan::Policy { words } if !asks && !self.a_rule_answers(false).await? => {
                Plan::Product(Which::Named(words))
            }
            other => other,
        })
    }

    /// Whether the message has signs of an injection: then nothing is read into it.
    fn looks_hostile(&self) -> bool {
        !signs_of_injection(self.message).is_empty()
    }

    /// What others think of an article is asked in words that say so, and answered with what they wrote.
    async fn as_others_think(&self, plan: Plan) -> Result<Plan, AssistantError> {
        if !rules::asks_for_reviews(self.message) || self.looks_hostile() {
            return Ok(plan);
        }
        Ok(match (plan, self.meant().await?) {
            (Plan::Product(_) | Plan::Search { .. } | Plan::Refuse, Some(which)) => {
                Plan::Reviews(which)
            }
            (Plan::Product(which), None) => Plan::Reviews(which),
            (plan, _) => plan,
        })
    }

    /// Small talk that asks for goods is no small talk: "Good evening. I should like to see your teapots."
    fn is_no_small_talk(&self, plan: &Plan) -> bool {
        *plan == Plan::Reply && cues::looks_for_goods(self.message)
    }

    /// What goes with an article is asked in words that say so; so is what others buy.
    async fn suggesting(&self, plan: Plan) -> Result<Plan, AssistantError> {
        let goes_with = asks::goes_with(self.message);
        if let Plan::Recommend { .. } | Plan::Product(_) | Plan::Search { .. } = plan
            && !goes_with
            && asks::for_similar(self.message)
            && let Some(with) = self.likened().await?
        {
            return Ok(Plan::Recommend { with: Some(with) });
        }
        Ok(match plan {
            Plan::Recommend { .. } | Plan::Product(_) | Plan::Search { .. } if goes_with => {
                let with = match plan {
                    Plan::Recommend { with } => with,
                    _ => None,
                };
                let meant = self.meant().await?;
                let focus = self.conversation.focus().map(|_| Which::It);
                // What the model names is a translation of a name, or of what is wanted beside it.
                let with = with.filter(|_| !has_chinese(self.message));
                Plan::Recommend {
                    with: meant.or(with).or(focus),
                }
            }
            Plan::Recommend {
                with: Some(Which::Named(words)),
            } => Plan::Search { words },
            Plan::Product(_) if asks::for_the_popular(self.message) => {
                Plan::Recommend { with: None }
            }
            other => other,
        })
    }

    /// The article that others should be like: the one that the message tells, or the one that is spoken of.
    async fn likened(&self) -> Result<Option<Which>, AssistantError> {
        let focus = self.conversation.focus().map(|_| Which::It);
        let spoken_of = focus.filter(|_| cues::says_this(self.message));
        Ok(self.meant().await?.or(spoken_of))
    }

    /// Which article a question about one is about: the one that the message points at or tells apart, before the one
    /// that the model made of it.
    async fn about_one(&self, plan: Plan) -> Result<Plan, AssistantError> {
        let this = cues::says_this(self.message);
        let which = match &plan {
            Plan::Product(which) | Plan::Reviews(which) => which.clone(),
            Plan::Search { .. } => {
                let meant = self.meant().await?;
                let details =
                    cues::asks_details(self.message) && !cues::looks_for_goods(self.message);
                let asks_it = this && (details || asks_for_price_or_stock(self.message));
                return Ok(match meant {
                    Some(which @ Which::Number(_)) => Plan::Product(which),
                    Some(which) if details => Plan::Product(which),
                    None if asks_it && self.conversation.focus().is_some() => {
                        Plan::Product(Which::It)
                    }
                    _ => plan,
                });
            }
            _ => return Ok(plan),
        };
        let focus = self.conversation.focus().is_some();
        let meant = self.meant().await?;
        let placed = matches!(meant, Some(Which::Number(_)));
        if !placed
            && !this
            && cues::looks_for_goods(self.message)
            && matches!(plan, Plan::Product(_))
        {
            return Ok(match which {
                Which::Named(words) => Plan::Search { words },
                _ => rules::searching(self.message),
            });
        }
        let named = match (meant, which) {
            (None, Which::Named(words)) => {
                let unknown = self.shop.titles.sharing(&words) == 0;
                let property = cues::names_a_property(&words);
                if focus && (property || (unknown && this)) {
                    Some(Which::It)
                } else {
                    Some(Which::Named(words))
                }
            }
            // A number that the message does not say is copied out of an example.
            (None, Which::Number(number)) if cues::says_a_place(self.message) => {
                Some(Which::Number(number))
            }
            (None, Which::Number(_)) => (focus && this).then_some(Which::It),
            (Some(which), _) | (None, which) => Some(which),
        };
        Ok(match (plan, named) {
            (Plan::Reviews(_), Some(which)) => Plan::Reviews(which),
            (_, Some(Which::Named(words)))
                if self.is_kind(&words)
                    || (self.shop.titles.sharing(&words) == 0
                        && !cues::asks_details(self.message)) =>
            {
                Plan::Search { words }
            }
            (_, Some(which)) => Plan::Product(which),
            (_, None) => rules::likely(self.message),
        })
    }

    /// The article that the message itself tells: by its place among those shown, or by words that only one has.
    async fn meant(&self) -> Result<Option<Which>, AssistantError> {
        if let [number] = self.pointed_at().await?[..] {
            return Ok(Some(Which::Number(number)));
        }
        if !followup::pointers(self.message).is_empty() && !self.conversation.shown().is_empty() {
            // The ninth of four.
            return Ok(None);
        }
        let key = |key: &ProductKey| Which::Key(key.clone());
        let titles = &self.shop.titles;
        if let Some(found) = titles.singled_out(self.message, None, !cues::says_this(self.message))
        {
            return Ok(Some(key(found)));
        }
        let seen = self.conversation.seen();
        let of_seen = titles.singled_out(self.message, Some(&seen), true);
        let pointing = cues::says_that_one(self.message);
        Ok(of_seen.filter(|_| pointing && seen.len() > 1).map(key))
    }

    /// Whether a rule of the shop, or an answer of its own, answers the message: surely, or `nearly`.
    async fn a_rule_answers(&self, nearly: bool) -> Result<bool, AssistantError> {
        let found = self.passages(self.message).await?;
        Ok(found.iter().any(|hit| nearly || PassageHit::is_sure(hit)))
    }

    /// Whether these words name a kind of goods and not one article.
    fn is_kind(&self, words: &str) -> bool {
        let sharing = self.shop.titles.sharing(words);
        sharing > 1 || (sharing == 0 && !words.contains(' '))
    }
}
