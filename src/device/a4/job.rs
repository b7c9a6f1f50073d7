//! One job from the first question to its end.

use std::time::Instant;

use bytes::Bytes;
use ipp::model::StatusCode;
use ipp::prelude::Uri;
use reqwest::Url;
use reqwest::header::CONTENT_TYPE;

use super::message::{self, JobAnswer, JobState, MessageError, PrinterAnswer};
use super::{A4Config, A4Fault, judge};

/// The media type of IPP messages (RFC 8010 §4).
const IPP: &str = "application/ipp";
/// No answer is larger: a printer's whole description is some tens of kilobytes.
const MAX_ANSWER: usize = 1024 * 1024;
/// How often a job that was taken back is looked at.
const LOOKS: u32 = 10;

/// The printer as seen from here.
pub(super) struct Printer {
    config: A4Config,
    /// `None` when no client can be made or the address is none: neither happens with a checked configuration.
    http: Option<(reqwest::Client, Url)>,
}

impl Printer {
    pub(super) fn new(config: A4Config) -> Self {
        // As for central: ring is the one provider of the program, and an error only says that it is set already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .connect_timeout(config.exchange.min(std::time::Duration::from_secs(4)))
            .timeout(config.exchange)
            .user_agent(concat!("kiosk/", env!("CARGO_PKG_VERSION")));
        if config.printer.scheme_str() != Some("ipps") {
            // As for central: without TLS the system's authorities need not be read.
            http = http.tls_certs_only([]);
        }
        let http = http.build().ok().zip(http_url(&config.printer));
        Self { config, http }
    }

    /// Whether it would print now, and what it says of itself.
    pub(super) async fn ask(&self) -> Result<PrinterAnswer, A4Fault> {
        let printer = self.answer().await?;
        if !printer.takes_pdf() {
            return Err(A4Fault::NoPdf);
        }
        judge::fault(&printer).map_or(Ok(printer), Err)
    }

    /// What it says of itself.
    async fn answer(&self) -> Result<PrinterAnswer, A4Fault> {
        let request = message::ask_printer(&self.config.printer).map_err(|_| A4Fault::NotAPrinter)?;
        let answer = self.exchange(Bytes::from(request)).await?;
        message::printer_answer(answer).map_err(refused)
    }

    pub(super) async fn print(&self, pdf: &[u8]) -> Result<(), A4Fault> {
        let started = Instant::now();
        let printer = self.ask().await?;
        let request = message::print_job(&self.config.printer, pdf, printer.takes_a4());
        let request = request.map_err(|_| A4Fault::NotAPrinter)?;
        // The owner overwrites the bytes when the client is done with them.
        let answer = self.exchange(Bytes::from_owner(request)).await?;
        let job = message::job_answer(answer).map_err(refused)?;
        tracing::info!(event = "a4.sent", job = job.id);
        self.follow(job, started).await
    }

    /// Asks after the job until it ends. A fault that lasts, or the end of patience, takes it back.
    async fn follow(&self, job: JobAnswer, started: Instant) -> Result<(), A4Fault> {
        let mut state = job.state;
        let mut fault: Option<(A4Fault, Instant)> = None;
        loop {
            match state {
                JobState::Completed => return Ok(()),
                // A printer that gives a job up often says why.
                JobState::Over => return Err(self.fault().await.unwrap_or(A4Fault::Aborted)),
                JobState::Going => {}
            }
            if started.elapsed() >= self.config.job {
                let suspected = self.answer().await.ok().and_then(|printer| judge::suspected(&printer));
                let why = fault.map(|(fault, _)| fault).or(suspected).unwrap_or(A4Fault::Busy);
                return self.take_back(job.id, why).await;
            }
            fault = match (self.fault().await, fault) {
                (None, _) => None,
                (Some(now), Some((_, since))) => Some((now, since)),
                (Some(now), None) => Some((now, Instant::now())),
            };
            if let Some((fault, since)) = fault
                && since.elapsed() >= self.config.grace
            {
                return self.take_back(job.id, fault).await;
            }
            tokio::time::sleep(self.config.poll).await;
            // One lost answer is no end: the next tells.
            match self.job_state(job.id).await {
                Ok(now) => state = now,
                Err(error) => fault = fault.or(Some((error, Instant::now()))),
            }
        }
    }

