//! The description of all routes (`OpenAPI` 3.1), made from the handlers.

use axum::http::header;
use axum::response::IntoResponse;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::{
    account, addresses, audit_log, behaviour, campaigns, codes, columns, conversations,
    demo_sign_in, desk, dismissed, dossier, goods, health,
};
use super::{
    inbox, ingestion, insights, loyalty, me, member360, orders, person, pictures, plans, problem,
    ratings, segments, staff_sessions, stream, visitor,
};
use crate::assistant::{Card, ComparedRow, Difference, NamedValue, OrderLineCard};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Storekeeper",
        description = "The member assistant of an online shop. Members sign in with a token that the shop's backend signs."
    ),
    paths(
        conversations::begin,
        conversations::show,
        conversations::say,
        conversations::confirm,
        conversations::events,
        conversations::cancel,
        conversations::forget,
        ratings::rate,
        person::types,
        inbox::cases::list,
        inbox::cases::show,
        inbox::changes::take,
        inbox::changes::assign,
        inbox::changes::reply,
        inbox::changes::note,
        inbox::changes::tag,
        inbox::changes::hand_back,
        inbox::changes::close,
        inbox::changes::undo,
        inbox::changes::types,
        inbox::drafts::draft,
        inbox::drafts::check,
        inbox::drafts::figures,
        inbox::events::follow,
        inbox::replies::list,
        me::shop,
        me::me,
        me::choose,
        loyalty::mine,
        dismissed::dismiss,
        dismissed::want_again,
        visitor::tie,
        account::profile,
        account::change,
        account::preferences,
        account::prefer,
        account::consents,
        account::consent,
        addresses::list,
        addresses::add,
        addresses::change,
        addresses::remove,
        dossier::export,
        dossier::erase,
        codes::register,
        codes::activate,
        codes::ask,
        codes::enter,
        demo_sign_in::members,
        demo_sign_in::sign_in,
        orders::list_orders,
        orders::show_order,
        orders::propose_change,
        orders::carry_out_change,
        goods::list,
        goods::product,
        goods::reviews,
        goods::categories,
        goods::recommendations,
        goods::bundles,
        member360::search,
        member360::open,
        member360::reveal,
        member360::sheet,
        member360::timeline,
        audit_log::list,
        audit_log::export,
        audit_log::verify,
        insights::member,
        insights::overview,
        columns::list,
        insights::plot,
        insights::demand,
        behaviour::funnel,
        behaviour::paths,
        behaviour::unusual,
        behaviour::intent,
        behaviour::like,
        behaviour::unusual_of,
        behaviour::intent_of,
        insights::survival,
        segments::count,
        segments::list,
        segments::list_members,
        segments::save,
        segments::remove,
        segments::sizes,
        staff_sessions::sign_in,
        staff_sessions::who,
        staff_sessions::sign_out,
        staff_sessions::sign_out_everywhere,
        staff_sessions::change_password,
        desk::begin,
        desk::show,
        desk::say,
        desk::confirm,
        desk::events,
        desk::cancel,
        desk::forget,
        campaigns::listing::list,
        campaigns::listing::glance,
        campaigns::reading::show,
        campaigns::reading::findings,
        campaigns::reading::diff,
        campaigns::reading::count,
        campaigns::reading::count_of,
        campaigns::reading::progress,
        campaigns::reading::preview,
        campaigns::reading::sample,
        campaigns::writing::check,
        campaigns::writing::write,
        campaigns::writing::voice,
        campaigns::reading::results,
        campaigns::reading::size,
        campaigns::reading::export,
        campaigns::changes::create,
        campaigns::changes::edit,
        campaigns::changes::comment,
        campaigns::changes::submit,
        campaigns::changes::approve,
        campaigns::changes::decline,
        campaigns::changes::send,
        campaigns::changes::pause,
        campaigns::changes::resume,
        campaigns::changes::stop,
        campaigns::changes::clone,
        campaigns::changes::test,
        campaigns::deciding::uncertain,
        campaigns::deciding::replay,
        campaigns::undoing::brief,
        campaigns::undoing::discard,
        campaigns::returns::bounces,
        campaigns::returns::redeem,
        campaigns::returns::suppressions,
        campaigns::returns::suppress,
        campaigns::returns::unsuppress,
        plans::propose,
        plans::list,
        plans::show,
        plans::approve,
        plans::decline,
        plans::export,
        pictures::picture,
        ingestion::identify,
        ingestion::track,
        ingestion::page,
        ingestion::screen,
        ingestion::alias,
        ingestion::batch,
        health::alive,
        health::ready,
        health::metrics
    ),
    components(schemas(
        problem::Problem,
        stream::Sent,
        Card,
        ComparedRow,
        Difference,
        NamedValue,
        OrderLineCard
    )),
    modifiers(&Tokens),
    tags(
        (name = "conversations", description = "Talking to the assistant"),
        (name = "inbox", description = "Conversations that the shop's people were asked to take over"),
        (name = "goods", description = "Goods, reviews and suggestions for the shop's own pages"),
        (name = "members", description = "The member who is signed in"),
        (name = "orders", description = "A member's own orders, and what they have changed about them"),
        (name = "member360", description = "One member seen from every side, opened for a purpose that is recorded"),
        (name = "audit", description = "The record of what was answered and done: read, taken away, checked"),
        (name = "staff", description = "The shop's people: signing in to the console and out"),
        (name = "events", description = "What people did, as the libraries of Segment and RudderStack send it"),
        (name = "demo", description = "Signing in to try the demo shop; not there in a real one"),
        (name = "operation", description = "For who runs the server")
    )
)]
struct Described;

struct Tokens;

impl Modify for Tokens {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some(
                "A JSON Web Token (HS256 or EdDSA) with `kid` in its header and sub (the member's key), role \
                 `member`, aud `storekeeper`, iat and exp",
            ))
            .build();
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
        let cookie = ApiKeyValue::with_description(
            "storekeeper-staff",
            "The session of somebody of the shop in a browser, `__Host-storekeeper-staff` over https. What changes \
             something comes from a page of this server and bears the header `X-CSRF-Token`",
        );
        let scheme = SecurityScheme::ApiKey(ApiKey::Cookie(cookie));
        components.add_security_scheme("session", scheme);
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Basic)
            .description(Some(
                "A write key as the user name, without a password; `storekeeper token write-key add` makes one",
            ))
            .build();
        components.add_security_scheme("write_key", SecurityScheme::Http(scheme));
    }
}

pub(super) fn text() -> String {
    Described::openapi().to_pretty_json().unwrap_or_default()
}

/// The description, as JSON.
pub(super) async fn document() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], text())
}
