//! Keeping what came in: once, with whose it is.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::sql::arrivals::{self, Placed};
use super::sql::visitors::{self, Tie};
use super::sql::{last_row, rejects};
use super::surveys::sql as surveys;
use super::wire::{Arrival, Batch, Traits};
use super::{Events, EventsError, KeptReject, Visit};
use crate::catalog;
use crate::clock::Timestamp;
use crate::db::Write;
use crate::ids::{MemberKey, hexadecimal};
use crate::members::{self, Member, Members};

/// A browser with so many ties is one that many share.
const MOST_TIES: usize = 20;
/// The tables that are written together.
const TABLES: [&str; 4] = ["event_rejects", "events", "visitor_ties", "visitors"];
/// And those that hold something else of a member.
const ALL_TABLES: [&str; 5] = [
    "event_rejects",
    "events",
    "survey_invitations",
    "visitor_ties",
    "visitors",
];

/// What became of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Events kept now.
    pub kept: u64,
    /// Events that were kept before, under the same keys.
    pub repeated: u64,
    /// Events put aside with a reason.
    pub rejected: u64,
}

/// Who visitors turned out to be.
#[derive(Default)]
struct Ties {
    /// By visitor, in the order of their moments.
    all: HashMap<i64, BTreeMap<(Timestamp, i64), i64>>,
    new: Vec<Tie>,
    /// Visitors tied for the first time, and to whom.
    first: Vec<(i64, i64)>,
}

impl Ties {
    fn of(kept: Vec<Tie>) -> Self {
        let mut ties = Self::default();
        for tie in kept {
            ties.add(tie);
        }
        ties
    }

    fn add(&mut self, tie: Tie) {
        let of_visitor = self.all.entry(tie.visitor).or_default();
        of_visitor.insert((tie.at, tie.member), tie.member);
    }

    /// Whose something is that `visitor` did at `at`: the member's of the last tie before it, or else of the first;
    /// nobody's where many share the browser.
    fn owner(&self, visitor: i64, at: Timestamp) -> Option<i64> {
        let ties = self.all.get(&visitor)?;
        if ties.len() >= MOST_TIES {
            return None;
        }
        let before = ties.range(..=(at, i64::MAX)).next_back();
        before
            .or_else(|| ties.first_key_value())
            .map(|(_, member)| *member)
    }

    /// Ties a visitor to a member, unless they are at that moment.
    fn tie(&mut self, tie: Tie) {
        let known = self.all.get(&tie.visitor);
        let at_the_time = known.and_then(|ties| {
            let before = ties.range(..=(tie.at, i64::MAX)).next_back();
            before.map(|(_, member)| *member)
        });
        let count = known.map_or(0, BTreeMap::len);
        if at_the_time == Some(tie.member) || count >= MOST_TIES {
            return;
        }
        if count == 0 {
            self.first.push((tie.visitor, tie.member));
        }
        self.new.push(tie);
        self.add(tie);
    }

    async fn write(&self, write: &Write) -> Result<(), EventsError> {
        visitors::write_ties(write, &self.new).await?;
        for (visitor, member) in &self.first {
            visitors::adopt(write, *visitor, *member).await?;
        }
        Ok(())
    }
}

/// The name that a browser is kept under.
fn browser(id: &str) -> String {
    format!("browser:{id}")
}

/// The name that somebody is kept under who is no member yet: a hash of their key, so that nothing here names a member
/// who was erased.
fn stranger(key: &MemberKey) -> String {
    let digest = Sha256::digest(key.as_str());
    format!("user:{}", hexadecimal(&digest[..16]))
}

