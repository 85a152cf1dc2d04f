//! What a conversation remembers: kept in code, not in a long prompt.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::access::{Principal, random_name};
use crate::ids::{Language, OrderNumber, ProductKey, hexadecimal};

use super::changes::Proposal;
use super::desk::Desk;
use super::errands::Errand;
use super::limits::PriceLimits;
use super::tools::{Plan, Which};

/// Searches that one can come back to.
const LISTS: usize = 4;

/// A conversation with one person.
#[derive(Clone, Debug)]
pub struct Conversation {
    /// Whoever knows it can go on with the conversation.
    id: String,
    principal: Principal,
    /// Whether it was deleted: then nothing of it is kept any more, and nobody is answered.
    closed: bool,
    pub(super) memory: Memory,
}

/// What is kept of a conversation between two messages.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Memory {
    /// Messages taken in so far.
    pub(super) turns: u32,
    /// The products shown last, in the order shown.
    shown: Vec<ProductKey>,
    /// The product whose page was open at the last message.
    looked_at: Option<ProductKey>,
    /// The product spoken of last.
    focus: Option<ProductKey>,
    /// Whether that one was asked for by itself, and is not only the first of a list.
    singled: bool,
    /// Those that were put beside each other last, where nothing else was shown since.
    compared: Vec<ProductKey>,
    /// The last plan that was carried out, as its line.
    before: Option<String>,
    /// The language answered in last.
    language: Option<Language>,
    /// The last search.
    search: Option<LastSearch>,
    /// What the searches before it have shown, the newest first.
    lists: Vec<(LastSearch, Vec<ProductKey>)>,
    /// A change that waits for a yes.
    pub(super) proposal: Option<Proposal>,
    /// What is to be done about an order, where more of it was asked for.
    pub(super) errand: Option<Errand>,
    /// The invitation to the survey that was asked, where its answer is waited for.
    pub(super) survey: Option<String>,
    /// The order that a stranger asked for and has not shown to be theirs.
    pub(super) order: Option<OrderNumber>,
    /// What somebody of the shop asked of members.
    pub(super) desk: Desk,
    /// How often a stranger gave an order number and an address that do not belong together.
    pub(super) failed_tries: u32,
}

/// What was looked for last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LastSearch {
    /// With which words.
    pub(super) words: String,
    /// Within which limits, in minor units of the shop's currency.
    pub(super) least: Option<i64>,
    /// See [`LastSearch::least`].
    pub(super) most: Option<i64>,
    /// Everything it has shown so far.
    pub(super) seen: Vec<ProductKey>,
    /// The message that began it, where that says what is looked for in Chinese.
    #[serde(default)]
    pub(super) said: Option<String>,
}

impl LastSearch {
    pub(super) fn new(words: &str, limits: PriceLimits, seen: Vec<ProductKey>) -> Self {
        Self {
            words: words.to_owned(),
            least: limits.least.map(|least| least.minor),
            most: limits.most.map(|most| most.minor),
            seen,
            said: None,
        }
    }
}

impl Conversation {
    pub(super) fn new(principal: Principal) -> Self {
        Self {
            id: random_name(16),
            principal,
            closed: false,
            memory: Memory::default(),
        }
    }

    /// One that was kept.
    pub(super) fn again(id: &str, principal: Principal, memory: Memory) -> Self {
        Self {
            id: id.to_owned(),
            principal,
            closed: false,
            memory,
        }
    }

    /// Its name. Whoever knows it can go on with the conversation, so it is kept like a password.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it is called where it is kept; it opens nothing.
    pub(super) fn name(&self) -> String {
        kept_name(&self.id)
    }

    /// Who it is held with.
    #[must_use]
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// Messages taken in so far.
    #[must_use]
    pub fn turns(&self) -> u32 {
        self.memory.turns
    }

    /// Ends it for good: it was deleted.
    pub fn close(&mut self) {
        self.closed = true;
    }

    /// Whether it was deleted.
    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// Forgets everything but how many messages there were.
    pub(super) fn forget(&mut self) {
        self.memory = Memory {
            turns: self.memory.turns,
            ..Memory::default()
        };
    }

    /// Whether the proposal with this name waits for a yes or no.
    #[must_use]
    pub fn awaits(&self, proposal: &str) -> bool {
        let waiting = self.memory.proposal.as_ref();
        waiting.is_some_and(|waiting| waiting.id == proposal)
    }

    /// The product that is meant, where the conversation knows it.
    pub(super) fn resolve<'a>(&'a self, which: &'a Which) -> Option<&'a ProductKey> {
        match which {
            Which::It => self.focus(),
            Which::Number(number) => self.shown().get(number.checked_sub(1)?),
            Which::Key(key) => Some(key),
            Which::Named(_) => None,
        }
    }

    /// Goes back to what an earlier search has shown, where `of` says that it is the one; then its numbers count again.
    pub(super) fn go_back(&mut self, of: impl Fn(&LastSearch, &[ProductKey]) -> bool) {
        let memory = &mut self.memory;
        let found = memory
            .lists
            .iter()
            .position(|(search, shown)| of(search, shown));
        if let Some((search, shown)) = found.map(|place| memory.lists.remove(place)) {
            let left = std::mem::replace(&mut memory.shown, shown);
            if let Some(last) = memory.search.replace(search) {
                memory.lists.insert(0, (last, left));
            }
            memory.focus = memory.shown.first().cloned();
            memory.singled = false;
            memory.compared.clear();
        }
    }

