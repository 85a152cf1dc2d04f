//! The sheet of a member: everything in one answer, each part with its own limit.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::access::Right;
use crate::catalog::Localized;
use crate::clock::Timestamp;
use crate::dossiers::Timeline;
use crate::http::account::{Consents, consents_of};
use crate::http::asked::Path;
use crate::http::goods::{Amount, Suggested, Texts, suggested_to};
use crate::http::loyalty::{self, MyLoyalty};
use crate::http::problem::Problem;
use crate::http::staff::OfShop;
use crate::http::{State, private};
use crate::ids::{MemberKey, OrderNumber, ProductKey};
use crate::members::{KeptAddress, Member, MembersError, Note, Tag};
use crate::orders::Order;

use super::Part;
use super::masking;
use super::opening::opened;
use super::talked::{Talked, talked};
use super::thought::{Thought, Waiting, thought};
use super::timeline::{USUAL, newest};

/// Orders that are shown.
const ORDERS: u32 = 20;
/// Articles of each that are named.
const NAMED: usize = 3;
/// Articles that are recommended.
const RECOMMENDED: usize = 5;
/// Notes that are shown, the newest.
const NOTES: usize = 50;

/// A member from every side.
#[derive(Serialize)]
struct Sheet {
    profile: Profile,
    contact: Contact,
    consents: Consents,
    choices: Chosen,
    preferences: BTreeMap<String, String>,
    /// What they told, with their consent, the oldest first.
    told: Vec<Said>,
    tags: Vec<Tag>,
    /// What the shop's people noted, the newest first.
    notes: Vec<Note>,
    loyalty: Part<MyLoyalty>,
    orders: Orders,
    conversations: Part<Vec<Talked>>,
    timeline: Timeline,
    thought: Part<Thought>,
    waiting: Part<Waiting>,
    recommended: Part<Vec<Suggested>>,
}

/// Who they are.
#[derive(Serialize)]
struct Profile {
    key: String,
    name: Option<String>,
    language: Option<&'static str>,
    joined: Option<String>,
    city: Option<String>,
    country: Option<String>,
}

/// How they are reached, in part.
#[derive(Serialize)]
struct Contact {
    mail: Option<String>,
    phone: Option<String>,
    /// Whether a birthday is known.
    birthday: bool,
    addresses: Vec<Place>,
    /// Whether who asks may have it in full, for a purpose.
    may_reveal: bool,
}

/// An address without the street.
#[derive(Serialize)]
struct Place {
    label: String,
    default: bool,
    city: String,
    country: String,
}

/// What they chose.
#[derive(Serialize)]
struct Chosen {
    personal: bool,
    remember: bool,
}

/// Something they told.
#[derive(Serialize)]
struct Said {
    kind: &'static str,
    text: String,
    at: String,
}

/// Their orders.
#[derive(Serialize)]
struct Orders {
    /// How many there are.
    count: u64,
    /// The newest first.
    newest: Vec<Ordered>,
}

/// An order.
#[derive(Serialize)]
struct Ordered {
    number: String,
    placed: String,
    state: &'static str,
    channel: Option<String>,
    total: Option<Amount>,
    /// Pieces.
    pieces: i64,
    /// What the first articles are called.
    articles: Vec<Texts>,
    /// How many other articles there are.
    more: usize,
}

/// Everything about a member that one page shows: who they are, contact data in part, consents, tier and points, orders,
/// conversations, what happened, what is thought of them with the reasons, what may be done. A part that cannot be told says
/// why in `absent`. Asks for the grant of an opening.
#[utoipa::path(
    get, path = "/v1/members/{key}/sheet", tag = "member360", security(("token" = []), ("session" = [])),
    params(("key" = String, Path, description = "The member's key"),
           ("x-opening" = String, Header, description = "`grant` of POST /v1/members/{key}/openings")),
    responses((status = 200, content_type = "application/json"), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 428, body = Problem))
)]
pub(in crate::http) async fn sheet(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let key = opened(&state, &staff, &headers, &key).await?;
    let shop = state.assistant.shop();
    let members = &shop.members;
    let member = members.get(&key).await?;
    let member = member.ok_or_else(|| MembersError::Unknown(key.clone()))?;
    let (addresses, mut notes) = (members.addresses(&key).await?, members.notes(&key).await?);
    notes.reverse();
    notes.truncate(NOTES);
    let choices = members.choices(&key).await?;
    let told = members.told(&key).await?.into_iter().map(|told| Said {
        kind: told.kind.word(),
        text: told.text,
        at: told.at.rfc3339(),
    });
    let loyalty = Box::pin(loyalty::of_member(&state, &key)).await?;
    let dossiers = &state.options.dossiers;
    let timeline = dossiers.timeline(&key, newest(&state), USUAL).await?;
    let (thought, waiting) = Box::pin(thought(&state, &key)).await?;
    let sheet = Sheet {
        contact: contact(&member, addresses, &staff),
        consents: consents_of(&state, &key).await?,
        choices: Chosen {
            personal: choices.personalised,
            remember: choices.remembers,
        },
        preferences: members.preferences(&key).await?,
        told: told.collect(),
        tags: members.tags(&key).await?,
        notes,
        loyalty: loyalty.map_or_else(
            || {
                let (en, zh) = (
                    "The shop does not know this member yet.",
                    "尚无该会员的记录。",
                );
                Part::absent("unknown", en, zh)
            },
            Part::There,
        ),
        orders: Box::pin(ordered(&state, &key)).await?,
        conversations: conversations(&state, &staff, &key).await?,
        timeline,
        thought,
        waiting,
        recommended: Box::pin(recommended(&state, &key, choices.personalised)).await?,
        profile: Profile {
            key: member.key.to_string(),
            name: member.name,
            language: member.language.map(crate::ids::Language::tag),
            joined: member.joined.map(Timestamp::rfc3339),
            city: member.city,
            country: member.country,
        },
    };
    Ok(private(Json(sheet).into_response()))
}

