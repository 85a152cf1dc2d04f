//! A member's own orders, and what they have changed about them: laid out first, made with what was laid out in hand.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{Query, State as Shared};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::ids::{MemberKey, OrderNumber};
use crate::members::Address;
use crate::money::Money;
use crate::orders::{
    Consent, Dossier, MethodKind, Order, OrderDifference, PaymentMethod, Proposed, Request,
    RequestKind, Served, ServiceError, Shipment,
};

use super::State;
use super::asked::Path;
use super::goods::Amount;
use super::identity::Visitor;
use super::problem::Problem;

/// Orders of one page, unless asked otherwise, and at most.
const PAGE: u32 = 20;
const MOST: u32 = 100;
/// The longest key of a request, in bytes.
const LONGEST_KEY: usize = 100;

/// How many.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Page {
    /// At most so many, the newest (20 unless given, 100 at most).
    limit: Option<u32>,
}

/// Some orders.
#[derive(Serialize, ToSchema)]
pub(super) struct Orders {
    /// The newest first.
    orders: Vec<OrderHead>,
}

/// An order and its lines.
#[derive(Serialize, ToSchema)]
pub(super) struct OrderHead {
    number: String,
    /// When it was placed, RFC 3339.
    placed: String,
    /// How far it has come: `placed`, `invoiced`, `packed`, `shipped`, `delivered`, `cancelled`, `return_requested`,
    /// `exchange_requested` or `returned`.
    state: &'static str,
    total: Option<Amount>,
    lines: Vec<OrderedLine>,
}

/// A line of an order.
#[derive(Serialize, ToSchema)]
pub(super) struct OrderedLine {
    /// The shop's key.
    product: String,
    quantity: i64,
    unit_price: Amount,
}

/// An order with all that belongs to it.
#[derive(Serialize, ToSchema)]
pub(super) struct OrderSheet {
    #[serde(flatten)]
    head: OrderHead,
    /// Where it goes, where that is known.
    address: Option<Address>,
    /// The money, oldest first.
    payments: Vec<Paid>,
    /// The parcels, oldest first.
    shipments: Vec<Parcel>,
    /// What was changed since, oldest first.
    requests: Vec<Done>,
    /// By what its owner can pay.
    methods: Vec<Method>,
    /// What the rules let be asked for, as far as the order's state goes.
    open: Vec<&'static str>,
}

/// Money that went one way or the other.
#[derive(Serialize, ToSchema)]
pub(super) struct Paid {
    /// `payment` or `refund`.
    kind: &'static str,
    amount: Amount,
    /// The name of the payment method.
    method: String,
}

/// A parcel.
#[derive(Serialize, ToSchema)]
pub(super) struct Parcel {
    carrier: String,
    tracking: Vec<String>,
    /// RFC 3339, where it is known.
    delivered: Option<String>,
}

/// A request that was carried out.
#[derive(Serialize, ToSchema)]
pub(super) struct Done {
    key: String,
    /// RFC 3339.
    at: String,
    request: Request,
}

/// A payment method, without what would let others use it.
#[derive(Serialize, ToSchema)]
pub(super) struct Method {
    /// To be named in requests.
    name: String,
    /// `gift_card`, `card` or `wallet`.
    kind: &'static str,
    /// Whose card or wallet, and the card's last digits.
    label: String,
    /// What is on a gift card.
    balance: Option<Amount>,
}

/// What a request would change; nothing is changed yet.
#[derive(Serialize, ToSchema)]
pub(super) struct Proposal {
    request: Request,
    /// What would be different, exactly.
    differences: Vec<Shift>,
    /// What the member pays more, or gets back where it begins with a minus.
    difference: Amount,
    /// Names these differences: it goes with the request when it is carried out.
    seal: String,
}

/// One thing that would be different.
#[derive(Serialize, ToSchema)]
pub(super) struct Shift {
    /// `state`, `address`, `goods`, `sent_back`, `sent_instead`, `payment`, `refund`, `due_later` or `balance`.
    what: &'static str,
    /// The product or payment method that it is about.
    of: Option<String>,
    before: Option<String>,
    after: Option<String>,
}

/// A request and what was shown of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Confirmed {
    request: Request,
    /// The seal of the proposal that the member has said yes to.
    seal: String,
}

/// The newest orders of the member who is signed in.
#[utoipa::path(
    get, path = "/v1/orders", tag = "orders", params(Page), security(("token" = [])),
    responses((status = 200, body = Orders), (status = 401, body = Problem), (status = 400, body = Problem))
)]
pub(super) async fn list_orders(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    page: Result<Query<Page>, QueryRejection>,
) -> Result<Json<Orders>, Problem> {
    let owner = visitor.member()?;
    let Query(page) = page?;
    let limit = page.limit.unwrap_or(PAGE).min(MOST);
    let orders = state.assistant.shop().orders.latest(owner, limit).await?;
    Ok(Json(Orders {
        orders: orders.iter().map(OrderHead::of).collect(),
    }))
}

