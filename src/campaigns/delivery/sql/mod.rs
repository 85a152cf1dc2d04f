//! The `campaign_queue` table: a row for each member of a campaign, once.

mod queue;
mod uncertain;

use std::collections::HashMap;

use crate::clock::Timestamp;
use crate::db::{DbError, Holding, Migration, OnErase, OnMerge, Reader, Value, Write};
use crate::events::EventKind;
use crate::ids::{Language, MemberKey};
use crate::members;

use super::super::audience::sql::{Beside, beside, capped};
use super::chatting::WaitingRow;
use super::{Arm, Filling, Picked};

pub(super) use queue::{close, counts, doubted, left_claimed, rows};
pub(super) use uncertain::{
    any_committed, commit, doubt, drop_uncertain, last_committed, send_uncertain, uncertain,
    uncertain_rows,
};

/// The schema, oldest step first.
pub(in crate::campaigns) const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "campaigns_0004",
        up: &[
            "CREATE TABLE campaign_queue (
            campaign TEXT NOT NULL REFERENCES campaigns (name),
            member_id BIGINT NOT NULL REFERENCES members (id),
            arm TEXT NOT NULL,
            state TEXT NOT NULL,
            due BIGINT NOT NULL,
            tries BIGINT NOT NULL,
            doubts BIGINT NOT NULL,
            depth BIGINT NOT NULL,
            lot BIGINT NOT NULL,
            rfm TEXT,
            variant TEXT,
            language TEXT,
            percent BIGINT,
            rule TEXT,
            code TEXT,
            message_id TEXT,
            lease TEXT,
            claimed BIGINT,
            done BIGINT,
            reason TEXT,
            PRIMARY KEY (campaign, member_id)
        )",
            "CREATE INDEX campaign_queue_due ON campaign_queue (campaign, state, due, member_id)",
            "CREATE INDEX campaign_queue_member ON campaign_queue (member_id)",
            "CREATE INDEX campaign_queue_sent ON campaign_queue (done, member_id) WHERE state = 'sent'",
            "CREATE UNIQUE INDEX campaign_queue_message ON campaign_queue (message_id)",
        ],
    },
    Migration {
        name: "campaigns_0005",
        up: &[
            // Since when a row waits for its member's quiet time to end, or for their day to come.
            "ALTER TABLE campaign_queue ADD COLUMN put_off BIGINT",
            // When a message was shown in the shop's own chat; 0 while it waits there.
            "ALTER TABLE campaign_queue ADD COLUMN shown BIGINT",
        ],
    },
    Migration {
        name: "campaigns_0007",
        up: &[
            // The probability with which a text was drawn.
            "ALTER TABLE campaign_queue ADD COLUMN propensity DOUBLE PRECISION",
            "CREATE INDEX campaign_queue_committed ON campaign_queue (claimed) WHERE state = 'committed'",
        ],
    },
    Migration {
        name: "campaigns_0010",
        up: &[
            // What waits in the shop's own chat, a small part of all: it is looked for at every turn.
            "CREATE INDEX campaign_queue_chat ON campaign_queue (member_id) WHERE shown = 0",
            // What a program that is no more had claimed, of campaigns that ended.
            "CREATE INDEX campaign_queue_claimed ON campaign_queue (claimed) WHERE state = 'claimed'",
        ],
    },
];

/// What is held of members.
pub(in crate::campaigns) const HOLDINGS: &[Holding] = &[Holding {
    whose: members::BY_ROW,
    on_erase: OnErase::Remove,
    on_merge: OnMerge::KeepOwn(&["campaign"]),
    others: &[
        "campaign",
        "tries",
        "doubts",
        "depth",
        "lot",
        "variant",
        "percent",
        "rule",
        "code",
        "message_id",
        "lease",
        "reason",
        "propensity",
    ],
    moments: &["due", "claimed", "done", "put_off", "shown"],
    ..Holding::keyed("campaign_queue", "")
}];

