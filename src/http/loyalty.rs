//! The tier and points of the member who is signed in.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::MemberKey;
use crate::members::{Balance, DueGift, Line, LoyaltyRules, Missing, Standing, Tier};
use crate::money::Money;

use super::State;
use super::goods::{Amount, Texts};
use super::identity::Visitor;
use super::problem::Problem;

/// Lines of the statement that are shown.
const LINES: u32 = 50;

/// Where a member stands, and what they have.
#[derive(Serialize, ToSchema)]
pub(super) struct MyLoyalty {
    tier: TierShown,
    /// Since when, in RFC 3339; nothing, where they have had it since they became a member.
    since: Option<String>,
    /// Why: `member` (every member has it), `reached`, `lapsed`, `corrected`.
    reason: String,
    /// Until when it is kept without buying more; nothing, where that is for ever.
    keeps_until: Option<String>,
    /// What was spent within the window.
    spent: Amount,
    /// How many orders were made within the window.
    orders: i64,
    /// How many days the window has.
    window_days: i64,
    /// What is missing to meet what the tier asks for, where it is kept by grace alone.
    to_keep: Option<MissingShown>,
    /// What is missing for the next tier; nothing, where there is none above.
    next: Option<MissingShown>,
    /// The gifts that are there now.
    gifts: Vec<GiftShown>,
    /// More points for what is ordered now, where a campaign promised them.
    multiplied: Option<MultipliedShown>,
    points: PointsShown,
    /// What moved the points, the newest first.
    statement: Vec<LineShown>,
}

/// A tier and what it brings.
#[derive(Serialize, ToSchema)]
struct TierShown {
    key: String,
    name: Texts,
    /// Off every order, in per cent.
    discount_percent: i64,
    /// What points are multiplied by, as a decimal number.
    points_factor: String,
    free_shipping: bool,
    /// How many days before the others one may buy what is new.
    early_access_days: i64,
    /// What else there is.
    gifts: Vec<Texts>,
}

/// What is missing for a tier; either is enough.
#[derive(Serialize, ToSchema)]
struct MissingShown {
    tier: String,
    name: Texts,
    /// So much more is to be spent within the window.
    spend: Option<Amount>,
    /// So many more orders within the window.
    orders: Option<i64>,
}

/// A gift for a day.
#[derive(Serialize, ToSchema)]
struct GiftShown {
    /// `welcome`, `birthday` or `campaign`.
    occasion: String,
    points: i64,
    gift: Option<Texts>,
    until: String,
}

/// The points of a member.
#[derive(Serialize, ToSchema)]
struct PointsShown {
    /// May be spent.
    available: i64,
    /// May be spent later.
    pending: i64,
    /// The next that run out.
    next_expiry: Option<Due>,
    /// The next that may be spent.
    next_available: Option<Due>,
    /// So many points are worth `credit`.
    redeem_points: i64,
    credit: Amount,
    /// Fewer are not redeemed.
    redeem_least: i64,
}

/// More points for what one orders.
#[derive(Serialize, ToSchema)]
struct MultipliedShown {
    /// By what the points are multiplied.
    times: f64,
    /// Until when.
    until: String,
}

/// So many points at a moment.
#[derive(Serialize, ToSchema)]
struct Due {
    at: String,
    points: i64,
}

/// A line of the statement.
#[derive(Serialize, ToSchema)]
struct LineShown {
    at: String,
    /// `earned`, `received`, `spent`, `sent`, `taken_back`, `given_back`, `expired`.
    kind: String,
    /// So many more; fewer, where it is below zero.
    points: i64,
    /// `order`, `welcome`, `birthday`, or what the shop wrote.
    reason: String,
    /// The order's number.
    reference: Option<String>,
    /// From when they may be spent.
    available_from: Option<String>,
    /// When they run out.
    expires: Option<String>,
}

