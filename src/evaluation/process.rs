//! What this process uses: memory, processor time.

use sysinfo::{ProcessRefreshKind, ProcessesToUpdate, System, get_current_pid};

/// What the process has used so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usage {
    /// Resident memory, in bytes.
    pub resident: u64,
    /// Processor time of all threads, in seconds.
    pub cpu_seconds: f64,
}

impl Usage {
    /// Now. Zeros where the system does not tell.
    #[must_use]
    pub fn now() -> Self {
        let Ok(pid) = get_current_pid() else {
            return Self::default();
        };
        let mut system = System::new();
        system.refresh_processes_specifics(
            ProcessesToUpdate::Some(&[pid]),
            false,
            ProcessRefreshKind::nothing().with_memory().with_cpu(),
        );
        system.process(pid).map_or_else(Self::default, |process| {
            #[allow(
                clippy::cast_precision_loss,
                reason = "milliseconds of a process's life"
            )]
            let cpu_seconds = process.accumulated_cpu_time() as f64 / 1000.0;
            Self {
                resident: process.memory(),
                cpu_seconds,
            }
        })
    }
}
