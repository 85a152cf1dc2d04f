//! The list of an approved plan, for the shop's own mailer and staff.

use serde::Serialize;

use crate::clock::Timestamp;
use crate::ids::MemberKey;

use super::super::ActionsError;
use super::super::next::{ActionKind, Facts, NextRules, Reason};
use super::deciding::{find, state};
use super::sql::{Row, RowNow};
use super::{LeftOut, Plan, PlanArm, PlanError, PlanState, Planner, Plans, marks, sql};

/// An exported plan.
#[derive(Clone, Debug, Serialize)]
pub struct Export {
    /// The plan.
    pub plan: String,
    /// When it was first exported.
    #[serde(serialize_with = "crate::clock::as_rfc3339")]
    pub exported: Timestamp,
    /// By whom.
    pub exported_by: String,
    /// The rows, by member.
    pub rows: Vec<ExportRow>,
    /// Members of the plan who are not among them, by why.
    pub left_out: LeftOut,
    /// What is to be done with it.
    pub note: &'static str,
}

/// A row of an export.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExportRow {
    /// Who.
    pub member: MemberKey,
    /// `reminder`, `offer`, `call` or `care`.
    pub action: &'static str,
    /// The discount of an offer, 0 elsewhere.
    pub per_cent: i64,
    /// Whether they are given it or held out.
    pub arm: PlanArm,
    /// What the events about it name; empty for what is no mail.
    pub campaign: String,
}

/// What is to be done with an export.
const NOTE: &str = "nothing was sent: the shop's own mailer sends to the arm `treated` and to nobody of `held_out`, and reports \
                    both as Campaign Sent and Campaign Held Out with this campaign";

impl Export {
    /// The rows as CSV under a head: `member,action,per_cent,arm,campaign`.
    ///
    /// # Errors
    /// None that can happen: the text is written into memory.
    pub fn csv(&self) -> Result<String, std::io::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["member", "action", "per_cent", "arm", "campaign"])?;
        for row in &self.rows {
            let per_cent = row.per_cent.to_string();
            let cells = [
                row.member.as_str(),
                row.action,
                per_cent.as_str(),
                row.arm.word(),
                row.campaign.as_str(),
            ];
            writer.write_record(cells)?;
        }
        let bytes = writer
            .into_inner()
            .map_err(csv::IntoInnerError::into_error)?;
        String::from_utf8(bytes).map_err(std::io::Error::other)
    }
}

impl Plans<'_> {
    /// Exports an approved plan. The first time, whoever may no longer be addressed is left out for good: no consent, no
    /// address, or written to often enough by now. Every later time gives the rows of the first, less those of members who
    /// withdrew their consent since, have no address any more, or were erased.
    ///
    /// # Errors
    /// There is none of this name, it is not approved or is too old for a first export, it was changed, or the database fails.
    pub async fn export(
        &self,
        name: &str,
        by: &Planner,
        now: Timestamp,
    ) -> Result<Export, ActionsError> {
        // Campaigns are counted back from where the shop's data ends.
        let cut = self.advisor.features.latest(now).await?.at;
        let write = self.advisor.db.write(sql::TABLES).await?;
        let kept = find(sql::plans(write.reader(), Some(name.trim())).await?, name)?;
        let first = match state(&kept, now) {
            PlanState::Approved => true,
            PlanState::Exported => false,
            other => {
                return Err(PlanError::State {
                    state: other,
                    remedy: match other {
                        PlanState::Proposed => "somebody has to approve it first",
                        PlanState::Expired => {
                            "its figures are more than seven days old, propose a new one"
                        }
                        _ => "propose a new one",
                    },
                    name: kept.name,
                }
                .into());
            }
        };
        let plan: Plan = serde_json::from_str(&kept.content)?;
        let rows = sql::rows(write.reader(), &kept.name, cut).await?;
        let only: Vec<&Row> = rows.iter().map(|row| &row.row).collect();
        let approved = kept.approved.as_deref().unwrap_or_default();
        if !marks::holds(&kept, &only, approved) {
            return Err(PlanError::Changed(kept.name).into());
        }
        let (mut given, mut left_out, mut newly) = (Vec::new(), LeftOut::new(), Vec::new());
        for row in rows {
            let why = match &row.row.left_out {
                Some(before) => Some(before.clone()),
                None => against(&row, &plan.rules, first).map(|why| {
                    newly.push((row.row.member, why.word()));
                    why.word().to_owned()
                }),
            };
            match why {
                Some(why) => *left_out.entry(why).or_default() += 1,
                None => given.push(given_row(&kept.name, row)),
            }
        }
        given.sort_by(|a, b| a.member.cmp(&b.member));
        let planned = plan.members + plan.held_out;
        let there = given.len() as u64 + left_out.values().sum::<u64>();
        if planned > there {
            left_out.insert("erased_or_merged".to_owned(), planned - there);
        }
        if first {
            sql::export(&write, &kept.name, &by.name, now, &newly).await?;
            write.commit().await?;
        }
        Ok(Export {
            exported: kept.exported.unwrap_or(now),
            exported_by: kept.exported_by.unwrap_or_else(|| by.name.clone()),
            plan: kept.name,
            rows: given,
            left_out,
            note: NOTE,
        })
    }
}

/// Why a member may not be addressed now, by the rules that the plan was made with. How often they were written to is asked
/// at the first export only: later it holds the plan's own mail.
fn against(now: &RowNow, rules: &NextRules, first: bool) -> Option<Reason> {
    if !now.analysis {
        return Some(Reason::NoConsent);
    }
    #[allow(clippy::cast_precision_loss, reason = "a count of campaigns")]
    let facts = Facts {
        known: now.known,
        agreed: now.agreed,
        campaigns_90: if first {
            now.campaigns as f64
        } else {
            f64::NAN
        },
        // What they are worth and how content they are was decided when the plan was made.
        rank: 1.0,
        survey_last: 0.0,
        recency_days: f64::NAN,
        mean_order: f64::NAN,
        risk: f64::NAN,
        alive: f64::NAN,
        year: f64::NAN,
    };
    facts.against(rules, now.row.action.kind)
}

fn given_row(plan: &str, row: RowNow) -> ExportRow {
    let kind = row.row.action.kind;
    let (per_cent, campaign) = match kind {
        ActionKind::Offer { per_cent } => (per_cent, format!("{plan}/offer-{per_cent}")),
        ActionKind::Reminder => (0, format!("{plan}/reminder")),
        _ => (0, String::new()),
    };
    ExportRow {
        member: row.key,
        action: kind.word(),
        per_cent,
        arm: row.row.arm,
        campaign,
    }
}
