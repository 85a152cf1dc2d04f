//! How the columns are counted.
//!
//! Parameters: `$1` and `$2` the first and the last row of members, `$3` the cut, `$4` the currency, `$5` the moment of the
//! first event of browsing, `$6` the year of the cut (UTC).

use crate::db::Value;
use crate::events::EventKind;
use crate::features::{Cut, DAY};

/// The parameters of [`interests()`].
pub(super) fn values(cut: Cut, first: i64, last: i64) -> Vec<Value> {
    vec![
        first.into(),
        last.into(),
        cut.at.micros().into(),
        cut.currency.code().into(),
    ]
}

/// The parameters of [`features()`].
pub(super) fn all_values(cut: Cut, first: i64, last: i64) -> Vec<Value> {
    let mut values = values(cut, first, last);
    values.push(cut.tracked.micros().into());
    values.push(year(cut).into());
    values
}

/// The year of a cut.
fn year(cut: Cut) -> i64 {
    let day = cut.at.day();
    day.split('-')
        .next()
        .and_then(|year| year.parse().ok())
        .unwrap_or_default()
}

/// The lines of the orders that count, with their products.
const LINES: &str = "
    FROM orders r
    JOIN order_lines l ON l.order_id = r.id
    JOIN products p ON p.id = l.product_id
    WHERE r.member_id BETWEEN $1 AND $2 AND r.placed < $3
        AND r.state <> 'cancelled' AND r.currency = $4";

/// Of the members only every so-many-th, by the column that says whose a row is. Every part of a count that reads orders or
/// events says so itself: a condition on the members alone would come after everybody's events were read.
fn sampled(column: &str, every: i64) -> String {
    match every {
        ..=1 => String::new(),
        every => format!(" AND {column} % {every} = 0"),
    }
}

/// The orders that count, with the sums of their lines.
fn orders(every: i64) -> String {
    let sampled = sampled("r.member_id", every);
    format!(
        "
    SELECT r.member_id, r.id, r.placed, SUM(l.quantity) AS items, COUNT(*) AS lines,
        SUM(l.quantity * l.unit_price) AS paid,
        SUM(CASE WHEN l.unit_price < p.price THEN l.quantity * l.unit_price ELSE 0 END) AS reduced
    {LINES}{sampled}
    GROUP BY r.member_id, r.id, r.placed"
    )
}

/// What was bought of each category and of each brand.
pub(super) fn interests() -> String {
    let of = |kind: &str| {
        format!(
            "SELECT r.member_id AS member_id, '{kind}' AS kind, p.{kind} AS name,
                CAST(COUNT(DISTINCT r.id) AS BIGINT) AS orders,
                CAST(SUM(l.quantity) AS BIGINT) AS items,
                CAST(SUM(l.quantity * l.unit_price) AS BIGINT) AS spend,
                MAX(r.placed) AS last_at
            {LINES} AND p.{kind} IS NOT NULL
                AND r.member_id IN (SELECT id FROM ({MEMBERS}) own)
            GROUP BY r.member_id, p.{kind}"
        )
    };
    format!("{} UNION ALL {}", of("category"), of("brand"))
}

/// The members who were there before the cut and did not say no to analysis.
const MEMBERS: &str = "
    SELECT m.id, m.member_key, m.joined, m.language, m.city,
        (SELECT c.granted FROM member_consents c
         WHERE c.member_key = m.member_key AND c.purpose = 'marketing_mail' AND c.at < $3
         ORDER BY c.at DESC, c.number DESC LIMIT 1) AS mail,
        (SELECT t.to_tier FROM member_tier_changes t
         WHERE t.member_key = m.member_key AND t.at < $3
         ORDER BY t.at DESC, t.id DESC LIMIT 1) AS tier
    FROM members m
    WHERE m.id BETWEEN $1 AND $2
        AND COALESCE((SELECT c.granted FROM member_consents c
            WHERE c.member_key = m.member_key AND c.purpose = 'analysis'
            ORDER BY c.at DESC, c.number DESC LIMIT 1), TRUE)";

/// The list of the kinds of browsing, in SQL.
pub(super) fn browsing() -> String {
    EventKind::in_sql(&EventKind::BROWSING)
}

