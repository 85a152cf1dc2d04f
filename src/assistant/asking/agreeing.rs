//! Who agrees to what: a word of agreement and the channel that it is about, in whatever order they stand.

use super::phrase::Phrase;
use super::phrases::Tokens;
use super::senses::{About, Sense};
use super::tokens::Meaning;
use crate::members::Purpose;

/// Words between an agreement and its channel, at most: "happy to get our weekly offers by text".
const BETWEEN: usize = 7;

impl Tokens<'_> {
    /// What a word of agreement or of refusal says together with the channel behind it, and where the channel ends. Alone
    /// it says what `alone` is.
    pub(super) fn agreement(&self, at: usize, agrees: bool, alone: Phrase) -> (usize, Phrase) {
        // 邮件可以短信不行: each of the channel that it stands behind.
        let channel = |at: usize| matches!(self.sense(at), Some(Sense::Channel(..)));
        let says =
            |at: usize| matches!(self.sense(at), Some(Sense::Agree(_) | Sense::Subscribed(_)));
        if at > 0 && channel(at - 1) && channel(at + 1) && says(at + 2) {
            return (at + 1, Phrase::Filler);
        }
        for next in (at + 1)..=(at + BETWEEN).min(self.len()) {
            match self.sense(next) {
                Some(Sense::Channel(purpose, _)) => {
                    return (next + 1, Phrase::Consent(purpose, agrees));
                }
                // The words behind it say it all: 愿意 and then 收邮件.
                Some(Sense::Consent(_)) if agrees => return (at + 1, Phrase::Filler),
                Some(Sense::Consent(purpose)) => {
                    return (next + 1, Phrase::Consent(purpose, false));
                }
                Some(
                    Sense::Filler
                    | Sense::Sending
                    | Sense::By
                    | Sense::To
                    | Sense::Since
                    | Sense::Agree(true)
                    | Sense::May
                    | Sense::People
                    | Sense::Same
                    | Sense::About(About::Campaigns),
                ) => {}
                // "Subscribers to our podcast".
                None if next < self.len() && *self.meaning(next) == Meaning::Unknown => {
                    return (at + 1, Phrase::Unknown);
                }
                _ => break,
            }
        }
        // It was said with the channel that stands before it: 短信和邮件都同意.
        match self.agreed_before(at, false) {
            Some(_) => (at + 1, Phrase::Filler),
            None => (at + 1, alone),
        }
    }

    /// What a channel says: the agreement to it, where it stands with a word of one or with a channel that does.
    pub(super) fn channel(
        &self,
        at: usize,
        purpose: Purpose,
        alone: Option<About>,
    ) -> (usize, Phrase) {
        let mut next = at + 1;
        while matches!(
            self.sense(next),
            Some(
                Sense::Filler
                    | Sense::And
                    | Sense::Or
                    | Sense::Nor
                    | Sense::Channel(..)
                    | Sense::Sending
                    | Sense::Only
            )
        ) {
            next += 1;
        }
        // 短信、邮件一个都没同意.
        while next + 1 < self.len()
            && *self.meaning(next) == Meaning::Mark
            && matches!(self.sense(next + 1), Some(Sense::Channel(..)))
        {
            next += 2;
        }
        // "Email no".
        let ends = |at: usize| at >= self.len() || *self.meaning(at) == Meaning::Mark;
        if self.is(at + 1, Sense::Not)
            && ends(self.beyond_fillers(at + 2))
            && !self.denied_just_before(at)
        {
            return (at + 2, Phrase::Consent(purpose, false));
        }
        // 短信营销也没同意.
        let denial = self.beyond_fillers(at + 1);
        let agreed = self.beyond_fillers(denial + 1);
        if denial > at
            && self.is(denial, Sense::Not)
            && matches!(
                self.sense(agreed),
                Some(Sense::Agree(true) | Sense::Subscribed(true) | Sense::May)
            )
            && !self.denied_just_before(at)
        {
            return (agreed + 1, Phrase::Consent(purpose, false));
        }
        let agrees = match self.sense(next) {
            Some(Sense::Agree(agrees) | Sense::Subscribed(agrees)) => Some(agrees),
            Some(Sense::May) => Some(true),
            _ if alone.is_none() && self.denied_just_before(at) => Some(true),
            _ => self.agreed_before(at, true),
        };
        let alone = alone.map_or(Phrase::Unknown, Phrase::About);
        let phrase = agrees.map_or(alone, |agrees| Phrase::Consent(purpose, agrees));
        (at + 1, phrase)
    }

    /// Whether what stands here is agreed to, by a channel just before that it is joined with; or, if `denied` ones count, by
    /// a word of agreement before a denial: "can neither email nor text".
    fn agreed_before(&self, at: usize, denied: bool) -> Option<bool> {
        let mut found = None;
        for before in (0..at).rev().take(BETWEEN) {
            let sense = match self.meaning(before) {
                Meaning::Mark if found.is_none() => continue,
                Meaning::Sense(sense) => *sense,
                _ => return found.filter(|_| self.has_channel(before, at)),
            };
            match sense {
                Sense::Consent(_) => return Some(true),
                Sense::Channel(..) => found = found.or(Some(true)),
                Sense::Not if denied => found = found.or(Some(true)),
                Sense::Agree(agrees) | Sense::Subscribed(agrees) => {
                    return found.map(|_| agrees);
                }
                Sense::May => return found,
                Sense::Filler
                | Sense::Sending
                | Sense::By
                | Sense::To
                | Sense::Since
                | Sense::And
                | Sense::Or
                | Sense::Nor
                | Sense::But
                | Sense::Not
                | Sense::Only => {}
                _ => return found.filter(|_| self.has_channel(before, at)),
            }
        }
        found.filter(|_| self.has_channel(at.saturating_sub(BETWEEN), at))
    }

    /// Whether a denial stands just before a channel: "no emails", 不要邮件.
    fn denied_just_before(&self, at: usize) -> bool {
        let before = (0..at).rev().find(|at| !self.is(*at, Sense::Filler));
        before.is_some_and(|before| self.is(before, Sense::Not))
    }

    /// Whether a channel stands between two places.
    fn has_channel(&self, from: usize, to: usize) -> bool {
        (from..to).any(|at| matches!(self.sense(at), Some(Sense::Channel(..))))
    }
}
