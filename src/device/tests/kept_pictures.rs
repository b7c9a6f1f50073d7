//! What a printer keeps, over a real line: given while nobody prints, believed only as far as it was seen, and never the
//! reason why a sheet that was proven lacks words.

use super::super::printer::cache::record::Record;
use super::super::printer::cache::{Memory, Slot, Stored};
use super::super::printer::escpos;
use super::super::printer::profile::CacheChoice;
use super::super::virtual_::Dropped;
use super::*;
use crate::device::printer::figures;
use crate::receipt::Fonts;
use crate::receipt::measured::MeasuredTicket;

const MEMORIES: [Memory; 3] = [Memory::Nv, Memory::Download, Memory::FsQ];
/// A ticket of which most comes from the printer takes less, one that is sent whole more.
const SHORT: usize = 8_000;

/// A kiosk at a printer, and what it has printed.
struct Hall {
    device: VirtualPrinter,
    printer: Option<Printer>,
    profile: Profile,
    samples: Vec<Page>,
    tickets: Vec<Page>,
    record: tempfile::TempDir,
    printed: usize,
}

impl Hall {
    fn new(memory: Memory, model: Model) -> Self {
        let mut profile = shipped("epson-tm-t20iii");
        profile.cache_choice = CacheChoice::Memory(memory);
        if let Some(cache) = &mut profile.cache {
            cache.download_bytes = Some(1 << 18);
            cache.fs_q_bytes = Some(1 << 18);
            // What a week allows, in a day.
            cache.flash_writes_a_day = 1_000;
        }
        let fonts = Fonts::new();
        let pages = |tickets: &[MeasuredTicket]| tickets.iter().map(|ticket| figures::page(&fonts, ticket)).collect();
        let mut tickets = MeasuredTicket::samples();
        tickets.truncate(3);
        let samples = pages(&tickets);
        tickets.iter_mut().for_each(|ticket| ticket.number = (ticket.number + 417) % 1000);
        let device = VirtualPrinter::start(VirtualPrinterConfig { model, ..VirtualPrinterConfig::default() }).unwrap();
        let record = tempfile::tempdir().unwrap();
        Self { device, printer: None, profile, samples, tickets: pages(&tickets), record, printed: 0 }
    }

    fn record(&self) -> std::path::PathBuf {
        self.record.path().join("printer.json")
    }

    /// The kiosk starts, and gives the printer all that it takes.
    fn start(&mut self) -> Vec<Stored> {
        // The one before lets go of the port.
        self.printer = None;
        let printer = connect(self.device.path(), self.profile.clone());
        printer.expect(self.samples.clone(), Some(self.record()));
        self.printer = Some(printer);
        self.settled()
    }

    fn printer(&self) -> &Printer {
        self.printer.as_ref().unwrap()
    }

    /// What is kept once nothing more is given.
    fn settled(&self) -> Vec<Stored> {
        let mut kept = self.printer().kept();
        run(async {
            until(&mut self.printer().state(), ready).await;
            let pause = Duration::from_millis(700);
            while tokio::time::timeout(pause, kept.changed()).await.is_ok_and(|changed| changed.is_ok()) {}
        });
        kept.borrow().clone()
    }

    /// A ticket is printed and proven, and shows every dot. Gives its bytes, questions included.
    fn print(&mut self, what: &str) -> usize {
        let page = self.tickets[self.printed % self.tickets.len()].clone();
        run(until(&mut self.printer().state(), ready));
        let before = self.device.inspect(Firmware::consumed);
        let end = run(self.printer().print(JobId(self.printed as u64), page.clone()));
        assert_eq!(end, JobEnd::Proven(Proof::ProcessId), "{what}");
        let bytes = self.device.inspect(Firmware::consumed) - before;
        self.printed += 1;
        let sheets = self.device.wait_for_sheets(self.printed, PATIENCE);
        assert_eq!(sheets.len(), self.printed, "{what}");
        assert!(sheets[self.printed - 1].shows(&page.bitmap().unwrap()), "{what}: every dot");
        bytes
    }

    fn prints_short(&mut self, what: &str) {
        let bytes = self.print(what);
        assert!(bytes < SHORT, "{what}: {bytes} bytes, so nothing was recalled");
    }

    /// Another program is at the printer while the kiosk is not.
    fn another_sends(&self, bytes: &[u8]) {
        for part in bytes.chunks(1_000) {
            self.device.has_received(part);
            let end = Instant::now() + PATIENCE;
            while !self.device.inspect(Firmware::is_at_rest) {
                assert!(Instant::now() < end, "executed");
            }
        }
    }

