//! `storekeeper serve`: the assistant over HTTP.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
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
    /// Let anybody sign in as any member, to try the shop; only on an address that nobody else reaches
    #[arg(long)]
    demo_sign_in: bool,
}

impl Serve {
    /// For `storekeeper demo --serve`.
    pub(super) fn demo(listen: Option<SocketAddr>, no_model: bool) -> Self {
        Self {
            listen,
            no_model,
            demo_sign_in: true,
        }
    }
}

/// An address that is held, before anything that takes long: what is wrong with it is said at once.
pub(super) struct Place {
    settings: Settings,
    listener: TcpListener,
    with_model: bool,
}

pub(super) async fn serve(settings: &Settings, wanted: Serve) -> Result<()> {
    Box::pin(open(take_place(settings, &wanted).await?)).await
}

/// Holds the address that is wanted, where it may be served on.
pub(super) async fn take_place(settings: &Settings, wanted: &Serve) -> Result<Place> {
    let address = wanted.listen.unwrap_or(settings.listen);
    let demo_sign_in = wanted.demo_sign_in || settings.demo_sign_in;
    if demo_sign_in {
        refuse_where_others_reach(address, settings.behind_proxy)?;
    }
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("{address} cannot be listened on; --listen names another"))?;
    Ok(Place {
        settings: Settings {
            demo_sign_in,
            ..settings.clone()
        },
        listener,
        with_model: !wanted.no_model,
    })
}

/// Anybody can be any member by the demo's sign-in, so it is only for who sits at this machine. A proxy
/// brings others to a loopback address too.
fn refuse_where_others_reach(address: SocketAddr, behind_proxy: bool) -> Result<()> {
    let remedy = "leave --demo-sign-in (the setting demo_sign_in) off";
    if !address.ip().is_loopback() {
        bail!(
            "with the demo's sign-in anybody who reaches {address} can be any member: listen on 127.0.0.1, or {remedy}"
        );
    }
    if behind_proxy {
        bail!(
            "with the demo's sign-in anybody whom the proxy lets through can be any member: set behind_proxy to no, \
             or {remedy}"
        );
    }
    Ok(())
}

/// Serves until it is told to stop.
pub(super) async fn open(place: Place) -> Result<()> {
    let Place {
        settings,
        listener,
        with_model,
    } = place;
    let state = Box::pin(app::open_server(&settings, with_model)).await?;
    let at = listener.local_addr()?;
    eprintln!("the shop is open: http://{at}/");
    eprintln!("for the shop's people: http://{at}/console; `storekeeper user add` makes accounts");
    eprintln!("for programs: http://{at}/openapi.json; Ctrl-C stops");
    if settings.allowed_origins.is_empty() {
        eprintln!(
            "no other site's pages may ask: STOREKEEPER_ALLOWED_ORIGINS names those that may"
        );
    }
    if settings.smtp_url.is_none() || settings.sms_url.is_none() {
        eprintln!(
            "codes to join and sign in go into this log (`serve -v`) where smtp_url or sms_url is not set"
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
