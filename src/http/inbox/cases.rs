//! Reading cases.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State as Shared};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::Right;
use crate::assistant::{Case, CaseState, Filter, Inbox, Party, Shop, weave};
use crate::clock::Timestamp;
use crate::ids::MemberKey;

use super::super::State;
use super::super::asked::Path;
use super::super::problem::Problem;
use super::super::staff::OfShop;
use super::super::stream::Sent;
use super::serving;

/// Cases of an answer, where nothing is said.
const SOME: u32 = 100;
/// Cases of an answer, at most.
const MOST: u32 = 500;

/// A case.
#[derive(Serialize, ToSchema)]
#[schema(as = InboxCase)]
pub(in crate::http) struct CaseShown {
    /// What it is called.
    id: String,
    /// `waiting`, `taken`, `returned` or `closed`.
    state: &'static str,
    /// Who of the shop has it, or was asked to take it.
    agent: Option<String>,
    /// What the shopper reads as the name of who has it.
    shown_as: Option<String>,
    /// The key of the member who holds the conversation; none where nobody has signed in.
    member: Option<String>,
    /// Since when a person is asked for, as RFC 3339 has it; so have all moments here.
    since: String,
    /// When it was taken.
    taken_at: Option<String>,
    /// When a person first answered.
    answered_at: Option<String>,
    /// When it was given back or closed.
    ended_at: Option<String>,
    /// Since when what the shopper said has no answer of a person.
    unanswered_since: Option<String>,
    /// Seconds from the wish for a person to the first answer, or until now.
    waited_seconds: u64,
    /// How many of them are in opening hours.
    waited_open_seconds: u64,
    /// Until when there is to be a first answer.
    due: Option<String>,
    /// Whether the first answer was later than that, or is.
    late: bool,
    /// What it was about when a person was asked for, a line each.
    summary: Vec<String>,
    /// Its tags.
    tags: Vec<String>,
    /// To be sent with a change: it is refused where the case was changed since.
    version: i64,
    /// What can be undone.
    undo: Option<CanBeUndone>,
}

/// A change that can be undone.
#[derive(Serialize, ToSchema)]
#[schema(as = InboxUndo)]
pub(in crate::http) struct CanBeUndone {
    /// `take`, `assign`, `hand_back` or `close`.
    what: &'static str,
    /// Who did it; they alone undo it.
    by: String,
    /// Until when.
    until: String,
}

impl CaseShown {
    pub(super) fn of(inbox: &Inbox, case: Case, now: Timestamp) -> Self {
        let waited = inbox.waited(&case, now);
        let moment = |at: Option<Timestamp>| at.map(Timestamp::rfc3339);
        let undo = case.undo.as_ref().filter(|undo| undo.until() >= now);
        Self {
            state: case.state.word(),
            member: case.member().map(str::to_owned),
            since: case.since.rfc3339(),
            taken_at: moment(case.taken),
            answered_at: moment(case.answered),
            ended_at: moment(case.ended),
            unanswered_since: moment(case.asked),
            waited_seconds: waited.seconds,
            waited_open_seconds: waited.open_seconds,
            due: moment(waited.due),
            late: waited.late,
            undo: undo.map(|undo| CanBeUndone {
                what: undo.deed.word(),
                by: undo.by.clone(),
                until: undo.until().rfc3339(),
            }),
            version: case.version,
            id: case.id,
            agent: case.agent,
            shown_as: case.shown,
            summary: case.summary,
            tags: case.tags,
        }
    }
}

/// A case among others.
#[derive(Serialize, ToSchema)]
#[schema(as = InboxEntry)]
pub(in crate::http) struct Entry {
    #[serde(flatten)]
    case: CaseShown,
    /// What the member is called, where that is known.
    name: Option<String>,
    /// What the shopper said last.
    last: Option<Last>,
}

/// What a shopper said last.
#[derive(Serialize, ToSchema)]
#[schema(as = InboxLast)]
pub(in crate::http) struct Last {
    /// When it was answered, or delivered to who has the case.
    at: String,
    text: String,
}

/// Somebody who can be asked to have a case.
#[derive(Serialize, ToSchema)]
#[schema(as = InboxColleague)]
pub(in crate::http) struct Colleague {
    /// To be sent with an assignment.
    name: String,
    /// What they are called on pages.
    called: String,
}