/// One's tier, what it brings, what is missing for the next, and points with what moved them.
#[utoipa::path(
    get, path = "/v1/me/loyalty", tag = "members", security(("token" = [])),
    responses(
        (status = 200, body = MyLoyalty), (status = 401, body = Problem), (status = 404, body = Problem)
    )
)]
pub(super) async fn mine(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
) -> Result<Json<MyLoyalty>, Problem> {
    let of = of_member(&state, visitor.member()?).await?;
    of.map(Json).ok_or_else(|| {
        Problem::new(
            StatusCode::NOT_FOUND,
            "the shop does not know this member yet",
        )
    })
}

/// The tier and points of a member; none where the shop does not know them.
pub(super) async fn of_member(
    state: &State,
    member: &MemberKey,
) -> Result<Option<MyLoyalty>, Problem> {
    let loyalty = &state.assistant.shop().loyalty;
    let now = state.assistant.shop().service_clock.now();
    let Some(of) = loyalty.of(member, now).await? else {
        return Ok(None);
    };
    let lines = loyalty.points().statement(member, now, LINES).await?;
    let (rules, standing) = (loyalty.rules(), &of.standing);
    let Standing { since, why, .. } = standing;
    Ok(Some(MyLoyalty {
        tier: tier(&rules.tiers[standing.tier]),
        since: since.map(Timestamp::rfc3339),
        reason: why.word().to_owned(),
        keeps_until: standing.keeps_until.map(Timestamp::rfc3339),
        spent: amount(standing.spend),
        orders: standing.orders,
        window_days: rules.window_days,
        to_keep: standing.to_keep.map(|missing| missed(rules, missing)),
        next: standing.next.map(|missing| missed(rules, missing)),
        gifts: of.gifts.into_iter().map(gift).collect(),
        multiplied: of.multiplied.map(|(thousandths, until)| MultipliedShown {
            times: times(thousandths),
            until: until.rfc3339(),
        }),
        points: points(rules, &of.balance),
        statement: lines.into_iter().map(line).collect(),
    }))
}

#[allow(clippy::cast_precision_loss, reason = "at most ten, in thousandths")]
fn times(thousandths: i64) -> f64 {
    thousandths as f64 / 1_000.0
}

fn amount(money: Money) -> Amount {
    Amount {
        amount: money.decimal(),
        currency: money.currency.code().to_owned(),
    }
}

fn tier(tier: &Tier) -> TierShown {
    let benefits = &tier.benefits;
    TierShown {
        key: tier.key.clone(),
        name: tier.name.clone().into(),
        discount_percent: benefits.discount_percent,
        points_factor: benefits.factor(),
        free_shipping: benefits.free_shipping,
        early_access_days: benefits.early_access_days,
        gifts: benefits.gifts.iter().cloned().map(Texts::from).collect(),
    }
}

fn missed(rules: &LoyaltyRules, missing: Missing) -> MissingShown {
    let tier = &rules.tiers[missing.tier];
    MissingShown {
        tier: tier.key.clone(),
        name: tier.name.clone().into(),
        spend: missing.spend.map(amount),
        orders: missing.orders,
    }
}

fn gift(due: DueGift) -> GiftShown {
    GiftShown {
        occasion: due.occasion.word().to_owned(),
        points: due.points,
        gift: due.gift.map(Texts::from),
        until: due.until.rfc3339(),
    }
}

fn points(rules: &LoyaltyRules, balance: &Balance) -> PointsShown {
    let due = |(at, points): (Timestamp, i64)| Due {
        at: at.rfc3339(),
        points,
    };
    PointsShown {
        available: balance.available,
        pending: balance.pending,
        next_expiry: balance.next_expiry.map(due),
        next_available: balance.next_available.map(due),
        redeem_points: rules.points.redeem_points,
        credit: amount(rules.points.redeem_credit),
        redeem_least: rules.points.redeem_least,
    }
}

fn line(line: Line) -> LineShown {
    LineShown {
        at: line.at.rfc3339(),
        kind: line.kind.word().to_owned(),
        points: line.points,
        reason: line.reason,
        reference: line.reference,
        available_from: line.available_from.map(Timestamp::rfc3339),
        expires: line.expires.map(Timestamp::rfc3339),
    }
}
