//! A filter as SQL that SQLite and PostgreSQL both run.
//!
//! Aliases: `f` is `member_features`, `m` is `members`, `s` is `member_scores`, joined from the left. The tables that
//! are asked besides have other letters, so that `m.` and `s.` stand in the SQL only where those two are meant.

use std::fmt::Write as _;

use super::ordered::{Ordered, Time};
use super::{Bought, Filter, InCampaign, Node, Test};
use crate::events::EventKind;
use crate::features::{Column, DAY, Holds};
use crate::members::Purpose;
use crate::money::Currency;

/// The lines of orders beside them.
const LINES: &str = " JOIN order_lines l ON l.order_id = r.id";

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Parameter {
    /// With a fraction.
    Number(f64),
    /// Whole.
    Integer(i64),
    /// A text.
    Text(String),
    /// Yes or no.
    Flag(bool),
}

/// A filter as a condition on members.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// What stands behind `WHERE`: it is true of a member, or else false or NULL. The parameters are `$1` and so on.
    pub sql: String,
    /// What the parameters are, from the first on.
    pub values: Vec<Parameter>,
    /// Whether it asks `m`, which is then to be joined.
    pub members: bool,
    /// Whether it asks `s`, which is then to be joined from the left.
    pub scores: bool,
}

impl Filter {
    /// Compiles the filter. `now_micros`, in microseconds since 1970, is the moment that days are counted back from:
    /// the cut at which the table was counted, or else a recency and a purchase of the same filter mean different days.
    #[must_use]
    pub fn sql(&self, currency: &Currency, now_micros: i64) -> Condition {
        let mut writing = Writing {
            condition: Condition {
                sql: String::new(),
                values: Vec::new(),
                members: false,
                scores: false,
            },
            currency: *currency,
            now_micros,
            denied: false,
        };
        let sql = writing.node(&self.node);
        Condition {
            sql,
            ..writing.condition
        }
    }
}

/// What is written so far.
struct Writing {
    /// All but the SQL.
    condition: Condition,
    currency: Currency,
    now_micros: i64,
    /// Whether a `not` stands around: within it NULL has to become false, since its opposite is to be true. Elsewhere
    /// NULL passes for false by itself, and the bare comparison can use an index.
    denied: bool,
}

impl Writing {
    fn node(&mut self, node: &Node) -> String {
        match node {
            Node::All(nodes) => self.joined(nodes, " AND "),
            Node::Any(nodes) => self.joined(nodes, " OR "),
            Node::Not(node) => {
                let around = std::mem::replace(&mut self.denied, true);
                let inside = self.node(node);
                self.denied = around;
                format!("NOT ({inside})")
            }
            Node::Column(column, test) => self.column(column, test),
            Node::Bought(bought) if bought.time.before.is_some() => self.bought_before(bought),
            Node::Bought(bought) => self.bought(bought),
            Node::Ordered(ordered) => self.ordered(ordered),
            Node::ConsentsTo(purpose) => self.consents(*purpose),
            Node::InCampaign(campaign) => self.campaign(campaign),
            Node::Tag(tag) => {
                let tag = self.text(tag);
                // The few who carry a tag are looked up once, rather than the tags of every member.
                format!(
                    "f.member_id IN (SELECT k.id FROM member_tags t \
                     JOIN members k ON k.member_key = t.member_key WHERE t.tag = {tag})"
                )
            }
            Node::JoinedAfter(day) => self.joined_on(">=", day.micros()),
            Node::JoinedBefore(day) => self.joined_on("<", day.micros()),
            Node::LastOrderAfter(day) => self.last_order("<=", day.micros()),
            Node::LastOrderBefore(day) => self.last_order(">", day.micros()),
        }
    }

    fn joined(&mut self, nodes: &[Node], by: &str) -> String {
        match nodes {
            [] => "1 = 1".to_owned(),
            [node] => self.node(node),
            nodes => {
                let parts: Vec<String> = nodes.iter().map(|node| self.node(node)).collect();
                format!("({})", parts.join(by))
            }
        }
    }

    fn column(&mut self, column: &Column, test: &Test) -> String {
        let table = if column.estimated { "s" } else { "f" };
        self.condition.scores |= column.estimated;
        let name = format!("{table}.{}", column.name);
        let sql = self.tested(&name, column, test);
        // These are never NULL.
        let settled = matches!(test, Test::Known(_) | Test::NotNumber(_) | Test::NotWord(_));
        if settled { sql } else { self.settled(sql) }
    }

