//! The inbox, for the shop's people who serve members: agents and admins.

pub(super) mod cases;
pub(super) mod changes;
pub(super) mod drafts;
pub(super) mod events;
pub(super) mod replies;

use axum::http::StatusCode;

use crate::access::{Right, Role, Staff};
use crate::assistant::{Agent, InboxError, shown_name};

use super::State;
use super::problem::Problem;

impl From<InboxError> for Problem {
    fn from(error: InboxError) -> Self {
        let status = match &error {
            InboxError::Unknown(_) => StatusCode::NOT_FOUND,
            InboxError::Conflict { .. } => StatusCode::CONFLICT,
            InboxError::Unfit(_) => StatusCode::UNPROCESSABLE_ENTITY,
            InboxError::Replies { .. }
            | InboxError::Garbled { .. }
            | InboxError::Db(_)
            | InboxError::Chats(_)
            | InboxError::Members(_) => return Self::ours(&error),
        };
        Self::new(status, error.to_string())
    }
}

/// Somebody of the shop as cases know them; who addresses members does not serve them.
fn serving(staff: &Staff) -> Result<Agent, Problem> {
    if !staff.role.may(Right::Reply) {
        let why =
            "the inbox is for agents and admins: conversations with members are not for marketing";
        return Err(Problem::new(StatusCode::FORBIDDEN, why));
    }
    Ok(Agent {
        name: staff.name.clone(),
        shown: shown_name(&staff.name),
        leads: staff.role == Role::Admin,
    })
}

/// The same for a change, of which there may be only so many in a minute.
fn changing(state: &State, staff: &Staff) -> Result<Agent, Problem> {
    let agent = serving(staff)?;
    state.limits.serve(&staff.to_string())?;
    Ok(agent)
}
