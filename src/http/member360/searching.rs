//! Finding members while one types.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State as Shared};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::Right;
use crate::http::State;
use crate::http::problem::Problem;
use crate::http::staff::OfShop;
use crate::ids::OrderNumber;
use crate::members::FoundMember;

use super::masking;

/// Members in one answer.
const MOST: u32 = 20;
/// Characters that are read.
const LONGEST: usize = 100;

/// What is looked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct Typed {
    /// The beginning of a key, a name, its last word or a mail address; digits that a telephone number begins or, four at
    /// least, ends with; or a whole order number
    q: String,
}

/// Those who were found.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct FoundMembers {
    /// At most twenty, the nearest first.
    members: Vec<Sighted>,
}

/// A member who was found.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Sighted {
    /// The shop's key.
    key: String,
    /// What they are called, where that is known.
    name: Option<String>,
    city: Option<String>,
    /// In part: `l***@example.com`.
    mail: Option<String>,
    /// In part: `+44 ••• 1234`.
    phone: Option<String>,
    /// The order that they were found by.
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<String>,
}

impl Sighted {
    fn of(member: FoundMember, order: Option<&OrderNumber>) -> Self {
        Self {
            key: member.key.to_string(),
            name: member.name,
            city: member.city,
            mail: member.mail.as_deref().map(masking::mail),
            phone: member.phone.as_deref().map(masking::phone),
            order: order.map(ToString::to_string),
        }
    }
}

/// The members that fit what was typed so far: fast enough to be asked with every letter. Contact data comes in part, and
/// nothing else of a member comes with it.
#[utoipa::path(
    get, path = "/v1/console/members", tag = "member360", security(("token" = []), ("session" = [])), params(Typed),
    responses((status = 200, body = FoundMembers), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem))
)]
pub(in crate::http) async fn search(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    typed: Result<Query<Typed>, QueryRejection>,
) -> Result<Json<FoundMembers>, Problem> {
    staff.may(Right::SeeMember)?;
    let Query(Typed { q }) = typed?;
    let text: String = q.trim().chars().take(LONGEST).collect();
    let text = text.replace('\0', "");
    let shop = state.assistant.shop();
    let mut members = Vec::new();
    // Numbers of orders are written in one piece, mostly with letters that people type small.
    if text.chars().any(|c| c.is_ascii_digit()) && !text.contains(' ') {
        let bare = text.trim_start_matches('#');
        for spelt in [bare.to_owned(), bare.to_uppercase()] {
            let number = OrderNumber::new(&spelt);
            let Some(key) = shop.orders.owner_of(&number).await? else {
                continue;
            };
            let owner = shop.members.lookup(key.as_str(), 1).await?.pop();
            if let Some(owner) = owner.filter(|owner| owner.key == key) {
                members.push(Sighted::of(owner, Some(&number)));
                break;
            }
        }
    }
    let found = shop.members.lookup(&text, MOST).await?;
    for member in found {
        if members.iter().all(|known| known.key != member.key.as_str()) {
            members.push(Sighted::of(member, None));
        }
    }
    members.truncate(MOST as usize);
    Ok(Json(FoundMembers { members }))
}
