//! The page of a survey, for who has a link to it: no script, no word to anybody else.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::access::TokenError;
use crate::events::{Answer, Invitation, SURVEY_LINKS, Survey, SurveyKind, Surveys, SurveysError};
use crate::ids::Language;

use super::State;
use super::problem::Problem;

/// How the page looks: calm, readable, light or dark as the reader has it.
const STYLE: &str = "\
:root{color-scheme:light dark;--page:#f7f6f2;--surface:#fff;--text:#1d2320;--muted:#5a635d;--edge:#85887f;--accent:#1b6652;--on:#fff}\
@media(prefers-color-scheme:dark){:root{--page:#121615;--surface:#1b2120;--text:#e9eeeb;--muted:#a6b2ad;--edge:#7d8a85;--accent:#6cc9ad;--on:#0b1f18}}\
body{margin:0;background:var(--page);color:var(--text);font:17px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif}\
main{max-width:40rem;margin:8vh auto;padding:2rem;background:var(--surface);border-radius:12px}\
h1{font-size:1.35rem;line-height:1.35;margin:0 0 1.25rem}p{margin:0 0 1rem}.muted{color:var(--muted);font-size:.9rem}\
fieldset{border:0;margin:0 0 1.25rem;padding:0}legend{padding:0;margin:0 0 .5rem}\
.scores{display:flex;flex-wrap:wrap;gap:.4rem}.scores label{position:relative;flex:1 0 2.75rem;text-align:center}\
.scores input{position:absolute;inset:0;opacity:0;margin:0;width:100%;height:100%;cursor:pointer}\
.scores span{display:block;min-height:2.75rem;line-height:2.75rem;border:1px solid var(--edge);border-radius:8px}\
.scores input:checked+span{background:var(--accent);color:var(--on);border-color:var(--accent)}\
.scores input:focus-visible+span{outline:3px solid var(--accent);outline-offset:2px}\
.ends{display:flex;justify-content:space-between;margin-top:.35rem}\
textarea{box-sizing:border-box;width:100%;min-height:7rem;padding:.6rem;font:inherit;color:inherit;background:transparent;border:1px solid var(--edge);border-radius:8px}\
button{font:inherit;padding:.6rem 1.4rem;border:0;border-radius:8px;background:var(--accent);color:var(--on);cursor:pointer}\
button:focus-visible,textarea:focus-visible{outline:3px solid var(--accent);outline-offset:2px}";

/// What a form sends.
#[derive(Default, Deserialize)]
struct Sent {
    score: Option<String>,
    comment: Option<String>,
}

/// The words of the page.
struct Words {
    title: &'static str,
    least: &'static str,
    most: &'static str,
    content_least: &'static str,
    content_most: &'static str,
    comment: &'static str,
    send: &'static str,
    again: &'static str,
    thanks: &'static str,
    correct: &'static str,
    choose: &'static str,
    empty: &'static str,
    gone: &'static str,
    about: &'static str,
}

const ENGLISH: Words = Words {
    title: "Your opinion",
    least: "not at all likely",
    most: "very likely",
    content_least: "not at all",
    content_most: "very",
    comment: "Anything you would like to add (optional)",
    send: "Send",
    again: "You have answered already; sending again corrects your answer.",
    thanks: "Thank you. We have your answer.",
    correct: "Correct it",
    choose: "Please choose a score.",
    empty: "Please write a few words first.",
    gone: "This link does not work any more. Thank you for wanting to answer.",
    about: "About your order",
};

const CHINESE: Words = Words {
    title: "您的意见",
    least: "完全不可能",
    most: "非常可能",
    content_least: "很不满意",
    content_most: "非常满意",
    comment: "还有什么想补充的吗？（选填）",
    send: "提交",
    again: "您已经回答过了，再次提交会更新您之前的回答。",
    thanks: "谢谢，我们已经收到您的回答。",
    correct: "修改回答",
    choose: "请选择一个分数。",
    empty: "请先写几句话。",
    gone: "这个链接已经失效。感谢您愿意回答。",
    about: "关于您的订单",
};

fn words(language: Language) -> &'static Words {
    match language {
        Language::English => &ENGLISH,
        Language::Chinese => &CHINESE,
    }
}

/// The invitation that a link is for, with its survey and the language of its member.
struct Asked<'a> {
    invitation: Invitation,
    survey: &'a Survey,
    language: Language,
    surveys: &'a Surveys,
}

/// Finds what the link is for. A link that does not work says so, and not why.
async fn asked<'a>(
    state: &'a State,
    link: &str,
    headers: &HeaderMap,
) -> Result<Result<Asked<'a>, Response>, Problem> {
    let theirs = preferred(headers);
    let gone = |language: Language| {
        let said = format!("<h1>{}</h1>", words(language).gone);
        Ok(Err(page(StatusCode::NOT_FOUND, language, &said)))
    };
    let Some(surveys) = &state.options.surveys else {
        return gone(theirs);
    };
    let name = match state
        .keys
        .verify_link(SURVEY_LINKS, link, state.clock.now())
    {
        Ok(name) => name,
        Err(
            TokenError::Key { .. }
            | TokenError::Expired
            | TokenError::UnknownKey
            | TokenError::Invalid,
        ) => {
            return gone(theirs);
        }
    };
    let found = surveys.invitation(&name).await;
    let Some(invitation) = found.map_err(|error| Problem::ours(&error))? else {
        return gone(theirs);
    };
    let member = state
        .assistant
        .shop()
        .members
        .get(&invitation.member)
        .await?;
    let language = member.and_then(|member| member.language).unwrap_or(theirs);
    let survey = surveys.definitions().get(&invitation.survey);
    let open = invitation.until >= state.clock.now();
    let Some(survey) = survey.filter(|_| open) else {
        return gone(language);
    };
    Ok(Ok(Asked {
        invitation,
        survey,
        language,
        surveys,
    }))
}