impl Events {
    /// Keeps `batches` in one transaction and says what became of each.
    pub(super) async fn keep(&self, batches: &[Batch]) -> Result<Vec<Kept>, EventsError> {
        self.take_traits(batches).await?;
        let write = self.db.write(&TABLES).await?;
        let reader = write.reader();
        let all = || batches.iter().flat_map(|batch| &batch.arrivals);
        let mut known = arrivals::known(reader, all().map(|arrival| arrival.key.as_str())).await?;
        let mut kept = Vec::with_capacity(batches.len());
        let mut new: Vec<&Arrival> = Vec::new();
        for batch in batches {
            let before = new.len();
            let fresh = |arrival: &&Arrival| known.insert(arrival.key.clone());
            new.extend(batch.arrivals.iter().filter(fresh));
            let fresh = new.len() - before;
            kept.push(Kept {
                kept: fresh as u64,
                repeated: (batch.arrivals.len() - fresh) as u64,
                rejected: batch.rejects.len() as u64,
            });
        }
        let placed = place(&write, &new).await?;
        let first = last_row(write.reader()).await? + 1;
        arrivals::write(&write, first, &placed).await?;
        let aside: Vec<KeptReject> = batches
            .iter()
            .flat_map(|batch| {
                let at = batch.received.unwrap_or(Timestamp::from_micros(0));
                let aside = batch.rejects.iter();
                aside.map(move |reject| KeptReject::of(reject, &batch.source, at))
            })
            .collect();
        if !aside.is_empty() {
            rejects::write(&write, &aside).await?;
        }
        write.commit().await?;
        Ok(kept)
    }

    /// Keeps what unknown visitors did, in one transaction; what is kept already stays as it is.
    ///
    /// # Errors
    /// Where the database fails; then nothing was written.
    pub async fn put_visits(&self, visits: &[Visit]) -> Result<Kept, EventsError> {
        let arrivals = visits.iter().map(|visit| Arrival {
            key: visit.key.clone(),
            user: None,
            visitor: Some(visit.visitor.clone()),
            at: visit.at,
            kind: visit.kind,
            product: visit.product.clone(),
            value: visit.value,
            note: visit.note.clone(),
            properties: None,
            traits: None,
        });
        let batch = Batch {
            arrivals: arrivals.collect(),
            ..Batch::default()
        };
        let kept = self.keep(&[batch]).await?;
        Ok(kept.first().copied().unwrap_or_default())
    }

    /// Ties the browser that calls itself `visitor` to `member`, who has signed in with it at the moment `at`: what it
    /// did before is theirs. A browser that is no good name, or a member who is not kept, changes nothing.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn tie(
        &self,
        visitor: &str,
        member: &MemberKey,
        at: Timestamp,
    ) -> Result<(), EventsError> {
        let visitor = visitor.trim();
        if visitor.is_empty() || visitor.len() > 200 || visitor.contains(char::is_control) {
            return Ok(());
        }
        let write = self.db.write(&TABLES).await?;
        let members = members::rows_of(write.reader(), std::iter::once(member)).await?;
        let Some(&member) = members.get(member) else {
            return Ok(());
        };
        let name = browser(visitor);
        let rows = visitors_of(&write, &BTreeSet::from([name.clone()])).await?;
        let row = rows[&name];
        let kept = visitors::ties_of(write.reader(), std::iter::once(row)).await?;
        let mut ties = Ties::of(kept);
        ties.tie(Tie {
            visitor: row,
            member,
            at,
        });
        ties.write(&write).await?;
        Ok(write.commit().await?)
    }

    /// Deletes everything that `member` did and said to surveys, and what browsers were theirs.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn forget(&self, member: &MemberKey) -> Result<(), EventsError> {
        let write = self.db.write(&ALL_TABLES).await?;
        let rows = members::rows_of(write.reader(), std::iter::once(member)).await?;
        if let Some(&row) = rows.get(member) {
            arrivals::forget(&write, row).await?;
            visitors::untie(&write, row).await?;
            surveys::forget(&write, row).await?;
        }
        Ok(write.commit().await?)
    }

    /// Makes what `from` did something that `to` did: they turned out to be one person.
    ///
    /// # Errors
    /// [`EventsError::UnknownMember`] where `to` is not kept, or the database fails.
    pub async fn pass_on(&self, from: &MemberKey, to: &MemberKey) -> Result<(), EventsError> {
        let write = self.db.write(&ALL_TABLES).await?;
        let rows = members::rows_of(write.reader(), [from, to].into_iter()).await?;
        let heir = *rows.get(to).ok_or_else(|| EventsError::UnknownMember {
            event: format!("of {from}"),
            member: to.clone(),
        })?;
        if let Some(&row) = rows.get(from) {
            arrivals::pass_on(&write, row, heir).await?;
            visitors::pass_on(&write, row, heir).await?;
            surveys::pass_on(&write, row, heir).await?;
        }
        Ok(write.commit().await?)
    }

    /// Makes members of those whom a server identified and nobody knows, and takes what may be taken of their traits.
    async fn take_traits(&self, batches: &[Batch]) -> Result<(), EventsError> {
        let told: Vec<(&MemberKey, &Traits)> = batches
            .iter()
            .flat_map(|batch| &batch.arrivals)
            .filter_map(|arrival| Some((arrival.user.as_ref()?, arrival.traits.as_ref()?)))
            .collect();
        if told.is_empty() {
            return Ok(());
        }
        let members = Members::new(self.db.clone());
        for (key, traits) in told {
            let known = members.get(key).await?;
            let mut member = known.clone().unwrap_or_else(|| Member::new(key.clone()));
            let given = |new: &Option<String>, old: &mut Option<String>| {
                if new.is_some() {
                    old.clone_from(new);
                }
            };
            given(&traits.name, &mut member.name);
            given(&traits.country, &mut member.country);
            given(&traits.city, &mut member.city);
            member.language = traits.language.or(member.language);
            // One signs in with these: they are never changed from outside.
            member.mail = member.mail.or_else(|| traits.mail.clone());
            member.phone = member.phone.or_else(|| traits.phone.clone());
            if known.as_ref() != Some(&member) {
                members.put(&[member]).await?;
            }
        }
        Ok(())
    }
}

