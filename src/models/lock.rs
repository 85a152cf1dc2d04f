//! One pull of a model at a time, in this process and others.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::error::ModelError;
use super::progress::Progress;

/// How often a waiting pull looks whether the other is done.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// A model's lock, held as long as a clone of this lives. Work on other threads holds a clone, so that a
/// dropped pull does not let the next one in before that work has ended.
#[derive(Clone, Debug)]
pub(super) struct Lock(#[allow(dead_code, reason = "held, not read")] Arc<File>);

/// Waits for the lock of the model in `folder`, saying so once.
pub(super) async fn take(
    folder: &Path,
    name: &str,
    progress: &dyn Progress,
) -> Result<Lock, ModelError> {
    let path = folder.join(".lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(ModelError::at(&path))?;
    let mut told = false;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock(Arc::new(file))),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(ModelError::at(&path)(error)),
        }
        if !told {
            progress.note(&format!(
                "{name}: another pull of this model is under way, waiting for it"
            ));
            told = true;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}
