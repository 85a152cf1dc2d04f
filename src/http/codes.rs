//! Becoming a member and signing in, by a code that is sent to one's own mail address or telephone. No answer tells
//! whether somebody is a member.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::Language;
use crate::members::{Contact, Purpose, Registration};
use crate::senders::{Message, Sender};

use super::State;
use super::demo_sign_in::Session;
use super::identity::Visitor;
use super::problem::Problem;

/// Characters of a name at most.
const LONGEST_NAME: usize = 100;
/// Characters of the version of a wording at most.
const LONGEST_WORDING: usize = 60;

/// Somebody who wants to be a member.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// A mail address, or a telephone number with its country's code, `+86 138 0000 0000`.
    contact: String,
    /// What they are called.
    name: Option<String>,
    /// The language they are spoken to in: a BCP 47 tag, `en` or `zh`.
    language: Option<String>,
    /// What they agree to or refuse, as they ticked it.
    #[serde(default)]
    consents: Vec<Ticked>,
}

/// A box that was ticked, or left empty.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Ticked {
    /// To what.
    pub(super) purpose: Purpose,
    /// Yes or no.
    pub(super) granted: bool,
    /// Which version of the wording stood beside it.
    pub(super) wording: Option<String>,
}

/// Somebody who wants to sign in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Who {
    /// Their mail address or telephone number.
    contact: String,
    /// The language of the message with the code: `en` or `zh`.
    language: Option<String>,
}

/// A code that was sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Entered {
    /// Where it was sent.
    contact: String,
    /// Its six digits.
    code: String,
}

/// A code is under way, where one is sent at all: nobody learns from this who is a member.
#[derive(Serialize, ToSchema)]
pub(super) struct Sent {
    /// Seconds that a code holds.
    holds: u32,
    /// Seconds until another one may be asked for.
    again_after: u32,
}

impl Sent {
    const NOW: Self = Self {
        holds: 600,
        again_after: 60,
    };
}

/// Begin to be a member: a code is sent. With a member's address the code signs in, and the answer is the same.
#[utoipa::path(
    post, path = "/v1/registrations", tag = "members", request_body = Wanted,
    responses((status = 202, body = Sent), (status = 422, body = Problem), (status = 429, body = Problem))
)]
pub(super) async fn register(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    wanted: Result<Json<Wanted>, JsonRejection>,
) -> Result<(StatusCode, Json<Sent>), Problem> {
    let Json(wanted) = wanted?;
    let contact = contact(&wanted.contact)?;
    let name = wanted
        .name
        .as_deref()
        .map(str::trim)
        .filter(|name| !name.is_empty());
    if name
        .is_some_and(|name| name.chars().count() > LONGEST_NAME || name.contains(char::is_control))
    {
        let what = format!("`name` has at most {LONGEST_NAME} characters on one line");
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, what));
    }
    let consents = wanted
        .consents
        .into_iter()
        .map(|one| Ok((one.purpose, one.granted, wording(one.wording)?)));
    let registration = Registration {
        contact,
        name: name.map(str::to_owned),
        language: language(wanted.language.as_deref()),
        consents: consents.collect::<Result<_, Problem>>()?,
    };
    state.limits.ask_for_code(&visitor.name())?;
    let shop = shop_name(&state, registration.language);
    let members = &state.assistant.shop().members;
    let message = members
        .ask_to_join(&registration, &shop, state.clock.now())
        .await?;
    send(&state, message);
    Ok((StatusCode::ACCEPTED, Json(Sent::NOW)))
}

/// Enter the code of a registration: the member is made, once, and signed in.
#[utoipa::path(
    post, path = "/v1/registrations/activate", tag = "members", request_body = Entered,
    responses((status = 201, body = Session), (status = 422, body = Problem), (status = 429, body = Problem))
)]
pub(super) async fn activate(
    state: Shared<Arc<State>>,
    visitor: Visitor,
    entered: Result<Json<Entered>, JsonRejection>,
) -> Result<(StatusCode, Json<Session>), Problem> {
    enter(state, visitor, entered).await
}

/// Ask for a code to sign in with. Who is no member is answered the same, and nothing is sent.
#[utoipa::path(
    post, path = "/v1/sign-in", tag = "members", request_body = Who,
    responses((status = 202, body = Sent), (status = 422, body = Problem), (status = 429, body = Problem))
)]
pub(super) async fn ask(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    who: Result<Json<Who>, JsonRejection>,
) -> Result<(StatusCode, Json<Sent>), Problem> {
    let Json(who) = who?;
    let (contact, language) = (contact(&who.contact)?, language(who.language.as_deref()));
    state.limits.ask_for_code(&visitor.name())?;
    let (shop, members) = (shop_name(&state, language), &state.assistant.shop().members);
    let message = members
        .ask_to_sign_in(&contact, language, &shop, state.clock.now())
        .await?;
    if let Some(message) = message {
        send(&state, message);
    }
    Ok((StatusCode::ACCEPTED, Json(Sent::NOW)))
}

/// Enter the code: signed in.
#[utoipa::path(
    post, path = "/v1/sign-in/code", tag = "members", request_body = Entered,
    responses((status = 201, body = Session), (status = 422, body = Problem), (status = 429, body = Problem))
)]
pub(super) async fn enter(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    entered: Result<Json<Entered>, JsonRejection>,
) -> Result<(StatusCode, Json<Session>), Problem> {
    let Json(entered) = entered?;
    let contact = contact(&entered.contact)?;
    let members = &state.assistant.shop().members;
    let member = members
        .enter_code(&contact, &entered.code, &visitor.name(), state.clock.now())
        .await?;
    Ok((StatusCode::CREATED, Json(Session::begin(&state, &member)?)))
}

/// Sends beside the answer, so that its time does not tell whether anything is sent.
fn send(state: &State, message: Message) {
    let senders = state.options.senders.clone();
    tokio::spawn(async move {
        if let Err(error) = senders.send(&message).await {
            tracing::error!(%error, "a code could not be sent");
        }
    });
}

fn contact(text: &str) -> Result<Contact, Problem> {
    Contact::read(text).ok_or_else(|| {
        Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "`contact` is a mail address, or a telephone number such as +8613800000000",
        )
    })
}

fn language(tag: Option<&str>) -> Language {
    tag.and_then(Language::from_tag)
        .unwrap_or(Language::English)
}

/// The version of a wording, where it is one.
pub(super) fn wording(wording: Option<String>) -> Result<Option<String>, Problem> {
    match wording {
        Some(text) if text.chars().count() > LONGEST_WORDING => Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            format!("`wording` names a version, in at most {LONGEST_WORDING} characters"),
        )),
        other => Ok(other),
    }
}

fn shop_name(state: &State, language: Language) -> String {
    let fallback = match language {
        Language::English => "our shop",
        Language::Chinese => "本店",
    };
    let name = state.options.shop_name.as_deref();
    name.unwrap_or(fallback).to_owned()
}