    /// What is asked of an expression that holds what a column does.
    fn tested(&mut self, name: &str, column: &Column, test: &Test) -> String {
        let mut compared = |operator: &str, number: f64| {
            let number = self.number(column, number);
            format!("{name} {operator} {number}")
        };
        match test {
            Test::Below(number) => compared("<", *number),
            Test::Above(number) => compared(">", *number),
            Test::AtLeast(number) => compared(">=", *number),
            Test::AtMost(number) => compared("<=", *number),
            Test::Between(least, most) => {
                let least = self.number(column, *least);
                let most = self.number(column, *most);
                format!("{name} BETWEEN {least} AND {most}")
            }
            Test::Numbers(numbers) => {
                let numbers = numbers.iter().map(|number| self.number(column, *number));
                format!("{name} IN ({})", numbers.collect::<Vec<_>>().join(", "))
            }
            Test::Words(words) => {
                let words = words.iter().map(|word| self.text(word));
                format!("{name} IN ({})", words.collect::<Vec<_>>().join(", "))
            }
            Test::Flag(flag) => {
                let flag = self.parameter(Parameter::Flag(*flag));
                format!("{name} = {flag}")
            }
            Test::NotNumber(number) => {
                let number = self.number(column, *number);
                format!("({name} IS NULL OR {name} <> {number})")
            }
            Test::NotWord(word) => {
                let word = self.text(word);
                format!("({name} IS NULL OR {name} <> {word})")
            }
            Test::Known(true) => format!("{name} IS NOT NULL"),
            Test::Known(false) => format!("{name} IS NULL"),
        }
    }

    /// The orders of members that count, of a time; `joins` are tables beside them.
    fn orders_of(&mut self, time: Time, joins: &str) -> String {
        let currency = self.currency;
        let currency = self.text(currency.code());
        let now = self.parameter(Parameter::Integer(self.now_micros));
        let limits = self.limits(time, "r.placed");
        format!(
            "FROM orders r{joins} WHERE r.member_id IS NOT NULL AND r.state <> 'cancelled' \
             AND r.currency = {currency} AND r.placed < {now}{limits}"
        )
    }

    /// The limits of a time, as conditions on a moment behind others.
    fn limits(&mut self, time: Time, moment: &str) -> String {
        let mut sql = String::new();
        if let Some(days) = time.within_days {
            let since = self.since(days);
            let _ = write!(sql, " AND {moment} >= {since}");
        }
        if let Some(day) = time.since {
            let since = self.parameter(Parameter::Integer(day.micros()));
            let _ = write!(sql, " AND {moment} >= {since}");
        }
        if let Some(day) = time.before {
            let before = self.parameter(Parameter::Integer(day.micros()));
            let _ = write!(sql, " AND {moment} < {before}");
        }
        sql
    }

    /// What is asked of the orders of a time. Whoever has none is not among the orders at all: where 0 fits, those are
    /// looked up whom it does not fit.
    fn ordered(&mut self, ordered: &Ordered) -> String {
        let Some((column, test)) = &ordered.asked else {
            let orders = self.orders_of(ordered.time, "");
            return format!("f.member_id IN (SELECT r.member_id {orders})");
        };
        let (joins, sum) = match column.name {
            "orders" => ("", "COUNT(*)"),
            "items" => (LINES, "SUM(l.quantity)"),
            _ => (LINES, "SUM(l.quantity * l.unit_price)"),
        };
        let orders = self.orders_of(ordered.time, joins);
        let test = self.tested(sum, column, test);
        let (not, having) = if ordered.asks_for_some() {
            ("", test)
        } else {
            ("NOT ", format!("NOT ({test})"))
        };
        format!(
            "f.member_id {not}IN (SELECT r.member_id {orders} GROUP BY r.member_id HAVING {having})"
        )
    }

    /// What was bought before a day: of it the table of interests knows no more than the last time.
    fn bought_before(&mut self, bought: &Bought) -> String {
        let joins = format!("{LINES} JOIN products p ON p.id = l.product_id");
        let orders = self.orders_of(bought.time, &joins);
        let name = self.text(&bought.name);
        let kind = bought.kind.word();
        let mut sql = format!("f.member_id IN (SELECT r.member_id {orders} AND p.{kind} = {name}");
        if let Some(times) = bought.times {
            let times = self.parameter(Parameter::Integer(times.into()));
            let _ = write!(
                sql,
                " GROUP BY r.member_id HAVING COUNT(DISTINCT r.id) >= {times}"
            );
        }
        sql + ")"
    }

