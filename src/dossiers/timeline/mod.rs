//! What happened with one member, the newest first: orders, visits, surveys, messages of campaigns, tiers, points, consents.

mod sql;

use serde::Serialize;

use super::{Dossiers, DossiersError};
use crate::clock::Timestamp;
use crate::ids::MemberKey;
use crate::members::{Members, Points};

/// Lines of the statement of points that are looked at.
const LINES: u32 = 500;
/// Things of one moment that are looked at beyond a page, so that none falls between two pages.
const SPARE: u32 = 20;

/// Something that happened with a member.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Happened {
    /// They ordered.
    Order {
        /// The order's number.
        number: String,
        /// Its state now.
        state: String,
        /// What its lines come to, as a decimal number.
        amount: String,
        /// Its currency.
        currency: String,
    },
    /// They were on the shop's pages, on one day.
    Visit {
        /// Products looked at.
        views: i64,
        /// Products put in the basket.
        added: i64,
        /// Whether something was put in the basket and nothing ordered from then until a day later.
        left: bool,
    },
    /// An event of note: a survey, a campaign, goods sent back, a review, a coupon.
    Event {
        /// Its name, as the list of events has it.
        name: String,
        /// Its number, as the name says.
        value: Option<i64>,
        /// A key or number of something else, as the name says.
        note: Option<String>,
        /// The product that it is about.
        product: Option<String>,
    },
    /// Their tier changed.
    Tier {
        /// The key of the one before.
        from: String,
        /// And of the one from then on.
        to: String,
        /// Why: `reached`, `lapsed`, `corrected`.
        reason: String,
    },
    /// Points came or went.
    Points {
        /// So many more; fewer, below zero.
        points: i64,
        /// `earned`, `spent`, ...
        line: String,
        /// Why.
        reason: String,
        /// What they belong to: an order's number.
        reference: Option<String>,
    },
    /// They agreed to something, or refused it.
    Consent {
        /// To what.
        purpose: String,
        /// Whether they agreed.
        granted: bool,
        /// Where they said so.
        source: String,
    },
}

/// Something that happened, with its moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moment {
    /// When; of a day's visits, when the last thing was done.
    #[serde(serialize_with = "crate::clock::as_rfc3339")]
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub what: Happened,
}

/// A page of what happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Timeline {
    /// The newest first.
    pub moments: Vec<Moment>,
    /// Before which moment, in microseconds, to go on; none where there is nothing more.
    pub next: Option<i64>,
}

impl Dossiers {
    /// What happened with a member before a moment, the newest first, some `limit` things; those of one moment stay
    /// together.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn timeline(
        &self,
        member: &MemberKey,
        before: Timestamp,
        limit: u32,
    ) -> Result<Timeline, DossiersError> {
        let (reader, most) = (self.db.reader(), limit + SPARE);
        let mut moments = sql::orders(reader, member, before, most).await?;
        moments.extend(sql::visits(reader, member, before, most).await?);
        moments.extend(sql::events(reader, member, before, most).await?);
        moments.extend(sql::tiers(reader, member, before, most).await?);
        moments.extend(self.points(member, before).await?);
        moments.extend(self.consents(member).await?);
        moments.retain(|moment| moment.at < before);
        moments.sort_by_key(|moment| std::cmp::Reverse(moment.at));
        let page = limit as usize;
        let next = moments.get(page).map(|_| moments[page - 1].at);
        if let Some(last) = next {
            moments.retain(|moment| moment.at >= last);
        }
        Ok(Timeline {
            moments,
            next: next.map(Timestamp::micros),
        })
    }

    async fn points(
        &self,
        member: &MemberKey,
        before: Timestamp,
    ) -> Result<Vec<Moment>, DossiersError> {
        let points = Points::new(self.db.clone());
        let lines = points.statement(member, before, LINES).await?;
        let moment = |line: crate::members::Line| Moment {
            at: line.at,
            what: Happened::Points {
                points: line.points,
                line: line.kind.word().to_owned(),
                reason: line.reason,
                reference: line.reference,
            },
        };
        Ok(lines.into_iter().map(moment).collect())
    }

    async fn consents(&self, member: &MemberKey) -> Result<Vec<Moment>, DossiersError> {
        let members = Members::new(self.db.clone());
        let said = members.consent_history(member).await?.into_iter();
        let moment = |consent: crate::members::Consent| {
            Some(Moment {
                at: consent.at?,
                what: Happened::Consent {
                    purpose: consent.purpose.word().to_owned(),
                    granted: consent.granted,
                    source: consent.source,
                },
            })
        };
        Ok(said.filter_map(moment).collect())
    }
}