    fn writes(&self) -> usize {
        self.device.inspect(Firmware::nv_writes)
    }

    fn happens(&self, fault: VirtualFault, seen: impl Fn(PrinterState) -> bool) {
        self.device.set(fault);
        run(until(&mut self.printer().state(), seen));
        self.device.mend(fault);
    }
}

#[test]
fn kept_pictures_outlive_power_cover_and_cable_or_are_given_again() {
    for memory in MEMORIES {
        let mut hall = Hall::new(memory, Model::default());
        let kept = hall.start();
        assert!(kept.len() >= 3, "{memory:?}: {}", kept.len());
        hall.prints_short(&format!("{memory:?}"));
        let writes = hall.writes();

        hall.device.power_cycle();
        assert_eq!(hall.settled(), kept, "{memory:?}");
        hall.prints_short(&format!("{memory:?}: after a restart"));

        let consumed = hall.device.inspect(Firmware::consumed);
        hall.happens(VirtualFault::CoverOpen, |state| state == PrinterState::Fault(Fault::CoverOpen));
        hall.prints_short(&format!("{memory:?}: after the cover"));
        assert_eq!(hall.settled(), kept, "{memory:?}");
        let asked = hall.device.inspect(Firmware::consumed) - consumed;
        assert!(asked < 2 * SHORT, "{memory:?}: what it kept all the time is not given again: {asked} bytes");

        hall.happens(VirtualFault::PaperOut, |state| state == PrinterState::Fault(Fault::PaperOut));
        hall.prints_short(&format!("{memory:?}: after new paper"));

        hall.happens(VirtualFault::Unplugged, |state| matches!(state, PrinterState::Fault(_)));
        hall.print(&format!("{memory:?}: after the cable"));
        assert_eq!(hall.settled(), kept, "{memory:?}");
        hall.prints_short(&format!("{memory:?}: after the cable"));
        assert_eq!(hall.writes(), writes, "{memory:?}: flash is written once");
        hall.device.inspect(|firmware| assert_eq!(firmware.dropped(), &[] as &[Dropped], "{memory:?}"));
    }
}

/// A printer loses its power while it keeps the very pictures that a ticket on its way relies on.
#[test]
fn a_restart_within_a_ticket_that_recalls_pictures_is_never_proven() {
    for memory in MEMORIES {
        let mut hall = Hall::new(memory, Model::default());
        hall.start();
        for at in [20, 100, 200, 300, 400] {
            hall.settled();
            hall.device.arm(at, VirtualFault::PowerCycle);
            let page = hall.tickets[0].clone();
            let before = hall.device.sheets().len();
            let end = run(hall.printer().print(JobId(1), page.clone()));
            hall.device.disarm();
            let is_whole = hall.device.sheets()[before..].iter().any(|sheet| sheet.shows(&page.bitmap().unwrap()));
            assert!(is_whole || !matches!(end, JobEnd::Proven(_)), "{memory:?} at {at}: {end:?}");
            hall.printed = hall.device.sheets().len();
        }
    }
}

#[test]
fn flash_is_written_ten_times_a_day_and_the_record_outlives_the_kiosk() {
    let mut hall = Hall::new(Memory::Nv, Model::default());
    if let Some(cache) = &mut hall.profile.cache {
        cache.flash_writes_a_day = 10;
    }
    let kept = hall.start();
    assert_eq!((kept.len(), hall.writes()), (10, 10), "the eleventh is for tomorrow");
    hall.print("ten pictures");
    assert_eq!(hall.start(), kept, "read back");
    assert_eq!(hall.writes(), 10);
    hall.print("ten pictures of an earlier run");
    // Without a record nobody knows what is there, nor how often it was written: all is written again.
    std::fs::remove_file(hall.record()).unwrap();
    assert!(hall.start().len() < 10, "what stands in a slot is deleted first, and that is a write");
    hall.print("no record");
    assert!(hall.writes() <= 20, "{}", hall.writes());
}

#[test]
fn all_is_read_back_after_a_start() {
    for memory in [Memory::Nv, Memory::FsQ] {
        let mut hall = Hall::new(memory, Model::default());
        let mut kept = hall.start();
        let writes = hall.writes();
        hall.prints_short(&format!("{memory:?}"));
        let mut again = hall.start();
        for pictures in [&mut kept, &mut again] {
            pictures.sort_by_key(|stored| stored.slot);
        }
        assert_eq!(again, kept, "{memory:?}");
        assert_eq!(hall.writes(), writes, "{memory:?}");
        hall.prints_short(&format!("{memory:?}, read back"));
    }
}

