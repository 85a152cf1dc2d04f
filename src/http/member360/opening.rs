//! Opening a member, and revealing how they are reached: for a purpose, and on record.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{Right, Staff};
use crate::audit::{self, AuditError, TurnRecord};
use crate::clock::Timestamp;
use crate::http::asked::Path;
use crate::http::problem::Problem;
use crate::http::staff::OfShop;
use crate::http::{State, private};
use crate::ids::MemberKey;
use crate::members::{self, Address, ERASED, MembersError};

/// What a grant is signed for.
const GRANT: &str = "open-member";
/// How long it holds.
const HOLDS: Duration = Duration::from_mins(30);
/// Where it is sent along.
const OPENING: HeaderName = HeaderName::from_static("x-opening");
/// Characters of a purpose in one's own words.
const LONGEST: usize = 200;

/// What a member is opened or their contact data revealed for.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::http) enum OpenedFor {
    /// They ask something.
    Question,
    /// It is about an order.
    Order,
    /// They complain.
    Complaint,
    /// They may be about to leave.
    Retention,
    /// They want to know, correct or have erased what is held of them.
    DataRequest,
    /// Something else, in one's own words.
    Other,
}

/// Why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Why {
    /// `question`, `order`, `complaint`, `retention`, `data_request` or `other`.
    purpose: OpenedFor,
    /// In one's own words: asked for with `other`, at most 200 characters on one line.
    #[serde(default)]
    text: Option<String>,
}

impl Why {
    /// The purpose as it stands in the record.
    fn told(&self) -> Result<String, Problem> {
        let unfit = |what: String| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, what);
        let word = match self.purpose {
            OpenedFor::Question => "question",
            OpenedFor::Order => "order",
            OpenedFor::Complaint => "complaint",
            OpenedFor::Retention => "retention",
            OpenedFor::DataRequest => "data request",
            OpenedFor::Other => "other",
        };
        let text = self.text.as_deref().unwrap_or_default().trim();
        if text.chars().count() > LONGEST || text.contains(char::is_control) {
            let what = format!("`text` has at most {LONGEST} characters on one line");
            return Err(unfit(what));
        }
        if text.is_empty() {
            if matches!(self.purpose, OpenedFor::Other) {
                let what = "say in `text` what for: `other` alone tells nobody anything";
                return Err(unfit(what.to_owned()));
            }
            return Ok(word.to_owned());
        }
        Ok(format!("{word}: {text}"))
    }
}

/// A member who was opened.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Opening {
    /// The member's own key, also where they were asked for by one that was merged into it.
    member: String,
    /// To be sent as the header `X-Opening` with whatever is asked of this member; for nobody else, and for no other member.
    grant: String,
    /// Until when, in RFC 3339.
    until: String,
}

/// How a member is reached, in full.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Contact {
    mail: Option<String>,
    phone: Option<String>,
    /// As `03-27` or `1988-03-27`.
    birthday: Option<String>,
    /// The default one first.
    addresses: Vec<Sent>,
}

/// Where goods are sent.
#[derive(Serialize, ToSchema)]
#[schema(as = SentTo)]
pub(in crate::http) struct Sent {
    label: String,
    default: bool,
    address: Address,
}

impl From<AuditError> for Problem {
    fn from(error: AuditError) -> Self {
        Self::ours(&error)
    }
}

