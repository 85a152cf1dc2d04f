//! What a request that fails is told (RFC 9457, problem details).

use std::num::NonZeroU64;

use axum::body::Body;
use axum::extract::Request;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::middleware::Next;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::AccountsError;
use crate::assistant::{ChatsError, Finding};
use crate::dossiers::DossiersError;
use crate::ids::{Both, Language};
use crate::members::{CodesError, MembersError, PointsError};
use crate::orders::{LoyaltyError, OrdersError};

use super::survey::preferred;

/// Why a request failed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Problem {
    /// The status again, for those who only keep the body.
    status: u16,
    /// What the status means.
    title: &'static str,
    /// What is wrong with this request, and what helps: in Chinese for who asks for it (`Accept-Language`), where there are
    /// Chinese words for it.
    detail: String,
    /// The Chinese words.
    #[serde(skip)]
    chinese: Option<Box<str>>,
    /// What is wrong with each part of what was sent, where that is told part by part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<WrongPart>,
    /// What is wrong with a text that was to be sent to a member.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<Finding>,
    /// Seconds after which it may be tried again.
    #[serde(skip)]
    retry_after: Option<NonZeroU64>,
}

/// What is wrong with a part of what was sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct WrongPart {
    /// Where: `all[1].column`; empty for the whole.
    place: String,
    /// What, and what helps: in Chinese for who asks for it (`Accept-Language`).
    what: String,
    /// The Chinese words.
    #[serde(skip)]
    chinese: String,
}

impl WrongPart {
    pub(super) fn new(place: String, what: Both) -> Self {
        Self {
            place,
            what: what.en,
            chinese: what.zh,
        }
    }
}

impl Problem {
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            status: status.as_u16(),
            title: status.canonical_reason().unwrap_or_default(),
            detail: detail.into(),
            chinese: None,
            problems: Vec::new(),
            findings: Vec::new(),
            retry_after: None,
        }
    }

    /// The same as [`Problem::new`], in both languages.
    pub(super) fn told(status: StatusCode, detail: Both) -> Self {
        Self {
            chinese: Some(detail.zh.into()),
            ..Self::new(status, detail.en)
        }
    }

    /// In both languages where there are words for it in both, and what the error says in English alone where there are not.
    pub(super) fn said(
        status: StatusCode,
        told: Option<Both>,
        error: &dyn std::fmt::Display,
    ) -> Self {
        match told {
            Some(told) => Self::told(status, told),
            None => Self::new(status, error.to_string()),
        }
    }

    /// The same, in Chinese as far as there are words.
    fn in_chinese(mut self) -> Self {
        if let Some(chinese) = self.chinese.take() {
            self.detail = chinese.into();
        }
        for part in &mut self.problems {
            part.what = std::mem::take(&mut part.chinese);
        }
        self
    }

    fn body(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The same, with what is wrong part by part.
    pub(super) fn at(self, problems: Vec<WrongPart>) -> Self {
        Self { problems, ..self }
    }

    /// The same, with what is wrong with a text.
    pub(super) fn with_findings(self, findings: Vec<Finding>) -> Self {
        Self { findings, ..self }
    }

    /// Too early: to be tried again in so many seconds.
    pub(super) fn later(detail: impl Into<String>, seconds: u64) -> Self {
        Self {
            retry_after: NonZeroU64::new(seconds.max(1)),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, detail)
        }
    }

    /// Something of ours failed: the log says what, the asker does not need to know.
    pub(super) fn ours(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "a request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "something went wrong here; please try again",
        )
    }

    /// There is nothing of that name for the asker, whether or not there is for others.
    pub(super) fn no_conversation() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "there is no such conversation; begin one with POST /v1/conversations",
        )
    }
}

impl From<JsonRejection> for Problem {
    fn from(wrong: JsonRejection) -> Self {
        Self::new(wrong.status(), wrong.body_text())
    }
}

impl From<QueryRejection> for Problem {
    fn from(wrong: QueryRejection) -> Self {
        Self::new(wrong.status(), wrong.body_text())
    }
}

impl From<PathRejection> for Problem {
    fn from(wrong: PathRejection) -> Self {
        Self::new(wrong.status(), wrong.body_text())
    }
}

impl From<MembersError> for Problem {
    fn from(error: MembersError) -> Self {
        match &error {
            MembersError::Unknown(_) => Self::new(StatusCode::NOT_FOUND, error.to_string()),
            MembersError::Length { .. }
            | MembersError::Address
            | MembersError::Full { .. }
            | MembersError::Preference { .. } => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string())
            }
            MembersError::NoKey | MembersError::Db(_) => Self::ours(&error),
        }
    }
}

impl From<CodesError> for Problem {
    fn from(error: CodesError) -> Self {
        match error {
            CodesError::Later { seconds } => Self::later(error.to_string(), seconds),
            CodesError::Wrong => Self::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string()),
            CodesError::Members(error) => error.into(),
        }
    }
}

impl From<AccountsError> for Problem {
    fn from(error: AccountsError) -> Self {
        let status = match &error {
            AccountsError::Later { seconds } => return Self::later(error.to_string(), *seconds),
            AccountsError::Busy => return Self::later(error.to_string(), 5),
            AccountsError::Wrong | AccountsError::Ended => StatusCode::UNAUTHORIZED,
            AccountsError::Name(_) | AccountsError::Called | AccountsError::Password(_) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            AccountsError::Taken(_) | AccountsError::LastAdmin(_) => StatusCode::CONFLICT,
            AccountsError::Unknown(_) => StatusCode::NOT_FOUND,
            AccountsError::Role(_)
            | AccountsError::Hash(_)
            | AccountsError::Audit(_)
            | AccountsError::Db(_) => return Self::ours(&error),
        };
        Self::new(status, error.to_string())
    }
}

impl From<DossiersError> for Problem {
    fn from(error: DossiersError) -> Self {
        match error {
            DossiersError::Unknown(_) => Self::new(StatusCode::NOT_FOUND, error.to_string()),
            error => Self::ours(&error),
        }
    }
}

impl From<OrdersError> for Problem {
    fn from(error: OrdersError) -> Self {
        Self::ours(&error)
    }
}

impl From<LoyaltyError> for Problem {
    fn from(error: LoyaltyError) -> Self {
        Self::ours(&error)
    }
}

impl From<PointsError> for Problem {
    fn from(error: PointsError) -> Self {
        Self::ours(&error)
    }
}

impl From<ChatsError> for Problem {
    fn from(error: ChatsError) -> Self {
        Self::ours(&error)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, self.body()).into_response();
        if self.chinese.is_some() {
            response.extensions_mut().insert(self.clone());
        }
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.get().into());
        }
        if status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

/// Says what is wrong in the language that the request asks for.
pub(super) async fn in_language(request: Request, next: Next) -> Response<Body> {
    let language = preferred(request.headers());
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else {
        return response;
    };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("accept-language"));
    headers.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(language.tag()),
    );
    if language == Language::English {
        return response;
    }
    headers.remove(header::CONTENT_LENGTH);
    let body = problem.in_chinese().body();
    response.map(|_| Body::from(body))
}

/// Nothing is there.
pub(super) fn no_such_place() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "nothing is here; /openapi.json lists what there is",
    )
}

/// Something is there, for another method.
pub(super) async fn no_such_method() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "this takes another method; /openapi.json says which",
    )
}

/// A handler panicked.
#[allow(clippy::needless_pass_by_value, reason = "the layer hands it over so")]
pub(super) fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response<Body> {
    let said = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    Problem::ours(&said.unwrap_or("a panic without words")).into_response()
}