/// Cases, and how things stand.
#[derive(Serialize, ToSchema)]
#[schema(as = InboxList)]
pub(in crate::http) struct Listed {
    /// The cases: open ones by how long they wait, then the others, the newest first.
    cases: Vec<Entry>,
    counts: Counts,
    /// Who has an account and may serve members, by name.
    colleagues: Vec<Colleague>,
    /// Within how many minutes of opening time somebody is to have a first answer.
    target_minutes: u32,
    /// Whether it is opening time.
    open: bool,
    /// When it is next, where it is not now.
    opens_at: Option<String>,
    /// The number of the last change: `Last-Event-ID` of the events that go on from here.
    last_event: i64,
}

/// How many cases there are, whatever is asked for.
#[derive(Default, Serialize, ToSchema)]
#[schema(as = InboxCounts)]
pub(in crate::http) struct Counts {
    waiting: u64,
    taken: u64,
    returned: u64,
    closed: u64,
    /// Of those that are open, how many the asker has or was asked to take.
    mine: u64,
    /// Of those that are open, how many wait for a first answer for longer than they should.
    late: u64,
}

/// Which cases are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct Wanted {
    /// `open` (waiting or taken; so it is where nothing is said), `waiting`, `taken`, `returned`, `closed` or `all`
    state: Option<String>,
    /// Those of somebody of the shop by name; `me`: one's own; `nobody`: those that nobody has
    assignee: Option<String>,
    /// Those with this tag
    tag: Option<String>,
    /// So many at most: 100 where nothing is said, 500 at most
    limit: Option<u32>,
}

impl Wanted {
    fn filter(self, me: &str) -> Result<Filter, Problem> {
        let states = match self.state.as_deref() {
            None | Some("open") => vec![CaseState::Waiting, CaseState::Taken],
            Some("all") => Vec::new(),
            Some(word) => vec![CaseState::of(word).ok_or_else(|| {
                let why = format!(
                    "`{word}` is no state: open, waiting, taken, returned, closed or all is expected"
                );
                Problem::new(StatusCode::BAD_REQUEST, why)
            })?],
        };
        let assignee = self.assignee.map(|name| match name.as_str() {
            "me" => me.to_owned(),
            "nobody" => String::new(),
            _ => name,
        });
        Ok(Filter {
            states,
            assignee,
            tag: self.tag.map(|tag| tag.trim().to_lowercase()),
            limit: self.limit.unwrap_or(SOME).clamp(1, MOST),
        })
    }
}

