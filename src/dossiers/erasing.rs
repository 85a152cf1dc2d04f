//! Erasing a member everywhere, and proving it.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{Dossiers, DossiersError, Rows, holdings, sql, written};
use crate::access::random_name;
use crate::audit::{self, TurnRecord};
use crate::clock::Timestamp;
use crate::db::{Holding, Needle, OnErase, Reader, Table, Trace, Whose, Write};
use crate::ids::MemberKey;
use crate::members::{self, ERASED, Member};

/// An erasure, from when the books were changed until it is proved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// The name that the shop's books go on under.
    pub pseudonym: String,
    /// The keys that were the member's.
    pub keys: Vec<MemberKey>,
    /// What is looked for afterwards.
    needles: Vec<Needle>,
    /// Rows deleted, or emptied because a text in them mentioned the member.
    pub removed: Rows,
    /// Rows that stay under the pseudonym.
    pub pseudonymised: Rows,
}

/// So many cells of a column in which something of the member was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// Cells.
    pub cells: u64,
}

/// What was found when everything was looked through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// Every table that was looked through.
    pub tables: Vec<String>,
    /// Columns with texts in them.
    pub columns: u64,
    /// Keys, addresses, numbers and names looked for.
    pub looked_for: u64,
    /// What is left of the member: nothing, or the erasure is not over.
    pub found: Vec<Found>,
    /// Cells in rows that are other members', who have the same name, address or number.
    pub others: u64,
}

impl Dossiers {
    /// Erases what the books hold of `member`, in one transaction: their rows are deleted, those that the shop's books
    /// need stay under a pseudonym, and texts of strangers and records that mention them go too. An erasure that was
    /// begun and is not over is returned as it is. The caller sees to what is not in the books, then
    /// [`Dossiers::prove`]s it and [`Dossiers::end`]s it.
    ///
    /// # Errors
    /// Where there is no such member, or the database fails; then nothing was changed.
    pub async fn erase(
        &self,
        member: &MemberKey,
        by: &str,
        now: Timestamp,
    ) -> Result<Erasure, DossiersError> {
        let holdings = holdings();
        let write = self.db.write(&written(&holdings)).await?;
        let Some(key) = members::resolve(write.reader(), member).await? else {
            let mut begun = sql::open(write.reader()).await?.into_iter();
            let begun = begun.rfind(|erasure| erasure.keys.contains(member));
            return begun.ok_or_else(|| DossiersError::Unknown(member.clone()));
        };
        let mut keys = vec![key.clone()];
        keys.extend(members::aliases(write.reader(), &key).await?);
        let profile = members::profile(write.reader(), &key).await?;
        let mut erasure = Erasure {
            pseudonym: format!("{ERASED}{}", random_name(6)),
            needles: needles(&keys, profile.as_ref()),
            keys,
            removed: Rows::new(),
            pseudonymised: Rows::new(),
        };
        erase_rows(&write, &holdings, &mut erasure).await?;
        erase_mentions(&write, &holdings, &mut erasure).await?;
        let who = if by == format!("member:{key}") {
            "the member"
        } else {
            by
        };
        let record = TurnRecord {
            about: Some(erasure.pseudonym.clone()),
            ..TurnRecord::done(who, "erase a member")
        };
        audit::append(&write, now, &record).await?;
        sql::begin(&write, &erasure, now).await?;
        write.commit().await?;
        Ok(erasure)
    }

    /// The erasures that were begun and are not over, the oldest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn unfinished(&self) -> Result<Vec<Erasure>, DossiersError> {
        sql::open(self.db.reader()).await
    }

    /// Looks through every text of every table for the member who was erased.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn prove(&self, erasure: &Erasure) -> Result<Proof, DossiersError> {
        let (reader, holdings) = (self.db.reader(), holdings());
        let mut proof = Proof {
            tables: Vec::new(),
            columns: 0,
            looked_for: erasure.needles.len() as u64,
            found: Vec::new(),
            others: 0,
        };
        for table in reader.tables().await? {
            proof.tables.push(table.name.clone());
            proof.columns += table.texts().count() as u64;
            // It says what is looked for, until the erasure is over.
            if table.name == sql::TABLE {
                continue;
            }
            let known = holdings.iter().find(|holding| holding.table == table.name);
            let unknown = Holding {
                whose: Whose::Mentioned,
                ..Holding::nobodys("")
            };
            let (traces, others) = left(reader, known.unwrap_or(&unknown), &table, erasure).await?;
            proof.others += others;
            for trace in traces {
                let same =
                    |found: &&mut Found| found.table == table.name && found.column == trace.column;
                match proof.found.iter_mut().find(same) {
                    Some(found) => found.cells += 1,
                    None => proof.found.push(Found {
                        table: table.name.clone(),
                        column: trace.column,
                        cells: 1,
                    }),
                }
            }
        }
        Ok(proof)
    }

    /// Keeps that an erasure is over; whose it was is forgotten with that.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn end(&self, erasure: &Erasure, now: Timestamp) -> Result<(), DossiersError> {
        let write = self.db.write(&[sql::TABLE]).await?;
        sql::end(&write, &erasure.pseudonym, now).await?;
        Ok(write.commit().await?)
    }
}