/// Puts those of the next rows of members into the queue who are of the audience and may be written to.
pub(super) async fn fill(
    write: &Write,
    filling: &Filling<'_>,
    (first, last): (i64, i64),
) -> Result<(), DbError> {
    let Beside {
        from,
        mut values,
        condition,
        depth,
    } = beside(filling.asked, filling.depths);
    values.extend([
        filling.campaign.into(),
        filling.due.micros().into(),
        first.into(),
        last.into(),
    ]);
    let end = values.len();
    let (mask, good) = (filling.mask, filling.good);
    let sql = format!(
        "INSERT INTO campaign_queue (campaign, member_id, arm, state, due, tries, doubts, depth, lot, rfm) \
         SELECT ${}, r.member_id, CASE WHEN {} THEN 'held_out' ELSE 'treated' END, 'waiting', ${}, 0, 0, {depth}, r.lot, s.rfm \
         FROM {from} {} WHERE {condition} AND r.member_id BETWEEN ${} AND ${} \
         AND (r.flags & {mask}) = {good} AND often.member_id IS NULL \
         ON CONFLICT (campaign, member_id) DO NOTHING",
        end - 3,
        filling.held,
        end - 2,
        capped(filling.cap_messages, filling.since),
        end - 1,
        end,
    );
    write.execute(&sql, values).await
}

/// Gives back what was claimed before a moment by a program that is no more, and was not committed. Where a message may have
/// been handed over nevertheless, its row counts the doubt.
pub(super) async fn give_back(
    write: &Write,
    campaign: &str,
    before: Timestamp,
    doubtful: bool,
) -> Result<(), DbError> {
    let sql = "UPDATE campaign_queue SET state = 'waiting', doubts = doubts + $3, lease = NULL \
               WHERE campaign = $1 AND state = 'claimed' AND claimed < $2";
    let values = vec![
        campaign.into(),
        before.micros().into(),
        i64::from(doubtful).into(),
    ];
    write.execute(sql, values).await
}

/// The next rows that are due.
pub(super) async fn due(
    reader: Reader<'_>,
    campaign: &str,
    now: Timestamp,
    most: usize,
) -> Result<Vec<Picked>, DbError> {
    let sql = format!(
        "SELECT member_id, arm, tries, doubts, depth, code, percent, rfm, variant, propensity FROM campaign_queue \
         WHERE campaign = $1 AND state = 'waiting' AND due <= $2 ORDER BY due, member_id LIMIT {most}"
    );
    let rows = reader
        .query(&sql, vec![campaign.into(), now.micros().into()])
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Picked {
                member: row.get(0)?,
                arm: Arm::of(&row.get::<String>(1)?),
                tries: row.get(2)?,
                doubts: row.get(3)?,
                depth: row.get(4)?,
                code: row.get(5)?,
                percent: row.get(6)?,
                rfm: row.get(7)?,
                drawn: row
                    .get::<Option<String>>(8)?
                    .zip(row.get::<Option<f64>>(9)?),
            })
        })
        .collect()
}

/// Puts a row off: its member waits for their quiet time to end, or for their day to come.
pub(super) async fn put_off(
    write: &Write,
    (campaign, member): (&str, i64),
    until: Timestamp,
    now: Timestamp,
) -> Result<(), DbError> {
    let sql = "UPDATE campaign_queue SET due = $3, put_off = COALESCE(put_off, $4) \
               WHERE campaign = $1 AND member_id = $2 AND state = 'waiting'";
    let values = vec![
        campaign.into(),
        member.into(),
        until.micros().into(),
        now.micros().into(),
    ];
    write.execute(sql, values).await
}

/// How many members of a campaign who are to be written to are put off at a moment, since when the first and until when the first.
pub(super) async fn waits(
    reader: Reader<'_>,
    campaign: &str,
    now: Timestamp,
) -> Result<(u64, Option<Timestamp>, Option<Timestamp>), DbError> {
    let sql = "SELECT COUNT(*), MIN(put_off), MIN(due) FROM campaign_queue \
               WHERE campaign = $1 AND state = 'waiting' AND due > $2 AND put_off IS NOT NULL AND arm = 'treated'";
    let rows = reader
        .query(sql, vec![campaign.into(), now.micros().into()])
        .await?;
    let Some(row) = rows.first() else {
        return Ok((0, None, None));
    };
    let moment = |column: usize| -> Result<Option<Timestamp>, DbError> {
        Ok(row.get::<Option<i64>>(column)?.map(Timestamp::from_micros))
    };
    Ok((row.get::<i64>(0)?.unsigned_abs(), moment(1)?, moment(2)?))
}

/// Ends a row that waits: it is skipped, or held out.
pub(super) async fn settle(
    write: &Write,
    (campaign, member): (&str, i64),
    state: &str,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<(), DbError> {
    let sql = "UPDATE campaign_queue SET state = $3, reason = $4, done = $5 \
               WHERE campaign = $1 AND member_id = $2 AND state = 'waiting'";
    let values = vec![
        campaign.into(),
        member.into(),
        state.into(),
        reason.map(str::to_owned).into(),
        now.micros().into(),
    ];
    write.execute(sql, values).await
}

/// What a claim keeps of a message.
pub(super) struct Claim<'a> {
    pub(super) campaign: &'a str,
    pub(super) member: i64,
    pub(super) lease: &'a str,
    pub(super) variant: &'a str,
    pub(super) language: Language,
    pub(super) percent: i64,
    pub(super) rule: &'a str,
    pub(super) code: Option<&'a str>,
    pub(super) message_id: &'a str,
    pub(super) propensity: f64,
}