/// What their orders come to: `b`, with the gaps between orders; needs `o`.
fn bought() -> String {
    let (quarter, year) = (90 * DAY, 365 * DAY);
    let gap = days("gap");
    format!(
        "g AS (
            SELECT member_id, placed, items, lines, paid, reduced,
                placed - LAG(placed) OVER (PARTITION BY member_id ORDER BY placed, id) AS gap,
                ROW_NUMBER() OVER (PARTITION BY member_id ORDER BY placed DESC, id DESC) AS back
            FROM o
        ),
        b AS (
            SELECT member_id, COUNT(*) AS orders, COUNT(DISTINCT placed / {DAY}) AS purchase_days,
                SUM(lines) AS lines, SUM(items) AS items, SUM(paid) AS paid, SUM(reduced) AS reduced,
                MIN(placed) AS first_at, MAX(placed) AS last_at,
                SUM(CASE WHEN placed >= $3 - {quarter} THEN 1 ELSE 0 END) AS orders_90,
                SUM(CASE WHEN placed >= $3 - {quarter} THEN paid ELSE 0 END) AS spend_90,
                SUM(CASE WHEN placed >= $3 - {year} THEN 1 ELSE 0 END) AS orders_365,
                SUM(CASE WHEN placed >= $3 - {year} THEN paid ELSE 0 END) AS spend_365,
                AVG({gap} * {gap}) AS gap_square,
                MAX(CASE WHEN back = 1 THEN gap END) AS gap_last
            FROM g GROUP BY member_id
        )"
    )
}

/// The categories or brands of each member, the one with the most spend in place 1.
fn favourites(name: &str, kind: &str, every: i64) -> String {
    let sampled = sampled("r.member_id", every);
    format!(
        "{name} AS (
            SELECT r.member_id, p.{kind} AS name, SUM(l.quantity * l.unit_price) AS paid,
                ROW_NUMBER() OVER (PARTITION BY r.member_id
                    ORDER BY SUM(l.quantity * l.unit_price) DESC, p.{kind}) AS place,
                COUNT(*) OVER (PARTITION BY r.member_id) AS kinds
            {LINES}{sampled} AND p.{kind} IS NOT NULL
            GROUP BY r.member_id, p.{kind}
        )"
    )
}

/// The channels that the orders of each member came through, where that is known, the one with the most in place 1; of
/// two alike the first by name.
fn channels(every: i64) -> String {
    let sampled = sampled("r.member_id", every);
    format!(
        "c AS (
            SELECT r.member_id, h.channel AS name, COUNT(*) AS orders,
                ROW_NUMBER() OVER (PARTITION BY r.member_id ORDER BY COUNT(*) DESC, h.channel) AS place,
                SUM(COUNT(*)) OVER (PARTITION BY r.member_id) AS known
            FROM orders r
            JOIN order_channels h ON h.order_id = r.id
            WHERE r.member_id BETWEEN $1 AND $2 AND r.placed < $3
                AND r.state <> 'cancelled' AND r.currency = $4{sampled}
            GROUP BY r.member_id, h.channel
        )"
    )
}

/// What they did: `e`; needs `b`.
fn happened(every: i64) -> String {
    let sampled = sampled("v.member_id", every);
    let browsing = browsing();
    let [viewed, added, began, refunded, answered, sent] = [
        EventKind::ProductViewed,
        EventKind::ProductAdded,
        EventKind::SessionStarted,
        EventKind::OrderRefunded,
        EventKind::SurveyAnswered,
        EventKind::CampaignSent,
    ]
    .map(EventKind::name);
    let (month, quarter) = (30 * DAY, 90 * DAY);
    format!(
        "e AS (
            SELECT v.member_id AS member_id,
                COUNT(DISTINCT CASE WHEN kind IN ({browsing}) THEN at / {DAY} END) AS visit_days,
                COUNT(DISTINCT CASE WHEN kind IN ({browsing}) AND at / {DAY} > b.last_at / {DAY} THEN at / {DAY} END) AS visit_days_since,
                COUNT(DISTINCT CASE WHEN at >= $3 - {month} AND kind IN ({browsing}) THEN at / {DAY} END) AS visit_days_30,
                COUNT(DISTINCT CASE WHEN at >= $3 - {quarter} AND kind IN ({browsing}) THEN at / {DAY} END) AS visit_days_90,
                SUM(CASE WHEN at >= $3 - {quarter} AND kind = '{viewed}' THEN 1 ELSE 0 END) AS views_90,
                SUM(CASE WHEN at >= $3 - {quarter} AND kind = '{added}' THEN 1 ELSE 0 END) AS carts_90,
                SUM(CASE WHEN at >= $3 - {quarter} AND kind = '{began}' THEN COALESCE(value, 0) ELSE 0 END) AS dwell_90,
                MAX(CASE WHEN kind IN ({browsing}) THEN at END) AS seen_at,
                SUM(CASE WHEN kind = '{refunded}' THEN COALESCE(value, 1) ELSE 0 END) AS returned,
                SUM(CASE WHEN kind = '{answered}' THEN 1 ELSE 0 END) AS surveys,
                AVG(CASE WHEN kind = '{answered}' THEN CAST(value AS DOUBLE PRECISION) END) AS survey_mean,
                MAX(CASE WHEN kind = '{answered}' THEN at END) AS survey_at,
                SUM(CASE WHEN at >= $3 - {quarter} AND kind = '{sent}' THEN 1 ELSE 0 END) AS campaigns_90,
                MAX(CASE WHEN kind = '{sent}' THEN at END) AS sent_at
            FROM events v LEFT JOIN b ON b.member_id = v.member_id
            WHERE v.member_id BETWEEN $1 AND $2 AND v.at < $3{sampled}
            GROUP BY v.member_id
        )"
    )
}

