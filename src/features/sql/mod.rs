//! The `member_features`, `member_interests` and `member_scores` tables.

mod counting;
mod happening;
mod reading;

use crate::clock::Timestamp;
use crate::db::{DbError, Holding, Insert, Migration, OnErase, OnMerge, Write};

use crate::members;

use super::{Cut, Scores};

pub(super) use happening::happenings;
pub(super) use reading::{
    counted_at, cut, first_visit, kept, kept_of, last_member, latest, listed, matching, means,
    members, ordered, purchases, refused, sizes, touched, watermark, words,
};

/// The tables with a row for each member, or some.
pub(super) const TABLES: &[&str] = &["member_features", "member_interests", SCORES];
/// Those of them that are counted.
const COUNTED_TABLES: &[&str] = &["member_features", "member_interests"];
/// Up to when was counted.
pub(super) const CUT: &str = "features_cut";
/// The table of what was estimated.
const SCORES: &str = "member_scores";

/// The schema, oldest step first.
pub(super) const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "features_0001",
        up: &[
            "CREATE TABLE member_features (
            member_id BIGINT NOT NULL PRIMARY KEY REFERENCES members (id),
            cut BIGINT NOT NULL,
            orders BIGINT NOT NULL,
            purchase_days BIGINT NOT NULL,
            lines BIGINT NOT NULL,
            items BIGINT NOT NULL,
            spend BIGINT NOT NULL,
            mean_order DOUBLE PRECISION,
            orders_90 BIGINT NOT NULL,
            spend_90 BIGINT NOT NULL,
            orders_365 BIGINT NOT NULL,
            spend_365 BIGINT NOT NULL,
            recency_days DOUBLE PRECISION,
            first_days DOUBLE PRECISION,
            tenure_days DOUBLE PRECISION,
            interval_mean DOUBLE PRECISION,
            interval_variance DOUBLE PRECISION,
            interval_last DOUBLE PRECISION,
            interval_trend DOUBLE PRECISION,
            overdue DOUBLE PRECISION,
            discount_share DOUBLE PRECISION,
            returned_share DOUBLE PRECISION,
            categories BIGINT NOT NULL,
            category_share DOUBLE PRECISION,
            category TEXT,
            brand_share DOUBLE PRECISION,
            brand TEXT,
            tracked_days DOUBLE PRECISION,
            visit_days BIGINT NOT NULL,
            visit_days_since BIGINT NOT NULL,
            visit_days_30 BIGINT NOT NULL,
            visit_days_90 BIGINT NOT NULL,
            views_90 BIGINT NOT NULL,
            carts_90 BIGINT NOT NULL,
            dwell_90 BIGINT NOT NULL,
            seen_days DOUBLE PRECISION,
            surveys BIGINT NOT NULL,
            survey_mean DOUBLE PRECISION,
            survey_last DOUBLE PRECISION,
            campaigns_90 BIGINT NOT NULL,
            campaign_days DOUBLE PRECISION,
            tier TEXT,
            language TEXT,
            city TEXT,
            mail_consent BOOLEAN NOT NULL
        )",
            "CREATE INDEX member_features_recency ON member_features (recency_days, spend, mail_consent, member_id)",
            "CREATE TABLE member_interests (
            member_id BIGINT NOT NULL REFERENCES members (id),
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            orders BIGINT NOT NULL,
            items BIGINT NOT NULL,
            spend BIGINT NOT NULL,
            last_at BIGINT NOT NULL,
            PRIMARY KEY (member_id, kind, name)
        )",
            "CREATE INDEX member_interests_name ON member_interests (kind, name, last_at, member_id)",
            "CREATE TABLE member_scores (
            member_id BIGINT NOT NULL PRIMARY KEY REFERENCES members (id),
            scored BIGINT NOT NULL,
            churn_risk DOUBLE PRECISION,
            alive DOUBLE PRECISION,
            expected_orders DOUBLE PRECISION,
            value DOUBLE PRECISION,
            value_rank DOUBLE PRECISION,
            due_days DOUBLE PRECISION,
            rfm TEXT,
            cluster TEXT
        )",
            // One row: up to when, and in what, the table was counted last.
            "CREATE TABLE features_cut (
            place BIGINT NOT NULL PRIMARY KEY,
            cut BIGINT NOT NULL,
            currency TEXT NOT NULL,
            tracked BIGINT NOT NULL
        )",
            "CREATE INDEX member_scores_value ON member_scores (value_rank, churn_risk, member_id)",
        ],
    },
    Migration {
        name: "features_0002",
        up: &["ALTER TABLE member_scores ADD COLUMN survey_sentiment DOUBLE PRECISION"],
    },
    Migration {
        name: "features_0003",
        up: &[
            "ALTER TABLE member_features ADD COLUMN channel_share DOUBLE PRECISION",
            "ALTER TABLE member_features ADD COLUMN channel TEXT",
        ],
    },
    Migration {
        name: "features_0004",
        up: &[
            "ALTER TABLE member_features ADD COLUMN points BIGINT NOT NULL DEFAULT 0",
            "ALTER TABLE member_features ADD COLUMN birthday_days BIGINT",
            "ALTER TABLE member_features ADD COLUMN age BIGINT",
        ],
    },
];