/// Claims a row.
pub(super) async fn claim(write: &Write, claim: &Claim<'_>, now: Timestamp) -> Result<(), DbError> {
    let sql = "UPDATE campaign_queue SET state = 'claimed', lease = $3, claimed = $4, variant = $5, language = $6, \
               percent = $7, rule = $8, code = $9, message_id = $10, propensity = $11, put_off = NULL \
               WHERE campaign = $1 AND member_id = $2 AND state = 'waiting'";
    let values = vec![
        claim.campaign.into(),
        claim.member.into(),
        claim.lease.into(),
        now.micros().into(),
        claim.variant.into(),
        claim.language.tag().into(),
        claim.percent.into(),
        claim.rule.into(),
        claim.code.map(str::to_owned).into(),
        claim.message_id.into(),
        claim.propensity.into(),
    ];
    write.execute(sql, values).await
}

/// The member whose row a lease still holds, and its state: one that is in doubt for others, too.
pub(super) async fn held_by(
    reader: Reader<'_>,
    campaign: &str,
    lease: &str,
) -> Result<Option<(i64, String)>, DbError> {
    let sql = "SELECT member_id, state FROM campaign_queue \
               WHERE campaign = $1 AND state IN ('claimed', 'committed', 'uncertain') AND lease = $2";
    let rows = reader
        .query(sql, vec![campaign.into(), lease.into()])
        .await?;
    let found = rows
        .first()
        .map(|row| Ok::<_, DbError>((row.get(0)?, row.get(1)?)));
    found.transpose()
}

/// What became of a claimed row.
pub(super) struct Mark<'a> {
    pub(super) state: &'a str,
    pub(super) tries: i64,
    /// How often it was in doubt by this try whether it was taken.
    pub(super) doubts: i64,
    pub(super) due: Timestamp,
    pub(super) reason: Option<String>,
}

/// Keeps what became of a claimed row; the code that came with a message that failed is gone.
pub(super) async fn mark(
    write: &Write,
    (campaign, member): (&str, i64),
    mark: &Mark<'_>,
    now: Timestamp,
) -> Result<(), DbError> {
    let ended = !matches!(mark.state, "waiting" | "uncertain");
    let sql = "UPDATE campaign_queue SET state = $3, tries = $4, due = $5, reason = $6, done = $7, doubts = doubts + $8, lease = NULL \
               WHERE campaign = $1 AND member_id = $2 AND state IN ('claimed', 'committed', 'uncertain')";
    let values = vec![
        campaign.into(),
        member.into(),
        mark.state.into(),
        mark.tries.into(),
        mark.due.micros().into(),
        mark.reason.clone().into(),
        ended.then_some(now.micros()).into(),
        mark.doubts.into(),
    ];
    write.execute(sql, values).await
}

