//! Campaigns over HTTP: writing, approving and sending them, what comes back, and what they brought.

pub(super) mod changes;
pub(super) mod deciding;
pub(super) mod listing;
pub(super) mod reading;
pub(super) mod returns;
pub(super) mod undoing;
pub(super) mod unsubscribing;
pub(super) mod writing;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::{MethodRouter, get, post};
use std::sync::Arc;

use crate::campaigns::{CampaignsError, CouponError, StateError};

use super::State;
use super::problem::{Problem, WrongPart};

/// The longest body: a brief with its texts, a thousand bounces.
const LONGEST_BODY: usize = 512 * 1024;

/// The routes.
pub(super) fn routes() -> Vec<(&'static str, MethodRouter<Arc<State>>)> {
    let large =
        |methods: MethodRouter<Arc<State>>| methods.layer(DefaultBodyLimit::max(LONGEST_BODY));
    vec![
        (
            "/v1/campaigns",
            large(get(listing::list).post(changes::create)),
        ),
        ("/v1/campaigns/count", large(post(reading::count))),
        ("/v1/campaigns/check", large(post(writing::check))),
        ("/v1/campaigns/write", large(post(writing::write))),
        ("/v1/campaigns/voice", get(writing::voice)),
        ("/v1/campaigns/results", get(listing::glance)),
        ("/v1/campaigns/sample-size", get(reading::size)),
        ("/v1/campaigns/bounces", large(post(returns::bounces))),
        ("/v1/campaigns/coupons/redeem", post(returns::redeem)),
        (
            "/v1/campaigns/suppressions",
            get(returns::suppressions)
                .post(returns::suppress)
                .delete(returns::unsuppress),
        ),
        (
            "/v1/campaigns/{name}",
            large(
                get(reading::show)
                    .put(changes::edit)
                    .delete(undoing::discard),
            ),
        ),
        ("/v1/campaigns/{name}/brief", get(undoing::brief)),
        ("/v1/campaigns/{name}/findings", get(reading::findings)),
        ("/v1/campaigns/{name}/diff", get(reading::diff)),
        ("/v1/campaigns/{name}/count", get(reading::count_of)),
        ("/v1/campaigns/{name}/progress", get(reading::progress)),
        ("/v1/campaigns/{name}/sample", get(reading::sample)),
        ("/v1/campaigns/{name}/preview", get(reading::preview)),
        ("/v1/campaigns/{name}/results", get(reading::results)),
        ("/v1/campaigns/{name}/export", post(reading::export)),
        ("/v1/campaigns/{name}/comments", post(changes::comment)),
        ("/v1/campaigns/{name}/submit", post(changes::submit)),
        ("/v1/campaigns/{name}/approve", post(changes::approve)),
        ("/v1/campaigns/{name}/decline", post(changes::decline)),
        ("/v1/campaigns/{name}/send", post(changes::send)),
        ("/v1/campaigns/{name}/pause", post(changes::pause)),
        ("/v1/campaigns/{name}/resume", post(changes::resume)),
        ("/v1/campaigns/{name}/stop", post(changes::stop)),
        ("/v1/campaigns/{name}/uncertain", post(deciding::uncertain)),
        ("/v1/campaigns/{name}/replay", get(deciding::replay)),
        ("/v1/campaigns/{name}/clone", post(changes::clone)),
        ("/v1/campaigns/{name}/test", post(changes::test)),
        (
            "/u/{message}",
            get(unsubscribing::show).post(unsubscribing::unsubscribe),
        ),
    ]
}

impl From<CampaignsError> for Problem {
    fn from(error: CampaignsError) -> Self {
        let status = match &error {
            CampaignsError::Unknown(_)
            | CampaignsError::NoVersion(..)
            | CampaignsError::NotSuppressed
            | CampaignsError::Coupon(CouponError::Unknown(_)) => StatusCode::NOT_FOUND,
            CampaignsError::Role { .. }
            | CampaignsError::State(
                StateError::Author(_) | StateError::Editor(_) | StateError::Others(_),
            ) => StatusCode::FORBIDDEN,
            CampaignsError::Taken(_)
            | CampaignsError::State(_)
            | CampaignsError::NoneUncertain(_)
            | CampaignsError::MayBeAnswered(_)
            | CampaignsError::OneText(_)
            | CampaignsError::FewDraws(..)
            | CampaignsError::NoTrial(_)
            | CampaignsError::Coupon(CouponError::Redeemed) => StatusCode::CONFLICT,
            CampaignsError::Brief(_)
            | CampaignsError::Name(_)
            | CampaignsError::Words(_)
            | CampaignsError::Address
            | CampaignsError::Bounces(_)
            | CampaignsError::Coupon(_) => StatusCode::UNPROCESSABLE_ENTITY,
            CampaignsError::Test(_) => StatusCode::BAD_GATEWAY,
            CampaignsError::NoModel => StatusCode::SERVICE_UNAVAILABLE,
            _ => {
                return match error {
                    CampaignsError::Actions(error) => error.into(),
                    CampaignsError::Members(error) => error.into(),
                    error => Self::ours(&error),
                };
            }
        };
        let problem = Self::said(status, error.told(), &error);
        match error {
            CampaignsError::Brief(wrong) => {
                let parts = wrong.problems.into_iter();
                let parts = parts.map(|wrong| WrongPart::new(wrong.place, wrong.what));
                problem.at(parts.collect())
            }
            _ => problem,
        }
    }
}
