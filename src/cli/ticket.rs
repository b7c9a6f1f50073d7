//! `kiosk ticket`: a sample ticket as files.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::DateTime;
use serde_json::json;

use crate::catalogue::{Catalogue, Service, ServiceId};
use crate::config::Config;
use crate::config::data::DataDir;
use crate::device::printer::cache::{Memory, Shelf};
use crate::device::printer::encode::{self, Digits, Encoded, PageError};
use crate::device::printer::figures::warm;
use crate::device::printer::profile::{self, CacheChoice, Profile, ProfileError};
use crate::i18n::{Language, Locales, Texts};
use crate::problem::{Problems, nearest};
use crate::receipt::design::{self, Designs, ServiceLines, TicketFacts};
use crate::receipt::pdf::PdfError;
use crate::receipt::qr::QrError;
use crate::receipt::{Document, Dots, Fonts, Media, Page, layout, raster};

/// The line speeds that `ticket.json` tells seconds for.
const BAUDS: [u32; 4] = [9_600, 19_200, 38_400, 115_200];

/// Writes a sample ticket: ticket.escpos, ticket.png and ticket.json (bytes, dots, seconds per baud).
///
/// Example: kiosk ticket --service licence-renewal --lang ckb --out /tmp/ticket
#[derive(Clone, Debug, clap::Args)]
pub struct TicketArgs {
    #[command(flatten)]
    pub(super) sample: SampleArgs,
    /// Numbers in the printer's own digits (where the profile has them, and page mode).
    #[arg(long)]
    pub(super) printer_digits: bool,
}

