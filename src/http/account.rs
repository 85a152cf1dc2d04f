//! What a member keeps up themselves: their profile, what they prefer, what they agree to.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::{Language, MemberKey};
use crate::members::{self, Consent, Member, PREFERENCES, Purpose};

use super::State;
use super::codes::{Ticked, wording};
use super::identity::Visitor;
use super::problem::Problem;

/// Characters of a name, a city, a country at most.
const LONGEST: usize = 100;

/// What the shop knows of a member.
#[derive(Serialize, ToSchema)]
pub(super) struct Profile {
    key: String,
    name: Option<String>,
    mail: Option<String>,
    phone: Option<String>,
    city: Option<String>,
    country: Option<String>,
    /// A BCP 47 tag.
    language: Option<String>,
    /// When they became a member, as RFC 3339 has it.
    joined: Option<String>,
}

/// What is to change; what is not named stays, an empty text is taken away. Mail address and telephone number are
/// changed by the shop, because codes to sign in go there.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProfileChange {
    name: Option<String>,
    city: Option<String>,
    country: Option<String>,
    /// `en` or `zh`.
    language: Option<String>,
}

/// What a member prefers.
#[derive(Serialize, ToSchema)]
pub(super) struct Preferences {
    /// By name.
    preferences: BTreeMap<String, String>,
    /// What there is to prefer.
    known: Vec<Known>,
}

/// Something to prefer.
#[derive(Serialize, ToSchema)]
pub(super) struct Known {
    name: &'static str,
    about: &'static str,
    /// The values it may have; none: a member's own words.
    values: &'static [&'static str],
}

/// What a member agrees to.
#[derive(Serialize, ToSchema)]
pub(super) struct Consents {
    /// What holds, purpose by purpose.
    now: Vec<Holds>,
    /// Everything they ever said, the oldest first.
    history: Vec<Said>,
}

/// What holds for a purpose.
#[derive(Serialize, ToSchema)]
pub(super) struct Holds {
    purpose: Purpose,
    granted: bool,
    /// Whether they ever said so; else it holds for everybody.
    said: bool,
}

/// A yes or no.
#[derive(Serialize, ToSchema)]
pub(super) struct Said {
    purpose: Purpose,
    granted: bool,
    /// As RFC 3339 has it; not known of what the shop had in its books.
    at: Option<String>,
    by: String,
    source: String,
    wording: Option<String>,
}

/// The boxes that were ticked or emptied.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Boxes {
    consents: Vec<Ticked>,
}

/// What the shop knows of the member who is signed in.
#[utoipa::path(
    get, path = "/v1/me/profile", tag = "members", security(("token" = [])),
    responses((status = 200, body = Profile), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn profile(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
) -> Result<Json<Profile>, Problem> {
    Ok(Json(described(kept(&state, visitor.member()?).await?)))
}

/// Change one's profile.
#[utoipa::path(
    put, path = "/v1/me/profile", tag = "members", request_body = ProfileChange, security(("token" = [])),
    responses((status = 200, body = Profile), (status = 401, body = Problem), (status = 404, body = Problem),
              (status = 422, body = Problem))
)]
pub(super) async fn change(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    change: Result<Json<ProfileChange>, JsonRejection>,
) -> Result<Json<Profile>, Problem> {
    let key = visitor.member()?;
    let Json(change) = change?;
    let mut profile = kept(&state, key).await?;
    text(&mut profile.name, change.name, "name")?;
    text(&mut profile.city, change.city, "city")?;
    text(&mut profile.country, change.country, "country")?;
    if let Some(tag) = change.language {
        let language = Language::from_tag(&tag);
        profile.language = Some(language.ok_or_else(|| unfit("`language` is `en` or `zh`"))?);
    }
    let members = &state.assistant.shop().members;
    members.put(std::slice::from_ref(&profile)).await?;
    Ok(Json(described(kept(&state, key).await?)))
}

/// What one prefers, and what there is to prefer.
#[utoipa::path(
    get, path = "/v1/me/preferences", tag = "members", security(("token" = [])),
    responses((status = 200, body = Preferences), (status = 401, body = Problem))
)]
pub(super) async fn preferences(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
) -> Result<Json<Preferences>, Problem> {
    preferred(&state, visitor.member()?).await
}

