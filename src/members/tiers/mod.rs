//! Tiers: the rules, who has which, and every change with its reason.
//!
//! Owns: the loyalty rules and their file; the decision; the `member_tiers` and `member_tier_changes` tables, which
//! keep what was last decided for those who ask about many members at once.
//! Does not own: what was bought (`orders` says), the points (`points`).
//! Holds: a decision is a function of the rules, what was bought, what was decided before, and the moment: however
//! often it is made, the same changes come out.

mod decide;
mod file;
mod rules;
pub(super) mod sql;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use crate::catalog::Localized;
use crate::clock::Timestamp;
use crate::db::Db;
use crate::ids::MemberKey;
use crate::members::{Birthday, MembersError};

pub use decide::{Before, Decision, Missing, Purchase, Standing, TierChange, Why, decide};
pub use file::RulesError;
pub use rules::{Benefits, Gift, LoyaltyRules, PointRules, RedeemError, Tier};

/// A tier as it was last decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptTier {
    /// The tier's key.
    pub tier: String,
    /// Since when; `None` where they have had it since they became a member.
    pub since: Option<Timestamp>,
    /// Until when they keep it without buying more.
    pub keeps_until: Option<Timestamp>,
    /// When it was decided, or, where nothing changed since, when it first was.
    pub decided: Timestamp,
}

/// A change that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptChange {
    /// The change.
    pub change: TierChange,
    /// When it was found.
    pub noted: Timestamp,
}

/// What tiers need to know of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their row, for a room whose rows refer to it.
    pub row: i64,
    /// Their key.
    pub key: MemberKey,
    /// When they became a member.
    pub joined: Option<Timestamp>,
    /// Their birthday.
    pub birthday: Option<Birthday>,
}

/// What a gift is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// They joined.
    Welcome,
    /// Their birthday.
    Birthday,
    /// A campaign promised it.
    Campaign,
}

impl Occasion {
    /// The word for it, as doors show it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::Birthday => "birthday",
            Self::Campaign => "campaign",
        }
    }
}

/// A gift that a member has now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueGift {
    /// What for.
    pub occasion: Occasion,
    /// The name that it is given under once: `birthday:2026:M100052`.
    pub name: String,
    /// So many points, perhaps none.
    pub points: i64,
    /// What else it is.
    pub gift: Option<Localized>,
    /// The day it is for.
    pub since: Timestamp,
    /// When it is no longer given.
    pub until: Timestamp,
}

/// The gifts that the rules give `person` at `now`.
#[must_use]
pub fn due_gifts(rules: &LoyaltyRules, person: &Person, now: Timestamp) -> Vec<DueGift> {
    let due = |occasion, gift: &Gift, name: String, since: Timestamp| {
        let until = rules::after(since, gift.within_days);
        (since <= now && now < until).then(|| DueGift {
            occasion,
            name,
            points: gift.points,
            gift: gift.gift.clone(),
            since,
            until,
        })
    };
    let key = &person.key;
    let welcome = rules.welcome.as_ref().zip(person.joined);
    let welcome = welcome
        .and_then(|(gift, joined)| due(Occasion::Welcome, gift, format!("welcome:{key}"), joined));
    let birthday = rules.birthday.as_ref().zip(person.birthday);
    let birthday = birthday.and_then(|(gift, birthday)| {
        let day = DateTime::<Utc>::from_timestamp_micros(now.micros())?.date_naive();
        // The last one may have been in the year before.
        [day.year() - 1, day.year()].into_iter().find_map(|year| {
            let moment = birthday.in_year(year)?;
            let since = Timestamp::from_micros(moment);
            due(
                Occasion::Birthday,
                gift,
                format!("birthday:{year}:{key}"),
                since,
            )
        })
    });
    welcome.into_iter().chain(birthday).collect()
}

impl Birthday {
    /// The first microsecond of the day in `year`: 29 February is the 28th where there is none.
    fn in_year(self, year: i32) -> Option<i64> {
        let (month, day) = (u32::from(self.month()), u32::from(self.day()));
        let date = NaiveDate::from_ymd_opt(year, month, day)
            .or_else(|| NaiveDate::from_ymd_opt(year, month, day - 1))?;
        Some(date.and_hms_opt(0, 0, 0)?.and_utc().timestamp_micros())
    }
}

/// The tiers that were decided. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Tiers {
    /// Where they are kept.
    db: Db,
}

impl Tiers {
    /// The tiers kept in `db`.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// What was last decided of a member.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn kept(&self, member: &MemberKey) -> Result<Option<KeptTier>, MembersError> {
        let mut found = sql::kept(self.db.reader(), std::slice::from_ref(member)).await?;
        Ok(found.remove(member))
    }

    /// The members whose tier, as last decided, is kept until some moment of a time if they buy nothing more, the earliest
    /// first, at most so many.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn lapsing(
        &self,
        from: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<MemberKey>, MembersError> {
        sql::lapsing(self.db.reader(), from, until, limit).await
    }

    /// The changes of a member's tier, the newest first, at most so many.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn changes(
        &self,
        member: &MemberKey,
        limit: u32,
    ) -> Result<Vec<KeptChange>, MembersError> {
        sql::changes(self.db.reader(), member, limit).await
    }

    /// The members after the row `after`, in the order they were first put, at most so many.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn people(&self, after: i64, limit: u32) -> Result<Vec<Person>, MembersError> {
        sql::people(self.db.reader(), after, limit).await
    }

    /// One member.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn person(&self, member: &MemberKey) -> Result<Option<Person>, MembersError> {
        sql::person(self.db.reader(), member).await
    }

    /// How many members have each tier, by its key, as last decided.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn counts(&self) -> Result<Vec<(String, u64)>, MembersError> {
        sql::counts(self.db.reader()).await
    }

    /// Decides for each of `people`, from what they bought, in one transaction; `history` has as many entries.
    /// Returns the decisions, and keeps what is new in them.
    ///
    /// # Errors
    /// Where the database fails; then nothing was written.
    pub async fn decide(
        &self,
        rules: &LoyaltyRules,
        people: &[Person],
        history: &[Vec<Purchase>],
        now: Timestamp,
    ) -> Result<Vec<Decision>, MembersError> {
        let write = self
            .db
            .write(&["member_tier_changes", "member_tiers"])
            .await?;
        let keys: Vec<MemberKey> = people.iter().map(|person| person.key.clone()).collect();
        let kept = sql::kept(write.reader(), &keys).await?;
        let mut decisions = Vec::with_capacity(people.len());
        let (mut rows, mut changes) = (Vec::new(), Vec::new());
        for (person, bought) in people.iter().zip(history) {
            let known = kept.get(&person.key);
            let before = known.map(|known| Before {
                tier: known.tier.clone(),
                decided: known.decided,
            });
            let decision = decide(rules, bought, before.as_ref(), now);
            let standing = &decision.standing;
            let new = KeptTier {
                tier: rules.tiers[standing.tier].key.clone(),
                since: standing.since,
                keeps_until: standing.keeps_until,
                decided: now,
            };
            let same = known.is_some_and(|known| {
                (&known.tier, known.since, known.keeps_until)
                    == (&new.tier, new.since, new.keeps_until)
            });
            if !same {
                rows.push((&person.key, new));
            }
            changes.extend(
                decision
                    .changes
                    .iter()
                    .map(|change| (&person.key, change.clone())),
            );
            decisions.push(decision);
        }
        if !rows.is_empty() || !changes.is_empty() {
            sql::write(&write, &rows, &changes, now).await?;
            write.commit().await?;
        }
        Ok(decisions)
    }
}
