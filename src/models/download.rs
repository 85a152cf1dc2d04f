//! Downloads that go on where they stopped.

use std::error::Error;
use std::path::Path;
use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_RANGE, CONTENT_TYPE, RANGE};
use reqwest::{Certificate, Client, Response, StatusCode, Url};
use sha2::{Digest, Sha256};
use tokio::fs::File;
use tokio::io::{AsyncWriteExt, BufWriter};

use super::disk;
use super::error::ModelError;
use crate::ids::hexadecimal;

/// How long a host may take to accept a connection.
const CONNECT: Duration = Duration::from_secs(3);
/// How long a host may be silent.
const SILENCE: Duration = Duration::from_secs(30);
/// How often a download that was cut off is taken up again in one pull.
const RETRIES: u32 = 3;
/// The pause before the first of those; the next ones are longer by as much.
const PAUSE: Duration = Duration::from_millis(250);
/// Bytes gathered before they are written.
const BUFFER: usize = 1 << 20;
/// No page of a package index is as large.
const LARGEST_PAGE: usize = 64 << 20;

/// Asks hosts for pages and files.
pub(super) struct Downloader(Client);

/// A file to download.
pub(super) struct Wanted<'a> {
    /// What to call it in messages.
    pub(super) what: &'a str,
    /// Where it is.
    pub(super) url: &'a Url,
    /// The file to write; what is there already is gone on from.
    pub(super) path: &'a Path,
    /// Its size, if announced.
    pub(super) size: Option<u64>,
    /// Its SHA-256, if announced.
    pub(super) sha256: Option<&'a str>,
}

/// A page that a host answered with.
pub(super) struct Page {
    /// Where it was in the end.
    pub(super) url: Url,
    /// Whether the host calls it JSON.
    pub(super) is_json: bool,
    /// Its text.
    pub(super) text: String,
}

/// Told the bytes of a download that are here.
pub(super) type Report<'a> = &'a (dyn Fn(u64) + Sync);

impl Downloader {
    /// Trusts the system's certificates and those of a file beside them.
    pub(super) fn new(certificates: Option<&Path>) -> Result<Self, ModelError> {
        let mut builder = Client::builder()
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .user_agent(concat!("storekeeper/", env!("CARGO_PKG_VERSION")));
        if let Some(path) = certificates {
            let pem = std::fs::read(path).map_err(ModelError::at(path))?;
            let unusable = |error: reqwest::Error| ModelError::File {
                path: path.to_owned(),
                source: std::io::Error::other(error),
            };
            builder =
                builder.tls_certs_merge(Certificate::from_pem_bundle(&pem).map_err(unusable)?);
        }
        builder
            .build()
            .map(Self)
            .map_err(|error| ModelError::Unreachable {
                host: "any host".to_owned(),
                reason: innermost(&error),
            })
    }

