//! Proposing plans, and deciding about them.

use std::collections::HashSet;

use crate::access::random_name;
use crate::clock::Timestamp;
use crate::features::DAY;

use super::super::ActionsError;
use super::sql::{Kept, Row};
use super::{
    Chosen, HOLDS_DAYS, KeptPlan, PlanAsked, PlanError, PlanMember, PlanState, Planner, Plans,
    SHOWN, marks, named, sql,
};

/// Rows that are written in one transaction: a second at most, so that nobody else waits long.
const AT_ONCE: usize = 20_000;
/// Microseconds after which a plan whose rows are not all put is of a program that was killed.
const KILLED_AFTER: i64 = 600_000_000;
/// Characters of a reason.
const LONGEST_REASON: usize = 500;

impl Plans<'_> {
    /// Makes a plan and keeps it as proposed, for somebody else to approve.
    ///
    /// # Errors
    /// As [`Plans::make`], a name that is none or taken, or a plan that gives nobody anything.
    pub async fn propose(
        &self,
        name: &str,
        wanted: &PlanAsked,
        by: &Planner,
        now: Timestamp,
    ) -> Result<KeptPlan, ActionsError> {
        let name = named(name)?;
        let db = &self.advisor.db;
        let taken = || ActionsError::from(PlanError::Taken(name.to_owned()));
        if !sql::plans(db.reader(), Some(name)).await?.is_empty() {
            return Err(taken());
        }
        let made = self.make(wanted, Some(name)).await?;
        if made.plan.members == 0 {
            return Err(PlanError::Empty.into());
        }
        let rows: Vec<Row> = made.rows.iter().map(row).collect();
        let mut kept = Kept {
            name: name.to_owned(),
            state: sql::SAVING.to_owned(),
            proposed: now,
            by: by.name.clone(),
            expires: Timestamp::from_micros(now.micros() + HOLDS_DAYS * DAY),
            decided: None,
            decided_by: None,
            reason: None,
            exported: None,
            exported_by: None,
            content: serde_json::to_string(&made.plan)?,
            marks: Vec::new(),
            hash: String::new(),
            approved: None,
        };
        let write = db.write(sql::TABLES).await?;
        let stale = Timestamp::from_micros(now.micros() - KILLED_AFTER);
        if !sql::claim(&write, &kept, stale).await? {
            return Err(taken());
        }
        write.commit().await?;
        for part in rows.chunks(AT_ONCE) {
            let write = db.write(sql::TABLES).await?;
            // Who was erased meanwhile is not named again.
            let ids: Vec<i64> = part.iter().map(|row| row.member).collect();
            let there = sql::keys(write.reader(), &ids).await?;
            let there: HashSet<i64> = there.into_iter().map(|(member, _)| member).collect();
            let part: Vec<&Row> = part
                .iter()
                .filter(|row| there.contains(&row.member))
                .collect();
            sql::put(&write, name, &part).await?;
            write.commit().await?;
        }
        kept.marks = marks::marks(&rows);
        kept.hash = marks::hash(name, &kept.content, &kept.marks);
        let write = db.write(sql::TABLES).await?;
        sql::propose(&write, &kept).await?;
        write.commit().await?;
        PlanState::Proposed.word().clone_into(&mut kept.state);
        shown(&kept, made.some, now)
    }

    /// All plans, the newest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn all(&self, now: Timestamp) -> Result<Vec<KeptPlan>, ActionsError> {
        let kept = sql::plans(self.advisor.db.reader(), None).await?;
        kept.iter()
            .map(|kept| shown(kept, Vec::new(), now))
            .collect()
    }

    /// A plan, with the members it brings most with.
    ///
    /// # Errors
    /// There is none of this name, or the database fails.
    pub async fn of(&self, name: &str, now: Timestamp) -> Result<KeptPlan, ActionsError> {
        let reader = self.advisor.db.reader();
        let kept = find(sql::plans(reader, Some(name.trim())).await?, name)?;
        let best = sql::best(reader, &kept.name, SHOWN).await?;
        let some = best.into_iter().map(|(member, row)| PlanMember {
            member,
            arm: row.arm,
            action: row.action,
        });
        shown(&kept, some.collect(), now)
    }

    /// Approves a proposed plan, as it is.
    ///
    /// # Errors
    /// There is none of this name, its author asks, it is in another state or was changed, or the database fails.
    pub async fn approve(
        &self,
        name: &str,
        by: &Planner,
        now: Timestamp,
    ) -> Result<KeptPlan, ActionsError> {
        let write = self.advisor.db.write(sql::TABLES).await?;
        let kept = find(sql::plans(write.reader(), Some(name.trim())).await?, name)?;
        undecided(&kept, now)?;
        if by.is(&kept.by) {
            return Err(PlanError::Author(kept.by).into());
        }
        let rows = sql::rows(write.reader(), &kept.name, now).await?;
        let rows: Vec<&Row> = rows.iter().map(|row| &row.row).collect();
        if !marks::holds(&kept, &rows, &kept.hash) {
            return Err(PlanError::Changed(kept.name).into());
        }
        sql::decide(&write, &kept.name, &by.name, now, Ok(&kept.hash)).await?;
        write.commit().await?;
        self.of(name, now).await
    }

    /// Declines a proposed plan; its author may too.
    ///
    /// # Errors
    /// There is none of this name, it is in another state, no reason, or the database fails.
    pub async fn decline(
        &self,
        name: &str,
        reason: &str,
        by: &Planner,
        now: Timestamp,
    ) -> Result<KeptPlan, ActionsError> {
        let reason = reason.trim();
        if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
            return Err(PlanError::Reason.into());
        }
        let write = self.advisor.db.write(sql::TABLES).await?;
        let kept = find(sql::plans(write.reader(), Some(name.trim())).await?, name)?;
        undecided(&kept, now)?;
        sql::decide(&write, &kept.name, &by.name, now, Err(reason)).await?;
        write.commit().await?;
        self.of(name, now).await
    }
}