/// What `kiosk ticket` and `kiosk receipt` have in common.
#[derive(Clone, Debug, clap::Args)]
pub struct SampleArgs {
    /// A service of the catalogue.
    #[arg(long, value_name = "ID")]
    service: String,
    /// The language of the paper: ckb, ar, en, kmr, or another that is installed.
    #[arg(long, value_name = "TAG")]
    lang: String,
    /// The folder to write to; made when it is missing.
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// The printer profile; that of the configuration when not given, "all" for each one, in a folder of
    /// its own.
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// As it is once the printer keeps what stands on many tickets (where the profile says that it can).
    #[arg(long)]
    pub(super) cached: bool,
    /// The configuration; the names of centre and printer come from it.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// The likeliest of the comma separated names, as a question.
fn meant(wanted: &str, known: &str) -> String {
    nearest(wanted, known.split(", ")).map_or_else(String::new, |near| format!("did you mean {near:?}? "))
}

/// Why a sample could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// Configuration, catalogue or languages are wrong.
    #[error("{0}")]
    Problems(#[from] Problems),
    /// There is no such service.
    #[error("no service {wanted:?}; {}there are: {known}", meant(.wanted, .known))]
    Service {
        /// What was asked for.
        wanted: String,
        /// What there is, comma separated.
        known: String,
    },
    /// There is no such language.
    #[error("no language {wanted:?} in locales/; {}there are: {known}", meant(.wanted, .known))]
    Language {
        /// What was asked for.
        wanted: String,
        /// What there is, comma separated.
        known: String,
    },
    /// There is no such printer profile, or it is wrong.
    #[error("{0}")]
    Profile(#[from] ProfileError),
    /// The QR code cannot be made.
    #[error("{0}")]
    Qr(#[from] QrError),
    /// The page cannot be sent to such a printer.
    #[error("{0}")]
    Page(#[from] PageError),
    /// The PDF cannot be made.
    #[error("{0}")]
    Pdf(#[from] PdfError),
    /// Nobody can be made up who fills the form in.
    #[error("{0}")]
    Form(#[from] super::sample_form::NoSample),
    /// A file cannot be written.
    #[error("{}: {source}; choose a folder that can be written to with --out", path.display())]
    Write {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Everything a sample is made of.
pub(super) struct Sample {
    pub(super) config: Config,
    pub(super) texts: Texts,
    pub(super) profile: Profile,
    pub(super) fonts: Fonts,
    /// What stands on each paper, as on a kiosk with these files.
    pub(super) designs: Arc<Designs>,
    pub(super) catalogue: Arc<Catalogue>,
    /// What the printer keeps.
    shelf: Option<Shelf>,
    service: ServiceId,
    out: PathBuf,
}

/// What a printer was sent once, so that it keeps pictures.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Once {
    pictures: usize,
    bytes: usize,
}

impl Sample {
    pub(super) fn load(args: &SampleArgs) -> Result<Self, SampleError> {
        let config = match &args.config {
            Some(file) => Config::load(file)?,
            None => Config::default(),
        };
        let data = DataDir::find(args.config.as_deref())?;
        let locales = Locales::load(&data.locales())?;
        let catalogue = Catalogue::load(&data.catalogue(), &locales)?;
        let known = |tags: Vec<&str>| tags.join(", ");
        let language = Language::parse(&args.lang).filter(|language| locales.info(*language).is_some());
        let language = language.ok_or_else(|| SampleError::Language {
            wanted: args.lang.clone(),
            known: known(locales.languages().iter().map(|info| info.language.tag()).collect()),
        })?;
        let service = catalogue.services.iter().find(|service| service.id.as_str() == args.service);
        let service = service.ok_or_else(|| SampleError::Service {
            wanted: args.service.clone(),
            known: known(catalogue.services.iter().map(|service| service.id.as_str()).collect()),
        })?;
        let profile = Profile::load(&data.printers(), args.profile.as_deref().unwrap_or(&config.printer.profile))?;
        let (designs, problems) = Designs::load(&data.papers());
        if problems.errors() > 0 {
            return Err(problems.into());
        }
        fs::create_dir_all(&args.out).map_err(|source| SampleError::Write { path: args.out.clone(), source })?;
        Ok(Self {
            texts: locales.texts(language),
            profile,
            fonts: Fonts::new(),
            designs,
            shelf: None,
            service: service.id.clone(),
            catalogue: Arc::clone(&catalogue),
            out: args.out.clone(),
            config,
        })
    }

    pub(super) fn service(&self) -> Option<&Service> {
        self.catalogue.service(&self.service)
    }

    pub(super) fn service_id(&self) -> &ServiceId {
        &self.service
    }

    /// The lines of the service, with every document that anyone may need.
    pub(super) fn lines(&self) -> Option<ServiceLines> {
        Some(ServiceLines::new(&self.catalogue, self.service()?, &self.texts, |_| true))
    }

    pub(super) fn centre(&self) -> String {
        self.texts.local(&self.config.centre.name)
    }

    pub(super) fn complaint_phone(&self) -> Option<String> {
        Some(self.config.centre.complaint_phone.clone()).filter(|phone| !phone.is_empty())
    }

    /// Now, on the centre's clock.
    pub(super) fn now(&self) -> DateTime {
        jiff::Timestamp::now().to_zoned_datetime(self.config.day.zone.clone()).datetime()
    }

    /// A label as this kiosk would print it.
    pub(super) fn label(&self) -> String {
        format!("{}{}-041", self.service().map_or('A', |service| service.queue), self.config.kiosk.slot)
    }

    /// Draws `document` for the printer's paper.
    fn page(&self, document: &Document) -> Result<Page, SampleError> {
        let media = Media::thermal(Dots(self.profile.width_dots), self.profile.dpi);
        Ok(raster(&self.fonts, &layout(&self.fonts, document, &media)?))
    }

    /// Lets the printer keep what stands on many tickets of this service, where `args` say so; what that takes.
    pub(super) fn keep(&mut self, args: &SampleArgs) -> Result<Once, SampleError> {
        if !args.cached {
            return Ok(Once::default());
        }
        self.profile.cache_choice = choice(&self.profile);
        let page = |n| self.page(&facts(self, Some(n)).document(&self.designs.ticket, &self.texts));
        let samples = (0..SAMPLES).map(page).collect::<Result<Vec<_>, _>>()?;
        let (shelf, uploads) = warm(&self.profile, &samples);
        self.shelf = shelf;
        Ok(Once { pictures: uploads.len(), bytes: uploads.iter().map(Vec::len).sum() })
    }

    /// What a paper costs: bytes on the wire, dots of paper, seconds at each speed (8N1: ten bits a byte); `once` was sent
    /// before.
    pub(super) fn figures(&self, encoded: &Encoded, once: Once) -> serde_json::Value {
        let (profile, bytes) = (&self.profile, encoded.bytes().len());
        let seconds =
            BAUDS.map(|baud| (baud.to_string(), json!((bytes as f64 * 10_000.0 / f64::from(baud)).round() / 1000.0)));
        json!({
            "language": self.texts.language().tag(),
            "profile": profile.id,
            "width_dots": profile.width_dots,
            "bytes": bytes,
            "dots": encoded.dots(),
            "millimetres": (f64::from(encoded.dots()) * 254.0 / f64::from(profile.dpi)).round() / 10.0,
            "seconds_at_baud": serde_json::Map::from_iter(seconds),
            "mechanism_seconds": (profile.mechanical_time(encoded.dots()).as_secs_f64() * 1000.0).round() / 1000.0,
            "cached": self.shelf.is_some(),
            "upload_bytes": once.bytes,
            "upload_pictures": once.pictures,
        })
    }

    /// Draws, encodes and writes `name`.escpos and `name`.png.
    pub(super) fn print(&self, document: &Document, name: &str) -> Result<Encoded, SampleError> {
        let page = self.page(document)?;
        let encoded = encode::page_with(&page, &self.profile, self.shelf.as_ref())?;
        self.write(&format!("{name}.escpos"), encoded.bytes())?;
        let mut png = Vec::new();
        let path = self.out.join(format!("{name}.png"));
        page.bitmap()?.write_png(&mut png, self.profile.dpi).map_err(|source| SampleError::Write { path, source })?;
        self.write(&format!("{name}.png"), &png)?;
        Ok(encoded)
    }

    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), SampleError> {
        let path = self.out.join(name);
        fs::write(&path, bytes).map_err(|source| SampleError::Write { path, source })
    }
}

/// Tells which files were written. A closed output is no error: the files are there.
pub(super) fn told(out: &Path, names: &[&str]) {
    let mut stdout = io::stdout().lock();
    for name in names {
        if writeln!(stdout, "{}", out.join(name).display()).is_err() {
            return;
        }
    }
}

/// Runs `kiosk ticket`.
///
/// # Errors
/// [`SampleError`].
pub fn run(args: &TicketArgs) -> Result<(), SampleError> {
    for_each_profile(&args.sample, |asked| write_one(asked, args.printer_digits))
}

/// Does `one` for the profile that is asked for, or for every one ("all") with a folder for each.
pub(super) fn for_each_profile(
    args: &SampleArgs,
    one: impl Fn(&SampleArgs) -> Result<(), SampleError>,
) -> Result<(), SampleError> {
    if args.profile.as_deref() != Some("all") {
        return one(args);
    }
    let folder = DataDir::find(args.config.as_deref())?.printers();
    for id in profile::known(&folder) {
        let out = args.out.join(&id);
        one(&SampleArgs { profile: Some(id), out, ..args.clone() })?;
    }
    Ok(())
}

fn write_one(args: &SampleArgs, printer_digits: bool) -> Result<(), SampleError> {
    let mut sample = Sample::load(args)?;
    if printer_digits {
        sample.profile.digits = Digits::Printer;
    }
    let once = sample.keep(args)?;
    let document = facts(&sample, None).document(&sample.designs.ticket, &sample.texts);
    let encoded = sample.print(&document, "ticket")?;
    sample.write("ticket.json", format!("{:#}\n", sample.figures(&encoded, once)).as_bytes())?;
    told(&args.out, &["ticket.escpos", "ticket.png", "ticket.json"]);
    Ok(())
}

/// The memory that is shown: "fs-q" is never chosen by itself; where there is nothing else, it is what can be shown.
fn choice(profile: &Profile) -> CacheChoice {
    let others = profile.cache.is_some_and(|cache| cache.nv_bytes.or(cache.download_bytes).is_some());
    if others { CacheChoice::Auto } else { CacheChoice::Memory(Memory::FsQ) }
}

/// Tickets that teach a cache.
const SAMPLES: u32 = 20;

/// The facts of the sample, or of the `n`th of [`SAMPLES`] that differ in every number, and in how many digits it has:
/// what stands beside it moves, and has another plural. In every fourth nobody knows how many wait.
fn facts(sample: &Sample, n: Option<u32>) -> TicketFacts {
    let (mut issued, mut label) = (sample.now(), sample.label());
    if let Some(n) = n {
        let span = jiff::Span::new()
            .years(i64::from(n) * 7)
            .months(i64::from(n))
            .days(i64::from(n) % 3 * 9)
            .minutes(i64::from(n) * 1_043);
        issued = issued.checked_add(span).unwrap_or(issued);
        label = label.replace("041", &format!("{}{}{}", (n + 1) % 10, n % 10, 9 - n % 10));
    }
    let is_known = n.is_none_or(|n| n % 4 != 3);
    let lines = sample.lines();
    let payload = design::ticket_payload(&label, issued.date());
    TicketFacts {
        centre: sample.centre(),
        service: lines.as_ref().map(|lines| lines.name.clone()).unwrap_or_default(),
        priority: None,
        party: None,
        people_ahead: Some(n.map_or(7, |n| if n % 4 == 0 { n } else { 20 + n * 7 })).filter(|_| is_known),
        estimate: Some(n.map_or(25, |n| if n % 4 == 1 { n } else { 20 + n * 7 })).filter(|_| is_known),
        issued,
        fee: lines.as_ref().and_then(|lines| lines.fee.clone()),
        documents: lines.map(|lines| lines.documents).unwrap_or_default(),
        complaint_phone: sample.complaint_phone(),
        payload,
        label,
        sample: true,
    }
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;
    use crate::device::printer::realtime;
    use crate::device::virtual_::Model;
    use crate::device::virtual_::firmware::Firmware;

    pub(in crate::cli) fn arguments(service: &str, lang: &str, profile: Option<&str>, out: &Path) -> SampleArgs {
        let profile = profile.map(str::to_owned);
        SampleArgs { service: service.into(), lang: lang.into(), out: out.into(), profile, cached: false, config: None }
    }

    /// Every service of the catalogue, with its id.
    pub(in crate::cli) fn services() -> Vec<String> {
        let data = DataDir::find(None).unwrap();
        let locales = Locales::load(&data.locales()).unwrap();
        let catalogue = Catalogue::load(&data.catalogue(), &locales).unwrap();
        catalogue.services.iter().map(|service| service.id.as_str().to_owned()).collect()
    }

    #[test]
    fn every_service_has_its_ticket_on_every_paper() {
        let folder = tempfile::tempdir().unwrap();
        for service in services() {
            for (lang, profile) in [("ckb", "generic-80mm"), ("ar", "epson-tm-t20iii"), ("en", "generic-58mm")] {
                let out = folder.path().join(format!("{service}-{lang}"));
                run(&plain(arguments(&service, lang, Some(profile), &out))).unwrap();
                let bytes = fs::read(out.join("ticket.escpos")).unwrap();
                let figures: serde_json::Value =
                    serde_json::from_slice(&fs::read(out.join("ticket.json")).unwrap()).unwrap();
                assert_eq!(figures["bytes"], bytes.len());
                assert_eq!(figures["seconds_at_baud"]["9600"], (bytes.len() as f64 / 0.96).round() / 1000.0);
                let file = io::BufReader::new(fs::File::open(out.join("ticket.png")).unwrap());
                let picture = png::Decoder::new(file).read_info().unwrap();
                assert_eq!(figures["width_dots"], picture.info().width);
            }
        }
    }

    fn plain(sample: SampleArgs) -> TicketArgs {
        TicketArgs { sample, printer_digits: false }
    }

    #[test]
    fn printed_digits_save_still_more() {
        let folder = tempfile::tempdir().unwrap();
        let bytes = |printer_digits: bool| {
            let out = folder.path().join(format!("{printer_digits}"));
            let plain = arguments(&services()[0], "ckb", Some("epson-tm-m30"), &out);
            run(&TicketArgs { sample: SampleArgs { cached: true, ..plain }, printer_digits }).unwrap();
            let figures: serde_json::Value =
                serde_json::from_slice(&fs::read(out.join("ticket.json")).unwrap()).unwrap();
            assert!(figures["upload_bytes"].as_u64().unwrap() > 0);
            assert!(figures["upload_pictures"].as_u64().unwrap() > 0);
            figures["bytes"].as_u64().unwrap()
        };
        assert!(bytes(true) < bytes(false));
    }

    /// A service's real ticket: what it costs while nothing is kept, and from a printer that keeps what stands on
    /// tickets of this service; each dot compared by the decoder.
    fn kept(service: &str, lang: &str, profile: &str, later: jiff::Span) -> (usize, usize) {
        let folder = tempfile::tempdir().unwrap();
        let mut sample = Sample::load(&arguments(service, lang, Some(profile), folder.path())).unwrap();
        sample.profile.cache_choice = choice(&sample.profile);
        let page = |facts: &TicketFacts| sample.page(&facts.document(&sample.designs.ticket, &sample.texts)).unwrap();
        let samples: Vec<Page> =
            (0..SAMPLES).map(|n| page(&TicketFacts { sample: false, ..facts(&sample, Some(n)) })).collect();
        let (shelf, uploads) = warm(&sample.profile, &samples);
        let mut firmware = Firmware::new(Model { buffer: usize::MAX, ..Model::of_profile(&sample.profile) });
        for upload in uploads {
            firmware.receive(&upload);
            firmware.run(usize::MAX, usize::MAX);
        }
        let mut print = |facts: &TicketFacts, shelf: Option<&Shelf>| {
            let page = page(facts);
            let encoded = encode::page_with(&page, &sample.profile, shelf).unwrap();
            assert_eq!((encoded.lost_dots(), realtime::find(encoded.bytes())), (0, None));
            firmware.receive(encoded.bytes());
            firmware.run(usize::MAX, usize::MAX);
            firmware.tear_off();
            assert_eq!(firmware.foreign(), &[] as &[Vec<u8>]);
            assert!(firmware.take_sheets()[0].shows(&page.bitmap().unwrap()), "{service} {lang} {profile}");
            encoded.bytes().len()
        };
        let mut ticket = TicketFacts { sample: false, ..facts(&sample, None) };
        // Of a day that no sample is of.
        ticket.issued = ticket.issued.checked_add(later).unwrap();
        let (plain, cached) = (print(&ticket, None), print(&ticket, shelf.as_ref()));
        // While central is silent, nobody knows how many wait, and all below stands higher: no more bytes for it.
        let silent = TicketFacts { people_ahead: None, estimate: None, ..ticket };
        let higher = print(&silent, shelf.as_ref());
        assert!(higher <= cached, "{higher} bytes against {cached}");
        (plain, cached)
    }

    #[test]
    fn real_tickets_come_from_what_is_kept() {
        for (profile, most) in [("epson-tm-m30", 20), ("epson-tm-t88vi", 20), ("citizen-bixolon", 3)] {
            for (service, lang) in [(&services()[0], "ckb"), (&services()[3], "en"), (&services()[1], "ar")] {
                for later in [jiff::Span::new(), jiff::Span::new().minutes(2_003)] {
                    let (plain, cached) = kept(service, lang, profile, later);
                    assert!(cached * most <= plain, "{profile}, {service}, {lang}, {later}: {cached} bytes of {plain}");
                }
            }
        }
    }

    #[test]
    fn what_does_not_exist_is_said_with_what_there_is() {
        let folder = tempfile::tempdir().unwrap();
        let known = services();
        let error = |service: &str, lang: &str, profile: Option<&str>| {
            let sample = arguments(service, lang, profile, folder.path());
            run(&plain(sample)).unwrap_err().to_string()
        };
        assert!(error("no-such", "ckb", None).contains(&known[0]));
        assert!(error(&known[0], "xx", None).contains("ckb"));
        assert!(error(&known[0], "ckb", Some("no-such")).contains("generic-80mm"));
    }
}
