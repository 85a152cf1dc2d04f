//! A filter as a sentence: how conditions are joined.

use super::clauses::Voice;
use super::{Filter, Node, phrases};
use crate::ids::Language;
use crate::money::Currency;

impl Filter {
    /// The filter as a sentence that says exactly whom it means: "members whose last order was less than 90 days ago
    /// and who spent more than ¥100 in all", 最近 90 天内下过单，且累计消费超过 ¥100 的会员. Texts of the filter stand in quotation
    /// marks.
    #[must_use]
    pub fn sentence(&self, language: Language, currency: &Currency) -> String {
        let voice = Voice {
            language,
            currency: *currency,
        };
        let (clause, _) = joined(voice, &self.node, false);
        match (language, clause.as_str()) {
            (Language::English, "") => "all members".to_owned(),
            (Language::Chinese, "") => "全部会员".to_owned(),
            (Language::English, clause) => format!("members {clause}"),
            (Language::Chinese, clause) => {
                let ends_plain = |c: char| c.is_ascii_alphanumeric() || c == '%';
                let space = if clause.ends_with(ends_plain) {
                    " "
                } else {
                    ""
                };
                format!("{clause}{space}的会员")
            }
        }
    }
}

/// The clause of a condition, or of its opposite, and whether it is a list that needs brackets within another; empty
/// for everybody.
fn joined(voice: Voice, node: &Node, denied: bool) -> (String, bool) {
    let all = match node {
        Node::Not(node) => return joined(voice, node, !denied),
        Node::All(_) => true,
        Node::Any(_) => false,
        leaf => return (voice.clause(leaf, denied), false),
    };
    let mut nodes = Vec::new();
    gather(node, all, &mut nodes);
    if let [node] = nodes.as_slice() {
        return joined(voice, node, denied);
    }
    let mut parts = Vec::new();
    let mut left = nodes.as_slice();
    while let [node, rest @ ..] = left {
        left = rest;
        if let [next, after @ ..] = rest
            && all
            && let Some(span) = phrases::due_span(voice.english(), node, next)
        {
            parts.push(span);
            left = after;
            continue;
        }
        parts.push(match joined(voice, node, false) {
            (part, false) => part,
            (part, true) => voice.bracketed(&part),
        });
    }
    if let [part] = parts.as_slice() {
        let own = if denied {
            voice.denied(part)
        } else {
            part.clone()
        };
        return (own, false);
    }
    let list = voice.listed(&parts, all);
    if denied {
        (voice.denied(&voice.bracketed(&list)), false)
    } else {
        (list, true)
    }
}

/// The parts of a group, with those of groups of the same kind in it and without groups of one.
fn gather<'a>(node: &'a Node, all: bool, parts: &mut Vec<&'a Node>) {
    match (node, all) {
        (Node::All(nodes) | Node::Any(nodes), _) if nodes.len() == 1 => {
            gather(&nodes[0], all, parts);
        }
        (Node::All(nodes), true) | (Node::Any(nodes), false) => {
            for node in nodes {
                gather(node, all, parts);
            }
        }
        _ => parts.push(node),
    }
}