/// The plan that was asked for.
pub(super) fn find(kept: Vec<Kept>, name: &str) -> Result<Kept, PlanError> {
    let found = kept.into_iter().next();
    found.ok_or_else(|| PlanError::Unknown(name.trim().to_owned()))
}

/// Where a plan stands at a moment.
pub(super) fn state(kept: &Kept, now: Timestamp) -> PlanState {
    match kept.state.as_str() {
        "declined" => PlanState::Declined,
        "exported" => PlanState::Exported,
        _ if now >= kept.expires => PlanState::Expired,
        "approved" => PlanState::Approved,
        _ => PlanState::Proposed,
    }
}

/// That a plan waits for a decision.
fn undecided(kept: &Kept, now: Timestamp) -> Result<(), PlanError> {
    let remedy = match state(kept, now) {
        PlanState::Proposed => return Ok(()),
        PlanState::Approved => "it can be exported",
        PlanState::Exported => "it can be exported again",
        PlanState::Declined => "propose a new one",
        PlanState::Expired => "its figures are more than seven days old, propose a new one",
    };
    Err(PlanError::State {
        name: kept.name.clone(),
        state: state(kept, now),
        remedy,
    })
}

/// A row with a salt of its own.
fn row(chosen: &Chosen) -> Row {
    Row {
        member: chosen.member,
        subject: chosen.member,
        salt: random_name(8),
        arm: chosen.arm,
        action: chosen.action,
        left_out: None,
        displaced: false,
    }
}

fn shown(kept: &Kept, some: Vec<PlanMember>, now: Timestamp) -> Result<KeptPlan, ActionsError> {
    Ok(KeptPlan {
        name: kept.name.clone(),
        state: state(kept, now),
        proposed: kept.proposed,
        by: kept.by.clone(),
        expires: kept.expires,
        decided: kept.decided.map(Timestamp::rfc3339),
        decided_by: kept.decided_by.clone(),
        reason: kept.reason.clone(),
        exported: kept.exported.map(Timestamp::rfc3339),
        exported_by: kept.exported_by.clone(),
        hash: kept.hash.clone(),
        plan: serde_json::from_str(&kept.content)?,
        some,
    })
}
