//! Whom a medium reaches: the flags of every member, kept beside them so that an audience over a whole shop is counted by the
//! database alone.
//!
//! What is kept here may be behind by some minutes where a member's address changed; whoever is about to be written to is looked
//! at again, one by one. Consents and new members are followed before every count, and after every import and at the start of a
//! server, so that a count finds nearly nothing to follow.

use crate::db::Write;

use super::super::{Campaigns, CampaignsError};
use super::sql;
use super::standing::{Standing, Which, standing};

/// Members that are written in one transaction.
const AT_ONCE: i64 = 20_000;

/// Measures some members anew within a transaction.
pub(in crate::campaigns) async fn measure(
    campaigns: &Campaigns,
    write: &Write,
    members: &[i64],
) -> Result<(), CampaignsError> {
    if members.is_empty() {
        return Ok(());
    }
    let stand = standing(campaigns, write.reader(), Which::These(members)).await?;
    sql::forget_reach(write, members).await?;
    Ok(sql::put_reach(write, &reached(&stand)).await?)
}

fn reached(stand: &[Standing]) -> Vec<(i64, i64, i64)> {
    stand
        .iter()
        .map(|member| (member.row, member.flags, member.lot))
        .collect()
}

impl Campaigns {
    /// Follows new members and what members said since it was last done; with `everybody`, also whose address came or went.
    ///
    /// # Errors
    /// The database fails; what was followed until then stays.
    pub async fn follow_reach(&self, everybody: bool) -> Result<(), CampaignsError> {
        let reader = self.db.reader();
        let mark = sql::mark(reader).await?;
        let behind = mark.member < sql::last_member(reader).await?
            || mark.consent < sql::last_consent(reader).await?;
        // Whoever only counts waits for nobody who writes.
        if !behind && !everybody {
            return Ok(());
        }
        loop {
            let write = self.db.write(sql::TABLES).await?;
            let mark = sql::mark(write.reader()).await?;
            let last = sql::last_member(write.reader()).await?;
            if mark.member >= last {
                break;
            }
            let end = last.min(mark.member + AT_ONCE);
            let rows = Which::Rows(mark.member + 1, end);
            let stand = standing(self, write.reader(), rows).await?;
            sql::forget_rows(&write, mark.member + 1, end).await?;
            sql::put_reach(&write, &reached(&stand)).await?;
            // What they said until now is in it.
            let consent = if mark.member < 0 {
                sql::last_consent(write.reader()).await?
            } else {
                mark.consent
            };
            sql::keep_mark(
                &write,
                sql::Mark {
                    member: end,
                    consent,
                },
            )
            .await?;
            write.commit().await?;
        }
        let write = self.db.write(sql::TABLES).await?;
        let mark = sql::mark(write.reader()).await?;
        let consent = sql::last_consent(write.reader()).await?;
        let mut changed = if consent > mark.consent {
            sql::spoke_since(write.reader(), mark.consent).await?
        } else {
            Vec::new()
        };
        if everybody {
            changed.extend(sql::moved(write.reader()).await?);
        }
        if changed.is_empty() {
            return Ok(());
        }
        for part in changed.chunks(2_000) {
            measure(self, &write, part).await?;
        }
        sql::keep_mark(&write, sql::Mark { consent, ..mark }).await?;
        Ok(write.commit().await?)
    }
}
