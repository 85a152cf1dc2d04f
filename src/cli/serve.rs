//! `storekeeper serve`: the assistant over HTTP.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use clap::Args;
use tokio::net::TcpListener;

use crate::app;
use crate::config::Settings;
use crate::http;

/// `storekeeper serve`
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// The address and port to listen on [default: the setting `listen`, 127.0.0.1:7777]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Answer in fixed phrases, without loading a model
    #[arg(long)]
    no_model: bool,
}

pub(super) async fn serve(settings: &Settings, wanted: Serve) -> Result<()> {
    let address = wanted.listen.unwrap_or(settings.listen);
    // Before the model is loaded: an address in use is said at once.
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("{address} cannot be listened on; --listen names another"))?;
    let state = app::open_server(settings, !wanted.no_model).await?;
    let at = listener.local_addr()?;
    eprintln!("listening on http://{at}; what there is: http://{at}/openapi.json; Ctrl-C stops");
    if settings.allowed_origins.is_empty() {
        eprintln!(
            "no other site's pages may ask: STOREKEEPER_ALLOWED_ORIGINS names those that may"
        );
    }
    http::serve(state, listener, stop()).await?;
    eprintln!("stopped");
    Ok(())
}

/// Waits for Ctrl-C, or for what a service manager sends.
async fn stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
