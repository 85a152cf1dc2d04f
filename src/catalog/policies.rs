//! What the shop has settled, and its answers to frequent questions.

use std::collections::HashMap;

use super::sql::policies as sql;
use super::{Catalog, CatalogError, Localized};
use crate::clock::Timestamp;
use crate::db::{Changes, differences, last_of_each};

/// Whether a text settles something, answers a question or makes an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PolicyKind {
    /// Terms: returns, delivery, payment.
    Policy,
    /// A frequent question, its title, with its answer.
    Question,
    /// Something on offer for a while.
    Offer,
}

impl PolicyKind {
    /// The word it is kept under.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Question => "faq",
            Self::Offer => "offer",
        }
    }

    /// The kind kept under `word`.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        [Self::Policy, Self::Question, Self::Offer]
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}

/// One thing the shop has settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The shop's own key, `returns`.
    pub key: String,
    /// What kind of text it is.
    pub kind: PolicyKind,
    /// Its title, or the question.
    pub title: Localized,
    /// What holds, or the answer.
    pub text: Localized,
    /// The first moment at which it holds no longer; `None` where no end is set.
    pub until: Option<Timestamp>,
}

impl Policy {
    /// The last day on which it holds, in UTC: `2027-02-28`. `None` where no end is set.
    #[must_use]
    pub fn last_day(&self) -> Option<String> {
        let last = |until: Timestamp| Timestamp::from_micros(until.micros() - 1);
        self.until.map(|until| last(until).day())
    }
}

impl Catalog {
    /// Keeps `policies`: new ones are added, those that differ replaced. Where a key occurs twice the
    /// last one counts.
    ///
    /// # Errors
    /// [`CatalogError::Invalid`] for one without a key or text, [`CatalogError::Db`] where the database
    /// fails; then nothing was written.
    pub async fn put_policies(&self, policies: &[Policy]) -> Result<Changes, CatalogError> {
        let empty = |text: &Localized| text.english.is_none() && text.chinese.is_none();
        let bare = |policy: &&Policy| policy.key.is_empty() || empty(&policy.text);
        if let Some(policy) = policies.iter().find(bare) {
            return Err(CatalogError::Invalid {
                what: format!("policy `{}`", policy.key),
                reason: "it has no key or no text",
            });
        }
        let policies = last_of_each(policies, |policy| &policy.key);
        let write = self.db.write(&["policies"]).await?;
        let kept = sql::all(write.reader()).await?;
        let last = kept.iter().map(|(row, _)| *row).max().unwrap_or(0);
        let kept: HashMap<String, (i64, Policy)> = kept
            .into_iter()
            .map(|(row, policy)| (policy.key.clone(), (row, policy)))
            .collect();
        let different = differences(policies, &kept, |policy| &policy.key, last);
        sql::write(&write, &different.rows).await?;
        write.commit().await?;
        Ok(different.changes)
    }

    /// What is on offer at the moment `now`, in the order it was first put.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn offers(&self, now: Timestamp) -> Result<Vec<Policy>, CatalogError> {
        let mut offers = self.policies().await?;
        offers.retain(|policy| {
            policy.kind == PolicyKind::Offer && policy.until.is_none_or(|until| now < until)
        });
        Ok(offers)
    }

    /// Every policy, question and offer, in the order they were first put.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn policies(&self) -> Result<Vec<Policy>, CatalogError> {
        let kept = sql::all(self.db.reader()).await?;
        Ok(kept.into_iter().map(|(_, policy)| policy).collect())
    }
}