/// The rows of whom and what `new` events are about; visitors and ties that are new are written.
async fn place<'a>(write: &Write, new: &[&'a Arrival]) -> Result<Vec<Placed<'a>>, EventsError> {
    let reader = write.reader();
    let products: HashSet<_> = new.iter().filter_map(|new| new.product.as_ref()).collect();
    let products = catalog::rows_of(reader, products.into_iter()).await?;
    let users: HashSet<_> = new.iter().filter_map(|new| new.user.as_ref()).collect();
    let members = members::rows_of(reader, users.iter().copied()).await?;
    let mut names: BTreeSet<String> = BTreeSet::new();
    names.extend(
        new.iter()
            .filter_map(|new| new.visitor.as_deref())
            .map(browser),
    );
    let unknown = users.iter().filter(|key| !members.contains_key(**key));
    names.extend(unknown.map(|key| stranger(key)));
    let mut rows = visitors_of(write, &names).await?;
    // What members did before they were members.
    let met: Vec<String> = members.keys().map(stranger).collect();
    rows.extend(visitors::rows_of(reader, met.iter().map(String::as_str)).await?);
    let mut ties = Ties::of(visitors::ties_of(reader, rows.values().copied()).await?);
    for arrival in new {
        let Some(user) = &arrival.user else { continue };
        let Some(&member) = members.get(user) else {
            continue;
        };
        let browser = arrival.visitor.as_deref().map(browser);
        for name in browser.into_iter().chain([stranger(user)]) {
            if let Some(&visitor) = rows.get(&name) {
                ties.tie(Tie {
                    visitor,
                    member,
                    at: arrival.at,
                });
            }
        }
    }
    ties.write(write).await?;
    let placed = new.iter().map(|arrival| {
        let browser = arrival.visitor.as_deref().map(browser);
        let browser = browser.and_then(|name| rows.get(&name).copied());
        let (member, visitor) = match &arrival.user {
            Some(user) => match members.get(user) {
                Some(&member) => (Some(member), browser),
                None => (None, rows.get(&stranger(user)).copied()),
            },
            None => (browser.and_then(|row| ties.owner(row, arrival.at)), browser),
        };
        let product = arrival.product.as_ref();
        Placed {
            arrival,
            member,
            visitor,
            product: product.and_then(|key| products.get(key).copied()),
        }
    });
    Ok(placed.collect())
}

/// The rows of the visitors called `names`; those that are new are written.
async fn visitors_of(
    write: &Write,
    names: &BTreeSet<String>,
) -> Result<HashMap<String, i64>, EventsError> {
    let mut rows = visitors::rows_of(write.reader(), names.iter().map(String::as_str)).await?;
    let unknown = names.iter().filter(|name| !rows.contains_key(*name));
    let last = visitors::last_row(write.reader()).await?;
    let new: Vec<(i64, String)> = (last + 1..).zip(unknown.cloned()).collect();
    visitors::write(write, &new).await?;
    rows.extend(new.into_iter().map(|(row, name)| (name, row)));
    Ok(rows)
}
