//! A filter as a sentence: the clauses of single conditions, and the words between them.

use super::{Bought, InCampaign, Interest, Node, Test, phrases};
use crate::ids::Language;
use crate::members::Purpose;
use crate::money::Currency;

/// In what is spoken.
#[derive(Clone, Copy)]
pub(super) struct Voice {
    pub(super) language: Language,
    pub(super) currency: Currency,
}

impl Voice {
    pub(super) fn english(self) -> bool {
        self.language == Language::English
    }

    /// The clause of a condition that is no group, or of its opposite.
    pub(super) fn clause(self, node: &Node, denied: bool) -> String {
        let own = match node {
            Node::Column(column, test) => match test {
                // These are the opposite of another.
                Test::NotNumber(number) => {
                    let clause = phrases::phrase(self, column, &Test::Numbers(vec![*number]));
                    return if denied { clause } else { self.denied(&clause) };
                }
                Test::NotWord(word) => {
                    return phrases::words(self, column, std::slice::from_ref(word), !denied);
                }
                Test::Words(words) => return phrases::words(self, column, words, denied),
                Test::Flag(flag) => return phrases::flag(self, column, *flag != denied),
                Test::Known(known) => return phrases::known(self, column, *known != denied),
                test => phrases::phrase(self, column, test),
            },
            Node::Bought(bought) if bought.times.is_none() || !denied => {
                return self.bought(bought, denied);
            }
            Node::Bought(bought) => self.bought(bought, false),
            Node::Ordered(ordered) => return self.ordered(ordered, denied),
            Node::ConsentsTo(purpose) => return self.consents(*purpose, denied),
            Node::InCampaign(campaign) => return self.campaign(campaign, denied),
            Node::Tag(tag) => {
                let tag = self.quoted(tag);
                return match (self.english(), denied) {
                    (true, false) => format!("who carry the tag {tag}"),
                    (true, true) => format!("who do not carry the tag {tag}"),
                    (false, false) => format!("带有标签{tag}"),
                    (false, true) => format!("没有标签{tag}"),
                };
            }
            Node::JoinedAfter(day) if self.english() => {
                format!("who joined on {} or later", day.day())
            }
            Node::JoinedAfter(day) => format!("入会日期不早于 {}", day.day()),
            Node::JoinedBefore(day) if self.english() => format!("who joined before {}", day.day()),
            Node::JoinedBefore(day) => format!("入会日期早于 {}", day.day()),
            Node::LastOrderAfter(day) if self.english() => {
                format!("whose last order was on {} or later", day.day())
            }
            Node::LastOrderAfter(day) => format!("最近一次下单不早于 {}", day.day()),
            Node::LastOrderBefore(day) if self.english() => {
                format!("whose last order was before {}", day.day())
            }
            Node::LastOrderBefore(day) => format!("最近一次下单早于 {}", day.day()),
            // Groups are joined elsewhere.
            Node::All(_) | Node::Any(_) | Node::Not(_) => String::new(),
        };
        if denied { self.denied(&own) } else { own }
    }

    /// The opposite of a clause, of whomever nothing is known included.
    pub(super) fn denied(self, clause: &str) -> String {
        if self.english() {
            format!("who are not among those {clause}")
        } else if clause.starts_with('（') {
            format!("不满足{clause}")
        } else {
            format!("不满足（{clause}）")
        }
    }

    pub(super) fn bracketed(self, clause: &str) -> String {
        if self.english() {
            format!("({clause})")
        } else {
            format!("（{clause}）")
        }
    }

    /// Clauses, two or more, as one.
    pub(super) fn listed(self, clauses: &[String], all: bool) -> String {
        if !self.english() {
            return clauses.join(if all { "，且" } else { "，或" });
        }
        let word = if all { "and" } else { "or" };
        listed(clauses, ", ", &format!(" {word} "))
    }

    /// A text of the filter. Quotation marks in it would end the quotation.
    pub(super) fn quoted(self, text: &str) -> String {
        let text = text.replace(['“', '”', '「', '」'], "'");
        if self.english() {
            format!("“{text}”")
        } else {
            format!("「{text}」")
        }
    }

