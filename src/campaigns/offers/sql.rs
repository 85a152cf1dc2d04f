//! The `campaign_coupons` table.

use crate::clock::Timestamp;
use crate::db::{DbError, Holding, Migration, OnErase, Reader, Row, Write};
use crate::members;

/// The schema, oldest step first.
pub(in crate::campaigns) const MIGRATIONS: &[Migration] = &[Migration {
    name: "campaigns_0002",
    up: &[
        "CREATE TABLE campaign_coupons (
            code TEXT NOT NULL PRIMARY KEY,
            campaign TEXT NOT NULL,
            member_id BIGINT REFERENCES members (id),
            issued BIGINT NOT NULL,
            expires BIGINT NOT NULL,
            percent BIGINT,
            amount BIGINT,
            minimum BIGINT,
            currency TEXT NOT NULL,
            stacks BOOLEAN NOT NULL,
            per_member BIGINT NOT NULL,
            void BOOLEAN NOT NULL,
            redeemed BIGINT,
            order_number TEXT
        )",
        "CREATE INDEX campaign_coupons_campaign ON campaign_coupons (campaign, member_id)",
        "CREATE INDEX campaign_coupons_member ON campaign_coupons (member_id)",
    ],
}];

/// What is held of members. What was redeemed stays in the shop's books, and is nobody's.
pub(in crate::campaigns) const HOLDINGS: &[Holding] = &[Holding {
    whose: members::BY_ROW,
    on_erase: OnErase::Pseudonymise(&["member_id"]),
    others: &[
        "code",
        "campaign",
        "percent",
        "amount",
        "minimum",
        "per_member",
        "order_number",
    ],
    moments: &["issued", "expires", "redeemed"],
    ..Holding::keyed("campaign_coupons", "")
}];

/// A coupon as its row has it.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) code: String,
    pub(super) campaign: String,
    pub(super) member: Option<i64>,
    pub(super) expires: Timestamp,
    pub(super) percent: Option<i64>,
    pub(super) amount: Option<i64>,
    pub(super) minimum: Option<i64>,
    pub(super) currency: String,
    pub(super) stacks: bool,
    pub(super) per_member: i64,
    pub(super) void: bool,
    pub(super) redeemed: Option<Timestamp>,
    pub(super) order: Option<String>,
}

pub(super) async fn issue(write: &Write, kept: &Kept, now: Timestamp) -> Result<(), DbError> {
    let sql = "INSERT INTO campaign_coupons (code, campaign, member_id, issued, expires, percent, amount, minimum, \
               currency, stacks, per_member, void) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, FALSE)";
    let values = vec![
        kept.code.as_str().into(),
        kept.campaign.as_str().into(),
        kept.member.into(),
        now.micros().into(),
        kept.expires.micros().into(),
        kept.percent.into(),
        kept.amount.into(),
        kept.minimum.into(),
        kept.currency.as_str().into(),
        kept.stacks.into(),
        kept.per_member.into(),
    ];
    write.execute(sql, values).await
}

const COLUMNS: &str = "code, campaign, member_id, expires, percent, amount, minimum, currency, stacks, per_member, void, \
                       redeemed, order_number";

fn read(row: &Row) -> Result<Kept, DbError> {
    let redeemed: Option<i64> = row.get(11)?;
    Ok(Kept {
        code: row.get(0)?,
        campaign: row.get(1)?,
        member: row.get(2)?,
        expires: Timestamp::from_micros(row.get(3)?),
        percent: row.get(4)?,
        amount: row.get(5)?,
        minimum: row.get(6)?,
        currency: row.get(7)?,
        stacks: row.get(8)?,
        per_member: row.get(9)?,
        void: row.get(10)?,
        redeemed: redeemed.map(Timestamp::from_micros),
        order: row.get(12)?,
    })
}

pub(super) async fn find(reader: Reader<'_>, code: &str) -> Result<Option<Kept>, DbError> {
    let sql = format!("SELECT {COLUMNS} FROM campaign_coupons WHERE code = $1");
    let rows = reader.query(&sql, vec![code.into()]).await?;
    rows.first().map(read).transpose()
}

/// The other coupons that an order redeemed.
pub(super) async fn of_order(reader: Reader<'_>, order: &str) -> Result<Vec<Kept>, DbError> {
    let sql =
        format!("SELECT {COLUMNS} FROM campaign_coupons WHERE order_number = $1 ORDER BY code");
    let rows = reader.query(&sql, vec![order.into()]).await?;
    rows.iter().map(read).collect()
}

/// How many coupons a campaign has given out, and how many of them are good or were used.
pub(super) async fn issued(reader: Reader<'_>, campaign: &str) -> Result<u64, DbError> {
    let sql = "SELECT COUNT(*) FROM campaign_coupons WHERE campaign = $1 AND NOT void";
    let rows = reader.query(sql, vec![campaign.into()]).await?;
    let count: i64 = rows.first().map_or(Ok(0), |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// How many of a campaign's a member has redeemed.
pub(super) async fn redeemed_by(
    reader: Reader<'_>,
    campaign: &str,
    member: i64,
) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) FROM campaign_coupons WHERE campaign = $1 AND member_id = $2 AND redeemed IS NOT NULL";
    let rows = reader
        .query(sql, vec![campaign.into(), member.into()])
        .await?;
    rows.first().map_or(Ok(0), |row| row.get(0))
}

pub(super) async fn redeem(
    write: &Write,
    code: &str,
    order: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let sql = "UPDATE campaign_coupons SET redeemed = $2, order_number = $3 WHERE code = $1 AND redeemed IS NULL";
    let values = vec![code.into(), now.micros().into(), order.into()];
    write.execute(sql, values).await
}

/// The coupon is good for nothing: its message was not taken.
pub(super) async fn void(write: &Write, code: &str) -> Result<(), DbError> {
    let sql = "UPDATE campaign_coupons SET void = TRUE WHERE code = $1 AND redeemed IS NULL";
    write.execute(sql, vec![code.into()]).await
}

/// How many coupons of a campaign were redeemed.
pub(super) async fn redeemed(reader: Reader<'_>, campaign: &str) -> Result<u64, DbError> {
    let sql = "SELECT COUNT(*) FROM campaign_coupons WHERE campaign = $1 AND redeemed IS NOT NULL";
    let rows = reader.query(sql, vec![campaign.into()]).await?;
    let count: i64 = rows.first().map_or(Ok(0), |row| row.get(0))?;
    Ok(count.unsigned_abs())
}
