//! `kiosk print`: raw bytes or the test page, with proof.

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use super::{Failure, Outcome, fail, load};
use crate::config::Port;
use crate::device::printer::profile::CutKind;
use crate::device::printer::test_page::test_page;
use crate::device::printer::{Found, JobEnd, JobId, PaperLevel, Printer, Profile, Proof};
use crate::kiosk::devices::{self, Virtual};

/// So long the printer may take for the questions after the page.
const LOOK: Duration = Duration::from_secs(20);

/// Print a file of ESC/POS bytes or the test page, and wait for proof.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: kiosk print --test-page --port /dev/ttyUSB0")]
pub struct Args {
    /// A file of ESC/POS bytes, sent as it is; it should end in a cut
    #[arg(value_name = "FILE", required_unless_present = "test_page", conflicts_with = "test_page")]
    file: Option<PathBuf>,
    /// The test page: frame, ruler in millimetres, every letter in all its forms, digits, greys, QR code
    #[arg(long)]
    test_page: bool,
    /// The configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Another port than the configuration's: a device path or "virtual"
    #[arg(long, value_name = "PORT")]
    port: Option<String>,
    /// Another profile than the configuration's
    #[arg(long, value_name = "ID")]
    profile: Option<String>,
    /// Where a virtual printer leaves its sheets as PNG
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
}

/// Prints and says how it ended: exit code 0 proven, 1 not, 2 nothing to print or no configuration.
///
/// # Errors
/// No configuration, profile or file.
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let (mut config, data) = load(args.config.as_deref())?;
    if let Some(port) = &args.port {
        config.printer.port = port_of(port);
    }
    let id = args.profile.as_ref().unwrap_or(&config.printer.profile);
    let profile = Profile::load(&data.printers(), id).map_err(fail)?;
    let bytes = match &args.file {
        Some(path) => {
            let bytes = std::fs::read(path).map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
            if bytes.is_empty() {
                return Err(Failure::new(format!("{}: is empty; there is nothing to print", path.display())));
            }
            Some(bytes)
        }
        None => None,
    };
    let mut twins = Virtual::default();
    let settings = devices::printer(&config.printer, &profile, None, &args.out, &mut twins).map_err(fail)?;
    let page = test_page(&profile);
    let printer = Printer::start(settings, profile.clone());
    let runtime = super::run::runtime()?;
    let end = runtime.block_on(async {
        match bytes {
            Some(bytes) => printer.print_raw(JobId(1), bytes).await,
            None => printer.print(JobId(1), page).await,
        }
    });
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", told(end)).map_err(fail)?;
    if args.test_page {
        let found = runtime.block_on(async {
            // A printer with a fault is asked for nothing; one that comes back now may still say what it can.
            tokio::time::timeout(LOOK, printer.look()).await.ok().flatten()
        });
        for line in capabilities(&profile, end, found.as_ref()) {
            writeln!(out, "{line}").map_err(fail)?;
        }
    }
    if let Some(twin) = &twins.printer {
        if twin.inspect(|firmware| firmware.uncut_rows() > 0) {
            // Printers without cutter leave the tearing to people.
            twin.tear_off();
        }
        for sheet in twin.wait_for_sheets(1, Duration::from_secs(1)) {
            let path = args.out.join(format!("sheet-{:04}.png", sheet.number));
            writeln!(out, "sheet: {}", path.display()).map_err(fail)?;
        }
        if let Some(error) = twin.file_error() {
            return Err(Failure::new(format!("{}: {error}", args.out.display())));
        }
    }
    Ok(if matches!(end, JobEnd::Proven(_)) { Outcome::Done } else { Outcome::Wrong })
}

/// `virtual` or a device path.
pub(super) fn port_of(text: &str) -> Port {
    if text == "virtual" { Port::Virtual } else { Port::Path(PathBuf::from(text)) }
}