/// The kiosk lost its power while the printer wrote a picture: that one is deleted, and all others are still known.
#[test]
fn a_picture_that_was_being_written_costs_no_other() {
    let mut hall = Hall::new(Memory::Nv, Model::default());
    let kept = hall.start();
    hall.printer = None;
    let writes = hall.writes();
    let text = std::fs::read_to_string(hall.record()).unwrap();
    std::fs::write(hall.record(), text.replace("\"pending\": null", "\"pending\": \"zz\"")).unwrap();
    assert!(Record::read(&hall.record()) != Record::default());
    let picture = Bitmap::new(Dots(80), Dots(20));
    hall.another_sends(&escpos::define_graphic(true, *b"zz", &picture).unwrap());
    let mut again = hall.start();
    again.sort_by_key(|stored| kept.iter().position(|other| other.slot == stored.slot));
    assert_eq!(again, kept);
    assert_eq!(hall.writes(), writes + 2, "its own, and one to delete it");
    hall.prints_short("read back");
}

/// A spare printer is put in the place of the one that the record speaks of. It keeps what another kiosk gave it,
/// under the same keys, and has as many bytes free.
#[test]
fn a_spare_printer_is_not_taken_for_the_one_on_record() {
    for memory in [Memory::Nv, Memory::FsQ] {
        for serial in [Some("VIRTUAL0002".to_owned()), None] {
            let mut hall = Hall::new(memory, Model::default());
            let kept = hall.start();
            hall.printer = None;
            let case = format!("{memory:?}, {serial:?}");
            let model = Model { serial: serial.clone(), ..Model::default() };
            hall.device =
                VirtualPrinter::start(VirtualPrinterConfig { model, ..VirtualPrinterConfig::default() }).unwrap();
            for stored in &kept {
                let (width, height) = (stored.picture.width(), stored.picture.height());
                let mut other = Bitmap::new(width, height);
                other.fill(0, 0, width.get(), height.get(), true);
                if let Slot::Code(code) = stored.slot {
                    hall.another_sends(&escpos::define_graphic(true, code, &other).unwrap());
                }
            }
            hall.printed = 0;
            hall.start();
            hall.prints_short(&case);
            hall.start();
            hall.prints_short(&format!("{case}, started again"));
        }
    }
}

/// Nothing is recalled that a full memory dropped without a word.
#[test]
fn a_memory_that_is_small_or_full_keeps_what_it_has_room_for() {
    for memory in [Memory::Nv, Memory::Download] {
        for bytes in [0, 60, 900, 3_000] {
            let mut hall = Hall::new(memory, Model { nv_bytes: bytes, download_bytes: bytes, ..Model::default() });
            let kept = hall.start();
            let size: usize = kept.iter().map(|stored| stored.picture.data().len()).sum();
            assert!(size <= bytes, "{memory:?} {bytes}");
            assert!(bytes < 900 || !kept.is_empty(), "{memory:?} {bytes}");
            hall.print(&format!("{memory:?} {bytes}"));
        }
    }
    // Another program's logo takes most of it, and stands where the kiosk's first picture belongs.
    let mut hall = Hall::new(Memory::Nv, Model { nv_bytes: 20_000, ..Model::default() });
    let logo = escpos::define_graphic(true, *b"AA", &Bitmap::new(Dots(576), Dots(200))).unwrap();
    hall.another_sends(&logo);
    assert!(!hall.start().is_empty());
    hall.print("beside a logo");
}

/// What is free is not all that decides: some have a table of keys.
#[test]
fn a_memory_that_takes_no_more_pictures_is_noticed() {
    for memory in [Memory::Nv, Memory::Download] {
        let mut hall = Hall::new(memory, Model { most_pictures: 4, ..Model::default() });
        let kept = hall.start();
        // The witness is one of those in RAM.
        assert_eq!(kept.len(), if memory == Memory::Nv { 4 } else { 3 }, "{memory:?}");
        hall.print(&format!("{memory:?}"));
        hall.device.inspect(|firmware| {
            assert!(firmware.dropped().contains(&Dropped::NoMemory), "{memory:?}: it was tried");
            assert!(firmware.dropped().len() < 6, "{memory:?}: and not for ever: {:?}", firmware.dropped());
        });
    }
}
