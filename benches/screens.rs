//! What a screen costs at 1080 by 1920 in the software renderer, without a window.
//!
//! "View and layout" is what each message costs before a pixel is touched;
//! "full frame" paints everything anew, which only a change of page comes near.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use iced::{Size, futures::stream};
use kiosk::catalogue::Catalogue;
use kiosk::clock::SystemClock;
use kiosk::config::Config;
use kiosk::i18n::Locales;
use kiosk::ui::app::backend::{
    Backend, BackendError, Doubt, Events, FormOutcome, Later, LookUp, NoTicket, PrintJob, PrintOutcome, Spoken,
    Submitted, TicketIssued, TicketOrder,
};
use kiosk::ui::app::{App, World};
use kiosk::ui::headless::Headless;
use kiosk::visit::Submission;
use kiosk_protocol::{CheckCode, Reference};

/// An outside that never answers: the screens are measured, not what is behind them.
struct Silence;

fn never<T: Send + 'static>() -> Later<T> {
    Box::pin(std::future::pending())
}

impl Backend for Silence {
    fn takes_requests(&self) -> bool {
        true
    }
    fn submit(&self, _submission: Submission) -> Later<Result<Submitted, BackendError>> {
        never()
    }
    fn queue_ticket(&self, _order: TicketOrder) -> Later<Result<TicketIssued, NoTicket>> {
        never()
    }
    fn print(&self, _job: PrintJob) -> Later<PrintOutcome> {
        never()
    }
    fn reprint(&self, _job: PrintJob) -> Later<PrintOutcome> {
        never()
    }
    fn print_form(&self, _: Arc<kiosk::visit::Form>, _: Reference) -> Later<FormOutcome> {
        Box::pin(async { FormOutcome::Printed })
    }

    fn print_receipt_a4(&self, _: Reference) -> Later<FormOutcome> {
        Box::pin(async { FormOutcome::Printed })
    }

    fn look_up(&self, _reference: Reference, _code: Option<CheckCode>) -> Later<LookUp> {
        never()
    }
    fn rate(&self, _stars: u8) -> Later<()> {
        never()
    }
    fn call_staff(&self, _screen: &'static str) -> Later<bool> {
        never()
    }
    fn doubt(&self, _job: Option<PrintJob>) -> Later<Option<Doubt>> {
        never()
    }

    fn answer(&self, _job: PrintJob, _whole: bool) -> Later<PrintOutcome> {
        never()
    }
    fn unprinted(&self) -> Later<Option<PrintJob>> {
        never()
    }
    fn events(&self) -> Events {
        Box::pin(stream::pending())
    }
    fn say(&self, _spoken: Spoken) {}
}

fn screens(criterion: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let locales = Locales::load(&root.join("locales")).expect("the languages");
    let catalogue = Catalogue::load(&root.join("assets/catalogue"), &locales).expect("the catalogue");
    let world = World {
        locales,
        catalogue,
        config: Arc::new(Config::default()),
        clock: Arc::new(SystemClock),
        backend: Arc::new(Silence),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let size = Size::new(1080.0, 1920.0);
    let mut shown =
        Headless::new(runtime.handle().clone(), size, 1.0, App::new(world, size)).expect("the software renderer");

    let mut measure = |shown: &mut Headless<App>, name: &str| {
        assert_eq!(shown.program().shown(), name.split(',').next().unwrap());
        criterion.bench_function(&format!("{name}: view and layout"), |b| b.iter(|| shown.frame(Instant::now())));
        criterion.bench_function(&format!("{name}: full frame"), |b| b.iter(|| black_box(shown.screenshot())));
    };
    let tap = |shown: &mut Headless<App>, id: &str| {
        shown.tap_id(id).expect("it is on the screen");
        // the commit never comes; nothing else is pending
        let _ = shown.settle(Duration::from_millis(200));
    };
    measure(&mut shown, "attract");
    tap(&mut shown, "language.ckb");
    measure(&mut shown, "home");
    for id in ["home.service", "category.traffic", "service.driving_licence_renewal"] {
        tap(&mut shown, id);
    }
    measure(&mut shown, "service");
    for id in ["action.start", "choice.yes", "choice.no"] {
        tap(&mut shown, id);
    }
    measure(&mut shown, "question, with the keyboard");
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(30);
    targets = screens
}
criterion_main!(benches);