/// The number of a day in the calendar, counted from 1970, of a year, a month and a day as SQL: the year begins in March,
/// so that the leap day is its last, or else the day before 1 March does not exist and is that day.
fn day_number(year: &str) -> String {
    let year = format!("({year} - CASE WHEN month <= 2 THEN 1 ELSE 0 END)");
    format!(
        "365 * {year} + {year} / 4 - {year} / 100 + {year} / 400 + (153 * ((month + 9) % 12) + 2) / 5 + day - 1 - 719468"
    )
}

/// The birthdays of members: `y`, in this year and the next one as numbers of days, and the year of birth.
fn birthdays(every: i64) -> String {
    let sampled = sampled("m.id", every);
    let (this, next) = (day_number("$6"), day_number("($6 + 1)"));
    // `1990-05-17`, or `--05-17` without the year.
    format!(
        "y AS (
            SELECT id, born, {this} AS this, {next} AS next
            FROM (
                SELECT m.id AS id,
                    CASE WHEN m.birthday NOT LIKE '--%' THEN CAST(SUBSTR(m.birthday, 1, 4) AS BIGINT) END AS born,
                    CAST(SUBSTR(m.birthday, LENGTH(m.birthday) - 4, 2) AS BIGINT) AS month,
                    CAST(SUBSTR(m.birthday, LENGTH(m.birthday) - 1, 2) AS BIGINT) AS day
                FROM members m
                WHERE m.id BETWEEN $1 AND $2 AND m.birthday IS NOT NULL{sampled}
            ) told
        )"
    )
}

/// The points that members can spend: `p`, of what is left of each lot today.
fn points(every: i64) -> String {
    let sampled = sampled("m.id", every);
    format!(
        "p AS (
            SELECT m.id AS id, SUM(t.unspent) AS points
            FROM members m
            JOIN point_lots t ON t.member_key = m.member_key
            WHERE m.id BETWEEN $1 AND $2 AND t.available_from <= $3
                AND (t.expires IS NULL OR t.expires > $3){sampled}
            GROUP BY m.id
        )"
    )
}

/// Microseconds as days.
fn days(micros: &str) -> String {
    format!("CAST({micros} AS DOUBLE PRECISION) / {DAY}.0")
}