    /// In the last so many days, with the blank in front of it or behind it; nothing where that is not asked.
    pub(super) fn lately(self, days: Option<u32>) -> String {
        match (days, self.english()) {
            (None, _) => String::new(),
            (Some(1), true) => " in the last day".to_owned(),
            (Some(days), true) => format!(" in the last {days} days"),
            (Some(days), false) => format!("最近 {days} 天内"),
        }
    }

    fn bought(self, bought: &Bought, denied: bool) -> String {
        let name = self.quoted(&bought.name);
        let lately = self.during(bought.time);
        // Before a day all of them count, and not the last one alone.
        let dated = !lately.is_empty() && bought.time.before.is_none();
        if !self.english() {
            let what = match bought.kind {
                Interest::Category => format!("品类{name}"),
                Interest::Brand => format!("品牌{name}"),
            };
            return match (bought.times, dated) {
                (None, _) if denied => format!("{lately}未购买过{what}"),
                (None, _) => format!("{lately}购买过{what}"),
                (Some(times), false) => format!("{lately}购买过{what}至少 {times} 单"),
                (Some(times), true) => {
                    let last = bought.time.since.map_or_else(
                        || format!("在{lately}"),
                        |day| format!("不早于 {}", day.day()),
                    );
                    format!("购买过{what}至少 {times} 单（最后一单{last}）")
                }
            };
        }
        let what = match bought.kind {
            Interest::Category => format!("from the category {name}"),
            Interest::Brand => format!("from the brand {name}"),
        };
        let orders = |times: u32| if times == 1 { "order" } else { "orders" };
        match (bought.times, dated) {
            (None, _) if denied => format!("who bought nothing {what}{lately}"),
            (None, _) => format!("who bought {what}{lately}"),
            (Some(times), false) => {
                let orders = orders(times);
                format!("who bought {what} in at least {times} {orders}{lately}")
            }
            (Some(times), true) => format!(
                "who bought {what} in at least {times} {} with the last{lately}",
                orders(times)
            ),
        }
    }

    fn consents(self, purpose: Purpose, denied: bool) -> String {
        let (english, chinese) = match purpose {
            Purpose::Service => ("messages about their orders", "服务通知"),
            Purpose::Analysis => ("being counted in the shop's figures", "数据分析"),
            Purpose::Personalisation => ("personal suggestions", "个性化推荐"),
            Purpose::MarketingMail => ("offers by mail", "邮件营销"),
            Purpose::MarketingSms => ("offers by SMS", "短信营销"),
            Purpose::MarketingPush => ("offers by push notification", "推送营销"),
        };
        // What holds until it is refused is not agreed to by those who were never asked.
        match (self.english(), purpose.unasked(), denied) {
            (true, true, false) => format!("who have not refused {english}"),
            (true, true, true) => format!("who have refused {english}"),
            (true, false, false) => format!("who agree to {english}"),
            (true, false, true) => format!("who do not agree to {english}"),
            (false, true, false) => format!("未拒绝{chinese}"),
            (false, true, true) => format!("已拒绝{chinese}"),
            (false, false, false) => format!("同意{chinese}"),
            (false, false, true) => format!("未同意{chinese}"),
        }
    }

    fn campaign(self, campaign: &InCampaign, denied: bool) -> String {
        let lately = self.lately(campaign.within_days);
        let key = campaign.key.as_deref().map(|key| self.quoted(key));
        match (self.english(), key, denied) {
            (true, None, false) => format!("who were sent a campaign{lately}"),
            (true, None, true) => format!("who were sent no campaign{lately}"),
            (true, Some(key), false) => format!("who were sent the campaign {key}{lately}"),
            (true, Some(key), true) => format!("who were not sent the campaign {key}{lately}"),
            (false, key, false) => format!("{lately}收到过活动{}", key.unwrap_or_default()),
            (false, key, true) => format!("{lately}未收到活动{}", key.unwrap_or_default()),
        }
    }
}

/// A list in which the last entry follows another word.
pub(super) fn listed(entries: &[String], between: &str, last: &str) -> String {
    match entries {
        [entries @ .., end] if !entries.is_empty() => {
            format!("{}{last}{end}", entries.join(between))
        }
        entries => entries.concat(),
    }
}
