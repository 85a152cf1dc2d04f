//! What follows when the books have erased a member: vectors, the proof, the end.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::sync::Notify;

use super::Books;
use super::indexes::forget_profiles;
use crate::assistant::Shop;
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;
use crate::dossiers::{Erasure, Proof};
use crate::retrieval::Retrieval;

/// How long a server waits until it looks for erasures that another program began.
const AGAIN: Duration = Duration::from_mins(10);

/// An erasure as it ended.
pub struct Ended {
    /// What was found when everything was looked through: nothing, or the erasure is not over.
    pub proof: Proof,
}

/// Takes whom `erasure` erased out of the index of tastes, looks through the books, and ends it where nothing is left.
///
/// # Errors
/// An index that cannot be changed now; the erasure is gone on with when it is asked for again.
pub async fn end_erasure(
    settings: &Settings,
    books: &Books,
    retrieval: Option<&Retrieval>,
    erasure: &Erasure,
) -> Result<Ended> {
    forget_profiles(settings, books, retrieval, &erasure.keys)
        .await
        .context(
            "the books are erased, the index of members' tastes is not yet: a server that runs sees to it within ten \
             minutes, or type the command again",
        )?;
    let proof = books.dossiers.prove(erasure).await?;
    if proof.found.is_empty() {
        books.dossiers.end(erasure, SystemClock.now()).await?;
    }
    Ok(Ended { proof })
}

/// Ends erasures that members began themselves, or that another program left: at once where it is told of one, and
/// now and then.
pub(super) fn end_those_begun(settings: Settings, books: Books, shop: Arc<Shop>) -> Arc<Notify> {
    let told = Arc::new(Notify::new());
    let listens = Arc::clone(&told);
    tokio::spawn(async move {
        loop {
            if let Err(error) = end_all(&settings, &books, &shop.retrieval).await {
                tracing::error!(error = format!("{error:#}"), "an erasure is not over yet");
            }
            tokio::select! {
                () = listens.notified() => {}
                () = tokio::time::sleep(AGAIN) => {}
            }
        }
    });
    told
}

async fn end_all(settings: &Settings, books: &Books, retrieval: &Retrieval) -> Result<()> {
    for erasure in books.dossiers.unfinished().await? {
        let ended = end_erasure(settings, books, Some(retrieval), &erasure).await?;
        for left in &ended.proof.found {
            tracing::error!(
                table = left.table,
                column = left.column,
                cells = left.cells,
                "an erasure left something"
            );
        }
    }
    Ok(())
}
