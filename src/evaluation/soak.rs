//! Whether memory holds over many turns.

use serde::Serialize;

use crate::assistant::Assistant;

use super::process::Usage;
use super::questions::{Question, ask_all};

/// Memory is compared with that after so many turns, when everything has been used once.
const SETTLED: usize = 30;

/// Memory after some turns.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct SoakPoint {
    /// Turns so far.
    pub turns: usize,
    /// Resident memory of the process, in megabytes (10^6 bytes).
    pub resident_mb: f64,
}

/// What the soak found.
#[derive(Clone, Debug, Serialize)]
pub struct Soak {
    /// Memory every 30 turns.
    pub points: Vec<SoakPoint>,
    /// Megabytes more at the end than after turn 30; negative where there is less.
    pub growth_mb: f64,
}

/// Asks `questions` over and over until `turns` turns are done. `each` is told every point.
pub async fn soak(
    assistant: &Assistant,
    questions: &[Question],
    turns: usize,
    mut each: impl FnMut(SoakPoint),
) -> Soak {
    let mut points: Vec<SoakPoint> = Vec::new();
    let mut done = 0;
    while done < turns && !questions.is_empty() {
        for question in questions {
            if done >= turns {
                break;
            }
            ask_all(assistant, std::slice::from_ref(question), |_, _| {
                done += 1;
                if done % SETTLED == 0 || done == turns {
                    let point = SoakPoint {
                        turns: done,
                        resident_mb: megabytes(),
                    };
                    each(point);
                    points.push(point);
                }
            })
            .await;
        }
    }
    let settled = points
        .iter()
        .find(|point| point.turns >= SETTLED)
        .map(|point| point.resident_mb);
    let last = points.last().map(|point| point.resident_mb);
    let growth_mb = last
        .zip(settled)
        .map_or(0.0, |(last, settled)| last - settled);
    Soak { points, growth_mb }
}

#[allow(clippy::cast_precision_loss, reason = "bytes of memory, for people")]
fn megabytes() -> f64 {
    Usage::now().resident as f64 / 1e6
}
