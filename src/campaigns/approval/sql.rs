//! The `campaigns`, `campaign_versions` and `campaign_comments` tables.

use crate::clock::Timestamp;
use crate::db::{DbError, Holding, Migration, Reader, Row, Value, Write};

use super::{CampaignState, Comment, PausedFor};

/// The schema, oldest step first.
pub(in crate::campaigns) const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "campaigns_0003",
        up: &[
            "CREATE TABLE campaigns (
            name TEXT NOT NULL PRIMARY KEY,
            state TEXT NOT NULL,
            version BIGINT NOT NULL,
            author TEXT NOT NULL,
            made BIGINT NOT NULL,
            changed BIGINT NOT NULL,
            submitted_by TEXT,
            approved BIGINT,
            approved_by TEXT,
            approved_hash TEXT,
            expires BIGINT,
            released BIGINT,
            released_by TEXT,
            begins BIGINT,
            filled BIGINT NOT NULL,
            complete BOOLEAN NOT NULL,
            ended BIGINT,
            why TEXT
        )",
            "CREATE TABLE campaign_versions (
            campaign TEXT NOT NULL REFERENCES campaigns (name),
            version BIGINT NOT NULL,
            at BIGINT NOT NULL,
            made_by TEXT NOT NULL,
            brief TEXT NOT NULL,
            hash TEXT NOT NULL,
            PRIMARY KEY (campaign, version)
        )",
            "CREATE TABLE campaign_comments (
            campaign TEXT NOT NULL REFERENCES campaigns (name),
            number BIGINT NOT NULL,
            version BIGINT NOT NULL,
            at BIGINT NOT NULL,
            said_by TEXT NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (campaign, number)
        )",
        ],
    },
    Migration {
        name: "campaigns_0009",
        up: &[
            // For what a paused campaign waits. Those that waited for a decision until now said so in words.
            "ALTER TABLE campaigns ADD COLUMN paused_for TEXT",
            "UPDATE campaigns SET paused_for = CASE WHEN why LIKE 'of % mails nobody knows whether they were taken%' THEN 'uncertain' \
             WHEN why IS NULL THEN 'person' END WHERE state = 'paused'",
        ],
    },
];

/// What is held of members: nothing; a name or a text of the shop may look like a member's key.
pub(in crate::campaigns) const HOLDINGS: &[Holding] = &[
    Holding {
        others: &[
            "name",
            "author",
            "submitted_by",
            "approved_by",
            "released_by",
            "approved_hash",
            "why",
            "paused_for",
        ],
        ..Holding::nobodys("campaigns")
    },
    Holding {
        others: &["campaign", "brief", "hash", "made_by"],
        ..Holding::nobodys("campaign_versions")
    },
    Holding {
        others: &["campaign", "said_by", "text"],
        ..Holding::nobodys("campaign_comments")
    },
];

/// A campaign as its row has it.
#[derive(Clone, Debug)]
pub(in crate::campaigns) struct Kept {
    pub(in crate::campaigns) name: String,
    pub(in crate::campaigns) state: String,
    pub(in crate::campaigns) version: i64,
    pub(in crate::campaigns) author: String,
    pub(in crate::campaigns) made: Timestamp,
    pub(in crate::campaigns) changed: Timestamp,
    pub(in crate::campaigns) submitted_by: Option<String>,
    pub(in crate::campaigns) approved: Option<Timestamp>,
    pub(in crate::campaigns) approved_by: Option<String>,
    pub(in crate::campaigns) approved_hash: Option<String>,
    pub(in crate::campaigns) expires: Option<Timestamp>,
    pub(in crate::campaigns) released: Option<Timestamp>,
    pub(in crate::campaigns) released_by: Option<String>,
    pub(in crate::campaigns) begins: Option<Timestamp>,
    /// The last member's row that was put in the queue, or looked at.
    pub(in crate::campaigns) filled: i64,
    /// Whether everybody is in the queue.
    pub(in crate::campaigns) complete: bool,
    pub(in crate::campaigns) ended: Option<Timestamp>,
    pub(in crate::campaigns) why: Option<String>,
    /// For what it is paused.
    pub(in crate::campaigns) paused_for: Option<String>,
}

impl Kept {
    /// Puts it into another state.
    pub(in crate::campaigns) fn enter(&mut self, state: CampaignState) {
        state.word().clone_into(&mut self.state);
        self.paused_for = None;
    }

    /// Has a paused one go on.
    pub(in crate::campaigns) fn go_on(&mut self) {
        self.enter(CampaignState::Sending);
        self.why = None;
    }

    /// Pauses it.
    pub(in crate::campaigns) fn pause(&mut self, until: PausedFor) {
        self.enter(CampaignState::Paused);
        self.paused_for = Some(until.word().to_owned());
    }

    /// Whether it is paused for this.
    pub(in crate::campaigns) fn waits_for(&self, what: PausedFor) -> bool {
        self.state == CampaignState::Paused.word()
            && self.paused_for.as_deref() == Some(what.word())
    }
}

