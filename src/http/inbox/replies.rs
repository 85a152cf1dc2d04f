//! Replies that are kept ready.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State as Shared};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::assistant::{About, Filled, Shop};
use crate::ids::{Language, MemberKey};

use super::super::State;
use super::super::problem::Problem;
use super::super::staff::OfShop;
use super::serving;

/// Whom the replies are for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct For {
    /// The case whose holder's name and latest order are filled in
    case: Option<String>,
}

/// A reply that is kept ready.
#[derive(Serialize, ToSchema)]
#[schema(as = ReadyReply)]
pub(in crate::http) struct Ready {
    /// What it is called.
    key: String,
    /// In English.
    en: Said,
    /// In Chinese.
    zh: Said,
}

/// A reply in one language.
#[derive(Serialize, ToSchema)]
#[schema(as = ReadyText)]
pub(in crate::http) struct Said {
    /// What is said; what is not known still stands in it as `{name}` or `{order}`, and such a text is not sent.
    text: String,
    /// What is not known: `name`, `order`.
    #[schema(value_type = Vec<String>)]
    missing: Vec<&'static str>,
}

impl From<Filled> for Said {
    fn from(Filled { text, missing }: Filled) -> Self {
        Self { text, missing }
    }
}

/// The replies that the shop's people keep ready, filled in for a case. For agents and admins.
///
/// They are those of `replies.toml` in the data folder, or built in.
#[utoipa::path(
    get, path = "/v1/inbox/replies", tag = "inbox", security(("token" = []), ("session" = [])), params(For),
    responses((status = 200, body = Vec<Ready>), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(in crate::http) async fn list(
    Shared(state): Shared<Arc<State>>,
    OfShop(staff): OfShop,
    wanted: Result<Query<For>, QueryRejection>,
) -> Result<Json<Vec<Ready>>, Problem> {
    serving(&staff)?;
    let Query(wanted) = wanted?;
    let shop = state.assistant.shop();
    let about = match wanted.case {
        Some(case) => known(shop, &case).await?,
        None => About::default(),
    };
    let replies = shop.inbox.rules().replies.all().iter();
    let ready = replies.map(|reply| Ready {
        key: reply.key.clone(),
        en: reply.filled(Language::English, &about).into(),
        zh: reply.filled(Language::Chinese, &about).into(),
    });
    Ok(Json(ready.collect()))
}

/// What is known of the holder of a case.
async fn known(shop: &Shop, case: &str) -> Result<About, Problem> {
    let case = shop.inbox.case(case).await?;
    let Some(key) = case.member().map(MemberKey::new) else {
        return Ok(About::default());
    };
    let member = shop.members.get(&key).await?;
    let orders = shop.orders.latest(&key, 1).await?;
    Ok(About {
        name: member.and_then(|member| member.name),
        order: orders.first().map(|order| order.number.to_string()),
    })
}
