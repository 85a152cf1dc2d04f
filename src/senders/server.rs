//! A mail server by its URL, and a conversation with it up to the text of a mail.

use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Tls, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::{SMTP_PORT, SUBMISSION_PORT, SUBMISSIONS_PORT};

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// How long a good-bye may take.
const GOODBYE: Duration = Duration::from_secs(2);

/// A mail server.
pub(super) struct Server {
    host: String,
    port: u16,
    security: Tls,
    /// What we call ourselves.
    hello: ClientId,
    credentials: Option<Credentials>,
}

impl Server {
    /// The server of `smtps://USER:PASSWORD@HOST:PORT/NAME`, or of `smtp://...`, plain or with `?tls=required` or
    /// `?tls=opportunistic`; NAME is what we call ourselves. None where the URL is none of these.
    pub(super) fn read(url: &str) -> Option<Self> {
        let url = reqwest::Url::parse(url).ok()?;
        let host = url.host_str()?.trim_matches(['[', ']']).to_owned();
        let asked = url.query_pairs().find(|(name, _)| name == "tls");
        let asked = asked.map(|(_, value)| value.into_owned());
        let parameters = || TlsParameters::new(host.clone()).ok();
        let (security, port) = match (url.scheme(), asked.as_deref()) {
            ("smtp", None) => (Tls::None, SMTP_PORT),
            ("smtp", Some("required")) => (Tls::Required(parameters()?), SUBMISSION_PORT),
            ("smtp", Some("opportunistic")) => (Tls::Opportunistic(parameters()?), SUBMISSION_PORT),
            ("smtps", _) => (Tls::Wrapper(parameters()?), SUBMISSIONS_PORT),
            _ => return None,
        };
        let name = url.path().trim_matches('/');
        let hello = match name {
            "" => ClientId::default(),
            name => ClientId::Domain(name.to_owned()),
        };
        let credentials = match url.password() {
            Some(password) => Some(Credentials::new(
                decoded(url.username())?,
                decoded(password)?,
            )),
            None => None,
        };
        Some(Self {
            port: url.port().unwrap_or(port),
            host,
            security,
            hello,
            credentials,
        })
    }

    /// A conversation that stands where the text of a mail is awaited: it was greeted, and took who mail is from and to.
    ///
    /// # Errors
    /// The server is not there, or refuses; nothing was handed over.
    pub(super) async fn introduce(
        &self,
        envelope: &Envelope,
        text: &[u8],
    ) -> Result<AsyncSmtpConnection, Error> {
        let mut connection = self.connect().await?;
        let told = self.address(&mut connection, envelope, text).await;
        match told {
            Ok(()) => Ok(connection),
            Err(error) => {
                // Whoever answered waits for a good-bye.
                if error.status().is_some() {
                    goodbye(connection);
                }
                Err(error)
            }
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let wrapped = match &self.security {
            Tls::Wrapper(parameters) => Some(parameters.clone()),
            _ => None,
        };
        let at = (self.host.as_str(), self.port);
        let connected =
            AsyncSmtpConnection::connect_tokio1(at, Some(CONNECT), &self.hello, wrapped, None);
        let mut connection = connected.await?;
        match &self.security {
            Tls::Opportunistic(parameters) if connection.can_starttls() => {
                connection.starttls(parameters.clone(), &self.hello).await?;
            }
            Tls::Required(parameters) => {
                connection.starttls(parameters.clone(), &self.hello).await?;
            }
            _ => {}
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }

    async fn address(
        &self,
        connection: &mut AsyncSmtpConnection,
        envelope: &Envelope,
        text: &[u8],
    ) -> Result<(), Error> {
        let has = |extension| connection.server_info().supports_feature(extension);
        let mut options = Vec::new();
        // A server that knows neither of them refuses such a mail, or does not mind.
        let addresses = envelope.to().iter().chain(envelope.from());
        let plain = addresses.map(AsRef::<str>::as_ref).all(str::is_ascii);
        if !plain && has(Extension::SmtpUtfEight) {
            options.push(MailParameter::SmtpUtfEight);
        }
        if !text.is_ascii() && has(Extension::EightBitMime) {
            options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let from = envelope.from().cloned();
        connection.command(Mail::new(from, options)).await?;
        for to in envelope.to() {
            connection
                .command(Rcpt::new(to.clone(), Vec::new()))
                .await?;
        }
        connection.command(Data).await?;
        Ok(())
    }
}

/// Ends a conversation in which nothing is awaited any more.
pub(super) fn goodbye(mut connection: AsyncSmtpConnection) {
    tokio::spawn(async move {
        let _ = tokio::time::timeout(GOODBYE, connection.quit()).await;
    });
}

/// Text with its percent escapes read. None where they are broken.
fn decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let code = part.get(..2)?;
        bytes.push(u8::from_str_radix(code, 16).ok()?);
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).ok()
}