/// A version as its row has it.
#[derive(Clone, Debug)]
pub(in crate::campaigns) struct KeptVersion {
    pub(in crate::campaigns) version: i64,
    pub(in crate::campaigns) at: Timestamp,
    pub(in crate::campaigns) by: String,
    pub(in crate::campaigns) brief: String,
    pub(in crate::campaigns) hash: String,
}

const COLUMNS: &str = "name, state, version, author, made, changed, submitted_by, approved, approved_by, approved_hash, \
                       expires, released, released_by, begins, filled, complete, ended, why, paused_for";

fn read(row: &Row) -> Result<Kept, DbError> {
    let moment = |column: usize| -> Result<Option<Timestamp>, DbError> {
        Ok(row.get::<Option<i64>>(column)?.map(Timestamp::from_micros))
    };
    Ok(Kept {
        name: row.get(0)?,
        state: row.get(1)?,
        version: row.get(2)?,
        author: row.get(3)?,
        made: Timestamp::from_micros(row.get(4)?),
        changed: Timestamp::from_micros(row.get(5)?),
        submitted_by: row.get(6)?,
        approved: moment(7)?,
        approved_by: row.get(8)?,
        approved_hash: row.get(9)?,
        expires: moment(10)?,
        released: moment(11)?,
        released_by: row.get(12)?,
        begins: moment(13)?,
        filled: row.get(14)?,
        complete: row.get(15)?,
        ended: moment(16)?,
        why: row.get(17)?,
        paused_for: row.get(18)?,
    })
}

/// All campaigns, the last changed first.
pub(in crate::campaigns) async fn all(reader: Reader<'_>) -> Result<Vec<Kept>, DbError> {
    let sql = format!("SELECT {COLUMNS} FROM campaigns ORDER BY changed DESC, name");
    let rows = reader.query(&sql, Vec::new()).await?;
    rows.iter().map(read).collect()
}

/// SQL for campaigns `c` with the briefs of their last versions.
fn with_briefs() -> String {
    let columns = COLUMNS.split(", ").map(|column| format!("c.{column}"));
    let columns: Vec<String> = columns.collect();
    format!(
        "SELECT {}, v.brief FROM campaigns c \
         JOIN campaign_versions v ON v.campaign = c.name AND v.version = c.version",
        columns.join(", ")
    )
}

fn read_with_brief(row: &Row) -> Result<(Kept, String), DbError> {
    Ok((read(row)?, row.get(COLUMNS.split(", ").count())?))
}

/// All campaigns with the briefs of their last versions, the last changed first.
pub(super) async fn all_with_briefs(reader: Reader<'_>) -> Result<Vec<(Kept, String)>, DbError> {
    let sql = format!("{} ORDER BY c.changed DESC, c.name", with_briefs());
    let rows = reader.query(&sql, Vec::new()).await?;
    rows.iter().map(read_with_brief).collect()
}

/// Campaigns by their names with the briefs of their last versions, in any order.
pub(in crate::campaigns) async fn named(
    reader: Reader<'_>,
    names: &[&str],
) -> Result<Vec<(Kept, String)>, DbError> {
    let sql = format!("{} WHERE c.name IN", with_briefs());
    let keys: Vec<Value> = names.iter().map(|name| (*name).into()).collect();
    let rows = reader.query_in(&sql, &keys, "").await?;
    rows.iter().map(read_with_brief).collect()
}

/// Those that are being sent, the first released first.
pub(in crate::campaigns) async fn sending(reader: Reader<'_>) -> Result<Vec<Kept>, DbError> {
    let sql =
        format!("SELECT {COLUMNS} FROM campaigns WHERE state = 'sending' ORDER BY released, name");
    let rows = reader.query(&sql, Vec::new()).await?;
    rows.iter().map(read).collect()
}

/// The campaign of a name.
pub(in crate::campaigns) async fn find(
    reader: Reader<'_>,
    name: &str,
) -> Result<Option<Kept>, DbError> {
    let sql = format!("SELECT {COLUMNS} FROM campaigns WHERE name = $1");
    let rows = reader.query(&sql, vec![name.into()]).await?;
    rows.first().map(read).transpose()
}

/// Whether any other campaign runs now.
pub(in crate::campaigns) async fn running(reader: Reader<'_>, but: &str) -> Result<bool, DbError> {
    let sql = "SELECT 1 FROM campaigns WHERE state IN ('sending', 'paused') AND name <> $1 LIMIT 1";
    Ok(!reader.query(sql, vec![but.into()]).await?.is_empty())
}

