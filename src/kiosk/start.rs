//! Starting the kiosk: read what it needs, open the store, start the actors.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};

use jiff::Timestamp;
use kiosk_protocol::{CentreId, Signer as _};
use tokio::runtime::Handle;
use tokio::sync::{Notify, broadcast, watch};

use super::appointment::Phones;
use super::custody::Custody;
use super::desk::{Desk, PageMaker, RollSize};
use super::devices::{self, Virtual};
use super::event::Event;
use super::neighbours;
use super::offered::{InUse, Trial};
use super::paper::{Papers, Queues};
use super::receipts::{Receipts, Trust};
use super::reload::{Reload, Reloading};
use super::renewal::Renewal;
use super::samples;
use super::staff::Door;
use super::{EVENTS_KEPT, Inner, Kiosk, Manager, Rhythm, command, heads, health, heart};
use crate::catalogue::Catalogue;
use crate::clock::{Clock, Corrected, SystemClock};
use crate::config::data::DataDir;
use crate::config::{Config, Day, Port, PrinterCache};
use crate::device::a4::{A4Config, A4Printer};
use crate::device::printer::profile::ProfileError;
use crate::device::printer::{Printer, Profile, Timing};
use crate::device::scanner::{ScanEvent, Scanner};
use crate::enrolment::Enrolment;
use crate::i18n::Locales;
use crate::identity::Scanned;
use crate::keys::{DeviceKey, DeviceKeyError, KeySetError, read_key_set, remember_key};
use crate::problem::{Problem, Problems};
use crate::receipt::design::Designs;
use crate::receipt::{Dots, Media};
use crate::staff::{Roster, RosterError};
use crate::store::{JobSubject, Limits, StartReport, Store, StoreError, StoreOptions};
use crate::sync::{Credentials, Link, Sync, SyncConfig, SyncError, SyncState, Timings};
use crate::ticket::Slot;

/// What a kiosk is started from.
#[derive(Debug)]
pub struct StartOptions {
    /// The checked configuration.
    pub config: Config,
    /// Where `assets/` and `locales/` are.
    pub data: DataDir,
    /// Where its tasks run.
    pub runtime: Handle,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// Other waiting times for the printer than the configuration's; for tests.
    pub printer_timing: Option<Timing>,
    /// Other times for sync than the usual ones and the configuration's; for tests.
    pub sync_timings: Option<Timings>,
    /// How often it does what nobody waits for.
    pub rhythm: Rhythm,
    /// Where the sheets of a virtual printer go; `sheets/` in the state folder otherwise.
    pub sheets: Option<PathBuf>,
    /// The service manager that wants to hear whether the kiosk lives, if there is one.
    pub manager: Option<Manager>,
    /// What is needed to take another configuration while it runs; without it this kiosk does not.
    pub reloading: Option<Reloading>,
}

impl StartOptions {
    /// With the machine's clock.
    #[must_use]
    pub fn new(config: Config, data: DataDir, runtime: Handle) -> Self {
        Self {
            config,
            data,
            runtime,
            clock: Arc::new(SystemClock),
            printer_timing: None,
            sync_timings: None,
            rhythm: Rhythm::default(),
            sheets: None,
            manager: None,
            reloading: None,
        }
    }
}

/// A kiosk that has started.
#[derive(Debug)]
pub struct Started {
    /// The kiosk.
    pub kiosk: Kiosk,
    /// What was found when the store was opened.
    pub report: StartReport,
    /// What is wrong with languages that are nevertheless usable, with designs of papers in whose place the built-in
    /// ones are used, and with the enrolment.
    pub warnings: Problems,
    /// Its virtual devices, if it has any.
    pub devices: Virtual,
}

