//! What a conversation remembers: kept in code, not in a long prompt.

use crate::access::{Principal, random_name};
use crate::ids::{Language, ProductKey};

use super::tools::{Plan, Which};

/// A conversation with one person.
#[derive(Clone, Debug)]
pub struct Conversation {
    /// What it is called in the audit; it opens nothing.
    name: String,
    principal: Principal,
    /// The products shown last, in the order shown.
    shown: Vec<ProductKey>,
    /// The product spoken of last.
    focus: Option<ProductKey>,
    /// The last plan that was carried out, as its line.
    before: Option<String>,
    /// The language answered in last.
    language: Option<Language>,
}

impl Conversation {
    pub(super) fn new(principal: Principal) -> Self {
        Self {
            name: random_name(6),
            principal,
            shown: Vec::new(),
            focus: None,
            before: None,
            language: None,
        }
    }

    /// What it is called in the audit.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Who it is held with.
    #[must_use]
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// The product that is meant, where the conversation knows it.
    pub(super) fn resolve(&self, which: &Which) -> Option<&ProductKey> {
        match which {
            Which::It => self.focus.as_ref().or(self.shown.first()),
            Which::Number(number) => self.shown.get(number.checked_sub(1)?),
            Which::Named(_) => None,
        }
    }

    /// The products shown last.
    pub(super) fn shown(&self) -> &[ProductKey] {
        &self.shown
    }

    /// The line of the last plan that matters for understanding the next message.
    pub(super) fn before(&self) -> Option<&str> {
        self.before.as_deref()
    }

    /// The language to answer a message in: its own, or for one without words ("?") the last one.
    pub(super) fn language_for(&self, message: &str) -> Language {
        let wordless = !message.chars().any(char::is_alphabetic);
        match self.language {
            Some(language) if wordless => language,
            _ => Language::of(message),
        }
    }

    /// Remembers what a turn did.
    pub(super) fn remember(&mut self, plan: &Plan, language: Language, shown: Vec<ProductKey>) {
        self.language = Some(language);
        match plan {
            Plan::Search { .. }
            | Plan::Product(_)
            | Plan::Recommend { .. }
            | Plan::Reviews(_)
            | Plan::Policy { .. }
            | Plan::Order => self.before = Some(plan.line()),
            Plan::Reply | Plan::Refuse => {}
        }
        match (plan, shown.as_slice()) {
            (_, []) => {}
            // "It" is the product asked for; those shown before keep their numbers.
            (Plan::Product(_) | Plan::Reviews(_), [only]) if self.shown.contains(only) => {
                self.focus = Some(only.clone());
            }
            (_, [first, ..]) => {
                self.focus = Some(first.clone());
                self.shown = shown;
            }
        }
    }
}