/// Erases the rows that say that they are the member's. Tables that others refer to come last.
async fn erase_rows(
    write: &Write,
    holdings: &[Holding],
    erasure: &mut Erasure,
) -> Result<(), DossiersError> {
    for holding in holdings.iter().rev() {
        for key in &erasure.keys {
            let pseudonym = &erasure.pseudonym;
            let rows = write.erase_held(holding, key.as_str(), pseudonym).await?;
            if rows > 0 {
                let counted = match holding.on_erase {
                    OnErase::Remove => &mut erasure.removed,
                    OnErase::Pseudonymise(_) => &mut erasure.pseudonymised,
                };
                *counted.entry(holding.table.to_owned()).or_default() += rows;
            }
        }
    }
    Ok(())
}

/// Erases rows that are nobody else's and mention the member.
async fn erase_mentions(
    write: &Write,
    holdings: &[Holding],
    erasure: &mut Erasure,
) -> Result<(), DossiersError> {
    let tables = write.reader().tables().await?;
    let mut mentioned = HashSet::new();
    for holding in holdings {
        let table = tables.iter().find(|table| table.name == holding.table);
        let Some(table) = table.filter(|_| !matches!(holding.whose, Whose::Nobody)) else {
            continue;
        };
        let (traces, _) = left(write.reader(), holding, table, erasure).await?;
        for trace in traces {
            write.erase_trace(holding, &trace).await?;
            let counted = &mut erasure.removed;
            *counted.entry(holding.table.to_owned()).or_default() += 1;
            mentioned.insert(holding.table);
        }
    }
    for holding in holdings {
        if matches!(holding.whose, Whose::Of { table, .. } if mentioned.contains(table)) {
            write.erase_orphans(holding).await?;
        }
    }
    Ok(())
}

/// What is left of the member in a table, and how many cells of others are like it.
async fn left(
    reader: Reader<'_>,
    holding: &Holding,
    table: &Table,
    erasure: &Erasure,
) -> Result<(Vec<Trace>, u64), DossiersError> {
    let traces = reader.traces(holding, table, &erasure.needles).await?;
    let (others, left): (Vec<Trace>, Vec<Trace>) = traces.into_iter().partition(|trace| {
        trace
            .owner
            .as_deref()
            .is_some_and(|owner| is_other(owner, erasure))
    });
    Ok((left, others.len() as u64))
}

/// Whether the owner of a row is another member.
fn is_other(owner: &str, erasure: &Erasure) -> bool {
    let key = owner.strip_prefix("member:").unwrap_or(owner);
    let own = erasure.keys.iter().any(|own| own.as_str() == key);
    !own && key != "anonymous" && key != erasure.pseudonym
}

/// What to look for: keys, mail address, telephone number as written and in digits, and a name of several words or
/// Chinese characters. A name of one word may be any word.
fn needles(keys: &[MemberKey], profile: Option<&Member>) -> Vec<Needle> {
    let mut needles: Vec<Needle> = keys
        .iter()
        .map(|key| Needle::Key(key.to_string()))
        .collect();
    let Some(profile) = profile else {
        return needles;
    };
    let mut words = |text: &str| {
        let needle = Needle::Words(text.trim().to_owned());
        if !text.trim().is_empty() && !needles.contains(&needle) {
            needles.push(needle);
        }
    };
    if let Some(mail) = &profile.mail {
        words(mail);
    }
    if let Some(phone) = &profile.phone {
        let digits: String = phone.chars().filter(|c| !" -()".contains(*c)).collect();
        if digits.len() >= 7 {
            words(phone);
            words(&digits);
        }
    }
    if let Some(name) = &profile.name {
        let chinese = name.chars().filter(|&c| crate::ids::is_chinese(c)).count();
        if chinese > 1 || name.split_whitespace().count() > 1 {
            words(name);
        }
    }
    needles
}
