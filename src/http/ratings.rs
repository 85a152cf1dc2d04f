//! What people think of an answer.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::assistant::{LONGEST_REASON, Rating};
use crate::guardrails::clean;

use super::State;
use super::asked::Path;
use super::conversations::find;
use super::identity::Visitor;
use super::problem::Problem;

/// Whether an answer helped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Verdict {
    /// It did.
    Up,
    /// It did not.
    Down,
    /// An earlier verdict is taken back.
    None,
}

impl Verdict {
    /// Its word in counts.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::None => "none",
        }
    }
}

/// What somebody thinks of an answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Thought {
    /// The number of the answer, from its events' ids.
    turn: u32,
    verdict: Verdict,
    /// Why, in their words: at most 500 characters.
    #[schema(max_length = 500)]
    reason: Option<String>,
}

/// A rating, as it is kept.
#[derive(Serialize, ToSchema)]
pub(super) struct Kept {
    verdict: Verdict,
    reason: Option<String>,
}

impl From<Rating> for Kept {
    fn from(rating: Rating) -> Self {
        Self {
            verdict: if rating.helped {
                Verdict::Up
            } else {
                Verdict::Down
            },
            reason: rating.reason,
        }
    }
}

/// Say whether an answer helped. Each answer has one verdict, the last; it is deleted with the conversation.
#[utoipa::path(
    post, path = "/v1/conversations/{id}/rating", tag = "conversations", request_body = Thought,
    params(("id" = String, Path)), security((), ("token" = [])),
    responses((status = 204), (status = 400, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn rate(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    Path(id): Path<String>,
    thought: Result<Json<Thought>, JsonRejection>,
) -> Result<StatusCode, Problem> {
    let talk = find(&state, &visitor, &id).await?;
    let Json(thought) = thought?;
    // The shop's people read it in a terminal, where control characters would act.
    let reason = thought.reason.map(|reason| clean(&reason));
    let length = reason.as_ref().map_or(0, |reason| reason.chars().count());
    if length > LONGEST_REASON {
        let why =
            format!("a reason has at most {LONGEST_REASON} characters, this one has {length}");
        return Err(Problem::new(StatusCode::BAD_REQUEST, why));
    }
    let rating = (thought.verdict != Verdict::None).then(|| Rating {
        helped: thought.verdict == Verdict::Up,
        reason: reason.filter(|reason| !reason.is_empty()),
    });
    let (chats, now) = (&state.assistant.shop().chats, state.clock.now());
    if !chats
        .rate(&talk.id, thought.turn, rating.as_ref(), now)
        .await?
    {
        let why = format!("this conversation has no answer {}", thought.turn);
        return Err(Problem::new(StatusCode::NOT_FOUND, why));
    }
    state.metrics.rated(thought.verdict.word());
    Ok(StatusCode::NO_CONTENT)
}