fn contact(member: &Member, addresses: Vec<KeptAddress>, staff: &OfShop) -> Contact {
    let place = |kept: KeptAddress| Place {
        label: kept.label,
        default: kept.default,
        city: kept.address.city,
        country: kept.address.country,
    };
    Contact {
        mail: member.mail.as_deref().map(masking::mail),
        phone: member.phone.as_deref().map(masking::phone),
        birthday: member.birthday.is_some(),
        addresses: addresses.into_iter().map(place).collect(),
        may_reveal: staff.0.role.may(Right::RevealContact),
    }
}

/// The newest conversations, for who may read them. One that cannot be read hides no other part.
async fn conversations(
    state: &State,
    staff: &OfShop,
    member: &MemberKey,
) -> Result<Part<Vec<Talked>>, Problem> {
    if !staff.0.role.may(Right::ReadConversations) {
        let (en, zh) = ("You may not read conversations.", "您无权查看对话。");
        return Ok(Part::absent("not_allowed", en, zh));
    }
    Ok(match talked(state, member).await? {
        Some(talked) => Part::There(talked),
        None => Part::absent(
            "unreadable",
            "A conversation was kept by another program and cannot be read.",
            "有对话由其他版本的程序保存，无法读取。",
        ),
    })
}

/// What suits them, where they agreed that their own orders are looked at for it.
async fn recommended(
    state: &State,
    member: &MemberKey,
    personalised: bool,
) -> Result<Part<Vec<Suggested>>, Problem> {
    if !personalised {
        return Ok(Part::absent(
            "no_consent",
            "They did not agree to suggestions out of what they bought and did.",
            "会员不同意根据其购买和浏览记录作推荐。",
        ));
    }
    let suggested = suggested_to(state, member, RECOMMENDED).await?;
    Ok(Part::There(suggested))
}

/// The newest orders, with what the first articles of each are called.
async fn ordered(state: &State, member: &MemberKey) -> Result<Orders, Problem> {
    let shop = state.assistant.shop();
    let newest = shop.orders.latest(member, ORDERS).await?;
    let numbers: Vec<OrderNumber> = newest.iter().map(|order| order.number.clone()).collect();
    let channels = shop.orders.channels(&numbers).await?;
    let lines = newest
        .iter()
        .flat_map(|order| order.lines.iter().take(NAMED));
    let mut keys: Vec<ProductKey> = lines.map(|line| line.product.clone()).collect();
    keys.sort();
    keys.dedup();
    let found = shop.catalog.get(&keys).await;
    let found = found.map_err(|error| Problem::ours(&error))?;
    let titles: HashMap<ProductKey, Localized> = found
        .into_iter()
        .map(|product| (product.key, product.title))
        .collect();
    let shown = |order: &Order| {
        let named = order.lines.iter().take(NAMED);
        Ordered {
            number: order.number.to_string(),
            placed: order.placed.rfc3339(),
            state: order.state.word(),
            channel: channels.get(&order.number).cloned(),
            total: order.total().map(Amount::from),
            pieces: order.lines.iter().map(|line| line.quantity).sum(),
            articles: named
                .map(|line| match titles.get(&line.product) {
                    Some(title) => title.clone().into(),
                    None => Texts::same(line.product.as_str()),
                })
                .collect(),
            more: order.lines.len().saturating_sub(NAMED),
        }
    };
    Ok(Orders {
        count: shop.orders.count_of(member).await?,
        newest: newest.iter().map(shown).collect(),
    })
}
