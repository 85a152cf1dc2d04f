//! What is thought of members, for the shop's people.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::access::Right;
use crate::actions::{ActionsError, plots};
use crate::features::FeaturesError;
use crate::ids::Language;
use crate::insights::behaviour::Visits;
use crate::insights::demand::{DemandError, Wanted};
use crate::learn::forecast::stock::Supply;
use crate::plots::{Plot, Size, Theme};

use super::asked::{Path, language};
use super::behaviour::DAYS;
use super::member360::opened;
use super::problem::Problem;
use super::staff::OfShop;
use super::{State, private};

/// Months of first orders that are shown.
const MONTHS: usize = 12;

impl From<ActionsError> for Problem {
    fn from(error: ActionsError) -> Self {
        let said = |status| Self::said(status, error.told(), &error);
        match &error {
            ActionsError::Plan(error) => error.clone().into(),
            ActionsError::NotFitted => said(StatusCode::SERVICE_UNAVAILABLE),
            ActionsError::NoMember(_)
            | ActionsError::NoSegment(_)
            | ActionsError::NoCluster(_)
            | ActionsError::Demand(DemandError::NoOrders(_)) => said(StatusCode::NOT_FOUND),
            ActionsError::SegmentName(_)
            | ActionsError::ClusterName(_)
            | ActionsError::ClusterNamed(_)
            | ActionsError::Demand(
                DemandError::TooShort { .. } | DemandError::Forecast(_) | DemandError::Stock(_),
            )
            | ActionsError::Features(FeaturesError::NoOrders)
            | ActionsError::Lifetime(_)
            | ActionsError::Churn(_) => said(StatusCode::UNPROCESSABLE_ENTITY),
            _ => Self::ours(&error),
        }
    }
}

/// What is thought of a member: risk of leaving with its drivers, worth, due again, segment, next best action with its
/// arithmetic. Amounts are in minor units. For who has opened the member.
#[utoipa::path(
    get, path = "/v1/members/{key}/insight", tag = "insights", security(("token" = []), ("session" = [])),
    params(("key" = String, Path, description = "The member's key"),
           ("x-opening" = String, Header, description = "`grant` of POST /v1/members/{key}/openings")),
    responses((status = 200, content_type = "application/json"), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 428, body = Problem),
              (status = 503, body = Problem))
)]
pub(super) async fn member(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let member = opened(&state, &staff, &headers, &key).await?;
    let insight = state.options.advisor.of(&member).await?;
    Ok(private(Json(insight).into_response()))
}

/// How good the fitted insights are, and how many members are in which segment.
#[utoipa::path(
    get, path = "/v1/insights", tag = "insights", security(("token" = []), ("session" = [])),
    responses((status = 200, content_type = "application/json"), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 503, body = Problem))
)]
pub(super) async fn overview(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
) -> Result<Response, Problem> {
    staff.may(Right::SeeInsights)?;
    Ok(Json(state.options.advisor.overview().await?).into_response())
}

/// How long it takes until members order again: ratios of hazards by what is known at the order before (Cox), with their
/// intervals and the test of proportional hazards; the curves by how many orders came before, with the log-rank test.
#[utoipa::path(
    get, path = "/v1/insights/survival", tag = "insights", security(("token" = []), ("session" = [])),
    responses((status = 200, content_type = "application/json"), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 503, body = Problem))
)]
pub(super) async fn survival(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
) -> Result<Response, Problem> {
    staff.may(Right::SeeInsights)?;
    let now = state.clock.now();
    Ok(Json(state.options.advisor.survival(now).await?).into_response())
}

/// How a plot is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Shown {
    /// `en` or `zh`
    #[serde(default, deserialize_with = "language")]
    #[param(value_type = Option<String>)]
    language: Option<Language>,
    /// `json`, the data of the plot, or `svg`, the picture
    #[serde(default)]
    #[param(value_type = Option<String>)]
    format: Format,
    /// Of `svg`: `light` or `dark`
    #[serde(default)]
    #[param(value_type = Option<String>)]
    theme: Shade,
}

/// As what a plot is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    #[default]
    Json,
    Svg,
}

