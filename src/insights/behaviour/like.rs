//! Who is like a member, and which of those came back who had once been as quiet.

use std::collections::HashMap;

use serde::Serialize;

use crate::clock::Timestamp;
use crate::db::Db;
use crate::features::DAY;
use crate::ids::MemberKey;
use crate::learn::behaviour::{Near, Nearest};

use super::deeds::{Candidate, Common, Deed, before, common, costs, deeds_of, named, tally};
use super::reading::{Person, Wanted, Who, Window, days, deeds, latest, of_members, read};
use super::returning::{CameBack, came_back};
use super::{BehaviourError, Sample, known, sql, too_few};

/// Members that a member is compared with, at most.
const MOST: usize = 6_000;
/// Days of deeds that are compared, and with them as many days as the member was quiet, up to as many again.
const LOOKED_BACK: u32 = 120;
/// Earlier moments lie within so many days.
pub(super) const EARLIER: u32 = 240;
/// A member with fewer deeds is like everybody.
const DEEDS_NEEDED: usize = 3;
/// The nearest that are named.
const NAMED: usize = 10;

/// A member who is like the one that was asked about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alike {
    /// Who.
    pub member: String,
    /// From 0 (nothing in common) to 1 (the same deeds at the same pace): 1 less the normalised alignment distance.
    pub likeness: f64,
    /// Days since their last order; none where they never ordered.
    pub quiet_days: Option<f64>,
    /// Deeds that both have, as often as both do.
    pub in_common: Vec<Common>,
    /// Categories that both bought, at most three.
    pub categories: Vec<String>,
}

/// Who is like a member.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LikeReport {
    /// The member.
    pub member: String,
    /// How much was looked at.
    pub sample: Sample,
    /// Days of deeds that were compared.
    pub days: u32,
    /// Days since the member's last order; none where they never ordered.
    pub quiet_days: Option<f64>,
    /// What the member did in these days.
    pub deeds: Vec<Common>,
    /// The members most alike, the nearest first.
    pub nearest: Vec<Alike>,
    /// Those like the member who came back, or did not.
    pub came_back: Option<CameBack>,
    /// Why nothing is said of that.
    pub without_came_back: Option<String>,
}

/// What is read of the member and of all others.
struct All {
    sample: Sample,
    people: Vec<Person>,
    keys: HashMap<i64, MemberKey>,
    orders: HashMap<i64, Vec<i64>>,
}

/// Reads, compares, and follows.
pub(super) async fn like(
    db: &Db,
    member: &MemberKey,
    now: Timestamp,
) -> Result<LikeReport, BehaviourError> {
    let asked = known(db, member).await?;
    let until = latest(db, now).await?;
    let ever = Window::before(until, 0).ever();
    let own = sql::orders(db.reader(), &[asked.row], ever).await?;
    let own: Vec<i64> = own.into_iter().map(|(_, at)| at).collect();
    let quiet = own.last().map(|last| until.micros() - last);
    let looked = looked_back(quiet);
    let all = read_all(db, &asked, Window::before(until, looked + EARLIER)).await?;
    let (mut report, nearest) = tokio::task::block_in_place(|| {
        let mine = all
            .people
            .iter()
            .find(|who| who.who == Who::Member(asked.row));
        let mine = mine.map(deeds_of).transpose()?.unwrap_or_default();
        let others = all.candidates(asked.row)?;
        compare(
            member,
            (&mine, quiet),
            &others,
            (until, looked),
            &all.sample,
        )
    })?;
    let rows: Vec<i64> = nearest.iter().copied().chain([asked.row]).collect();
    let bought = sql::categories_bought(db.reader(), &rows, until).await?;
    let mine = bought.get(&asked.row).map_or(&[][..], Vec::as_slice);
    for (alike, row) in report.nearest.iter_mut().zip(&nearest) {
        let theirs = bought.get(row).map_or(&[][..], Vec::as_slice);
        let both = mine.iter().filter(|category| theirs.contains(category));
        alike.categories = both.take(3).cloned().collect();
    }
    Ok(report)
}

