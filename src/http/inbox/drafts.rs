//! Drafts of replies, what is wrong with a text, and what drafts were worth.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{Right, Staff};
use crate::assistant::{
    Agent, Draft, DraftDesk, DraftFigures, DraftSentence, DraftSource, DraftWish, DraftsError,
    Finding, KeptDraft, NEWEST_DRAFTS, Tone,
};
use crate::clock::Timestamp;
use crate::ids::Language;

use super::super::State;
use super::super::asked::{Path, language};
use super::super::problem::Problem;
use super::super::staff::OfShop;
use super::changing;

/// Seconds after which a draft that is being made may be asked for again.
const AGAIN: u64 = 2;

impl From<DraftsError> for Problem {
    fn from(error: DraftsError) -> Self {
        match error {
            DraftsError::Inbox(error) => error.into(),
            DraftsError::Busy(_) => Self::later(error.to_string(), AGAIN),
            DraftsError::Findings(ref findings) => {
                let problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string());
                problem.with_findings(findings.clone())
            }
            DraftsError::Assistant(_) | DraftsError::Rules(_) => Self::ours(&error),
        }
    }
}

/// Who asks, and where it is put on record.
pub(super) fn desk<'a>(state: &'a State, agent: &'a Agent, staff: &'a Staff) -> DraftDesk<'a> {
    DraftDesk {
        agent,
        staff,
        audit: &state.options.audit,
    }
}

/// What is wanted of a draft.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DraftWish)]
pub(in crate::http) struct Wish {
    /// `en` or `zh`; without it, the member's own, or that of their last message.
    #[serde(default, deserialize_with = "language")]
    #[schema(value_type = Option<String>)]
    language: Option<Language>,
    /// How it sounds; without it, as the shop's drafts do.
    tone: Option<Tone>,
}

/// A draft of a reply.
#[derive(Serialize, ToSchema)]
#[schema(as = Draft)]
pub(in crate::http) struct Drafted {
    /// Names it: to be sent along with the reply that comes of it.
    id: String,
    /// `en` or `zh`.
    language: &'static str,
    /// How it sounds.
    tone: Tone,
    /// The whole of it, plain text; paragraphs have an empty line between them.
    text: String,
    /// Its sentences, in order; together they are the text.
    sentences: Vec<Sentence>,
    /// What they rest on.
    sources: Vec<Source>,
    /// What is wrong with it.
    findings: Vec<Finding>,
    /// Who found the words of the answer: `model` or `template`.
    by: &'static str,
}

/// A sentence of a draft.
#[derive(Serialize, ToSchema)]
#[schema(as = DraftSentence)]
pub(in crate::http) struct Sentence {
    text: String,
    /// The numbers of its sources.
    sources: Vec<u32>,
}

/// What a sentence rests on.
#[derive(Serialize, ToSchema)]
#[schema(as = DraftSource)]
pub(in crate::http) struct Source {
    /// From 1.
    number: u32,
    /// `order`, `product`, `policy`, `member`, `points` or `conversation`.
    kind: &'static str,
    /// What it is called.
    title: String,
    /// What of it was used, for people.
    text: String,
    /// Where it is in the console.
    link: Option<String>,
}

impl From<Draft> for Drafted {
    fn from(draft: Draft) -> Self {
        let sentence = |DraftSentence { text, sources }| Sentence { text, sources };
        let source = |source: DraftSource| Source {
            number: source.number,
            kind: source.kind.word(),
            title: source.title,
            text: source.text,
            link: source.link,
        };
        Self {
            id: draft.id,
            language: draft.language.tag(),
            tone: draft.tone,
            text: draft.text,
            sentences: draft.sentences.into_iter().map(sentence).collect(),
            sources: draft.sources.into_iter().map(source).collect(),
            findings: draft.findings,
            by: draft.by.word(),
        }
    }
}

/// A draft of a reply for a case that waits or was taken: an answer to what its holder asked last, with what each sentence
/// rests on. Nothing is changed and nothing said to them. One at a time for a case. For agents and admins.
#[utoipa::path(
    post, path = "/v1/inbox/{case}/draft", tag = "inbox", security(("token" = []), ("session" = [])), request_body = Wish,
    params(("case" = String, Path, description = "The case's name")),
    responses((status = 200, body = Drafted), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem),
              (status = 429, body = Problem))
)]
pub(in crate::http) async fn draft(
    Shared(state): Shared<Arc<State>>,
    OfShop(staff): OfShop,
    Path(id): Path<String>,
    wish: Result<Json<Wish>, JsonRejection>,
) -> Result<Json<Drafted>, Problem> {
    let agent = changing(&state, &staff)?;
    let Json(Wish { language, tone }) = wish?;
    let wish = DraftWish { language, tone };
    let draft = state
        .assistant
        .draft(&id, wish, desk(&state, &agent, &staff));
    Ok(Json(Box::pin(draft).await?.into()))
}