/// What the test page and the questions after it have proven, and what is left to the eye, line by line.
fn capabilities(profile: &Profile, end: JobEnd, found: Option<&Found>) -> Vec<String> {
    let (answers, whole) = match end {
        JobEnd::Proven(Proof::ProcessId | Proof::InOrder) => ("proven", "proven"),
        JobEnd::Proven(Proof::StatusAndTime) => ("proven", "not proven"),
        JobEnd::NotPrinted(_) | JobEnd::Unknown(_) => ("not proven", "not proven"),
    };
    let cut = match profile.cutter.kind {
        CutKind::TearBar => "none (tear bar)".to_owned(),
        CutKind::Partial | CutKind::Full => format!("{whole} (its command was executed); look at the paper"),
    };
    let code = if profile.qr.native { "drawn by the printer" } else { "sent as a picture" };
    let mut lines = vec![
        format!("  profile       {}: {} dots at {} dpi", profile.id, profile.width_dots, profile.dpi),
        format!("  answers       {answers}"),
        format!("  whole page    {whole}"),
        format!("  cut           {cut}"),
        format!("  pictures      {whole}; look at the letters, the greys and the frame"),
        format!("  QR code       {code}, not proven: scan it"),
        "  millimetres   not proven: hold a ruler to the one on the page".to_owned(),
    ];
    let asked = asked(profile, found);
    lines.extend(asked.into_iter().map(|(what, about)| format!("  {what:<13} {about}")));
    lines
}

/// What the printer said to the questions after the page.
fn asked(profile: &Profile, found: Option<&Found>) -> Vec<(&'static str, String)> {
    let named = |is_named: bool, proven: Option<String>, otherwise: &str| match (is_named, proven) {
        (_, Some(about)) => format!("proven{about}"),
        (true, None) if found.is_none() => "not proven: the printer could not be asked".to_owned(),
        (true, None) => format!("not proven: {otherwise}"),
        (false, None) => "none, says the profile; not asked for".to_owned(),
    };
    let status = &profile.status;
    let clears = found.filter(|found| found.clears).map(|_| String::new());
    let reports = found.filter(|found| found.automatic).map(|_| String::new());
    let model = found.and_then(|found| found.model.as_ref());
    let model = match model {
        Some(name) if profile.models.is_empty() => format!("\"{name}\"; the profile is of no one model"),
        Some(name) if profile.models.iter().any(|model| name.starts_with(model.as_str())) => {
            format!("proven: \"{name}\"")
        }
        Some(name) => format!("\"{name}\" is not of this profile: it is not given pictures to keep"),
        None => "not proven: it tells no name".to_owned(),
    };
    let cache = profile.cache;
    let nv = found.and_then(|found| found.nv);
    let nv = nv.map(|(total, free)| format!(": {free} of {total} bytes free (GS ( L fn 48, 51)"));
    let download = found.and_then(|found| found.download_free);
    let download = download.map(|free| format!(": {free} bytes free (GS ( L fn 52)"));
    let no_answer = "no answer; it is not used";
    // No answer tells these: what they leave on the paper does.
    let eye = |is_named: bool, otherwise: &str| match is_named {
        true => format!("not proven: {otherwise}"),
        false => "none, says the profile".to_owned(),
    };
    let near_end = match found.map(|found| found.paper) {
        Some(PaperLevel::NearEnd) => "proven: the sensor sees it now; bring a new roll",
        Some(PaperLevel::Ok) => "not proven: the sensor sees none now; put a used roll in and look again",
        None => "not proven: the printer could not be asked",
    };
    vec![
        ("clear", named(status.clear_buffers, clears, "no answer to DLE DC4 fn 8; sheets in doubt are asked about")),
        ("reports", named(status.automatic, reports, "nothing came after GS a; its state is asked for")),
        ("model", model),
        ("NV memory", named(cache.is_some_and(|cache| cache.nv_bytes.is_some()), nv, no_answer)),
        ("download", named(cache.is_some_and(|cache| cache.download_bytes.is_some()), download, no_answer)),
        ("FS q", eye(cache.is_some_and(|cache| cache.fs_q_bytes.is_some()), "a try would erase its pictures")),
        (
            "page mode",
            eye(
                cache.is_some_and(|cache| cache.page_rows.is_some()),
                "look at tickets once the printer keeps pictures",
            ),
        ),
        ("near end", near_end.to_owned()),
    ]
}

fn told(end: JobEnd) -> String {
    match end {
        JobEnd::Proven(Proof::ProcessId) => "proven: the printer gave back the process id that followed the cut".into(),
        JobEnd::Proven(Proof::InOrder) => {
            "proven: the printer executed the status request that followed the cut".into()
        }
        JobEnd::Proven(Proof::StatusAndTime) => {
            "probable: all was taken and no fault reported for as long as printing takes; \
             this printer gives no better proof"
                .into()
        }
        JobEnd::NotPrinted(fault) => format!("not printed: {fault}"),
        JobEnd::Unknown(fault) => format!("unknown: {fault}; look whether the paper came out before printing again"),
    }
}
