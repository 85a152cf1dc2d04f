//! The record of what was answered and done, for who looks after the shop: looked through, taken away, checked.

use std::sync::Arc;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State as Shared};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::stream;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::Right;
use crate::audit::{self, AuditError, Kept, Kind, Sought, TurnRecord};
use crate::clock::Timestamp;

use super::problem::Problem;
use super::staff::OfShop;
use super::{State, private};

/// Records on a page where no number is asked for, and at most.
const USUAL: u32 = 50;
const MOST: u32 = 200;
/// Records that one check looks at.
const PART: i64 = 20_000;
/// Records that are read for an export at a time.
const READ: u32 = 500;
/// That somebody reads the record is noted once in this time.
const NOTED: i64 = 3_600_000_000;

/// What is looked for; everything that is given must be so.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// A part of who asked: `agent:lin`, `member:M1001`
    #[serde(default)]
    who: Option<String>,
    /// The key of the member whom it was about
    #[serde(default)]
    about: Option<String>,
    /// `turn` (of a conversation), `access` (a member was opened, contact data revealed, the record read) or `act`
    #[serde(default)]
    kind: Option<String>,
    /// A part of the plan: a tool, its arguments, an act
    #[serde(default)]
    text: Option<String>,
    /// At this moment or later, as RFC 3339 has it, or a day
    #[serde(default)]
    since: Option<String>,
    /// Before this moment; a day counts whole
    #[serde(default)]
    until: Option<String>,
    /// `next` of the page before
    #[serde(default)]
    before: Option<i64>,
    /// How many, 1 to 200; 50 without it
    #[serde(default)]
    limit: Option<u32>,
}

/// A record as it is sent.
#[derive(Serialize)]
struct Line {
    number: i64,
    at: String,
    /// `turn`, `access` or `act`; none where what it says was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    /// What it says; none where that was erased.
    record: Option<TurnRecord>,
}

impl From<Kept> for Line {
    fn from(kept: Kept) -> Self {
        Self {
            number: kept.number,
            at: kept.at.rfc3339(),
            kind: kept.record.as_ref().map(|record| record.kind().word()),
            record: kept.record,
        }
    }
}

/// Some records.
#[derive(Serialize)]
struct Records {
    /// The newest first.
    records: Vec<Line>,
    /// Where to go on; none where nothing older is there. A page that is not full has one too where much was looked through.
    next: Option<i64>,
}

/// From where to check.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Beginning {
    /// `next` of the part before; 1 without it
    #[serde(default)]
    from: Option<i64>,
}

/// What a check found.
#[derive(Serialize, ToSchema)]
pub(super) struct Checked {
    /// Records looked at.
    records: i64,
    /// Those of them whose contents were erased.
    erased: i64,
    /// The hash of the last one: to be written down elsewhere.
    last: String,
    /// What is wrong, the first first.
    faults: Vec<Fault>,
    /// Where to go on; none where all was looked at.
    next: Option<i64>,
}

/// Something wrong.
#[derive(Serialize, ToSchema)]
pub(super) struct Fault {
    /// The record's number.
    record: i64,
    /// What is wrong with it.
    fault: &'static str,
}

impl Asked {
    fn sought(&self) -> Result<Sought, Problem> {
        let given = |text: &Option<String>| {
            let text = text
                .as_deref()
                .map(str::trim)
                .filter(|text| !text.is_empty());
            text.map(str::to_owned)
        };
        let kind = given(&self.kind).map(|word| {
            let unknown = || unfit("`kind` is `turn`, `access` or `act`");
            Kind::of(&word).ok_or_else(unknown)
        });
        Ok(Sought {
            who: given(&self.who),
            about: given(&self.about),
            kind: kind.transpose()?,
            text: given(&self.text),
            since: moment("since", given(&self.since), 0)?,
            until: moment("until", given(&self.until), 1)?,
        })
    }
}

fn unfit(what: impl Into<String>) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, what)
}

