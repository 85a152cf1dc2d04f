//! Making one member of two.

use super::{Dossiers, DossiersError, Rows, holdings, written};
use crate::audit::{self, TurnRecord};
use crate::clock::Timestamp;
use crate::db::{Holding, Reader};
use crate::ids::MemberKey;
use crate::members;

impl Dossiers {
    /// What a merge of `from` into `into` would move: rows of each table.
    ///
    /// # Errors
    /// Where one of the two is not kept, they are one, or the database fails.
    pub async fn would_move(
        &self,
        from: &MemberKey,
        into: &MemberKey,
    ) -> Result<Rows, DossiersError> {
        let (from, _) = self.two(from, into).await?;
        counted(self.db.reader(), &holdings(), &from).await
    }

    /// Makes what is held of `from` the dossier of `into`; the key of `from` is from then on another name of `into`.
    /// `by` is who says so. Returns the rows of each table that were moved.
    ///
    /// # Errors
    /// As [`Dossiers::would_move`]; then nothing was changed.
    pub async fn merge(
        &self,
        from: &MemberKey,
        into: &MemberKey,
        by: &str,
        now: Timestamp,
    ) -> Result<Rows, DossiersError> {
        let (from, into) = self.two(from, into).await?;
        let holdings = holdings();
        let write = self.db.write(&written(&holdings)).await?;
        // Rows that follow others are found only before those are moved.
        let rows = counted(write.reader(), &holdings, &from).await?;
        for holding in &holdings {
            write
                .merge_held(holding, from.as_str(), into.as_str())
                .await?;
        }
        members::absorb(&write, &from, &into).await?;
        let record = TurnRecord {
            about: Some(into.to_string()),
            ..TurnRecord::done(by, format!("merge member {from} into {into}"))
        };
        audit::append(&write, now, &record).await?;
        write.commit().await?;
        Ok(rows)
    }

    async fn two(
        &self,
        from: &MemberKey,
        into: &MemberKey,
    ) -> Result<(MemberKey, MemberKey), DossiersError> {
        let (from, into) = (self.kept(from).await?, self.kept(into).await?);
        if from == into {
            return Err(DossiersError::Same(into));
        }
        Ok((from, into))
    }
}

/// The rows of each table that are a member's.
async fn counted(
    reader: Reader<'_>,
    holdings: &[Holding],
    member: &MemberKey,
) -> Result<Rows, DossiersError> {
    let mut rows = Rows::new();
    for holding in holdings {
        let count = reader.count_held(holding, member.as_str()).await?;
        if count > 0 {
            rows.insert(holding.table.to_owned(), count);
        }
    }
    Ok(rows)
}
