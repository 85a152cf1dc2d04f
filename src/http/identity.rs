//! Who is asking, as the request shows it.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use crate::access::Principal;
use crate::ids::MemberKey;

use super::State;
use super::problem::Problem;

/// Who is asking, and from where.
pub(super) struct Visitor {
    /// Who, by the token; anonymous without one.
    pub(super) principal: Principal,
    address: Address,
}

/// From where somebody asks: the address, or that of the whole network that one machine has in IPv6.
pub(super) struct Address(Option<IpAddr>);

impl Address {
    /// What limits count by.
    pub(super) fn name(&self) -> String {
        match self.0 {
            Some(address) => format!("address {address}"),
            None => "nowhere".to_owned(),
        }
    }
}

impl Visitor {
    /// Somebody of whom it is known already who they are.
    pub(super) fn known(principal: Principal, address: Address) -> Self {
        Self { principal, address }
    }

    /// What limits count by: the member, or the address of somebody who has not signed in.
    pub(super) fn name(&self) -> String {
        match &self.principal {
            Principal::Member(key) => format!("member {key}"),
            Principal::Staff(staff) => format!("staff {staff}"),
            Principal::Anonymous => self.address.name(),
        }
    }

    /// How many answers at a time: a member has one; behind one address there may be a second person.
    pub(super) fn answers_at_a_time(&self) -> u32 {
        match self.principal {
            Principal::Member(_) | Principal::Staff(_) => 1,
            Principal::Anonymous => 2,
        }
    }
}

impl Visitor {
    /// The member who is signed in.
    pub(super) fn member(&self) -> Result<&MemberKey, Problem> {
        self.principal.member().ok_or_else(|| {
            Problem::new(
                StatusCode::UNAUTHORIZED,
                "this is a member's: send their token as `Authorization: Bearer TOKEN`",
            )
        })
    }
}

impl FromRequestParts<Arc<State>> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &Arc<State>,
    ) -> Result<Self, Self::Rejection> {
        let principal = match bearer(parts)? {
            None => Principal::Anonymous,
            Some(token) => {
                let bearer = state
                    .keys
                    .verify(token, state.clock.now())
                    .map_err(|error| Problem::new(StatusCode::UNAUTHORIZED, error.to_string()))?;
                match bearer.member() {
                    // A member who was merged into another is that one.
                    Some(key) => match state.assistant.shop().members.resolve(key).await? {
                        Some(key) => Principal::Member(key),
                        None => bearer,
                    },
                    None => bearer,
                }
            }
        };
        let address = Address::from_request_parts(parts, state).await?;
        Ok(Self { principal, address })
    }
}

impl FromRequestParts<Arc<State>> for Address {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &Arc<State>,
    ) -> Result<Self, Self::Rejection> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(address)| address.ip());
        // The last address of the list is the one that our own proxy saw; those before it are anybody's words.
        let forwarded = parts
            .headers
            .get("x-forwarded-for")
            .filter(|_| state.options.behind_proxy)
            .and_then(|list| list.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        Ok(Self(forwarded.or(peer).map(network)))
    }
}

/// The token that a request bears, if it bears one.
pub(super) fn bearer(parts: &Parts) -> Result<Option<&str>, Problem> {
    let Some(value) = parts.headers.get(AUTHORIZATION) else {
        return Ok(None);
    };
    let value = value.to_str().unwrap_or_default();
    let token = value
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    let expected = "`Authorization: Bearer TOKEN` is expected";
    token
        .map(Some)
        .ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED, expected))
}

/// An IPv6 address cut to the 64 bits that one customer of a provider is given: they could use a new one for
/// every message otherwise.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) if v6.to_ipv4_mapped().is_none() => {
            let mut segments = v6.segments();
            segments[4..].fill(0);
            IpAddr::V6(segments.into())
        }
        other => other.to_canonical(),
    }
}
