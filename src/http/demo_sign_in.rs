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
use crate::orders::{Order, OrderState};

use super::State;
use super::goods::Texts;
use super::problem::Problem;

/// How long one is signed in.
const LIFETIME: Duration = Duration::from_hours(1);
/// Members that are looked at for a few to show.
const LOOKED_AT: u32 = 60;
/// Orders of each that are looked at.
const ORDERS: u32 = 50;

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
    /// How many orders they have, at most fifty counted.
    orders: usize,
    /// What is to be seen with them.
    note: Texts,
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
        let orders = shop.orders.latest(&member.key, ORDERS).await?;
        looked_at.push((member, orders));
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
    let Json(whom) = whom.map_err(|wrong| Problem::new(wrong.status(), wrong.body_text()))?;
    let member = MemberKey::new(&whom.member);
    let known = state.assistant.shop().members.get(&member).await?;
    known.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "there is no such member"))?;
    let now = state.clock.now();
    let token = state.keys.sign(&member, now, LIFETIME);
    let token = token.map_err(|error| Problem::ours(&error))?;
    let life = i64::try_from(LIFETIME.as_micros()).unwrap_or(0);
    let expires = Timestamp::from_micros(now.micros() + life).rfc3339();
    Ok((StatusCode::CREATED, Json(Session { token, expires })))
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

/// One of each kind, nobody twice.
fn worth_seeing(looked_at: &[(Member, Vec<Order>)]) -> Vec<DemoMember> {
    let shipped = |orders: &[Order]| orders.iter().any(|one| one.state == OrderState::Shipped);
    let kinds: [(&dyn Fn(&[Order]) -> usize, &str, &str); 4] = [
        (
            &|orders| usize::from(shipped(orders)),
            "An order is on its way",
            "有一笔订单正在配送",
        ),
        (&<[Order]>::len, "Has bought most often", "买得最多的老会员"),
        (
            &|orders| usize::from(orders.len() == 1),
            "Has bought once",
            "只买过一次",
        ),
        (
            &|orders| usize::from(orders.is_empty()),
            "Has not bought yet",
            "还没有下过单",
        ),
    ];
    let mut shown: Vec<DemoMember> = Vec::new();
    for (rank, english, chinese) in kinds {
        let others = looked_at
            .iter()
            .rev()
            .filter(|(member, _)| !shown.iter().any(|one| one.key == member.key.as_str()));
        let best = others.max_by_key(|(_, orders)| rank(orders));
        if let Some((member, orders)) = best.filter(|(_, orders)| rank(orders) > 0) {
            shown.push(DemoMember {
                key: member.key.to_string(),
                name: member.name.clone(),
                orders: orders.len(),
                note: Texts::both(english, chinese),
            });
        }
    }
    shown
}