/// Shows the survey. Looking at it answers nothing: programs that read mail follow links.
pub(super) async fn show(
    Shared(state): Shared<Arc<State>>,
    Path(link): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked = match asked(&state, &link, &headers).await? {
        Ok(asked) => asked,
        Err(gone) => return Ok(gone),
    };
    let said = asked.invitation.answer.clone().unwrap_or_default();
    let form = form(&asked, &said, None);
    Ok(page(StatusCode::OK, asked.language, &form))
}

/// Keeps the answer.
pub(super) async fn answer(
    Shared(state): Shared<Arc<State>>,
    Path(link): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let asked = match asked(&state, &link, &headers).await? {
        Ok(asked) => asked,
        Err(gone) => return Ok(gone),
    };
    let words = words(asked.language);
    let sent = read(&body);
    let answer = Answer {
        score: sent.score.and_then(|score| score.trim().parse().ok()),
        comment: sent.comment,
    };
    let now = state.clock.now();
    let wrong = match asked
        .surveys
        .answer(&asked.invitation.name, &answer, now)
        .await
    {
        Ok(()) => {
            let thanks = format!(
                "<h1>{}</h1><p><a href=\"\">{}</a></p>",
                words.thanks, words.correct
            );
            return Ok(page(StatusCode::OK, asked.language, &thanks));
        }
        Err(SurveysError::Score(..)) => words.choose,
        Err(SurveysError::Empty) => words.empty,
        Err(SurveysError::Expired | SurveysError::NoInvitation) => {
            let said = format!("<h1>{}</h1>", words.gone);
            return Ok(page(StatusCode::NOT_FOUND, asked.language, &said));
        }
        Err(error) => return Err(Problem::ours(&error)),
    };
    let form = form(&asked, &answer, Some(wrong));
    Ok(page(
        StatusCode::UNPROCESSABLE_ENTITY,
        asked.language,
        &form,
    ))
}

/// What a form sends, as it is encoded in an address too.
fn read(body: &[u8]) -> Sent {
    let text = String::from_utf8_lossy(body);
    let uri = Uri::try_from(format!("/?{text}")).ok();
    let sent = uri.and_then(|uri| Query::<Sent>::try_from_uri(&uri).ok());
    sent.map_or_else(Sent::default, |Query(sent)| sent)
}

fn form(asked: &Asked<'_>, said: &Answer, wrong: Option<&str>) -> String {
    let (words, survey) = (words(asked.language), asked.survey);
    let mut html = String::new();
    if let Some(order) = &asked.invitation.order {
        let _ = write!(
            html,
            "<p class=muted>{} {}</p>",
            words.about,
            escaped(order)
        );
    }
    let question = escaped(survey.question.in_language(asked.language));
    let _ = write!(html, "<h1 id=question>{question}</h1>");
    if let Some(wrong) = wrong {
        let _ = write!(html, "<p role=alert>{wrong}</p>");
    } else if asked.invitation.answer.is_some() {
        let _ = write!(html, "<p class=muted>{}</p>", words.again);
    }
    html.push_str("<form method=post>");
    if let Some((from, to)) = survey.kind.scores() {
        html.push_str("<fieldset aria-labelledby=question><div class=scores>");
        for score in from..=to {
            let checked = if said.score == Some(score) {
                " checked"
            } else {
                ""
            };
            let _ = write!(
                html,
                "<label><input type=radio name=score value={score} required{checked}><span>{score}</span></label>"
            );
        }
        let (least, most) = match survey.kind {
            SurveyKind::Nps | SurveyKind::Text => (words.least, words.most),
            SurveyKind::Csat => (words.content_least, words.content_most),
        };
        let _ = write!(
            html,
            "</div><div class=\"ends muted\"><span>{from}: {least}</span><span>{to}: {most}</span></div></fieldset>"
        );
    }
    let comment = survey.comment.in_language(asked.language);
    let comment = if comment.is_empty() {
        words.comment
    } else {
        comment
    };
    let required = if survey.kind == SurveyKind::Text {
        " required"
    } else {
        ""
    };
    let _ = write!(
        html,
        "<p><label for=comment>{}</label></p><p><textarea id=comment name=comment maxlength=2000{required}>{}</textarea></p>\
        <button>{}</button></form>",
        escaped(comment),
        escaped(said.comment.as_deref().unwrap_or_default()),
        words.send
    );
    html
}

/// A text as HTML shows it.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// The language that a browser asks for first.
pub(super) fn preferred(headers: &HeaderMap) -> Language {
    let asked = headers.get(header::ACCEPT_LANGUAGE);
    let asked = asked
        .and_then(|asked| asked.to_str().ok())
        .unwrap_or_default();
    let mut tags = asked.split([',', ';']).map(str::trim);
    tags.find_map(Language::from_tag)
        .unwrap_or(Language::English)
}

fn page(status: StatusCode, language: Language, content: &str) -> Response {
    titled_page(status, language, words(language).title, content)
}

/// A page without scripts, for who has a link to it.
pub(super) fn titled_page(
    status: StatusCode,
    language: Language,
    title: &str,
    content: &str,
) -> Response {
    let html = format!(
        "<!doctype html><html lang={}><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
        <meta name=robots content=noindex><title>{title}</title><style>{STYLE}</style><main>{content}</main></html>",
        language.tag()
    );
    let style = BASE64_STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        // The address is the link: no other site is to learn it.
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (status, headers, html).into_response()
}