/// On what a picture stands.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Shade {
    #[default]
    Light,
    Dark,
}

impl Shown {
    fn language(&self) -> Language {
        self.language.unwrap_or(Language::English)
    }

    fn answer(&self, plot: Plot) -> Response {
        if self.format == Format::Json {
            return Json(plot).into_response();
        }
        let theme = match self.theme {
            Shade::Light => Theme::Light,
            Shade::Dark => Theme::Dark,
        };
        let size = Size {
            width: 720,
            height: 420,
        };
        let picture = plot.svg(size, theme);
        ([(header::CONTENT_TYPE, "image/svg+xml")], picture).into_response()
    }
}

/// A plot: `reliability`, `confusion`, `segments`, `cohorts`, `next-order` or `funnel`.
#[utoipa::path(
    get, path = "/v1/insights/plots/{name}", tag = "insights", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "Which"), Shown),
    responses((status = 200, body = Plot), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem))
)]
pub(super) async fn plot(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
    shown: Result<Query<Shown>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(shown) = shown?;
    staff.may(Right::SeeInsights)?;
    let (advisor, language) = (&state.options.advisor, shown.language());
    let now = state.clock.now();
    let plot = match name.as_str() {
        "reliability" | "confusion" => {
            let overview = advisor.overview().await?;
            let tested = overview.churn.ok_or_else(|| {
                let why = overview.without_churn.unwrap_or_default();
                Problem::new(StatusCode::NOT_FOUND, why)
            })?;
            if name == "confusion" {
                plots::confusion(&tested, language)
            } else {
                plots::reliability(&tested, language)
            }
        }
        "segments" => plots::segments(&advisor.overview().await?.rfm, language),
        "cohorts" => plots::cohorts(&advisor.returning(now).await?.0, MONTHS, language),
        "next-order" => plots::next_order(&advisor.returning(now).await?.1, language),
        "funnel" => {
            let visits = Visits {
                days: DAYS,
                valley: false,
            };
            plots::funnel(
                &advisor.behaviour().funnel(visits, None, now).await?,
                language,
            )
        }
        _ => {
            return Err(Problem::new(
                StatusCode::NOT_FOUND,
                "there is no such plot: reliability, confusion, segments, cohorts, next-order, funnel",
            ));
        }
    };
    let plot = plot.map_err(|error| Problem::ours(&error))?;
    Ok(shown.answer(plot))
}

/// Whose demand, and how stock is replenished.
#[derive(Debug, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// A product, by its key; or else
    #[serde(default)]
    product: Option<String>,
    /// a category
    #[serde(default)]
    category: Option<String>,
    /// Weeks to foretell, 1 to 52; 8 without it
    #[serde(default)]
    weeks: Option<u8>,
    /// Weeks from an order of stock to its arrival; 2 without it
    #[serde(default)]
    lead: Option<f64>,
    /// The chance that stock lasts until the next arrival; .95 without it
    #[serde(default)]
    level: Option<f64>,
}

/// What will be asked for of a product or a category, week by week, and the stock that it asks for.
#[utoipa::path(
    get, path = "/v1/insights/demand", tag = "insights", security(("token" = []), ("session" = [])), params(Asked),
    responses((status = 200, content_type = "application/json"), (status = 400, body = Problem),
              (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 422, body = Problem))
)]
pub(super) async fn demand(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(asked) = asked?;
    staff.may(Right::SeeInsights)?;
    let wanted = match (asked.product, asked.category) {
        (Some(product), None) => Wanted::Product(product),
        (None, Some(category)) => Wanted::Category(category),
        _ => {
            let what = "name a `product` or a `category`, one of both";
            return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, what));
        }
    };
    let weeks = asked.weeks.unwrap_or(8);
    if !(1..=52).contains(&weeks) {
        let what = "`weeks` is a number from 1 to 52";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, what));
    }
    let supply = Supply {
        lead: asked.lead.unwrap_or(2.0),
        review: 1.0,
        level: asked.level.unwrap_or(0.95),
    };
    let advisor = &state.options.advisor;
    let now = state.clock.now();
    let demand = advisor.demand(&wanted, weeks.into(), supply, now).await?;
    Ok(Json(demand).into_response())
}