/// Open a member for a purpose, which is recorded with who did it. Answers with the grant that the sheet asks for; it holds
/// for half an hour.
#[utoipa::path(
    post, path = "/v1/members/{key}/openings", tag = "member360", security(("token" = []), ("session" = [])),
    params(("key" = String, Path, description = "The member's key")), request_body = Why,
    responses((status = 201, body = Opening), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub(in crate::http) async fn open(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(key): Path<String>,
    why: Result<Json<Why>, JsonRejection>,
) -> Result<Response, Problem> {
    staff.may(Right::SeeMember)?;
    let Json(why) = why?;
    let (staff, now) = (staff.0, state.clock.now());
    let act = format!("{}: {}", audit::OPENED, why.told()?);
    let member = record(&state, &staff, &MemberKey::new(&key), act, now).await?;
    let grant = state
        .keys
        .sign_link(GRANT, &subject(&staff, &member), now, HOLDS)
        .map_err(|error| Problem::ours(&error))?;
    let seconds = i64::try_from(HOLDS.as_micros()).unwrap_or(0);
    let opening = Opening {
        member: member.to_string(),
        grant,
        until: Timestamp::from_micros(now.micros() + seconds).rfc3339(),
    };
    Ok(private(
        (StatusCode::CREATED, Json(opening)).into_response(),
    ))
}

/// How a member is reached, in full, for a purpose, which is recorded with who did it.
#[utoipa::path(
    post, path = "/v1/members/{key}/contact", tag = "member360", security(("token" = []), ("session" = [])),
    params(("key" = String, Path, description = "The member's key")), request_body = Why,
    responses((status = 200, body = Contact), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub(in crate::http) async fn reveal(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(key): Path<String>,
    why: Result<Json<Why>, JsonRejection>,
) -> Result<Response, Problem> {
    staff.may(Right::RevealContact)?;
    let Json(why) = why?;
    let act = format!("{}: {}", audit::REVEALED, why.told()?);
    let now = state.clock.now();
    let key = record(&state, &staff.0, &MemberKey::new(&key), act, now).await?;
    let members = &state.assistant.shop().members;
    let member = members.get(&key).await?;
    let member = member.ok_or_else(|| MembersError::Unknown(key.clone()))?;
    let addresses = members.addresses(&key).await?.into_iter();
    let contact = Contact {
        mail: member.mail,
        phone: member.phone,
        birthday: member.birthday.map(|day| day.to_string()),
        addresses: addresses
            .map(|kept| Sent {
                label: kept.label,
                default: kept.default,
                address: kept.address,
            })
            .collect(),
    };
    Ok(private(Json(contact).into_response()))
}

/// Keeps what somebody of the shop does with a member, who must be there; the member's own key.
async fn record(
    state: &State,
    staff: &Staff,
    key: &MemberKey,
    act: String,
    now: Timestamp,
) -> Result<MemberKey, Problem> {
    let write = state.options.audit.write().await?;
    let member = members::kept(write.reader(), key).await?;
    if member.as_str().starts_with(ERASED) {
        return Err(MembersError::Unknown(key.clone()).into());
    }
    let record = TurnRecord {
        about: Some(member.to_string()),
        ..TurnRecord::done(staff.to_string(), act)
    };
    audit::append(&write, now, &record).await?;
    write.commit().await.map_err(AuditError::from)?;
    Ok(member)
}

/// Whose grant it is, and for whom: a name has no space in it.
fn subject(staff: &Staff, member: &MemberKey) -> String {
    format!("{staff} {member}")
}

/// The member's own key, where `staff` has opened them and their grant came along.
pub(in crate::http) async fn opened(
    state: &State,
    staff: &OfShop,
    headers: &HeaderMap,
    key: &str,
) -> Result<MemberKey, Problem> {
    staff.may(Right::SeeMember)?;
    let asked = MemberKey::new(key);
    let member = state.assistant.shop().members.resolve(&asked).await?;
    let member = member.filter(|member| !member.as_str().starts_with(ERASED));
    let member = member.ok_or(MembersError::Unknown(asked))?;
    let grant = headers.get(OPENING).and_then(|grant| grant.to_str().ok());
    let of = grant.and_then(|grant| {
        let now = state.clock.now();
        state.keys.verify_link(GRANT, grant, now).ok()
    });
    if of.as_deref() == Some(subject(&staff.0, &member).as_str()) {
        return Ok(member);
    }
    let what = "say first what for: POST /v1/members/{key}/openings gives a grant for half an hour, to be sent as the \
                header X-Opening";
    Err(Problem::new(StatusCode::PRECONDITION_REQUIRED, what))
}
