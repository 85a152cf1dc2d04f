//! Changing cases, and talking in them.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::access::Staff;
use crate::assistant::{Case, DraftedReply, InboxError, record_in_case, shown_name};
use crate::audit::TurnRecord;

use super::super::State;
use super::super::asked::Path;
use super::super::problem::Problem;
use super::super::staff::OfShop;
use super::cases::CaseShown;
use super::changing;
use super::drafts::desk;

/// A case as it is after a change, or why it was not changed.
type Changed = Result<Json<CaseShown>, Problem>;

/// The case as it is now, with what was done on record: who did it, for which member, in which conversation.
async fn done(state: &State, staff: &Staff, what: &str, case: Result<Case, InboxError>) -> Changed {
    let (case, shop) = (case?, state.assistant.shop());
    let now = shop.clock.now();
    let record = TurnRecord::done(staff.to_string(), format!("{what}: case {}", case.id));
    record_in_case(&state.options.audit, &case, staff, record, now)
        .await
        .map_err(|error| Problem::ours(&error))?;
    Ok(Json(CaseShown::of(&shop.inbox, case, now)))
}

/// Which version of a case is changed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InboxVersion)]
pub(in crate::http) struct Version {
    /// The version that was seen: the change is refused where the case was changed since. Without it, it is not asked.
    version: Option<i64>,
}

/// Taking a case over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InboxTaking)]
pub(in crate::http) struct Taking {
    /// See [`Version::version`].
    version: Option<i64>,
    /// What the shopper is to read as one's name; without it, the name in the token, without what follows an `@`.
    #[schema(max_length = 40)]
    shown_as: Option<String>,
}

/// Take a case over: from now on the assistant is silent in the conversation. Of two who do it at once one has it, and
/// the other is answered 409. For agents and admins; so are all changes.
#[utoipa::path(
    post, path = "/v1/inbox/{case}/take", tag = "inbox", security(("token" = []), ("session" = [])), request_body = Taking,
    params(("case" = String, Path, description = "The case's name")),
    responses((status = 200, body = CaseShown), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 429, body = Problem))
)]
pub(in crate::http) async fn take(
    Shared(state): Shared<Arc<State>>,
    OfShop(staff): OfShop,
    Path(id): Path<String>,
    wanted: Result<Json<Taking>, JsonRejection>,
) -> Changed {
    let mut agent = changing(&state, &staff)?;
    let Json(wanted) = wanted?;
    let name = wanted.shown_as.as_deref().map(shown_name);
    if let Some(name) = name.filter(|name| !name.is_empty()) {
        agent.shown = name;
    }
    let shop = state.assistant.shop();
    let now = shop.clock.now();
    let case = shop.inbox.take(&id, &agent, wanted.version, now).await;
    done(&state, &staff, "take over", case).await
}

/// Asking somebody to have a case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InboxAssignment)]
pub(in crate::http) struct Assigned {
    /// Who is to have it, by name; without it, an assignment of a case that waits is taken back.
    to: Option<String>,
    /// See [`Version::version`].
    version: Option<i64>,
}

/// Ask somebody to have a case. One that waits goes on waiting, for them alone; one that is taken is theirs at once.
#[utoipa::path(
    post, path = "/v1/inbox/{case}/assign", tag = "inbox", security(("token" = []), ("session" = [])), request_body = Assigned,
    params(("case" = String, Path, description = "The case's name")),
    responses((status = 200, body = CaseShown), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem),
              (status = 429, body = Problem))
)]
pub(in crate::http) async fn assign(
    Shared(state): Shared<Arc<State>>,
    OfShop(staff): OfShop,
    Path(id): Path<String>,
    wanted: Result<Json<Assigned>, JsonRejection>,
) -> Changed {
    let agent = changing(&state, &staff)?;
    let Json(wanted) = wanted?;
    let shop = state.assistant.shop();
    let (to, now) = (wanted.to.as_deref().map(str::trim), shop.clock.now());
    let case = shop
        .inbox
        .assign(&id, to, &agent, wanted.version, now)
        .await;
    done(&state, &staff, "assign", case).await
}

/// A text.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InboxText)]
pub(in crate::http) struct Text {
    /// What it says: 1 to 2000 characters.
    #[schema(min_length = 1, max_length = 2000)]
    text: String,
}

/// What is said to the shopper.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InboxReply)]
pub(in crate::http) struct Said {
    /// What it says: 1 to 2000 characters.
    #[schema(min_length = 1, max_length = 2000)]
    text: String,
    /// The name of the draft that it came of, where one was made.
    draft: Option<String>,
    /// Whether it is sent although something in it is not borne out or cannot be promised; that is put on record.
    #[serde(default)]
    despite: bool,
}

/// Say something to the shopper, as who has the case. A text in which something is an error is answered 422 with
/// `findings`, unless it is sent `despite` that.
#[utoipa::path(
    post, path = "/v1/inbox/{case}/reply", tag = "inbox", security(("token" = []), ("session" = [])), request_body = Said,
    params(("case" = String, Path, description = "The case's name")),
    responses((status = 200, body = CaseShown), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem),
              (status = 429, body = Problem))
)]
pub(in crate::http) async fn reply(
    Shared(state): Shared<Arc<State>>,
    OfShop(staff): OfShop,
    Path(id): Path<String>,
    said: Result<Json<Said>, JsonRejection>,
) -> Changed {
    let agent = changing(&state, &staff)?;
    let Json(said) = said?;
    let reply = DraftedReply {
        text: &said.text,
        draft: said.draft.as_deref(),
        despite: said.despite,
    };
    let sent = state
        .assistant
        .reply_checked(&id, reply, desk(&state, &agent, &staff));
    let case = Box::pin(sent).await?;
    done(&state, &staff, "reply", Ok(case)).await
}