/// Keeps a campaign as it is now, new or not.
pub(in crate::campaigns) async fn put(write: &Write, kept: &Kept) -> Result<(), DbError> {
    let columns: Vec<&str> = COLUMNS.split(", ").map(str::trim).collect();
    let places: Vec<String> = (1..=columns.len())
        .map(|place| format!("${place}"))
        .collect();
    let set: Vec<String> = columns[1..]
        .iter()
        .map(|column| format!("{column} = excluded.{column}"))
        .collect();
    let sql = format!(
        "INSERT INTO campaigns ({COLUMNS}) VALUES ({}) ON CONFLICT (name) DO UPDATE SET {}",
        places.join(", "),
        set.join(", ")
    );
    let moment = |at: Option<Timestamp>| at.map(Timestamp::micros);
    let values = vec![
        kept.name.as_str().into(),
        kept.state.as_str().into(),
        kept.version.into(),
        kept.author.as_str().into(),
        kept.made.micros().into(),
        kept.changed.micros().into(),
        kept.submitted_by.clone().into(),
        moment(kept.approved).into(),
        kept.approved_by.clone().into(),
        kept.approved_hash.clone().into(),
        moment(kept.expires).into(),
        moment(kept.released).into(),
        kept.released_by.clone().into(),
        moment(kept.begins).into(),
        kept.filled.into(),
        kept.complete.into(),
        moment(kept.ended).into(),
        kept.why.clone().into(),
        kept.paused_for.clone().into(),
    ];
    write.execute(&sql, values).await
}

pub(super) async fn put_version(
    write: &Write,
    campaign: &str,
    kept: &KeptVersion,
) -> Result<(), DbError> {
    let sql = "INSERT INTO campaign_versions (campaign, version, at, made_by, brief, hash) VALUES ($1, $2, $3, $4, $5, $6)";
    let values = vec![
        campaign.into(),
        kept.version.into(),
        kept.at.micros().into(),
        kept.by.as_str().into(),
        kept.brief.as_str().into(),
        kept.hash.as_str().into(),
    ];
    write.execute(sql, values).await
}

/// Takes a campaign away with its versions and what was said about it. Nobody is in its queue: it is a draft.
pub(super) async fn discard(write: &Write, campaign: &str) -> Result<(), DbError> {
    for sql in [
        "DELETE FROM campaign_comments WHERE campaign = $1",
        "DELETE FROM campaign_versions WHERE campaign = $1",
        "DELETE FROM campaigns WHERE name = $1",
    ] {
        write.execute(sql, vec![campaign.into()]).await?;
    }
    Ok(())
}

/// The versions of a campaign, the oldest first.
pub(in crate::campaigns) async fn versions(
    reader: Reader<'_>,
    campaign: &str,
) -> Result<Vec<KeptVersion>, DbError> {
    let sql = "SELECT version, at, made_by, brief, hash FROM campaign_versions WHERE campaign = $1 ORDER BY version";
    let rows = reader.query(sql, vec![campaign.into()]).await?;
    rows.iter().map(read_version).collect()
}

/// One version of a campaign.
pub(in crate::campaigns) async fn version(
    reader: Reader<'_>,
    campaign: &str,
    number: i64,
) -> Result<Option<KeptVersion>, DbError> {
    let sql = "SELECT version, at, made_by, brief, hash FROM campaign_versions WHERE campaign = $1 AND version = $2";
    let rows = reader
        .query(sql, vec![campaign.into(), number.into()])
        .await?;
    rows.first().map(read_version).transpose()
}

fn read_version(row: &Row) -> Result<KeptVersion, DbError> {
    Ok(KeptVersion {
        version: row.get(0)?,
        at: Timestamp::from_micros(row.get(1)?),
        by: row.get(2)?,
        brief: row.get(3)?,
        hash: row.get(4)?,
    })
}

pub(super) async fn comment(
    write: &Write,
    campaign: &str,
    comment: &Comment,
) -> Result<(), DbError> {
    let last = "SELECT COALESCE(MAX(number), 0) FROM campaign_comments WHERE campaign = $1";
    let rows = write.reader().query(last, vec![campaign.into()]).await?;
    let last: i64 = rows.first().map_or(Ok(0), |row| row.get(0))?;
    let sql = "INSERT INTO campaign_comments (campaign, number, version, at, said_by, text) VALUES ($1, $2, $3, $4, $5, $6)";
    let values = vec![
        campaign.into(),
        (last + 1).into(),
        comment.version.into(),
        comment.at.micros().into(),
        comment.by.as_str().into(),
        comment.text.as_str().into(),
    ];
    write.execute(sql, values).await
}

/// What was said about a campaign, the oldest first.
pub(super) async fn comments(reader: Reader<'_>, campaign: &str) -> Result<Vec<Comment>, DbError> {
    let sql = "SELECT version, at, said_by, text FROM campaign_comments WHERE campaign = $1 ORDER BY number";
    let rows = reader.query(sql, vec![campaign.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Comment {
                version: row.get(0)?,
                at: Timestamp::from_micros(row.get(1)?),
                by: row.get(2)?,
                text: row.get(3)?,
            })
        })
        .collect()
}