/// Why a kiosk could not start. Each says how to mend it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Something is wrong in a file that people wrote.
    #[error("{0}")]
    Problems(#[from] Problems),
    /// The store cannot be opened.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The device's key cannot be used.
    #[error("{0}")]
    Key(#[from] DeviceKeyError),
    /// The list of staff cannot be read: nobody is let in by mistake.
    #[error("{0}")]
    Staff(#[from] RosterError),
    /// The keys that receipts are verified with cannot be read.
    #[error("receipt.keys: {0}")]
    Keys(#[from] KeySetError),
    /// The printer's profile cannot be read.
    #[error("{0}")]
    Profile(#[from] ProfileError),
    /// The address of central is wrong.
    #[error("central.url: {0}")]
    Sync(#[from] SyncError),
    /// A virtual device cannot be started.
    #[error("a virtual device cannot be started: {0}")]
    Virtual(#[from] io::Error),
}

impl Kiosk {
    /// Starts everything. A missing printer, scanner or central does not keep
    /// the kiosk from starting: the screen tells what is missing.
    ///
    /// # Errors
    /// Configuration, languages, catalogue or store are not usable.
    pub fn start(options: StartOptions) -> Result<Started, StartError> {
        let StartOptions {
            config,
            data,
            runtime,
            clock,
            printer_timing,
            sync_timings,
            rhythm,
            sheets,
            manager,
            reloading,
        } = options;
        let Files { locales, catalogue, profile } = Files::read(&config, &data)?;
        let corrected = Arc::new(Corrected::new(clock));
        let clock: Arc<dyn Clock> = Arc::clone(&corrected) as _;
        let (enrolment, unusable) = enrolment(&config);
        if let Some(issued) = enrolment.as_ref().and_then(|e| Timestamp::from_millisecond(e.config().issued_ms).ok()) {
            // Central made the bundle then: it is no earlier now.
            corrected.raise_floor(issued);
        }
        let (store, report) = Store::open(options_of(&config, enrolment.as_ref(), Arc::clone(&clock))?)?;
        if let Some(floor) = report.time_floor {
            corrected.raise_floor(floor);
        }
        let queues = Queues::default();
        let commands = watch::Sender::new(0);
        let key = Arc::new(DeviceKey::open(&config.store.state_dir)?);
        if let Err(error) = remember_key(&config.store.state_dir, &key.public()) {
            // What it signs is good all the same; only after another key has come it could not be checked here.
            tracing::error!(event = "kiosk.key_not_remembered", %error);
        }
        let phones = Phones::new(&*key);
        let offers = Arc::new(Notify::new());
        let custody = Arc::new(Custody {
            store: store.clone(),
            clock: Arc::clone(&corrected),
            queues: queues.clone(),
            phones: phones.clone(),
            commands: commands.clone(),
            offers: Arc::clone(&offers),
        });
        let trial = Trial { state_dir: config.store.state_dir.clone(), data: data.clone(), locales: locales.clone() };
        let InUse { offered, tried, wrong: not_used } = match &enrolment {
            Some(enrolment) => trial.in_use(&store, enrolment)?,
            None => InUse::default(),
        };
        let (catalogue, locales) = offered.map_or((catalogue, locales), |offered| (offered.catalogue, offered.locales));

        let credentials = enrolment.as_ref().map(|enrolment| credentials(enrolment, &key));
        let receipts = Receipts::new(Arc::clone(&key), store.device(), &config.receipt)?;
        if let Some(enrolment) = &enrolment
            && let Some(keys) = neighbours::kept(&store, enrolment.bundle_keys())?
        {
            receipts.trust().believe(&keys);
        }

        let mut devices = Virtual::default();
        let sheets = sheets.unwrap_or_else(|| config.store.state_dir.join("sheets"));
        let printer = devices::printer(&config.printer, &profile, printer_timing, &sheets, &mut devices)?;
        let media = Media::thermal(Dots(profile.width_dots), profile.dpi);
        let keeps = profile.cache.is_some() && config.printer.cache != PrinterCache::None;
        let printer = Printer::start(printer, profile);
        let scanner = Scanner::start(devices::scanner(&config.scanner, &mut devices)?);

        let a4 = config.a4.printer.clone().map(|uri| A4Printer::start(&runtime, A4Config::new(uri, config.a4.timeout)));

        let mut sync = SyncConfig::new(config.central.url.clone(), credentials);
        sync.clock = Arc::clone(&corrected);
        sync.boot_id = Some(store.device().boot_id.clone());
        sync.timings.look_every = config.central.push_interval;
        sync.timings.push_timeout = config.central.request_timeout;
        if let Some(timings) = sync_timings {
            sync.timings = timings;
        }
        let sync = Sync::start(&runtime, sync, Arc::clone(&custody))?;

        let (designs, wrong_designs) = Designs::load(&data.papers());
        let papers = Papers {
            catalogue: Arc::clone(&catalogue),
            locales: locales.clone(),
            centre: config.centre.clone(),
            day: config.day.clone(),
            media,
            receipts,
            sample: config.printer.port == Port::Virtual,
            designs,
        };
        let frames = heart::Frames::default();
        if keeps {
            let (record, slot) = (config.store.state_dir.join("printer-cache.json"), store.device().slot);
            runtime.spawn(samples::teach(frames.follow(), papers.clone(), slot, printer.clone(), record));
        }
        let mut warnings = locales.problems().clone();
        warnings.extend(wrong_designs);
        for problem in [unusable, not_used].into_iter().flatten() {
            warnings.push(problem);
        }
        let events = broadcast::Sender::new(EVENTS_KEPT);
        let recogniser =
            Recogniser { day: config.day.clone(), clock: Arc::clone(&clock), trust: papers.receipts.trust().clone() };
        tell(&runtime, &events, &printer, &scanner, &sync, recogniser);
        let roster = Roster::load(&config.store.state_dir)?;
        let (failures, paused) = (store.staff_failures().wait()?, store.paused().wait()?);
        let (locked, closed) = (store.lock_reason().wait()?, store.day_closed().wait()?);
        let door = Door::new(roster, key.public(), failures, paused, locked, closed, clock.monotonic());
        let roll = RollSize::new(config.printer.roll_m, papers.media.dpi);
        let reload = Reload::new(reloading, data, enrolment.is_some());
        let manager = manager.map(Arc::new);
        let make = {
            let papers = papers.clone();
            Arc::new(move |subject: &JobSubject| papers.page(subject)) as PageMaker
        };
        let desk =
            Desk::start(&runtime, store.clone(), printer.clone(), make, Arc::clone(&clock), events.clone(), roll);
        let kiosk = Self {
            inner: Arc::new(Inner {
                config,
                catalogue,
                locales,
                clock,
                store,
                printer,
                scanner,
                a4,
                sync,
                papers,
                queues,
                phones,
                events,
                desk,
                door,
                frames,
                manager: manager.clone(),
                reload,
            }),
        };
        let renewal = enrolment
            .map(|enrolment| Renewal::new(enrolment, kiosk.config().store.state_dir.clone(), Arc::clone(&corrected)));
        let weak = || Arc::downgrade(&kiosk.inner);
        if renewal.is_some() {
            runtime.spawn(heads::sign(weak(), key, rhythm));
            runtime.spawn(health::report(weak(), corrected, rhythm));
            runtime.spawn(command::obey(weak(), commands.subscribe()));
        }
        if let Some(manager) = manager {
            runtime.spawn(heart::beat(weak(), manager));
        }
        kiosk.inner.reload.start(&runtime, &weak());
        if let Some(etag) = tried {
            runtime.spawn(trial.clone().prove(etag, kiosk.inner.frames.follow()));
        }
        runtime.spawn(hear_central(kiosk.sync_state(), weak(), custody, offers, renewal, trial, rhythm));
        tracing::info!(event = "kiosk.started", device = %kiosk.inner.store.device().id);
        Ok(Started { kiosk, report, warnings, devices })
    }
}

/// What the kiosk reads from the files that come with it.
struct Files {
    locales: Locales,
    catalogue: Arc<Catalogue>,
    profile: Profile,
}

impl Files {
    fn read(config: &Config, data: &DataDir) -> Result<Self, StartError> {
        let locales = Locales::load(&data.locales())?;
        offered(config, &locales)?;
        let catalogue = Catalogue::load(&data.catalogue(), &locales)?;
        let profile = Profile::load(&data.printers(), &config.printer.profile)?.with_settings(&config.printer);
        Ok(Self { locales, catalogue, profile })
    }
}

/// Reads what a start with this configuration, which stands in the file `path`, would read, and opens nothing.
///
/// # Errors
/// The kiosk would not start.
pub(super) fn could_start(config: &Config, path: &Path, data: &DataDir) -> Result<(), StartError> {
    let files = Files::read(config, data)?;
    let problems = config.check_installed(path, &files.locales, data);
    if problems.errors() > 0 {
        return Err(problems.into());
    }
    if let Some(keys) = &config.receipt.keys {
        read_key_set(keys)?;
    }
    Ok(())
}

/// The enrolment in the state folder; and what is wrong with it, when it cannot be used: then this kiosk gives tickets only.
fn enrolment(config: &Config) -> (Option<Enrolment>, Option<Problem>) {
    match Enrolment::load(&config.store.state_dir) {
        Ok(enrolment) => {
            if enrolment.is_none() && config.central.url.is_some() {
                tracing::warn!(event = "kiosk.not_enrolled", mend = "kiosk enrol --code CODE");
            }
            let fell_back = enrolment.as_ref().and_then(Enrolment::fell_back).map(|error| {
                tracing::error!(event = "kiosk.enrolment_before", %error);
                Problem::new("store.state_dir", format!("{error}; until then the keys before the last ones serve"))
            });
            (enrolment, fell_back)
        }
        Err(error) => {
            tracing::error!(event = "kiosk.enrolment_refused", %error);
            (None, Some(Problem::new("store.state_dir", error.to_string())))
        }
    }
}

fn credentials(enrolment: &Enrolment, key: &Arc<DeviceKey>) -> Credentials {
    if enrolment.keyid() != key.keyid() {
        tracing::error!(event = "kiosk.key_not_enrolled", keyid = %key.keyid(), mend = "kiosk enrol --code CODE");
    }
    Credentials {
        key: Arc::clone(key),
        answer_keys: enrolment.answer_keys().to_vec(),
        ca_pem: enrolment.config().ca_pem.clone(),
    }
}

/// Asks central for the time, its keys, its catalogue and the keys of the neighbours when the link comes up, hourly
/// ([`Rhythm::ask_every`]), and soon after central has said that it hands out something else. A clock that central vouches for may
/// begin a new service day by itself; another is held to the day it is in (`ticket::DayGuard`). Holds no handle of the
/// kiosk while it waits.
async fn hear_central(
    mut state: watch::Receiver<SyncState>,
    kiosk: Weak<Inner>,
    custody: Arc<Custody>,
    offers: Arc<Notify>,
    mut renewal: Option<Renewal>,
    trial: Trial,
    rhythm: Rhythm,
) {
    // The store ends with the kiosk, so that another may open it.
    let custody = {
        let weak = Arc::downgrade(&custody);
        drop(custody);
        weak
    };
    while state.wait_for(|state| matches!(state.link, Link::Online | Link::Degraded { .. })).await.is_ok() {
        let (Some(inner), Some(custody)) = (kiosk.upgrade(), custody.upgrade()) else { return };
        if let Ok(heard) = inner.sync.server_time().await
            && let Err(error) = custody.heard(heard).await
        {
            tracing::error!(event = "clock.trust.failed", %error);
        }
        if let Some(renewal) = &mut renewal {
            renewal.look(&inner.sync, &inner.store).await;
            if trial.look(&inner.sync, &inner.store, renewal.bundle_keys()).await {
                inner.reload.has_catalogue();
            }
            neighbours::look(&inner.sync, &inner.store, inner.papers.receipts.trust(), renewal.bundle_keys()).await;
        }
        drop((inner, custody));
        // All kiosks hear of it in the same second; they do not all ask in the next.
        let told = async {
            offers.notified().await;
            tokio::time::sleep(rhythm.ask_within.mul_f64(rand::random())).await;
        };
        tokio::select! {
            () = tokio::time::sleep(rhythm.ask_every) => {}
            () = told => {}
        }
    }
}

/// Every language of the configuration is installed. Asked before the catalogue is read: its texts in a language
/// that is gone are a hundred problems with one cause.
fn offered(config: &Config, locales: &Locales) -> Result<(), Problems> {
    let gone = config.display.languages.iter().filter(|language| locales.info(**language).is_none());
    let problems: Vec<Problem> = gone
        .map(|language| {
            Problem::new("display.languages", format!("the language \"{language}\" is not installed")).fix(format!(
                "put the folder {language} back into locales/ (the package has it), or remove it from the list"
            ))
        })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(Problems(problems)) }
}

/// How the store of this kiosk is opened: as whom, where, and with which of central's keys.
///
/// # Errors
/// The configuration names no centre or slot.
pub fn store_options(config: &Config, clock: Arc<dyn Clock>) -> Result<StoreOptions, Problems> {
    options_of(config, enrolment(config).0.as_ref(), clock)
}

fn options_of(config: &Config, enrolment: Option<&Enrolment>, clock: Arc<dyn Clock>) -> Result<StoreOptions, Problems> {
    // The configuration has checked both; its rules and these types agree.
    let mut centre = CentreId::try_from(config.centre.id.clone())
        .map_err(|_| Problem::new("centre.id", "is not the id of a centre"))?;
    let mut slot = Slot::new(config.kiosk.slot).map_err(|_| Problem::new("kiosk.slot", "is not a slot"))?;
    if let Some(enrolment) = enrolment {
        // Central sees to it that no two kiosks of a centre share a slot.
        if (&centre, slot) != (enrolment.centre(), enrolment.slot()) {
            tracing::warn!(event = "kiosk.configured_otherwise", centre = %enrolment.centre(), slot = %enrolment.slot());
        }
        (centre, slot) = (enrolment.centre().clone(), enrolment.slot());
    }
    let mut options = StoreOptions::new(&config.store.state_dir, centre, slot, config.day.zone.clone());
    options.day_starts_at = config.day.starts_at;
    options.limits = Limits {
        requests_need: config.store.requests_need,
        tickets_need: config.store.tickets_need,
        ballast: config.store.ballast,
        keep_delivered: config.store.keep_delivered,
        backup_dir: config.store.backup_dir.clone().or(options.limits.backup_dir),
        backup_every: config.store.backup_every,
    };
    options.device = enrolment.map(Enrolment::device);
    if let Some(enrolment) = enrolment.filter(|_| config.central.url.is_some()) {
        options.seal_keys = enrolment.config().seal_keys.clone();
    }
    options.clock = clock;
    Ok(options)
}

/// Starts the tasks that turn what the actors report into events. They end
/// with their actors.
fn tell(
    runtime: &Handle,
    events: &broadcast::Sender<Event>,
    printer: &Printer,
    scanner: &Scanner,
    sync: &Sync,
    recogniser: Recogniser,
) {
    // Nobody listening is not a failure: the screen asks for the present state when it begins to.
    let (mut state, out) = (printer.state(), events.clone());
    runtime.spawn(async move {
        while state.changed().await.is_ok() {
            let state = *state.borrow_and_update();
            tracing::info!(event = "printer.state", ?state);
            let _ = out.send(Event::Printer(state));
        }
    });
    let (mut state, out) = (sync.state(), events.clone());
    runtime.spawn(async move {
        while state.changed().await.is_ok() {
            let _ = out.send(Event::Sync(*state.borrow_and_update()));
        }
    });
    let (mut readings, out) = (scanner.events(), events.clone());
    runtime.spawn(async move {
        loop {
            let event = match readings.recv().await {
                Ok(ScanEvent::Read(text)) => {
                    let text = zeroize::Zeroizing::new(text);
                    Event::Scan(Arc::new(recogniser.recognise(&text)))
                }
                Ok(ScanEvent::Connected) => Event::Scanner(None),
                Ok(ScanEvent::Lost(fault)) => Event::Scanner(Some(fault)),
                Err(broadcast::error::RecvError::Lagged(_)) => continue,
                Err(broadcast::error::RecvError::Closed) => break,
            };
            let _ = out.send(event);
        }
    });
}

/// What is needed to tell what was scanned.
struct Recogniser {
    day: Day,
    clock: Arc<dyn Clock>,
    trust: Trust,
}

impl Recogniser {
    fn recognise(&self, text: &str) -> Scanned {
        let today = self.day.zone.to_datetime(self.clock.now()).date();
        Scanned::recognise_with(text, today, &self.trust.now())
    }
}