/// A text that is to be checked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DraftCheck)]
pub(in crate::http) struct Typed {
    /// What it says: 1 to 2000 characters.
    #[schema(min_length = 1, max_length = 2000)]
    text: String,
}

/// What is wrong with a text.
#[derive(Serialize, ToSchema)]
#[schema(as = DraftFindings)]
pub(in crate::http) struct Found {
    /// In the order in which it stands there; places are UTF-16 code units of the text.
    findings: Vec<Finding>,
}

/// What is wrong with a text for the holder of a case: what nothing that was looked up or shown bears out, what nobody can
/// promise, contact data they did not write, another language than theirs. For agents and admins.
#[utoipa::path(
    post, path = "/v1/inbox/{case}/check", tag = "inbox", security(("token" = []), ("session" = [])), request_body = Typed,
    params(("case" = String, Path, description = "The case's name")),
    responses((status = 200, body = Found), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem))
)]
pub(in crate::http) async fn check(
    Shared(state): Shared<Arc<State>>,
    OfShop(staff): OfShop,
    Path(id): Path<String>,
    typed: Result<Json<Typed>, JsonRejection>,
) -> Result<Json<Found>, Problem> {
    changing(&state, &staff)?;
    let Json(typed) = typed?;
    let found = state.assistant.check_reply(&id, &typed.text);
    let findings = Box::pin(found).await?;
    Ok(Json(Found { findings }))
}

/// What drafts were worth.
#[derive(Serialize, ToSchema)]
#[schema(as = DraftFigures)]
pub(in crate::http) struct Worth {
    /// How many were made.
    drafted: u64,
    /// After how many a reply was sent.
    sent: u64,
    /// How many of those were sent just as they were.
    unchanged: u64,
    /// How many were left: another reply was sent, or the case ended.
    dropped: u64,
    similarity: Similarity,
    /// How many in each language.
    by_language: BTreeMap<String, u64>,
    /// How many by the model and by phrases.
    by: BTreeMap<String, u64>,
    /// The newest, the newest first.
    newest: Vec<Kept>,
}

/// How near what was sent is to its draft.
#[derive(Serialize, ToSchema)]
#[schema(as = DraftSimilarity)]
pub(in crate::http) struct Similarity {
    /// The median, from 0 to 1; none where nothing was sent yet.
    median: Option<f64>,
}

/// A draft, and what was sent.
#[derive(Serialize, ToSchema)]
#[schema(as = KeptDraft)]
pub(in crate::http) struct Kept {
    /// Its name.
    id: String,
    /// The case that it is of.
    case: String,
    /// What it says.
    draft: String,
    /// What was sent; none where nothing was.
    sent: Option<String>,
    /// When it was made.
    at: String,
    /// When the reply was sent.
    sent_at: Option<String>,
    /// Who found the words: `model` or `template`.
    by: String,
    /// Who of the shop asked for it.
    agent: String,
    /// `en` or `zh`.
    language: String,
    /// `warm`, `plain` or `formal`.
    tone: String,
    /// The hash of the model's prompt; none where it was not asked.
    prompt: Option<String>,
    /// `open`, `sent` or `dropped`.
    outcome: String,
    /// 1 less the edit distance over the characters of the longer one.
    similarity: Option<f64>,
}

impl From<DraftFigures> for Worth {
    fn from(figures: DraftFigures) -> Self {
        let kept = |kept: KeptDraft| Kept {
            id: kept.id,
            case: kept.case,
            draft: kept.draft,
            sent: kept.sent,
            at: kept.at.rfc3339(),
            sent_at: kept.sent_at.map(Timestamp::rfc3339),
            by: kept.by,
            agent: kept.agent,
            language: kept.language,
            tone: kept.tone,
            prompt: kept.prompt,
            outcome: kept.outcome,
            similarity: kept.similarity,
        };
        Self {
            drafted: figures.drafted,
            sent: figures.sent,
            unchanged: figures.unchanged,
            dropped: figures.dropped,
            similarity: Similarity {
                median: figures.median_similarity,
            },
            by_language: figures.by_language,
            by: figures.by,
            newest: figures.newest.into_iter().map(kept).collect(),
        }
    }
}

/// What became of the drafts: how many were sent, how near to what was drafted, and the newest. For admins.
#[utoipa::path(
    get, path = "/v1/inbox/drafts", tag = "inbox", security(("token" = []), ("session" = [])),
    responses((status = 200, body = Worth), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(in crate::http) async fn figures(
    Shared(state): Shared<Arc<State>>,
    of_shop: OfShop,
) -> Result<Json<Worth>, Problem> {
    of_shop.may(Right::ReadAudit)?;
    let inbox = &state.assistant.shop().inbox;
    Ok(Json(inbox.draft_figures(NEWEST_DRAFTS).await?.into()))
}