    /// Cancels the job, so that it does not come out when nobody waits for it. If it was just done, it is printed.
    async fn take_back(&self, job: i32, fault: A4Fault) -> Result<(), A4Fault> {
        tracing::warn!(event = "a4.take_back", job, %fault);
        if let Ok(request) = message::cancel_job(&self.config.printer, job) {
            let _answer = self.exchange(Bytes::from(request)).await;
        }
        for _ in 0..LOOKS {
            match self.job_state(job).await {
                Ok(JobState::Completed) => return Ok(()),
                Ok(JobState::Over) => return Err(fault),
                Ok(JobState::Going) | Err(_) => tokio::time::sleep(self.config.poll).await,
            }
        }
        tracing::error!(event = "a4.not_taken_back", job);
        Err(fault)
    }

    async fn job_state(&self, job: i32) -> Result<JobState, A4Fault> {
        let request = message::ask_job(&self.config.printer, job).map_err(|_| A4Fault::NotAPrinter)?;
        let answer = self.exchange(Bytes::from(request)).await?;
        message::job_answer(answer).map(|job| job.state).map_err(refused)
    }

    /// What keeps the printer from printing, as far as it can be asked.
    async fn fault(&self) -> Option<A4Fault> {
        self.ask().await.err()
    }

    async fn exchange(&self, body: Bytes) -> Result<Vec<u8>, A4Fault> {
        let (client, url) = self.http.as_ref().ok_or(A4Fault::NotAPrinter)?;
        let answer = client.post(url.clone()).header(CONTENT_TYPE, IPP).body(body).send().await;
        let mut answer = answer.map_err(|error| {
            tracing::debug!(event = "a4.no_answer", %error);
            A4Fault::Unreachable
        })?;
        let is_ipp = answer.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(IPP.as_bytes()));
        if !answer.status().is_success() || !is_ipp {
            return Err(A4Fault::NotAPrinter);
        }
        let mut bytes = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(|_| A4Fault::Unreachable)? {
            if bytes.len() + part.len() > MAX_ANSWER {
                return Err(A4Fault::NotAPrinter);
            }
            bytes.extend_from_slice(&part);
        }
        Ok(bytes)
    }
}

/// What a refusal means.
#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn refused(error: MessageError) -> A4Fault {
    tracing::warn!(event = "a4.refused", %error);
    match error {
        MessageError::NotIpp(_) | MessageError::Lacks(_) => A4Fault::NotAPrinter,
        MessageError::Status(status) => match status {
            StatusCode::ClientErrorDocumentFormatNotSupported => A4Fault::NoPdf,
            StatusCode::ClientErrorNotFound => A4Fault::NotAPrinter,
            StatusCode::ServerErrorBusy => A4Fault::Busy,
            StatusCode::ServerErrorNotAcceptingJobs | StatusCode::ServerErrorServiceUnavailable => A4Fault::Stopped,
            _ => A4Fault::Aborted,
        },
    }
}

/// Where IPP messages are posted (RFC 8010 §4, RFC 7472): port 631 unless the address names one.
fn http_url(printer: &Uri) -> Option<Url> {
    let (scheme, port) = match printer.scheme_str()? {
        "ipp" => ("http", 631),
        "ipps" => ("https", 631),
        _ => return None,
    };
    let port = printer.port_u16().unwrap_or(port);
    Url::parse(&format!("{scheme}://{}:{port}{}", printer.host()?, printer.path())).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    #[test]
    fn addresses_become_http() {
        for (printer, url) in [
            ("ipp://192.168.1.20/ipp/print", "http://192.168.1.20:631/ipp/print"),
            ("ipps://printer.local/ipp/print", "https://printer.local:631/ipp/print"),
            ("ipp://127.0.0.1:8640/printers/a4", "http://127.0.0.1:8640/printers/a4"),
            ("ipp://[::1]/ipp/print", "http://[::1]:631/ipp/print"),
        ] {
            assert_eq!(http_url(&printer.parse().unwrap()).unwrap().as_str(), url);
        }
        assert!(http_url(&"http://x/".parse().unwrap()).is_none());
    }
}