/// Prefer something: values by name, null takes one back, what is not named stays.
#[utoipa::path(
    put, path = "/v1/me/preferences", tag = "members", request_body = BTreeMap<String, Option<String>>,
    security(("token" = [])),
    responses((status = 200, body = Preferences), (status = 401, body = Problem), (status = 422, body = Problem))
)]
pub(super) async fn prefer(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    wanted: Result<Json<BTreeMap<String, Option<String>>>, JsonRejection>,
) -> Result<Json<Preferences>, Problem> {
    let key = visitor.member()?;
    let Json(wanted) = wanted?;
    state.assistant.shop().members.prefer(key, &wanted).await?;
    preferred(&state, key).await
}

/// What one agrees to, with everything one ever said about it.
#[utoipa::path(
    get, path = "/v1/me/consents", tag = "members", security(("token" = [])),
    responses((status = 200, body = Consents), (status = 401, body = Problem))
)]
pub(super) async fn consents(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
) -> Result<Json<Consents>, Problem> {
    agreed(&state, visitor.member()?).await
}

/// Agree or refuse, purpose by purpose; what is not named stays.
#[utoipa::path(
    put, path = "/v1/me/consents", tag = "members", request_body = Boxes, security(("token" = [])),
    responses((status = 200, body = Consents), (status = 401, body = Problem), (status = 404, body = Problem),
              (status = 422, body = Problem))
)]
pub(super) async fn consent(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    boxes: Result<Json<Boxes>, JsonRejection>,
) -> Result<Json<Consents>, Problem> {
    let key = visitor.member()?;
    let Json(boxes) = boxes?;
    kept(&state, key).await?;
    let now = state.clock.now();
    let mut said = Vec::with_capacity(boxes.consents.len());
    for ticked in boxes.consents {
        said.push(Consent {
            wording: wording(ticked.wording)?,
            ..Consent::said(ticked.purpose, ticked.granted, now, "profile")
        });
    }
    state.assistant.shop().members.consent(key, &said).await?;
    agreed(&state, key).await
}

/// The member, where they are kept; one who was erased has a token for a while.
pub(super) async fn kept(state: &State, key: &MemberKey) -> Result<Member, Problem> {
    let found = state.assistant.shop().members.get(key).await?;
    found.ok_or_else(|| members::MembersError::Unknown(key.clone()).into())
}

fn described(member: Member) -> Profile {
    Profile {
        key: member.key.to_string(),
        name: member.name,
        mail: member.mail,
        phone: member.phone,
        city: member.city,
        country: member.country,
        language: member.language.map(|language| language.tag().to_owned()),
        joined: member.joined.map(Timestamp::rfc3339),
    }
}

async fn preferred(state: &State, key: &MemberKey) -> Result<Json<Preferences>, Problem> {
    let known = PREFERENCES.iter().map(|preference| Known {
        name: preference.name,
        about: preference.about,
        values: preference.values,
    });
    Ok(Json(Preferences {
        preferences: state.assistant.shop().members.preferences(key).await?,
        known: known.collect(),
    }))
}

async fn agreed(state: &State, key: &MemberKey) -> Result<Json<Consents>, Problem> {
    Ok(Json(consents_of(state, key).await?))
}

/// What a member agrees to, with everything they said.
pub(super) async fn consents_of(state: &State, key: &MemberKey) -> Result<Consents, Problem> {
    let members = &state.assistant.shop().members;
    let (latest, history) = (
        members.consents(key).await?,
        members.consent_history(key).await?,
    );
    let now = Purpose::ALL.into_iter().map(|purpose| {
        let said = latest.iter().find(|consent| consent.purpose == purpose);
        Holds {
            purpose,
            granted: said.map_or(purpose.unasked(), |consent| consent.granted),
            said: said.is_some(),
        }
    });
    let history = history.into_iter().map(|consent| Said {
        purpose: consent.purpose,
        granted: consent.granted,
        at: consent.at.map(Timestamp::rfc3339),
        by: consent.by,
        source: consent.source,
        wording: consent.wording,
    });
    Ok(Consents {
        now: now.collect(),
        history: history.collect(),
    })
}

/// Changes a text of the profile, where it is to be.
fn text(kept: &mut Option<String>, change: Option<String>, name: &str) -> Result<(), Problem> {
    let Some(change) = change else {
        return Ok(());
    };
    let change = change.trim();
    if change.chars().count() > LONGEST || change.contains(char::is_control) {
        let what = format!("`{name}` has at most {LONGEST} characters on one line");
        return Err(unfit(&what));
    }
    *kept = Some(change.to_owned()).filter(|text| !text.is_empty());
    Ok(())
}

fn unfit(what: &str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, what)
}