/// How many days of deeds are compared of a member who was quiet for so long.
fn looked_back(quiet: Option<i64>) -> u32 {
    let quiet = quiet.map_or(0, |quiet| quiet / DAY);
    let more = u32::try_from(quiet).unwrap_or(LOOKED_BACK);
    LOOKED_BACK + more.min(LOOKED_BACK)
}

async fn read_all(db: &Db, asked: &sql::Member, window: Window) -> Result<All, BehaviourError> {
    let kinds = deeds();
    let wanted = Wanted {
        window,
        kinds: &kinds,
        most: MOST,
        visitors: false,
    };
    let read = read(db, wanted).await?;
    let mut people = read.people;
    if !read.members.iter().any(|member| member.row == asked.row) {
        people.extend(of_members(db, &[asked.row], &kinds, window).await?);
    }
    let keys: HashMap<i64, MemberKey> = (read.members.into_iter())
        .map(|member| (member.row, member.key))
        .collect();
    let mut rows: Vec<i64> = keys.keys().copied().collect();
    rows.sort_unstable();
    let mut orders: HashMap<i64, Vec<i64>> = HashMap::new();
    for (member, at) in sql::orders(db.reader(), &rows, window.ever()).await? {
        orders.entry(member).or_default().push(at);
    }
    Ok(All {
        sample: read.sample,
        people,
        keys,
        orders,
    })
}

impl All {
    /// Everybody but the member who was asked about.
    fn candidates(&self, asked: i64) -> Result<Vec<Candidate<'_>>, BehaviourError> {
        let mut candidates = Vec::new();
        for person in &self.people {
            let Who::Member(row) = person.who else {
                continue;
            };
            if let Some(key) = self.keys.get(&row).filter(|_| row != asked) {
                candidates.push(Candidate {
                    row,
                    key,
                    deeds: deeds_of(person)?,
                    orders: self.orders.get(&row).map_or(&[], Vec::as_slice),
                });
            }
        }
        candidates.sort_by_key(|candidate| candidate.row);
        Ok(candidates)
    }
}

/// Compares the member with everybody now, and with everybody who was once as quiet; the rows of the nearest go with it.
fn compare(
    member: &MemberKey,
    (mine, quiet): (&[Deed], Option<i64>),
    others: &[Candidate<'_>],
    (until, looked): (Timestamp, u32),
    sample: &Sample,
) -> Result<(LikeReport, Vec<i64>), BehaviourError> {
    let asked = before(mine, until.micros(), looked);
    // The moment itself is behind the deeds.
    let done = asked.len() - 1;
    if done == 0 {
        return Err(BehaviourError::Idle {
            member: member.as_str().to_owned(),
            days: looked,
        });
    }
    too_few("deeds of the member in this time", done, DEEDS_NEEDED)?;
    let mut own: Vec<&Candidate<'_>> = Vec::new();
    let mut sequences = Vec::new();
    for candidate in others {
        let deeds = before(&candidate.deeds, until.micros(), looked);
        if deeds.len() > 1 {
            own.push(candidate);
            sequences.push(deeds);
        }
    }
    too_few("other members who did anything in this time", own.len(), 1)?;
    let nearest = Nearest::new(costs()?, &sequences)?.nearest(&asked, NAMED)?;
    let alike = |near: &Near| {
        let other = own[near.place];
        let last = other.orders.last();
        Alike {
            member: other.key.as_str().to_owned(),
            likeness: 1.0 - near.distance,
            quiet_days: last.map(|last| days(until.micros() - last)),
            in_common: common(&tally(&asked), &tally(&sequences[near.place])),
            categories: Vec::new(),
        }
    };
    let rows = nearest.iter().map(|near| own[near.place].row).collect();
    let back = match quiet {
        Some(quiet) => came_back(&asked, others, quiet, (until, looked))?,
        None => Err("the member never ordered, so there is nothing to come back to".to_owned()),
    };
    let (came_back, without_came_back) = match back {
        Ok(back) => (Some(back), None),
        Err(why) => (None, Some(why)),
    };
    let report = LikeReport {
        member: member.as_str().to_owned(),
        sample: sample.clone(),
        days: looked,
        quiet_days: quiet.map(days),
        deeds: named(&tally(&asked)),
        nearest: nearest.iter().map(alike).collect(),
        came_back,
        without_came_back,
    };
    Ok((report, rows))
}