    /// Notes which product's page is open: on one that was just opened, "it" is that product, until something else
    /// is spoken of. The numbers of those shown before stay.
    pub(super) fn look_at(&mut self, product: Option<&ProductKey>) {
        let memory = &mut self.memory;
        if memory.looked_at.as_ref() == product {
            return;
        }
        memory.looked_at = product.cloned();
        if let Some(product) = product {
            memory.focus = Some(product.clone());
            memory.singled = true;
            memory.compared.clear();
            if memory.shown.is_empty() {
                memory.shown.push(product.clone());
            }
        }
    }

    /// Everything that the last search has shown, and what is shown now.
    pub(super) fn seen(&self) -> Vec<ProductKey> {
        let mut seen = self.memory.shown.clone();
        if let Some(search) = &self.memory.search {
            let others = search
                .seen
                .iter()
                .filter(|key| !self.memory.shown.contains(key));
            seen.extend(others.cloned());
        }
        seen
    }

    /// The product spoken of last, or else the first of those shown.
    pub(super) fn focus(&self) -> Option<&ProductKey> {
        self.memory.focus.as_ref().or(self.memory.shown.first())
    }

    /// The product that was spoken of by itself, where one was.
    pub(super) fn singled(&self) -> Option<&ProductKey> {
        self.focus().filter(|_| self.memory.singled)
    }

    /// Those of which one is cheaper: the ones put beside each other last, or else those shown.
    pub(super) fn weighed(&self) -> &[ProductKey] {
        if self.memory.compared.is_empty() {
            &self.memory.shown
        } else {
            &self.memory.compared
        }
    }

    /// The products shown last.
    pub(super) fn shown(&self) -> &[ProductKey] {
        &self.memory.shown
    }

    /// The last search, where nothing else has been looked for since.
    pub(super) fn last_search(&self) -> Option<&LastSearch> {
        self.memory.search.as_ref()
    }

    /// The line of the last plan that matters for understanding the next message.
    pub(super) fn before(&self) -> Option<&str> {
        self.memory.before.as_deref()
    }

    /// The language to answer a message in: its own, or for one without words ("?") the last one.
    pub(super) fn language_for(&self, message: &str) -> Language {
        let wordless = !message.chars().any(char::is_alphabetic);
        match self.memory.language {
            Some(language) if wordless => language,
            _ => Language::of(message),
        }
    }

    /// The language answered in last.
    pub(super) fn last_language(&self) -> Option<Language> {
        self.memory.language
    }

    /// Remembers what a step did: the plan, what was shown, and where it was a search, which.
    pub(super) fn remember(
        &mut self,
        plan: &Plan,
        language: Language,
        shown: Vec<ProductKey>,
        search: Option<LastSearch>,
    ) {
        let memory = &mut self.memory;
        memory.language = Some(language);
        match plan {
            Plan::Search { .. }
            | Plan::Product(_)
            | Plan::Compare(_)
            | Plan::Recommend { .. }
            | Plan::Reviews(_)
            | Plan::Policy { .. }
            | Plan::Offers
            | Plan::Enquire(_)
            | Plan::Order => memory.before = Some(plan.line()),
            Plan::Mine(_)
            | Plan::Serve(_)
            | Plan::Human
            | Plan::Basket
            | Plan::Confirm
            | Plan::Decline
            | Plan::Reply
            | Plan::Refuse => {}
        }
        if let Some(search) = search {
            let anew = memory
                .search
                .as_ref()
                .is_none_or(|last| last.words != search.words);
            let last = memory.search.replace(search).filter(|_| anew);
            if let Some(last) = last.filter(|_| !memory.shown.is_empty()) {
                memory.lists.insert(0, (last, memory.shown.clone()));
                memory.lists.truncate(LISTS);
            }
        } else if matches!(plan, Plan::Recommend { .. }) && !shown.is_empty() {
            // "Others?" is now said of what was suggested.
            memory.search = None;
        }
        if !shown.is_empty() {
            memory.singled = matches!(plan, Plan::Product(_) | Plan::Reviews(_));
            memory.compared = match plan {
                Plan::Compare(_) => shown.clone(),
                _ => Vec::new(),
            };
        }
        let among = |shown: &[ProductKey]| shown.iter().all(|key| memory.shown.contains(key));
        match (plan, shown.as_slice()) {
            (_, []) => {}
            // "It" is the product asked for; those shown before keep their numbers.
            (Plan::Product(_) | Plan::Reviews(_), [only]) if among(&shown) => {
                memory.focus = Some(only.clone());
            }
            // Those that are beside each other were shown before: "the second" is the second of then.
            (Plan::Compare(_), [first, ..]) if among(&shown) => memory.focus = Some(first.clone()),
            (_, [first, ..]) => {
                memory.focus = Some(first.clone());
                memory.shown = shown;
            }
        }
    }
}

/// What the conversation `id` is called where it is kept: nobody who reads there can go on with it.
#[must_use]
pub fn kept_name(id: &str) -> String {
    hexadecimal(&Sha256::digest(id.as_bytes())[..12])
}