/// The columns, out of `m`, `b`, `i`, `k`, `c`, `e`, `p` and `y`.
fn columns() -> String {
    let interval = "(b.last_at - b.first_at) / (b.orders - 1.0)";
    let mean = days("(b.last_at - b.first_at)") + " / (b.orders - 1)";
    let answered = EventKind::SurveyAnswered.name();
    format!(
        "CAST(COALESCE(b.orders, 0) AS BIGINT) AS orders,
            CAST(COALESCE(b.purchase_days, 0) AS BIGINT) AS purchase_days,
            CAST(COALESCE(b.lines, 0) AS BIGINT) AS lines,
            CAST(COALESCE(b.items, 0) AS BIGINT) AS items,
            CAST(COALESCE(b.paid, 0) AS BIGINT) AS spend,
            CAST(b.paid AS DOUBLE PRECISION) / b.orders AS mean_order,
            CAST(COALESCE(b.orders_90, 0) AS BIGINT) AS orders_90,
            CAST(COALESCE(b.spend_90, 0) AS BIGINT) AS spend_90,
            CAST(COALESCE(b.orders_365, 0) AS BIGINT) AS orders_365,
            CAST(COALESCE(b.spend_365, 0) AS BIGINT) AS spend_365,
            {recency} AS recency_days,
            {first} AS first_days,
            {tenure} AS tenure_days,
            CASE WHEN b.orders > 1 THEN {mean} END AS interval_mean,
            CASE WHEN b.orders > 2 THEN CASE WHEN b.gap_square > {mean} * {mean}
                THEN b.gap_square - {mean} * {mean} ELSE 0 END END AS interval_variance,
            {gap_last} AS interval_last,
            CASE WHEN b.orders > 1 AND b.last_at > b.first_at THEN b.gap_last / ({interval}) END AS interval_trend,
            CASE WHEN b.orders > 1 AND b.last_at > b.first_at THEN ($3 - b.last_at) / ({interval}) END AS overdue,
            CASE WHEN b.paid > 0 THEN CAST(b.reduced AS DOUBLE PRECISION) / b.paid END AS discount_share,
            CASE WHEN b.items > 0 THEN CAST(COALESCE(e.returned, 0) AS DOUBLE PRECISION) / b.items END AS returned_share,
            CAST(COALESCE(i.kinds, 0) AS BIGINT) AS categories,
            CASE WHEN b.paid > 0 THEN CAST(i.paid AS DOUBLE PRECISION) / b.paid END AS category_share,
            i.name AS category,
            CASE WHEN b.paid > 0 THEN CAST(k.paid AS DOUBLE PRECISION) / b.paid END AS brand_share,
            k.name AS brand,
            CAST(c.orders AS DOUBLE PRECISION) / CAST(c.known AS DOUBLE PRECISION) AS channel_share,
            c.name AS channel,
            {tracked} AS tracked_days,
            CAST(COALESCE(e.visit_days, 0) AS BIGINT) AS visit_days,
            CAST(COALESCE(e.visit_days_since, 0) AS BIGINT) AS visit_days_since,
            CAST(COALESCE(e.visit_days_30, 0) AS BIGINT) AS visit_days_30,
            CAST(COALESCE(e.visit_days_90, 0) AS BIGINT) AS visit_days_90,
            CAST(COALESCE(e.views_90, 0) AS BIGINT) AS views_90,
            CAST(COALESCE(e.carts_90, 0) AS BIGINT) AS carts_90,
            CAST(COALESCE(e.dwell_90, 0) AS BIGINT) AS dwell_90,
            {seen} AS seen_days,
            CAST(COALESCE(e.surveys, 0) AS BIGINT) AS surveys,
            e.survey_mean AS survey_mean,
            (SELECT CAST(v.value AS DOUBLE PRECISION) FROM events v WHERE v.member_id = m.id
                AND v.at = e.survey_at AND v.kind = '{answered}' ORDER BY v.id DESC LIMIT 1) AS survey_last,
            CAST(COALESCE(e.campaigns_90, 0) AS BIGINT) AS campaigns_90,
            {sent} AS campaign_days,
            m.tier AS tier, m.language AS language, m.city AS city,
            COALESCE(m.mail, FALSE) AS mail_consent,
            CAST(COALESCE(p.points, 0) AS BIGINT) AS points,
            CASE WHEN y.this >= $3 / {DAY} THEN y.this ELSE y.next END - $3 / {DAY} AS birthday_days,
            $6 - y.born - CASE WHEN y.this > $3 / {DAY} THEN 1 ELSE 0 END AS age",
        recency = days("($3 - b.last_at)"),
        first = days("($3 - b.first_at)"),
        tenure = days("($3 - COALESCE(m.joined, b.first_at))"),
        gap_last = days("b.gap_last"),
        seen = days("($3 - e.seen_at)"),
        sent = days("($3 - e.sent_at)"),
        tracked = days(
            "($3 - CASE WHEN COALESCE(m.joined, b.first_at) > $5 THEN COALESCE(m.joined, b.first_at) ELSE $5 END)"
        ),
    )
}

/// A row for every so-many-th member with the columns of [`COUNTED`](crate::features::COUNTED), `id` and `member_key`.
pub(super) fn features(every: i64) -> String {
    format!(
        "WITH o AS ({orders}), {bought}, {categories}, {brands}, {channels}, {happened}, {points}, {birthdays}
        SELECT m.id AS id, m.member_key AS member_key, {columns}
        FROM ({MEMBERS}) m
        LEFT JOIN b ON b.member_id = m.id
        LEFT JOIN i ON i.member_id = m.id AND i.place = 1
        LEFT JOIN k ON k.member_id = m.id AND k.place = 1
        LEFT JOIN c ON c.member_id = m.id AND c.place = 1
        LEFT JOIN e ON e.member_id = m.id
        LEFT JOIN p ON p.id = m.id
        LEFT JOIN y ON y.id = m.id
        WHERE (b.orders IS NOT NULL OR m.joined IS NULL OR m.joined < $3){sampled}",
        orders = orders(every),
        bought = bought(),
        categories = favourites("i", "category", every),
        brands = favourites("k", "brand", every),
        channels = channels(every),
        happened = happened(every),
        points = points(every),
        birthdays = birthdays(every),
        columns = columns(),
        sampled = sampled("m.id", every),
    )
}