/// What is held of members.
pub(super) const HOLDINGS: &[Holding] = &[
    Holding::nobodys(CUT),
    Holding {
        whose: members::BY_ROW,
        on_erase: OnErase::Remove,
        on_merge: OnMerge::KeepOwn(&[]),
        moments: &["cut"],
        ..Holding::keyed("member_features", "")
    },
    Holding {
        whose: members::BY_ROW,
        on_erase: OnErase::Remove,
        on_merge: OnMerge::KeepOwn(&["kind", "name"]),
        others: &["name"],
        moments: &["last_at"],
        ..Holding::keyed("member_interests", "")
    },
    Holding {
        whose: members::BY_ROW,
        on_erase: OnErase::Remove,
        on_merge: OnMerge::KeepOwn(&[]),
        moments: &["scored"],
        ..Holding::keyed(SCORES, "")
    },
];

/// Counts the members with rows from `first` to `last` anew; what was estimated of who is no longer counted goes.
pub(super) async fn count(write: &Write, cut: Cut, first: i64, last: i64) -> Result<(), DbError> {
    for table in COUNTED_TABLES {
        let sql = format!("DELETE FROM {table} WHERE member_id BETWEEN $1 AND $2");
        write.execute(&sql, vec![first.into(), last.into()]).await?;
    }
    let sql = format!(
        "INSERT INTO member_interests (member_id, kind, name, orders, items, spend, last_at) {}",
        counting::interests()
    );
    write
        .execute(&sql, counting::values(cut, first, last))
        .await?;
    let names = super::columns::COUNTED.map(|column| column.name).join(", ");
    let sql = format!(
        "INSERT INTO member_features (member_id, cut, {names}) SELECT id, $3, {names} FROM ({}) counted",
        counting::features(1)
    );
    let values = counting::all_values(cut, first, last);
    write.execute(&sql, values).await?;
    forget_uncounted(write, first, last).await
}

/// Deletes what was estimated of members from `first` to `last` who have no row of counts: they said no to analysis.
async fn forget_uncounted(write: &Write, first: i64, last: i64) -> Result<(), DbError> {
    let sql = "DELETE FROM member_scores WHERE member_id BETWEEN $1 AND $2 AND NOT EXISTS \
               (SELECT 1 FROM member_features f WHERE f.member_id = member_scores.member_id)";
    write.execute(sql, vec![first.into(), last.into()]).await
}

/// Keeps up to when was counted, and lets the database look at what it has now.
pub(super) async fn keep_cut(write: &Write, cut: Cut) -> Result<(), DbError> {
    let sql = "INSERT INTO features_cut (place, cut, currency, tracked) VALUES (0, $1, $2, $3) \
               ON CONFLICT (place) DO UPDATE SET cut = excluded.cut, \
               currency = excluded.currency, tracked = excluded.tracked";
    let values = vec![
        cut.at.micros().into(),
        cut.currency.code().into(),
        cut.tracked.micros().into(),
    ];
    write.execute(sql, values).await?;
    for table in COUNTED_TABLES {
        write
            .execute(&format!("ANALYZE {table}"), Vec::new())
            .await?;
    }
    Ok(())
}

const INSERT_SCORES: Insert<11> = Insert {
    table: SCORES,
    columns: [
        "member_id",
        "scored",
        "churn_risk",
        "alive",
        "expected_orders",
        "value",
        "value_rank",
        "due_days",
        "rfm",
        "cluster",
        "survey_sentiment",
    ],
    replace: true,
};

/// Keeps what was estimated of those who are still counted: somebody may have said no since they were read.
pub(super) async fn keep_scores(
    write: &Write,
    scores: &[(i64, Scores)],
    at: Timestamp,
) -> Result<(), DbError> {
    let rows = scores.iter().map(|(member, scores)| {
        [
            (*member).into(),
            at.micros().into(),
            scores.churn_risk.into(),
            scores.alive.into(),
            scores.expected_orders.into(),
            scores.value.into(),
            scores.value_rank.into(),
            scores.due_days.into(),
            scores.rfm.clone().into(),
            scores.cluster.clone().into(),
            scores.survey_sentiment.into(),
        ]
    });
    write.insert(&INSERT_SCORES, rows.collect()).await?;
    let members = || scores.iter().map(|(member, _)| *member);
    match members().min().zip(members().max()) {
        Some((first, last)) => forget_uncounted(write, first, last).await,
        None => Ok(()),
    }
}