/// A moment, or the first of the day so many days after a day.
fn moment(name: &str, text: Option<String>, days: i64) -> Result<Option<Timestamp>, Problem> {
    const DAY: i64 = 86_400_000_000;
    let Some(text) = text else {
        return Ok(None);
    };
    let exact = ["%Y-%m-%dT%H:%M:%S%.f%:z", "%Y-%m-%dT%H:%M:%S%.fZ"];
    let found = Timestamp::parse_with_offset(&text, &exact[..1])
        .or_else(|| Timestamp::parse(&text, &exact[1..]))
        .or_else(|| {
            let day = Timestamp::parse_day(&text, &["%Y-%m-%d"])?;
            Some(Timestamp::from_micros(day.micros() + days * DAY))
        });
    let what = || {
        unfit(format!(
            "`{name}` is a day such as 2026-11-27, or a moment such as 2026-11-27T12:00:00Z"
        ))
    };
    found.map(Some).ok_or_else(what)
}

/// Keeps that somebody does something with the record, where they did not within the hour.
async fn noted(state: &State, staff: &OfShop, act: &str, each: bool) -> Result<(), Problem> {
    let (audit, now) = (&state.options.audit, state.clock.now());
    let who = staff.0.to_string();
    let hour_ago = Timestamp::from_micros(now.micros() - NOTED);
    if !each && audit.did_since(&who, act, hour_ago).await? {
        return Ok(());
    }
    audit.append(now, &TurnRecord::done(who, act)).await?;
    Ok(())
}

/// The records that are looked for, the newest first: who asked, about which member, with which tools, evidence, model and
/// prompts. That somebody reads the record is in it, once an hour.
#[utoipa::path(
    get, path = "/v1/audit", tag = "audit", security(("token" = []), ("session" = [])), params(Asked),
    responses((status = 200, content_type = "application/json"), (status = 400, body = Problem),
              (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem))
)]
pub(super) async fn list(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    staff.may(Right::ReadAudit)?;
    let Query(asked) = asked?;
    let sought = asked.sought()?;
    let limit = asked.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(unfit(format!(
            "`limit` is a number from 1 to {MOST}, not {limit}"
        )));
    }
    noted(&state, &staff, audit::READ, false).await?;
    let page = state
        .options
        .audit
        .seek(&sought, asked.before, limit)
        .await?;
    let records = Records {
        records: page.records.into_iter().map(Line::from).collect(),
        next: page.next,
    };
    Ok(private(Json(records).into_response()))
}

/// The records that are looked for as a file, a line of JSON each, the oldest first, as `storekeeper audit show` prints
/// them. Each export is in the record.
#[utoipa::path(
    get, path = "/v1/audit/export", tag = "audit", security(("token" = []), ("session" = [])), params(Asked),
    responses((status = 200, content_type = "application/x-ndjson"), (status = 400, body = Problem),
              (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem))
)]
pub(super) async fn export(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    staff.may(Right::ReadAudit)?;
    let Query(asked) = asked?;
    let sought = asked.sought()?;
    noted(&state, &staff, audit::EXPORTED, true).await?;
    let audit = state.options.audit.clone();
    let lines = stream::try_unfold(Some(1), move |from| {
        let (audit, sought) = (audit.clone(), sought.clone());
        async move {
            let Some(from) = from else { return Ok(None) };
            let read = audit.read(from, READ).await?;
            let next = read.last().map(|last| last.number + 1);
            let mut part = Vec::new();
            for kept in read.into_iter().filter(|kept| sought.fits(kept)) {
                let line = Line {
                    kind: None,
                    ..Line::from(kept)
                };
                if serde_json::to_writer(&mut part, &line).is_ok() {
                    part.push(b'\n');
                }
            }
            Ok::<_, AuditError>(next.map(|next| (Bytes::from(part), Some(next))))
        }
    });
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"storekeeper-audit.jsonl\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(lines)).into_response())
}

/// Checks that no record was changed, taken out or put in between, twenty thousand at a time: `next` says where to go on.
#[utoipa::path(
    get, path = "/v1/audit/verify", tag = "audit", security(("token" = []), ("session" = [])), params(Beginning),
    responses((status = 200, body = Checked), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem))
)]
pub(super) async fn verify(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    from: Result<Query<Beginning>, QueryRejection>,
) -> Result<Json<Checked>, Problem> {
    staff.may(Right::ReadAudit)?;
    let Query(Beginning { from }) = from?;
    noted(&state, &staff, audit::READ, false).await?;
    let audit = &state.options.audit;
    let verdict = audit.verify_part(from.unwrap_or(1), PART).await?;
    let fault = |(record, fault)| Fault { record, fault };
    Ok(Json(Checked {
        records: verdict.records,
        erased: verdict.erased,
        last: verdict.last,
        faults: verdict.faults.into_iter().map(fault).collect(),
        next: verdict.next,
    }))
}