/// One order of the member who is signed in. Another's is not found, like one that never was.
#[utoipa::path(
    get, path = "/v1/orders/{number}", tag = "orders", params(("number" = String, Path, description = "The order's number")),
    security(("token" = [])),
    responses((status = 200, body = OrderSheet), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn show_order(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Json<OrderSheet>, Problem> {
    let owner = visitor.member()?;
    let number = OrderNumber::new(&number);
    let found = state
        .assistant
        .shop()
        .orders
        .dossier(&number, owner)
        .await?;
    let dossier = found.ok_or_else(no_order)?;
    Ok(Json(sheet(&state, &dossier)))
}

/// What a request would change about one's order. Nothing is changed.
#[utoipa::path(
    post, path = "/v1/orders/{number}/proposals", tag = "orders", request_body = Request,
    params(("number" = String, Path, description = "The order's number")), security(("token" = [])),
    responses(
        (status = 200, body = Proposal), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "The rules say no; the detail says why", body = Problem), (status = 422, body = Problem)
    )
)]
pub(super) async fn propose_change(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    Path(number): Path<String>,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Proposal>, Problem> {
    let owner = visitor.member()?;
    let Json(request) = request?;
    let proposed = propose(&state, owner, &number, request).await?;
    Ok(Json(Proposal {
        differences: proposed.differences.iter().map(Shift::of).collect(),
        difference: Amount::from(proposed.difference),
        seal: proposed.seal(),
        request: proposed.request,
    }))
}

/// Carry out a request that the member has seen the differences of and said yes to. Sent twice under one key it is
/// carried out once.
#[utoipa::path(
    put, path = "/v1/orders/{number}/requests/{key}", tag = "orders", request_body = Confirmed,
    params(
        ("number" = String, Path, description = "The order's number"),
        ("key" = String, Path, description = "A name for this request that was never used before: a UUID")
    ),
    security(("token" = [])),
    responses(
        (status = 200, body = OrderSheet), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "The rules say no, or something else would change now", body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(super) async fn carry_out_change(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    Path((number, key)): Path<(String, String)>,
    confirmed: Result<Json<Confirmed>, JsonRejection>,
) -> Result<Json<OrderSheet>, Problem> {
    let owner = visitor.member()?;
    let confirmed = confirmed?;
    let Json(Confirmed { request, seal }) = confirmed;
    if key.trim().is_empty() || key.len() > LONGEST_KEY {
        let detail = format!("a key of 1 to {LONGEST_KEY} bytes is expected, such as a UUID");
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail));
    }
    let shop = state.assistant.shop();
    let consent = Consent {
        // Nobody uses up the keys of others.
        key: format!("{owner} {key}"),
        by: visitor.principal.to_string(),
        at: shop.service_clock.now(),
    };
    let order = OrderNumber::new(&number);
    if let Some(done) = shop
        .orders
        .done(&order, owner, &request, &consent.key)
        .await?
    {
        return Ok(Json(sheet(&state, &done)));
    }
    let proposed = propose(&state, owner, &number, request).await?;
    if proposed.seal() != seal {
        return Err(refused(ServiceError::Moved(order)));
    }
    let rules = &shop.service_rules;
    let done = shop
        .orders
        .carry_out(&proposed, owner, rules, &consent)
        .await;
    Ok(Json(sheet(&state, &done.map_err(refused)?)))
}

async fn propose(
    state: &State,
    owner: &MemberKey,
    number: &str,
    request: Request,
) -> Result<Proposed, Problem> {
    let shop = state.assistant.shop();
    let number = OrderNumber::new(number);
    if request.kind().is_for_staff() {
        // Whose order it is has to be found out all the same, so that this tells nothing of it.
        let known = shop.orders.dossier(&number, owner).await?.is_some();
        let detail = "only the shop's people can ask for this";
        return Err(if known {
            Problem::new(StatusCode::FORBIDDEN, detail)
        } else {
            no_order()
        });
    }
    let now = shop.service_clock.now();
    let rules = &shop.service_rules;
    let proposed = shop
        .orders
        .propose(&number, owner, request, rules, now)
        .await;
    proposed.map_err(refused)
}

fn no_order() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "you have no such order; GET /v1/orders lists yours",
    )
}

