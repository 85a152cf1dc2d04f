//! Service on real orders: the reference actions of tau2-bench's retail tasks (Yao et al. 2024, "τ-bench"), carried
//! out by our own service and compared record by record with what the benchmark's own code makes of them.

mod compare;
mod judge;
mod records;
mod replay;
mod requests;
mod tasks;

use std::collections::BTreeMap;
use std::future::Future;

use serde::Serialize;

pub use tasks::{
    ServiceBooks, ServiceFileError, ServiceTask, TaskOutcome, read_service_books,
    read_service_expected, read_service_tasks,
};

use crate::catalog::{Catalog, CatalogError};
use crate::members::{Members, MembersError};
use crate::orders::{Orders, OrdersError, Rules, RulesError, ServiceError};
use replay::Replay;

/// The benchmark's policy.
const RULES: &str = include_str!("rules.toml");

/// The rooms that a task runs in; a copy that is thrown away.
#[derive(Clone, Debug)]
pub struct ServiceDesk {
    /// The goods.
    pub catalog: Catalog,
    /// The members.
    pub members: Members,
    /// The orders.
    pub orders: Orders,
}

/// Why the tasks could not be run.
#[derive(Debug, thiserror::Error)]
pub enum ServiceBenchError {
    /// No expected records for a task.
    #[error("the expected records have no task `{0}`; both files must be of one set")]
    NoExpected(String),
    /// The built-in rules are wrong, which a test excludes.
    #[error("the benchmark's rules: {0}")]
    Rules(#[from] RulesError),
    /// A copy of the shop could not be made.
    #[error("a copy of the shop could not be made: {0}")]
    Copy(String),
    /// The goods could not be read.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The members could not be read or kept.
    #[error(transparent)]
    Members(#[from] MembersError),
    /// The orders could not be read.
    #[error(transparent)]
    Orders(#[from] OrdersError),
    /// A change failed otherwise than by a refusal.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Actions that the policy forbids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Forbidden {
    /// How many were tried.
    pub tried: usize,
    /// Of these, how many were refused and changed nothing.
    pub refused: usize,
}

/// What came of the tasks.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ServiceReport {
    /// How many there are.
    pub tasks: usize,
    /// After how many the changed records equal the expected ones.
    pub equal: usize,
    /// The others.
    pub different: Vec<String>,
    /// Forbidden actions among those of the tasks.
    pub forbidden: Forbidden,
    /// Forbidden actions that were tried besides, after every task: each kind of change on every order of the member
    /// that is not open for it, and on orders of others.
    pub probes: Forbidden,
    /// Actions of the tasks that failed for any reason; the rest of their tasks ran.
    pub failed_actions: usize,
    /// Tasks that are equal because a known defect of the benchmark's code was repeated before the comparison.
    pub defect_repeated: Vec<String>,
    /// What differs, for people: task, record, field, expected, found.
    #[serde(skip)]
    pub misses: Vec<String>,
    /// What each task changed.
    #[serde(skip)]
    pub outcomes: BTreeMap<String, TaskOutcome>,
}

/// Runs `tasks`, each on a desk of its own that `fresh` makes with the shop of `books` in it, and compares what they
/// changed with `expected`. `done` is told how many are over.
///
/// # Errors
/// Where the files do not belong together, or the shop's books fail. An action that fails is no error.
pub async fn bench_service<F: Future<Output = Result<ServiceDesk, String>>>(
    books: &ServiceBooks,
    tasks: &[ServiceTask],
    expected: &BTreeMap<String, TaskOutcome>,
    fresh: impl Fn() -> F,
    done: impl Fn(usize),
) -> Result<ServiceReport, ServiceBenchError> {
    let rules = Rules::read(RULES)?;
    let mut report = ServiceReport {
        tasks: tasks.len(),
        ..ServiceReport::default()
    };
    for (place, task) in tasks.iter().enumerate() {
        let wanted = expected
            .get(&task.id)
            .ok_or_else(|| ServiceBenchError::NoExpected(task.id.clone()))?;
        let desk = fresh().await.map_err(ServiceBenchError::Copy)?;
        let mut replay = Replay::new(books, &desk, &rules, &task.id);
        for action in task.actions() {
            replay.act(action).await?;
        }
        let outcome = replay.outcome(wanted, true).await?;
        let misses = compare::misses(&task.id, wanted, &outcome);
        if misses.is_empty() {
            report.equal += 1;
            let exact = replay.outcome(wanted, false).await?;
            if !compare::misses(&task.id, wanted, &exact).is_empty() {
                report.defect_repeated.push(task.id.clone());
            }
        } else {
            report.different.push(task.id.clone());
            report.misses.extend(misses);
        }
        report.forbidden.tried += replay.forbidden.tried;
        report.forbidden.refused += replay.forbidden.refused;
        report.failed_actions += outcome.errors.len();
        let probes = replay.probe().await?;
        report.probes.tried += probes.tried;
        report.probes.refused += probes.refused;
        report.outcomes.insert(task.id.clone(), outcome);
        done(place + 1);
    }
    Ok(report)
}
