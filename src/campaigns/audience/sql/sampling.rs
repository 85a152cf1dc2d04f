//! An audience with everything that filters speak of beside it: which discount is whose, and some members to look at.

use std::fmt::Write as _;

use crate::db::{DbError, Reader, Value};
use crate::features::Asked;

use super::super::lot::Draw;
use super::super::sampling::Common;
use super::super::standing::Asks;
use super::opaque;

const PEOPLE: &str = "JOIN members p ON p.id = r.member_id";
const TIERS: &str =
    "JOIN members p ON p.id = r.member_id LEFT JOIN member_tiers t ON t.member_key = p.member_key";

/// Tables, parameters and condition of a question about an audience and its discounts.
pub(in crate::campaigns) struct Beside {
    /// The tables.
    pub(in crate::campaigns) from: String,
    /// The parameters.
    pub(in crate::campaigns) values: Vec<Value>,
    /// What is true of the audience.
    pub(in crate::campaigns) condition: String,
    /// The number of the discount that is a member's.
    pub(in crate::campaigns) depth: String,
}

/// SQL with its parameters counted from `after` on.
fn shifted(sql: &str, after: usize) -> String {
    let mut parts = sql.split('$');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number: usize = part[..digits].parse().unwrap_or(0);
        let _ = write!(whole, "${}{}", number + after, &part[digits..]);
    }
    whole
}

/// An audience, none for everybody, beside the filters of its discounts: the first that is true of a member is theirs, and the
/// last one everybody else's.
pub(in crate::campaigns) fn beside(asked: Option<&Asked>, depths: &[Asked]) -> Beside {
    let mut all = asked.into_iter().chain(depths);
    let members = all.any(|asked| asked.members);
    let (from, mut values, condition) = match asked {
        Some(asked) => {
            let wide = Asked {
                scores: true,
                members,
                ..asked.clone()
            };
            let condition = format!(
                "f.member_id = r.member_id AND {}",
                opaque(&format!("({})", asked.condition))
            );
            (format!("campaign_reach r CROSS JOIN {}", wide.tables()), asked.values.clone(), condition)
        }
        None => (
            "campaign_reach r LEFT JOIN member_features f ON f.member_id = r.member_id \
             LEFT JOIN members m ON m.id = r.member_id LEFT JOIN member_scores s ON s.member_id = r.member_id"
                .to_owned(),
            Vec::new(),
            "1 = 1".to_owned(),
        ),
    };
    let mut depth = String::new();
    for (number, asked) in depths.iter().enumerate() {
        let condition = shifted(&asked.condition, values.len());
        values.extend(asked.values.iter().cloned());
        let _ = write!(depth, "WHEN {condition} THEN {number} ");
    }
    let rest = depths.len();
    let depth = if depth.is_empty() {
        rest.to_string()
    } else {
        format!("CASE {depth}ELSE {rest} END")
    };
    Beside {
        from,
        values,
        condition,
        depth,
    }
}

/// What members to look at have in common. All of it is SQL of ours: no word of anybody is in it.
struct Edge {
    /// Tables that are joined for it.
    joins: &'static str,
    /// What is true of them.
    condition: String,
    /// Who comes first.
    order: String,
}

/// How those who have something in common are found among the members of an audience.
fn edge(common: &Common<'_>, depth: &str, draw: Draw) -> Edge {
    let one = |joins, condition: String| Edge {
        joins,
        condition,
        order: "r.member_id".to_owned(),
    };
    match common {
        Common::LongestName => Edge {
            order: "LENGTH(p.name) DESC, r.member_id".to_owned(),
            ..one(PEOPLE, "p.name IS NOT NULL".to_owned())
        },
        Common::NoName => one(PEOPLE, "p.name IS NULL".to_owned()),
        Common::NoLanguage => one(PEOPLE, "p.language IS NULL".to_owned()),
        Common::Speaks(language) => one(PEOPLE, format!("p.language = '{}'", language.tag())),
        Common::NoTier => one(TIERS, "t.tier IS NULL".to_owned()),
        Common::Discount(number, _) => one("", format!("{depth} = {number}")),
        Common::Lot => Edge {
            order: format!("{}, r.member_id", draw.order("r.lot")),
            ..one("", "1 = 1".to_owned())
        },
    }
}

/// The members of an audience who have something in common and may be written to, by their rows.
pub(in crate::campaigns::audience) async fn at_edge(
    reader: Reader<'_>,
    beside: &Beside,
    asks: Asks,
    (common, draw): (&Common<'_>, Draw),
    most: usize,
) -> Result<Vec<i64>, DbError> {
    let Beside {
        from, condition, ..
    } = beside;
    let Edge {
        joins,
        condition: at,
        order,
    } = edge(common, &beside.depth, draw);
    let (mask, good) = (asks.mask(), asks.good());
    let sql = format!(
        "SELECT r.member_id FROM {from} {joins} WHERE {condition} AND (r.flags & {mask}) = {good} AND ({at}) \
         ORDER BY {order} LIMIT {most}"
    );
    let rows = reader.query(&sql, beside.values.clone()).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// The number of the discount that is a member's.
pub(in crate::campaigns) async fn depth_of(
    reader: Reader<'_>,
    depths: &[Asked],
    member: i64,
) -> Result<i64, DbError> {
    let beside = beside(None, depths);
    let mut values = beside.values;
    values.push(member.into());
    let sql = format!(
        "SELECT CAST({} AS BIGINT) FROM {} WHERE r.member_id = ${}",
        beside.depth,
        beside.from,
        values.len()
    );
    let rows = reader.query(&sql, values).await?;
    let rest = i64::try_from(depths.len()).unwrap_or(0);
    rows.first().map_or(Ok(rest), |row| row.get(0))
}
