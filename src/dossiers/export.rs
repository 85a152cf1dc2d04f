//! Giving a member everything that is held of them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{Dossiers, DossiersError, holdings};
use crate::catalog;
use crate::clock::Timestamp;
use crate::db::{Needle, Whose};
use crate::ids::MemberKey;
use crate::members;

/// Everything that is held of a member.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Dossier {
    /// The member's key.
    pub member: MemberKey,
    /// Keys that were merged into it.
    pub other_keys: Vec<MemberKey>,
    /// When it was put together, as RFC 3339 has it.
    pub made: String,
    /// The rows of each table; a moment as RFC 3339 has it, a product by its key, an amount in minor units of the
    /// currency beside it.
    pub tables: BTreeMap<String, Vec<Value>>,
    /// What the assistant recorded of its answers to them.
    pub answers: Vec<Value>,
}

impl Dossiers {
    /// Everything that is held of `member`. Codes to sign in with are left out: they are secrets, and gone after a day.
    ///
    /// # Errors
    /// Where there is no such member, or the database fails.
    pub async fn export(
        &self,
        member: &MemberKey,
        now: Timestamp,
    ) -> Result<Dossier, DossiersError> {
        let member = self.kept(member).await?;
        let reader = self.db.reader();
        let other_keys = members::aliases(reader, &member).await?;
        let (schema, holdings) = (reader.tables().await?, holdings());
        let mut tables = BTreeMap::new();
        let mut answers = Vec::new();
        for holding in &holdings {
            let Some(table) = schema.iter().find(|table| table.name == holding.table) else {
                continue;
            };
            if holding.table == "audit" {
                let needle = [Needle::Key(member.to_string())];
                let found = reader.traces(holding, table, &needle).await?;
                let records = found
                    .iter()
                    .filter_map(|trace| serde_json::from_str(trace.text()).ok());
                answers.extend(records.filter(|record| is_about(record, &member)));
                continue;
            }
            if matches!(holding.whose, Whose::Mentioned | Whose::Nobody) {
                continue;
            }
            let mut rows = Vec::new();
            for key in std::iter::once(&member).chain(&other_keys) {
                rows.extend(reader.held(holding, table, key.as_str()).await?);
            }
            if !rows.is_empty() {
                tables.insert(holding.table.to_owned(), rows);
            }
        }
        self.name_products(&mut tables).await?;
        // Whoever was erased meanwhile is not given a part of what was held.
        self.kept(&member).await?;
        Ok(Dossier {
            member,
            other_keys,
            made: now.rfc3339(),
            tables,
            answers,
        })
    }

    /// Puts products' keys in the place of the row numbers that tables refer to them by.
    async fn name_products(
        &self,
        tables: &mut BTreeMap<String, Vec<Value>>,
    ) -> Result<(), DossiersError> {
        const COLUMN: &str = "product_id";
        let mut rows: Vec<i64> = tables
            .values()
            .flatten()
            .filter_map(|row| row[COLUMN].as_i64())
            .collect();
        rows.sort_unstable();
        rows.dedup();
        let keys = catalog::keys_of(self.db.reader(), &rows).await?;
        for row in tables.values_mut().flatten() {
            let Some(object) = row.as_object_mut() else {
                continue;
            };
            let product = object.get(COLUMN).and_then(Value::as_i64);
            if let Some(key) = product.and_then(|product| keys.get(&product)) {
                object.remove(COLUMN);
                object.insert("product".to_owned(), key.as_str().into());
            }
        }
        Ok(())
    }
}

/// Whether a record of an answer was for a member or about them.
fn is_about(record: &Value, member: &MemberKey) -> bool {
    record["who"] == format!("member:{member}") || record["about"] == member.as_str()
}
