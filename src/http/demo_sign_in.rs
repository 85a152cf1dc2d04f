//! Signing in as a member of the demo shop, without a password: only where the settings allow it, and never on an
//! address that others reach.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::MemberKey;
use crate::members::Member;
use crate::orders::OrderState;

use super::State;
use super::goods::Texts;
use super::problem::Problem;

/// How long one is signed in.
const LIFETIME: Duration = Duration::from_hours(1);
/// Members that are looked at for a few to show.
const LOOKED_AT: u32 = 60;
/// The newest orders of each, among which one may be on its way.
const ORDERS: u32 = 5;

/// Members to try the shop as.
#[derive(Serialize, ToSchema)]
pub(super) struct DemoMembers {
    members: Vec<DemoMember>,
}

/// A member to try the shop as.
#[derive(Serialize, ToSchema)]
pub(super) struct DemoMember {
    key: String,
    name: Option<String>,
    /// How many orders they have.
    orders: u64,
    /// What is to be seen with them.
    note: Texts,
}

/// A member with what decides whether they are worth showing.
struct LookedAt {
    member: Member,
    orders: u64,
    on_its_way: bool,
}

/// As whom.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Whom {
    /// A member's key.
    member: String,
}

/// Somebody is signed in.
#[derive(Serialize, ToSchema)]
pub(super) struct Session {
    /// To be sent as `Authorization: Bearer TOKEN`.
    token: String,
    /// When it runs out, as RFC 3339 has it.
    expires: String,
}

/// A handful of members of the demo shop, each with something to see. 404 where this is no demo.
#[utoipa::path(
    get, path = "/v1/demo/members", tag = "demo",
    responses((status = 200, body = DemoMembers), (status = 404, body = Problem))
)]
pub(super) async fn members(
    Shared(state): Shared<Arc<State>>,
) -> Result<Json<DemoMembers>, Problem> {
    allowed(&state)?;
    let shop = state.assistant.shop();
    let mut looked_at = Vec::new();
    for member in shop.members.first(LOOKED_AT).await? {
        let latest = shop.orders.latest(&member.key, ORDERS).await?;
        looked_at.push(LookedAt {
            orders: shop.orders.count_of(&member.key).await?,
            on_its_way: latest.iter().any(|one| one.state == OrderState::Shipped),
            member,
        });
    }
    Ok(Json(DemoMembers {
        members: worth_seeing(&looked_at),
    }))
}

/// Sign in as a member of the demo shop. 404 where this is no demo.
#[utoipa::path(
    post, path = "/v1/demo/session", tag = "demo", request_body = Whom,
    responses((status = 201, body = Session), (status = 404, body = Problem))
)]
pub(super) async fn sign_in(
    Shared(state): Shared<Arc<State>>,
    whom: Result<Json<Whom>, JsonRejection>,
) -> Result<(StatusCode, Json<Session>), Problem> {
    allowed(&state)?;
    let Json(whom) = whom?;
    let member = MemberKey::new(&whom.member);
    let known = state.assistant.shop().members.get(&member).await?;
    known.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "there is no such member"))?;
    Ok((StatusCode::CREATED, Json(Session::begin(&state, &member)?)))
}

impl Session {
    /// Signs a member in, from now on.
    pub(super) fn begin(state: &State, member: &MemberKey) -> Result<Self, Problem> {
        let now = state.clock.now();
        let token = state.keys.sign(member, now, LIFETIME);
        let token = token.map_err(|error| Problem::ours(&error))?;
        let life = i64::try_from(LIFETIME.as_micros()).unwrap_or(0);
        let expires = Timestamp::from_micros(now.micros() + life).rfc3339();
        Ok(Self { token, expires })
    }
}

fn allowed(state: &State) -> Result<(), Problem> {
    if state.options.demo_sign_in {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::NOT_FOUND,
        "nobody signs in like this here; `storekeeper demo --serve` opens a shop where one may",
    ))
}

/// How well a member stands for a kind; nought: not at all.
type Rank = fn(&LookedAt) -> u64;

/// One of each kind, nobody twice.
fn worth_seeing(looked_at: &[LookedAt]) -> Vec<DemoMember> {
    let kinds: [(Rank, &str, &str); 4] = [
        (
            |one| u64::from(one.on_its_way),
            "An order is on its way",
            "有一笔订单正在配送",
        ),
        (
            |one| one.orders,
            "Has bought most often",
            "买得最多的老会员",
        ),
        (
            |one| u64::from(one.orders == 1),
            "Has bought once",
            "只买过一次",
        ),
        (
            |one| u64::from(one.orders == 0),
            "Has not bought yet",
            "还没有下过单",
        ),
    ];
    let mut shown: Vec<DemoMember> = Vec::new();
    for (rank, english, chinese) in kinds {
        // Of several that are equal the last counts, so from the end: the one who was put first.
        let others = looked_at
            .iter()
            .rev()
            .filter(|one| !shown.iter().any(|s| s.key == one.member.key.as_str()));
        let best = others.max_by_key(|one| rank(one));
        if let Some(one) = best.filter(|one| rank(one) > 0) {
            shown.push(DemoMember {
                key: one.member.key.to_string(),
                name: one.member.name.clone(),
                orders: one.orders,
                note: Texts::both(english, chinese),
            });
        }
    }
    shown
}