fn refused(error: ServiceError) -> Problem {
    match error {
        ServiceError::Refused(crate::orders::Refusal::NoOrder(_)) => no_order(),
        error @ (ServiceError::Refused(_) | ServiceError::Moved(_) | ServiceError::KeyTaken(_)) => {
            Problem::new(StatusCode::CONFLICT, error.to_string())
        }
        ServiceError::Orders(error) => Problem::ours(&error),
    }
}

fn sheet(state: &State, dossier: &Dossier) -> OrderSheet {
    let rules = &state.assistant.shop().service_rules;
    let open = RequestKind::ALL.into_iter();
    let open = open.filter(|kind| rules.states(*kind).contains(&dossier.order.state));
    OrderSheet {
        head: OrderHead::of(&dossier.order),
        address: dossier.address.clone(),
        payments: dossier
            .payments
            .iter()
            .map(|payment| Paid {
                kind: payment.kind.word(),
                amount: Amount::from(payment.amount),
                method: payment.method.clone(),
            })
            .collect(),
        shipments: dossier.shipments.iter().map(Parcel::of).collect(),
        requests: dossier.served.iter().map(Done::of).collect(),
        methods: dossier.methods.iter().map(Method::of).collect(),
        open: open.map(RequestKind::word).collect(),
    }
}

impl OrderHead {
    fn of(order: &Order) -> Self {
        let line = |line: &crate::orders::OrderLine| OrderedLine {
            product: line.product.to_string(),
            quantity: line.quantity,
            unit_price: Amount::from(line.unit_price),
        };
        Self {
            number: order.number.to_string(),
            placed: order.placed.rfc3339(),
            state: order.state.word(),
            total: order.total().map(Amount::from),
            lines: order.lines.iter().map(line).collect(),
        }
    }
}

impl Parcel {
    fn of(shipment: &Shipment) -> Self {
        Self {
            carrier: shipment.carrier.clone(),
            tracking: shipment.tracking.clone(),
            delivered: shipment.delivered.map(crate::clock::Timestamp::rfc3339),
        }
    }
}

impl Done {
    fn of(served: &Served) -> Self {
        Self {
            key: served.key.clone(),
            at: served.at.rfc3339(),
            request: served.request.clone(),
        }
    }
}

impl Method {
    fn of(method: &PaymentMethod) -> Self {
        let (kind, label) = match &method.kind {
            MethodKind::GiftCard { .. } => ("gift_card", String::new()),
            MethodKind::Card { brand, last_four } => ("card", format!("{brand} {last_four}")),
            MethodKind::Wallet { provider } => ("wallet", provider.clone()),
        };
        Self {
            name: method.name.clone(),
            kind,
            label,
            balance: method.balance().map(Amount::from),
        }
    }
}

impl Shift {
    fn of(difference: &OrderDifference) -> Self {
        let priced = |quantity: &i64, price: &Money| format!("{quantity} × {}", price.decimal());
        let shift = |what, of: Option<String>, before, after| Self {
            what,
            of,
            before,
            after,
        };
        match difference {
            OrderDifference::State { before, after } => {
                let word = |state: &crate::orders::OrderState| Some(state.word().to_owned());
                shift("state", None, word(before), word(after))
            }
            OrderDifference::Address { before, after } => {
                let written =
                    |address: &Option<Box<Address>>| address.as_ref().map(ToString::to_string);
                shift("address", None, written(before), written(after))
            }
            OrderDifference::Out {
                product,
                quantity,
                unit_price,
            } => {
                let before = Some(priced(quantity, unit_price));
                shift("goods", Some(product.to_string()), before, None)
            }
            OrderDifference::In {
                product,
                quantity,
                unit_price,
            } => {
                let after = Some(priced(quantity, unit_price));
                shift("goods", Some(product.to_string()), None, after)
            }
            OrderDifference::Back { product, quantity } => {
                let before = Some(quantity.to_string());
                shift("sent_back", Some(product.to_string()), before, None)
            }
            OrderDifference::Instead {
                product,
                quantity,
                option,
            } => {
                let option = option.iter().map(|option| format!(" {option}"));
                let after = format!("{quantity}{}", option.collect::<String>());
                shift("sent_instead", Some(product.to_string()), None, Some(after))
            }
            OrderDifference::Paid {
                kind,
                amount,
                method,
            } => shift(
                kind.word(),
                Some(method.clone()),
                None,
                Some(amount.decimal()),
            ),
            OrderDifference::Later { amount, method } => shift(
                "due_later",
                Some(method.clone()),
                None,
                Some(amount.decimal()),
            ),
            OrderDifference::Balance {
                method,
                before,
                after,
            } => {
                let (before, after) = (Some(before.decimal()), Some(after.decimal()));
                shift("balance", Some(method.clone()), before, after)
            }
        }
    }
}
