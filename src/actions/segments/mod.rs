//! Saved segments: a filter with a name, who is in it, and how its size went.

mod listing;
mod sql;

use serde::Serialize;
use serde_json::Value as Json;

use crate::clock::Timestamp;
use crate::db::{Db, Holding, Migration};
use crate::features::{Asked, Column, Cut, DAY, Direction, Features, Frame, Part};
use crate::ids::{Language, MemberKey};
use crate::insights::segment::{Filter, FilterError, Overlap, Parameter};
use crate::money::Currency;

use super::ActionsError;

pub use listing::{MemberTable, TableColumn};

/// The schema of this part.
pub(super) fn migrations() -> Vec<Migration> {
    sql::MIGRATIONS.to_vec()
}

/// What is held of members.
pub(super) fn holdings() -> Vec<Holding> {
    sql::HOLDINGS.to_vec()
}

/// A saved segment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Segment {
    /// Its name.
    pub name: String,
    /// The filter, as JSON.
    pub filter: Json,
    /// The filter in words.
    pub sentence: String,
    /// When it was saved last.
    #[serde(serialize_with = "crate::clock::as_rfc3339")]
    pub saved: Timestamp,
    /// Who saved it.
    pub by: String,
    /// How many members are in it.
    pub members: u64,
}

/// The size of a segment at the end of a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SegmentSize {
    /// The day, as in 2026-11-27.
    pub day: String,
    /// Members.
    pub members: u64,
}

/// The saved segments.
#[derive(Clone, Debug)]
pub struct Segments {
    db: Db,
    features: Features,
}

/// The longest name of a segment.
const LONGEST: usize = 60;

impl Segments {
    pub(super) fn new(db: Db) -> Self {
        Self {
            features: Features::new(db.clone()),
            db,
        }
    }

    /// How many members a filter is true of now.
    ///
    /// # Errors
    /// Nobody was counted yet, or the database fails.
    pub async fn count(&self, filter: &Filter) -> Result<u64, ActionsError> {
        let asked = self.asked(filter).await?;
        Ok(self.features.count(&asked).await?)
    }

    /// Who they are, by key, at most `limit`.
    ///
    /// # Errors
    /// Nobody was counted yet, or the database fails.
    pub async fn members(
        &self,
        filter: &Filter,
        limit: u32,
    ) -> Result<Vec<MemberKey>, ActionsError> {
        let asked = self.asked(filter).await?;
        let members = self.features.members(&asked, limit).await?;
        Ok(members.into_iter().map(|(_, key)| key).collect())
    }

    /// Who they are with all that is known of them, in the order of a column; a part of them.
    ///
    /// # Errors
    /// Nobody was counted yet, or the database fails.
    pub async fn list(
        &self,
        filter: &Filter,
        order: Option<(&Column, Direction)>,
        part: Part,
    ) -> Result<Frame, ActionsError> {
        let asked = self.asked(filter).await?;
        Ok(self.features.list(&asked, order, part).await?)
    }

    /// How many they are for each word of a column, the most first; none for whom it is not known.
    ///
    /// # Errors
    /// Nobody was counted yet, or the database fails.
    pub async fn sizes_by(
        &self,
        filter: &Filter,
        column: &Column,
    ) -> Result<Vec<(Option<String>, u64)>, ActionsError> {
        let asked = self.asked(filter).await?;
        Ok(self.features.sizes(&asked, column).await?)
    }

    /// The means of columns of numbers over them, in the order of `columns`; money in minor units. `None` where it is known of
    /// nobody.
    ///
    /// # Errors
    /// Nobody was counted yet, or the database fails.
    pub async fn means(
        &self,
        filter: &Filter,
        columns: &[&Column],
    ) -> Result<Vec<Option<f64>>, ActionsError> {
        let asked = self.asked(filter).await?;
        Ok(self.features.means(&asked, columns).await?)
    }

    /// Saves a filter under a name, in place of what was saved under it, and finds who is in it.
    ///
    /// # Errors
    /// A name that is empty or too long, a shop without orders, or the database fails; then nothing was saved.
    pub async fn save(
        &self,
        name: &str,
        filter: &Filter,
        by: &str,
        now: Timestamp,
    ) -> Result<Segment, ActionsError> {
        let name = name.trim();
        let plain = |letter: char| letter.is_alphanumeric() || " -_.&'".contains(letter);
        if name.is_empty() || name.chars().count() > LONGEST || !name.chars().all(plain) {
            return Err(ActionsError::SegmentName(name.to_owned()));
        }
        let asked = self.asked(filter).await?;
        let write = self.db.write(sql::TABLES).await?;
        sql::save(&write, name, &filter.to_json().to_string(), by, now).await?;
        sql::fill(&write, name, &asked, now, None).await?;
        sql::measure(&write, name, day_of(now)).await?;
        write.commit().await?;
        self.of(name, Language::English).await
    }