    fn bought(&mut self, bought: &Bought) -> String {
        let kind = self.text(bought.kind.word());
        let name = self.text(&bought.name);
        let limits = self.limits(bought.time, "i.last_at");
        let mut sql = format!(
            "f.member_id IN (SELECT i.member_id FROM member_interests i WHERE i.kind = {kind} AND i.name = {name}{limits}"
        );
        if let Some(times) = bought.times {
            let times = self.parameter(Parameter::Integer(times.into()));
            let _ = write!(sql, " AND i.orders >= {times}");
        }
        sql + ")"
    }

    fn consents(&mut self, purpose: Purpose) -> String {
        // The offers by mail are counted with the features, no other purpose is.
        if purpose == Purpose::MarketingMail {
            let granted = self.parameter(Parameter::Flag(true));
            return format!("f.mail_consent = {granted}");
        }
        self.condition.members = true;
        let word = self.text(purpose.word());
        let unasked = self.parameter(Parameter::Flag(purpose.unasked()));
        format!(
            "COALESCE((SELECT c.granted FROM member_consents c \
             WHERE c.member_key = m.member_key AND c.purpose = {word} \
             ORDER BY c.at DESC, c.number DESC LIMIT 1), {unasked})"
        )
    }

    fn campaign(&mut self, campaign: &InCampaign) -> String {
        // Of any campaign the table knows the last one: no event has to be looked up.
        if let (Some(days), None) = (campaign.within_days, &campaign.key) {
            let days = self.parameter(Parameter::Number(f64::from(days)));
            return self.settled(format!("f.campaign_days <= {days}"));
        }
        let kind = self.text(EventKind::CampaignSent.name());
        let mut sql = format!(
            "EXISTS (SELECT 1 FROM events e WHERE e.member_id = f.member_id AND e.kind = {kind}"
        );
        if let Some(days) = campaign.within_days {
            let since = self.since(days);
            let _ = write!(sql, " AND e.at >= {since}");
        }
        if let Some(key) = &campaign.key {
            let key = self.text(key);
            let _ = write!(sql, " AND e.note = {key}");
        }
        sql + ")"
    }

    fn joined_on(&mut self, operator: &str, micros: i64) -> String {
        self.condition.members = true;
        let day = self.parameter(Parameter::Integer(micros));
        self.settled(format!("m.joined {operator} {day}"))
    }

    /// The table holds how long ago the last order was, rather than when.
    #[allow(
        clippy::cast_precision_loss,
        reason = "microseconds of a few hundred years are below 2^53"
    )]
    fn last_order(&mut self, operator: &str, micros: i64) -> String {
        let days = self.now_micros.saturating_sub(micros) as f64 / DAY as f64;
        let days = self.parameter(Parameter::Number(days));
        self.settled(format!("f.recency_days {operator} {days}"))
    }

    /// A comparison that is false where it would be NULL, if that makes a difference.
    fn settled(&self, sql: String) -> String {
        if self.denied {
            format!("COALESCE({sql}, FALSE)")
        } else {
            sql
        }
    }

    /// The moment so many days ago.
    fn since(&mut self, days: u32) -> String {
        let since = self.now_micros.saturating_sub(i64::from(days) * DAY);
        self.parameter(Parameter::Integer(since))
    }

    /// A number in the units in which the column is kept.
    fn number(&mut self, column: &Column, number: f64) -> String {
        let parameter = match column.holds {
            Holds::Money => minor(number, self.currency),
            Holds::Count => whole(number),
            _ => Parameter::Number(number),
        };
        self.parameter(parameter)
    }

    fn text(&mut self, text: &str) -> String {
        self.parameter(Parameter::Text(text.to_owned()))
    }

    fn parameter(&mut self, parameter: Parameter) -> String {
        self.condition.values.push(parameter);
        format!("${}", self.condition.values.len())
    }
}

/// An amount in minor units. One that is finer stays as it is: less than 9.995 is less than 999.5 pence, not than 999.
fn minor(units: f64, currency: Currency) -> Parameter {
    let minor = units * f64::from(10_u32.pow(currency.decimals()));
    // What the binary fraction of 0.29 lacks is not meant.
    if (minor - minor.round()).abs() < 1e-4 {
        whole(minor.round())
    } else {
        Parameter::Number(minor)
    }
}

/// A whole number; reading kept it well within 2^53.
#[allow(clippy::cast_possible_truncation, reason = "whole and small enough")]
fn whole(number: f64) -> Parameter {
    Parameter::Integer(number as i64)
}