/// Keep a note at a case. No shopper sees it.
#[utoipa::path(
    post, path = "/v1/inbox/{case}/note", tag = "inbox", security(("token" = []), ("session" = [])), request_body = Text,
    params(("case" = String, Path, description = "The case's name")),
    responses((status = 200, body = CaseShown), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem))
)]
pub(in crate::http) async fn note(
    Shared(state): Shared<Arc<State>>,
    OfShop(staff): OfShop,
    Path(id): Path<String>,
    noted: Result<Json<Text>, JsonRejection>,
) -> Changed {
    let agent = changing(&state, &staff)?;
    let Json(noted) = noted?;
    let shop = state.assistant.shop();
    let now = shop.clock.now();
    let case = shop.inbox.note(&id, &noted.text, &agent, now).await;
    done(&state, &staff, "note", case).await
}

/// Tags to put on a case and to take off.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InboxTags)]
pub(in crate::http) struct Tags {
    /// Put on; at most 40 characters each, kept in small letters.
    #[serde(default)]
    add: Vec<String>,
    /// Taken off.
    #[serde(default)]
    remove: Vec<String>,
}

/// Put tags on a case and take others off.
#[utoipa::path(
    post, path = "/v1/inbox/{case}/tags", tag = "inbox", security(("token" = []), ("session" = [])), request_body = Tags,
    params(("case" = String, Path, description = "The case's name")),
    responses((status = 200, body = CaseShown), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem))
)]
pub(in crate::http) async fn tag(
    Shared(state): Shared<Arc<State>>,
    OfShop(staff): OfShop,
    Path(id): Path<String>,
    tags: Result<Json<Tags>, JsonRejection>,
) -> Changed {
    changing(&state, &staff)?;
    let Json(tags) = tags?;
    let inbox = &state.assistant.shop().inbox;
    let case = inbox.tag(&id, &tags.add, &tags.remove).await;
    done(&state, &staff, "tag", case).await
}

/// Give a conversation back to the assistant, which goes on with what it remembers.
#[utoipa::path(
    post, path = "/v1/inbox/{case}/hand-back", tag = "inbox", security(("token" = []), ("session" = [])), request_body = Version,
    params(("case" = String, Path, description = "The case's name")),
    responses((status = 200, body = CaseShown), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 429, body = Problem))
)]
pub(in crate::http) async fn hand_back(
    Shared(state): Shared<Arc<State>>,
    OfShop(staff): OfShop,
    Path(id): Path<String>,
    wanted: Result<Json<Version>, JsonRejection>,
) -> Changed {
    let agent = changing(&state, &staff)?;
    let Json(wanted) = wanted?;
    let shop = state.assistant.shop();
    let now = shop.clock.now();
    let case = shop.inbox.hand_back(&id, &agent, wanted.version, now).await;
    done(&state, &staff, "give back", case).await
}

/// Close a case: it is done. The assistant answers again.
#[utoipa::path(
    post, path = "/v1/inbox/{case}/close", tag = "inbox", security(("token" = []), ("session" = [])), request_body = Version,
    params(("case" = String, Path, description = "The case's name")),
    responses((status = 200, body = CaseShown), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 429, body = Problem))
)]
pub(in crate::http) async fn close(
    Shared(state): Shared<Arc<State>>,
    OfShop(staff): OfShop,
    Path(id): Path<String>,
    wanted: Result<Json<Version>, JsonRejection>,
) -> Changed {
    let agent = changing(&state, &staff)?;
    let Json(wanted) = wanted?;
    let shop = state.assistant.shop();
    let now = shop.clock.now();
    let case = shop.inbox.close(&id, &agent, wanted.version, now).await;
    done(&state, &staff, "close", case).await
}

/// Undo one's last change of a case (taking, assigning, giving back, closing), within a minute, where nothing was said
/// since.
#[utoipa::path(
    post, path = "/v1/inbox/{case}/undo", tag = "inbox", security(("token" = []), ("session" = [])),
    params(("case" = String, Path, description = "The case's name")),
    responses((status = 200, body = CaseShown), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 429, body = Problem))
)]
pub(in crate::http) async fn undo(
    Shared(state): Shared<Arc<State>>,
    OfShop(staff): OfShop,
    Path(id): Path<String>,
) -> Changed {
    let agent = changing(&state, &staff)?;
    let shop = state.assistant.shop();
    let case = shop.inbox.undo(&id, &agent, shop.clock.now()).await;
    done(&state, &staff, "undo", case).await
}

/// Tell the shopper that one types; it counts for six seconds, so it is to be said again every few while one does.
#[utoipa::path(
    post, path = "/v1/inbox/{case}/typing", tag = "inbox", security(("token" = []), ("session" = [])),
    params(("case" = String, Path, description = "The case's name")),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 429, body = Problem))
)]
pub(in crate::http) async fn types(
    Shared(state): Shared<Arc<State>>,
    OfShop(staff): OfShop,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let agent = changing(&state, &staff)?;
    let shop = state.assistant.shop();
    let now = shop.clock.now();
    shop.inbox.types(&id, Some(&agent), now).await?;
    Ok(StatusCode::NO_CONTENT)
}