/// Those whose message was tried, was not taken, and is surely with nobody: their rows and codes.
pub(super) async fn unreached(
    reader: Reader<'_>,
    campaign: &str,
) -> Result<Vec<(i64, Option<String>)>, DbError> {
    let sql = "SELECT member_id, code FROM campaign_queue \
               WHERE campaign = $1 AND state = 'waiting' AND tries > 0 AND doubts = 0 ORDER BY member_id";
    let rows = reader.query(sql, vec![campaign.into()]).await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// Keeps that a message waits in the shop's own chat.
pub(super) async fn wait_in_chat(
    write: &Write,
    (campaign, member): (&str, i64),
) -> Result<(), DbError> {
    let sql = "UPDATE campaign_queue SET shown = 0 WHERE campaign = $1 AND member_id = $2 AND shown IS NULL";
    write
        .execute(sql, vec![campaign.into(), member.into()])
        .await
}

/// The messages that wait for a member in the shop's own chat, the oldest first.
pub(super) async fn waiting_in_chat(
    reader: Reader<'_>,
    member: &MemberKey,
) -> Result<Vec<WaitingRow>, DbError> {
    let sql = format!(
        "SELECT campaign, variant, language, percent, code, message_id, member_id FROM campaign_queue \
         WHERE member_id IN ({}) AND state = 'sent' AND shown = 0 ORDER BY done, campaign",
        members::ROW_OF_KEY
    );
    let rows = reader.query(&sql, vec![member.as_str().into()]).await?;
    rows.iter()
        .map(|row| {
            let language: Option<String> = row.get(2)?;
            Ok(WaitingRow {
                campaign: row.get(0)?,
                variant: row.get::<Option<String>>(1)?.unwrap_or_default(),
                language: language.and_then(|tag| Language::from_tag(&tag)),
                percent: row.get::<Option<i64>>(3)?.unwrap_or(0),
                code: row.get(4)?,
                message_id: row.get::<Option<String>>(5)?.unwrap_or_default(),
                member: row.get(6)?,
            })
        })
        .collect()
}

/// Keeps that a message which waited in the shop's own chat is over, and is looked for no more.
pub(super) async fn over_in_chat(
    write: &Write,
    (campaign, member): (&str, i64),
) -> Result<(), DbError> {
    let sql = "UPDATE campaign_queue SET shown = NULL WHERE campaign = $1 AND member_id = $2 AND shown = 0";
    write
        .execute(sql, vec![campaign.into(), member.into()])
        .await
}

/// Keeps that a message was shown in the shop's own chat.
pub(super) async fn shown_in_chat(
    write: &Write,
    (campaign, member): (&str, i64),
    now: Timestamp,
) -> Result<(), DbError> {
    let sql = "UPDATE campaign_queue SET shown = $3 WHERE campaign = $1 AND member_id = $2";
    let values = vec![campaign.into(), member.into(), now.micros().into()];
    write.execute(sql, values).await
}

/// Whether anything of a campaign is still to be done.
pub(super) async fn open(reader: Reader<'_>, campaign: &str) -> Result<bool, DbError> {
    let sql = "SELECT 1 FROM campaign_queue WHERE campaign = $1 AND state IN ('waiting', 'claimed', 'committed') LIMIT 1";
    Ok(!reader.query(sql, vec![campaign.into()]).await?.is_empty())
}

/// How many messages of campaigns members were sent since a moment, whoever sent them, those included that are being handed over or
/// may have been.
pub(super) async fn sent_since(
    reader: Reader<'_>,
    members: &[i64],
    since: Timestamp,
) -> Result<HashMap<i64, i64>, DbError> {
    let keys: Vec<Value> = members.iter().map(|&member| member.into()).collect();
    let sent = format!(
        "SELECT member_id, COUNT(*) FROM events WHERE kind = '{}' AND at >= {} AND member_id IN",
        EventKind::CampaignSent.name(),
        since.micros()
    );
    let claimed = format!(
        "SELECT member_id, COUNT(*) FROM campaign_queue WHERE (state IN ('claimed', 'committed', 'uncertain') \
         OR (state = 'dropped' AND done >= {})) AND member_id IN",
        since.micros()
    );
    let mut often: HashMap<i64, i64> = HashMap::new();
    for sql in [sent.as_str(), claimed.as_str()] {
        for row in reader.query_in(sql, &keys, "GROUP BY member_id").await? {
            *often.entry(row.get(0)?).or_default() += row.get::<i64>(1)?;
        }
    }
    Ok(often)
}

/// The campaign and the member's row that a message is of.
pub(super) async fn of_message(
    reader: Reader<'_>,
    message: &str,
) -> Result<Option<(String, i64)>, DbError> {
    let sql = "SELECT campaign, member_id FROM campaign_queue WHERE message_id = $1";
    let rows = reader.query(sql, vec![message.into()]).await?;
    let found = rows
        .first()
        .map(|row| Ok::<_, DbError>((row.get(0)?, row.get(1)?)));
    found.transpose()
}

/// The code that a member was sent with a campaign.
pub(super) async fn code_of(
    reader: Reader<'_>,
    campaign: &str,
    member: i64,
) -> Result<Option<String>, DbError> {
    let sql = "SELECT code FROM campaign_queue WHERE campaign = $1 AND member_id = $2";
    let rows = reader
        .query(sql, vec![campaign.into(), member.into()])
        .await?;
    rows.first().map_or(Ok(None), |row| row.get(0))
}

/// Keeps that a message came back.
pub(super) async fn came_back(write: &Write, message: &str, reason: &str) -> Result<(), DbError> {
    let sql = "UPDATE campaign_queue SET reason = $2 WHERE message_id = $1";
    write
        .execute(sql, vec![message.into(), reason.into()])
        .await
}
