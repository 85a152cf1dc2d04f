//! The page for who wants no more: no script, no word to anybody else, no sign-in.
//!
//! Looking at it changes nothing, since programs that read mail follow links; one click does, and so does the request that mailboxes
//! send by themselves (RFC 8058).

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::http::State;
use crate::http::asked::Path;
use crate::http::problem::Problem;
use crate::http::survey::{preferred, titled_page};
use crate::ids::Language;

/// The words of the page.
struct Words {
    title: &'static str,
    ask: &'static str,
    button: &'static str,
    done: &'static str,
    gone: &'static str,
}

const ENGLISH: Words = Words {
    title: "No more messages like this?",
    ask: "We will stop sending you offers this way. Messages about your own orders still come.",
    button: "Unsubscribe",
    done: "Done. You will get no more of these messages.",
    gone: "This link is not known here, or not any more; there is nothing to unsubscribe from.",
};

const CHINESE: Words = Words {
    title: "不再接收此类消息？",
    ask: "我们将不再以这种方式向您发送优惠信息，与您订单有关的消息仍会发送。",
    button: "退订",
    done: "已退订，您不会再收到此类消息。",
    gone: "此链接无效或已失效，无需退订。",
};

fn words(language: Language) -> &'static Words {
    match language {
        Language::English => &ENGLISH,
        Language::Chinese => &CHINESE,
    }
}

/// The page with these words.
fn page(status: StatusCode, language: Language, content: &str) -> Response {
    titled_page(status, language, words(language).button, content)
}

fn gone(language: Language) -> Response {
    page(
        StatusCode::NOT_FOUND,
        language,
        &format!("<h1>{}</h1>", words(language).gone),
    )
}

/// Asks whether it is meant.
pub(in crate::http) async fn show(
    Shared(state): Shared<Arc<State>>,
    Path(message): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let theirs = preferred(&headers);
    let Some(who) = state.options.campaigns.who_unsubscribes(&message).await? else {
        return Ok(gone(theirs));
    };
    let language = who.language.unwrap_or(theirs);
    let words = words(language);
    let form = format!(
        "<h1>{}</h1><p>{}</p><form method=post><button>{}</button></form>",
        words.title, words.ask, words.button
    );
    Ok(page(StatusCode::OK, language, &form))
}

/// Takes their yes back.
pub(in crate::http) async fn unsubscribe(
    Shared(state): Shared<Arc<State>>,
    Path(message): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let theirs = preferred(&headers);
    let now = state.clock.now();
    let Some(who) = state.options.campaigns.unsubscribe(&message, now).await? else {
        return Ok(gone(theirs));
    };
    let language = who.language.unwrap_or(theirs);
    Ok(page(
        StatusCode::OK,
        language,
        &format!("<h1>{}</h1>", words(language).done),
    ))
}