    /// A page of text.
    pub(super) async fn page(
        &self,
        url: &Url,
        accept: &str,
        what: &str,
    ) -> Result<Page, ModelError> {
        let request = self.0.get(url.clone()).header(ACCEPT, accept);
        let mut response = request
            .send()
            .await
            .map_err(|error| unreachable(url, &error))?;
        if !response.status().is_success() {
            return Err(refused(url, response.status(), what));
        }
        let kind = response
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok());
        let is_json = kind.is_some_and(|kind| kind.contains("json"));
        let final_url = response.url().clone();
        let mut body = Vec::new();
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| unreachable(url, &error))?
        {
            if body.len() + chunk.len() > LARGEST_PAGE {
                let announced = u64::try_from(LARGEST_PAGE).unwrap_or(u64::MAX);
                return Err(ModelError::TooLarge {
                    what: what.to_owned(),
                    announced,
                });
            }
            body.extend_from_slice(&chunk);
        }
        let text = String::from_utf8_lossy(&body).into_owned();
        Ok(Page {
            url: final_url,
            is_json,
            text,
        })
    }

    /// Downloads a file or the rest of it, verifies its checksum, and adds the bytes that travelled to
    /// `travelled`. What fails the checksum is deleted; what was cut off is kept for the next time.
    pub(super) async fn file(
        &self,
        wanted: &Wanted<'_>,
        report: Report<'_>,
        travelled: &mut u64,
    ) -> Result<(), ModelError> {
        let mut retries = 0;
        let mut begun_again = false;
        loop {
            let earlier = disk::size_of(wanted.path);
            match self.rest(wanted, report, travelled).await {
                Ok(found) if wanted.sha256.is_none_or(|expected| expected == found) => {
                    return Ok(());
                }
                Ok(found) => {
                    disk::remove(wanted.path)?;
                    // The bytes of an earlier time may be the wrong ones: once from the start.
                    if earlier == 0 || begun_again {
                        return Err(ModelError::WrongChecksum {
                            what: wanted.what.to_owned(),
                            expected: wanted.sha256.unwrap_or_default().to_owned(),
                            found,
                        });
                    }
                    begun_again = true;
                }
                Err(error) if error.is_passing() && retries < RETRIES => {
                    retries += 1;
                    tokio::time::sleep(PAUSE * retries).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// One request for what is missing of the file. Returns the checksum of the whole.
    async fn rest(
        &self,
        wanted: &Wanted<'_>,
        report: Report<'_>,
        travelled: &mut u64,
    ) -> Result<String, ModelError> {
        let mut here = disk::size_of(wanted.path);
        if wanted.size.is_some_and(|size| here > size) {
            disk::remove(wanted.path)?;
            here = 0;
        }
        if wanted.size == Some(here) {
            report(here);
            return disk::sha256_of(wanted.path).await;
        }
        let mut request = self.0.get(wanted.url.clone());
        if here > 0 {
            request = request.header(RANGE, format!("bytes={here}-"));
        }
        let response = request
            .send()
            .await
            .map_err(|error| unreachable(wanted.url, &error))?;
        match response.status() {
            // Nothing is missing; the checksum says whether that is true.
            StatusCode::RANGE_NOT_SATISFIABLE if here > 0 => {
                return disk::sha256_of(wanted.path).await;
            }
            StatusCode::PARTIAL_CONTENT if begins_at(&response, here) => {}
            status if status.is_success() => {
                if here > 0 {
                    disk::remove(wanted.path)?;
                }
                // An answer that is neither the whole nor what was asked for is of no use.
                if status != StatusCode::OK {
                    return Err(refused(wanted.url, status, wanted.what));
                }
                here = 0;
            }
            status => return Err(refused(wanted.url, status, wanted.what)),
        }
        let hasher = if here > 0 {
            disk::hash_start(wanted.path, here).await?
        } else {
            Sha256::new()
        };
        write(response, wanted, here, hasher, report, travelled).await
    }
}

/// Writes a response's body behind the `here` bytes that the file has.
async fn write(
    mut response: Response,
    wanted: &Wanted<'_>,
    mut here: u64,
    mut hasher: Sha256,
    report: Report<'_>,
    travelled: &mut u64,
) -> Result<String, ModelError> {
    let total = wanted
        .size
        .or_else(|| response.content_length().map(|length| here + length));
    let at_path = || ModelError::at(wanted.path);
    let file = File::options()
        .create(true)
        .append(true)
        .open(wanted.path)
        .await
        .map_err(at_path())?;
    let mut file = BufWriter::with_capacity(BUFFER, file);
    report(here);
    let outcome = loop {
        match response.chunk().await {
            Ok(Some(chunk)) => {
                let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
                if let Some(announced) = wanted.size.filter(|size| here + length > *size) {
                    break Err(ModelError::TooLarge {
                        what: wanted.what.to_owned(),
                        announced,
                    });
                }
                file.write_all(&chunk).await.map_err(at_path())?;
                hasher.update(&chunk);
                here += length;
                *travelled += length;
                report(here);
            }
            Ok(None) if total.is_none_or(|total| total == here) => break Ok(()),
            // Whatever the reason: the bytes so far are good and the rest can be asked for.
            Ok(None) | Err(_) => {
                break Err(ModelError::CutOff {
                    what: wanted.what.to_owned(),
                    host: host_of(wanted.url),
                    at: here,
                    total,
                });
            }
        }
    };
    file.flush().await.map_err(at_path())?;
    file.get_ref().sync_all().await.map_err(at_path())?;
    if matches!(outcome, Err(ModelError::TooLarge { .. })) {
        disk::remove(wanted.path)?;
    }
    outcome.map(|()| hexadecimal(&hasher.finalize()))
}

/// Host and port of an address: without its user, password and query.
pub(super) fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or("an address without a host");
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn begins_at(response: &Response, here: u64) -> bool {
    let range = response
        .headers()
        .get(CONTENT_RANGE)
        .and_then(|range| range.to_str().ok());
    let start = range.and_then(|range| range.strip_prefix("bytes ")?.split_once('-'));
    start.is_some_and(|(start, _)| start.trim() == here.to_string())
}

fn unreachable(url: &Url, error: &reqwest::Error) -> ModelError {
    let reason = if error.is_timeout() {
        format!(
            "no connection within {} s, or silent for {} s",
            CONNECT.as_secs(),
            SILENCE.as_secs()
        )
    } else {
        innermost(error)
    };
    ModelError::Unreachable {
        host: host_of(url),
        reason,
    }
}

fn refused(url: &Url, status: StatusCode, what: &str) -> ModelError {
    ModelError::Refused {
        host: host_of(url),
        status: status.to_string(),
        what: what.to_owned(),
    }
}

/// The cause at the bottom says what happened; those above it repeat the address.
fn innermost(error: &dyn Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