/// The conversations that the shop's people were asked to take over. For agents and admins.
#[utoipa::path(
    get, path = "/v1/inbox", tag = "inbox", security(("token" = []), ("session" = [])), params(Wanted),
    responses((status = 200, body = Listed), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem))
)]
pub(in crate::http) async fn list(
    Shared(state): Shared<Arc<State>>,
    OfShop(staff): OfShop,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<Listed>, Problem> {
    let agent = serving(&staff)?;
    let Query(wanted) = wanted?;
    let shop = state.assistant.shop();
    let (inbox, now) = (&shop.inbox, shop.clock.now());
    // Read first: what is changed meanwhile is told once more and not missed.
    let last_event = inbox.stamp().await?;
    let cases = inbox.cases(&wanted.filter(&agent.name)?).await?;
    let open = Filter {
        states: vec![CaseState::Waiting, CaseState::Taken],
        assignee: None,
        tag: None,
        limit: MOST,
    };
    let open = inbox.cases(&open).await?;
    let mut counts = Counts::default();
    for (state, count) in inbox.counts().await? {
        match state {
            CaseState::Waiting => counts.waiting = count,
            CaseState::Taken => counts.taken = count,
            CaseState::Returned => counts.returned = count,
            CaseState::Closed => counts.closed = count,
        }
    }
    for case in &open {
        counts.mine += u64::from(case.agent.as_ref() == Some(&agent.name));
        counts.late += u64::from(case.answered.is_none() && inbox.waited(case, now).late);
    }
    let rules = inbox.rules();
    let opens = rules.hours.opens_after(now).filter(|opens| *opens > now);
    let accounts = state.options.accounts.list(now).await?.into_iter();
    let serve = accounts.filter(|one| !one.disabled && one.role.may(Right::Reply));
    Ok(Json(Listed {
        cases: entries(shop, cases, now).await?,
        counts,
        colleagues: serve
            .map(|one| Colleague {
                name: one.name,
                called: one.called,
            })
            .collect(),
        target_minutes: rules.target_minutes,
        open: rules.hours.open_at(now),
        opens_at: opens.map(Timestamp::rfc3339),
        last_event,
    }))
}

/// Cases with what the members are called and what was said last.
async fn entries(shop: &Shop, cases: Vec<Case>, now: Timestamp) -> Result<Vec<Entry>, Problem> {
    let key = |case: &Case| case.member().map(MemberKey::new);
    let keys: Vec<MemberKey> = cases.iter().filter_map(key).collect();
    let names = shop.members.names(&keys).await?;
    let names: HashMap<MemberKey, Option<String>> = keys.into_iter().zip(names).collect();
    let chats: Vec<&str> = cases.iter().map(|case| case.chat.as_str()).collect();
    let mut last = shop.chats.last_asked(&chats).await?;
    let entry = |case: Case| {
        let last = last.remove(&case.chat);
        Entry {
            name: key(&case).and_then(|key| names.get(&key).cloned().flatten()),
            last: last.map(|(text, at)| Last {
                at: at.rfc3339(),
                text,
            }),
            case: CaseShown::of(&shop.inbox, case, now),
        }
    };
    Ok(cases.into_iter().map(entry).collect())
}

/// A case with everything in it.
#[derive(Serialize, ToSchema)]
#[schema(as = InboxConversation)]
pub(in crate::http) struct Whole {
    #[serde(flatten)]
    case: CaseShown,
    /// What the member is called, where that is known.
    name: Option<String>,
    /// The messages of the shopper with what they were told and shown, the oldest first: the assistant's sentences and
    /// the cards they rest on, and what the shop's people said.
    exchanges: Vec<Said>,
    /// Notes of the shop's people, the oldest first; no shopper sees them.
    notes: Vec<Noted>,
    /// Whether the shopper types.
    shopper_types: bool,
}

/// A message of the shopper, and what followed.
#[derive(Serialize, ToSchema)]
#[schema(as = InboxExchange)]
pub(in crate::http) struct Said {
    /// From 1.
    turn: u32,
    /// When the answer was there.
    at: String,
    /// The message.
    asked: String,
    /// The events that show or say something, as the shopper had them.
    #[schema(value_type = Vec<Sent>)]
    answered: Vec<serde_json::Value>,
}

/// A note.
#[derive(Serialize, ToSchema)]
#[schema(as = InboxNote)]
pub(in crate::http) struct Noted {
    at: String,
    /// Who wrote it.
    author: String,
    text: String,
}

/// A case: its conversation, its notes, and what the assistant showed and said. For agents and admins.
#[utoipa::path(
    get, path = "/v1/inbox/{case}", tag = "inbox", security(("token" = []), ("session" = [])),
    params(("case" = String, Path, description = "The case's name")),
    responses((status = 200, body = Whole), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem))
)]
pub(in crate::http) async fn show(
    Shared(state): Shared<Arc<State>>,
    OfShop(staff): OfShop,
    Path(id): Path<String>,
) -> Result<Json<Whole>, Problem> {
    serving(&staff)?;
    let shop = state.assistant.shop();
    let (inbox, now) = (&shop.inbox, shop.clock.now());
    let case = inbox.case(&id).await?;
    let mut exchanges = shop.chats.exchanges_of(&case.chat).await?;
    weave(&mut exchanges, &inbox.told(&case.chat, 0).await?);
    let said = exchanges.into_iter().map(|one| Said {
        turn: one.number,
        at: one.at.rfc3339(),
        asked: one.asked,
        answered: one.answered,
    });
    let notes = inbox.notes(&id).await?.into_iter().map(|note| Noted {
        at: note.at.rfc3339(),
        author: note.author,
        text: note.text,
    });
    let member = match case.member().map(MemberKey::new) {
        Some(key) => shop.members.get(&key).await?,
        None => None,
    };
    Ok(Json(Whole {
        name: member.and_then(|member| member.name),
        exchanges: said.collect(),
        notes: notes.collect(),
        shopper_types: inbox.typing(&id, Party::Shopper, now).await?,
        case: CaseShown::of(inbox, case, now),
    }))
}