    /// Takes a saved segment away.
    ///
    /// # Errors
    /// There is none of this name, or the database fails.
    pub async fn remove(&self, name: &str) -> Result<(), ActionsError> {
        self.of(name, Language::English).await?;
        let write = self.db.write(sql::TABLES).await?;
        sql::remove(&write, name).await?;
        Ok(write.commit().await?)
    }

    /// All saved segments, by name.
    ///
    /// # Errors
    /// The database fails.
    pub async fn all(&self, language: Language) -> Result<Vec<Segment>, ActionsError> {
        let kept = sql::kept(self.db.reader()).await?;
        if kept.is_empty() {
            return Ok(Vec::new());
        }
        let currency = self.currency().await?;
        kept.into_iter()
            .map(|kept| segment(kept, currency, language))
            .collect()
    }

    /// A saved segment.
    ///
    /// # Errors
    /// There is none of this name, or the database fails.
    pub async fn of(&self, name: &str, language: Language) -> Result<Segment, ActionsError> {
        let found = (self.all(language).await?)
            .into_iter()
            .find(|segment| segment.name == name);
        found.ok_or_else(|| ActionsError::NoSegment(name.to_owned()))
    }

    /// How the size of a segment went, the oldest day first.
    ///
    /// # Errors
    /// There is none of this name, or the database fails.
    pub async fn sizes(&self, name: &str) -> Result<Vec<SegmentSize>, ActionsError> {
        self.of(name, Language::English).await?;
        Ok(sql::sizes(self.db.reader(), name).await?)
    }

    /// What two segments have in common.
    ///
    /// # Errors
    /// There is none of one of the names, or the database fails.
    pub async fn overlap(&self, one: &str, other: &str) -> Result<Overlap, ActionsError> {
        for name in [one, other] {
            self.of(name, Language::English).await?;
        }
        let (both, first, second) = sql::overlap(self.db.reader(), one, other).await?;
        let count = |members: u64| usize::try_from(members).unwrap_or(usize::MAX);
        #[allow(clippy::cast_precision_loss, reason = "counts of members")]
        let jaccard = both as f64 / (first + second - both).max(1) as f64;
        Ok(Overlap {
            both: count(both),
            only_first: count(first - both),
            only_second: count(second - both),
            jaccard,
        })
    }

    /// Finds anew who is in the saved segments: all members, or those of whom something happened.
    ///
    /// # Errors
    /// The database fails; the segments before that one are filled.
    pub async fn refresh(
        &self,
        touched: Option<&[i64]>,
        now: Timestamp,
    ) -> Result<(), ActionsError> {
        for kept in sql::kept(self.db.reader()).await? {
            let filter = read(&kept.filter)?;
            let asked = self.asked(&filter).await?;
            let write = self.db.write(sql::TABLES).await?;
            match touched {
                None => sql::fill(&write, &kept.name, &asked, now, None).await?,
                Some(members) => {
                    for part in members.chunks(200) {
                        sql::fill(&write, &kept.name, &asked, now, Some(part)).await?;
                    }
                }
            }
            sql::measure(&write, &kept.name, day_of(now)).await?;
            write.commit().await?;
        }
        Ok(())
    }

    /// The currency of amounts in filters.
    ///
    /// # Errors
    /// Nobody was counted yet, or the database fails.
    pub async fn currency(&self) -> Result<Currency, ActionsError> {
        Ok(self.cut().await?.currency)
    }

    async fn cut(&self) -> Result<Cut, ActionsError> {
        let cut = self.features.counted().await?;
        cut.ok_or(ActionsError::NotFitted)
    }

    /// A filter as a question to the database. Days are reckoned from the end of what was counted.
    ///
    /// # Errors
    /// Nobody was counted yet, or the database fails.
    pub async fn asked(&self, filter: &Filter) -> Result<Asked, ActionsError> {
        let cut = self.cut().await?;
        let condition = filter.sql(&cut.currency, cut.at.micros());
        Ok(Asked {
            condition: condition.sql,
            values: condition.values.into_iter().map(value).collect(),
            members: condition.members,
            scores: condition.scores,
        })
    }
}

fn value(parameter: Parameter) -> crate::db::Value {
    match parameter {
        Parameter::Number(number) => number.into(),
        Parameter::Integer(number) => number.into(),
        Parameter::Text(text) => text.into(),
        Parameter::Flag(flag) => flag.into(),
    }
}

/// The first moment of the day (UTC).
fn day_of(now: Timestamp) -> i64 {
    now.micros().div_euclid(DAY) * DAY
}

fn read(filter: &str) -> Result<Filter, ActionsError> {
    let json = serde_json::from_str(filter)?;
    Filter::read(&json).map_err(|error: FilterError| ActionsError::Garbled(error.to_string()))
}

fn segment(
    kept: sql::Kept,
    currency: Currency,
    language: Language,
) -> Result<Segment, ActionsError> {
    let filter = read(&kept.filter)?;
    Ok(Segment {
        sentence: filter.sentence(language, &currency),
        filter: filter.to_json(),
        name: kept.name,
        saved: kept.saved,
        by: kept.by,
        members: kept.members,
    })
}
