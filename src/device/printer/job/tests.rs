//! The machine alone, with times and answers as a test wants them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::super::profile::tests::shipped;
use super::super::status::Answer;
use super::*;
use crate::device::printer::encode;
use crate::receipt::page::{Bitmap, Dots, Element, Page};

const OK: [u8; 4] = [0x12; 4];
const MS: Duration = Duration::from_millis(1);

struct Bench {
    job: Job,
    now: Duration,
    wrote: Vec<u8>,
}

impl Bench {
    fn new(method: ProofMethod, can_clear: bool) -> Self {
        let profile = shipped("epson-tm-t20iii");
        let mut picture = Bitmap::new(Dots(576), Dots(300));
        picture.fill(40, 0, 300, 300, true);
        // No two dots side by side and no two rows are equal: nothing makes it shorter.
        (0..300 * 300).for_each(|n| picture.set(40 + n % 300, n / 300, n * (n / 300 + 7) % 5 < 3));
        let page = Page { width_dots: Dots(576), elements: vec![Element::Raster(picture), Element::Cut] };
        let encoded = encode::page(&page, &profile).unwrap();
        let terms = Terms {
            method,
            ids: [*b"ab b", *b"ab c"],
            answers_each: 1,
            can_clear,
            witness: None,
            byte_time: Duration::from_micros(1),
            timing: Timing::brisk(),
        };
        let job = Job::new(encoded, &profile, terms, Duration::ZERO);
        Self { job, now: Duration::ZERO, wrote: Vec::new() }
    }

    fn write(&mut self, most: usize) -> usize {
        let n = self.job.outgoing(self.now).len().min(most);
        let bytes = self.job.outgoing(self.now)[..n].to_vec();
        self.wrote.extend(&bytes);
        self.job.written(n, self.now);
        n
    }

    /// Until the line has all there is: the fence before the cut is answered, and the gate opened.
    fn write_all(&mut self) {
        loop {
            self.write_on();
            if self.job.wants_gate() {
                self.job.open_gate(self.now);
            } else if self.job.holds() {
                self.job.heard(&self.held(), self.now);
            } else {
                break;
            }
        }
    }

    /// Until nothing more goes out by itself.
    fn write_on(&mut self) {
        while self.job.end().is_none() && self.write(256) > 0 {}
    }

    /// What the printer answers to the fence before the cut.
    fn held(&self) -> Answer {
        match self.job.terms.method {
            ProofMethod::ProcessId => Answer::ProcessId(*b"ab b"),
            _ => Answer::InOrder(0),
        }
    }

    fn real_time(&mut self, bytes: [u8; 4]) {
        for byte in bytes {
            self.job.heard(&Answer::RealTime(byte), self.now);
        }
    }

    fn checked(mut self) -> Self {
        self.write_all();
        self.real_time(OK);
        self
    }

    fn later(&mut self, by: Duration) {
        self.now += by;
        self.job.tick(self.now);
    }
}

#[test]
fn the_id_after_the_cut_proves_the_job() {
    let mut bench = Bench::new(ProofMethod::ProcessId, true).checked();
    bench.write_all();
    assert!(bench.wrote.ends_with(&escpos::process_id(*b"ab c")));
    bench.job.heard(&Answer::ProcessId(*b"ab d"), bench.now);
    bench.later(MS);
    assert_eq!(bench.job.end(), None, "another job's id proves nothing");
    bench.job.heard(&Answer::ProcessId(*b"ab c"), bench.now);
    bench.write_all();
    assert_eq!(bench.job.end(), None, "the cutter is asked first");
    bench.real_time(OK);
    assert_eq!(bench.job.end(), Some(JobEnd::Proven(Proof::ProcessId)));
}

#[test]
fn a_jammed_cutter_after_the_fence_is_not_a_sheet_in_the_hand() {
    let mut bench = Bench::new(ProofMethod::ProcessId, true).checked();
    bench.write_all();
    bench.job.heard(&Answer::ProcessId(*b"ab c"), bench.now);
    bench.write_all();
    bench.real_time([0x1A, 0x52, 0x1A, 0x12]);
    assert_eq!(bench.job.end(), Some(JobEnd::Unknown(Fault::CutterJam)));
}

#[test]
fn a_fault_before_the_start_prints_nothing() {
    for (bytes, fault) in [
        ([0x1A, 0x16, 0x12, 0x12], Fault::CoverOpen),
        ([0x1A, 0x32, 0x12, 0x7E], Fault::PaperOut),
        ([0x1A, 0x12, 0x12, 0x12], Fault::Offline),
        ([0x1A, 0x52, 0x52, 0x12], Fault::HeadHot),
    ] {
        let mut bench = Bench::new(ProofMethod::ProcessId, true);
        bench.write_all();
        bench.real_time(bytes);
        assert_eq!(bench.job.end(), Some(JobEnd::NotPrinted(fault)));
        assert_eq!(bench.wrote, escpos::REAL_TIME_STATUS);
    }
}

#[test]
fn silence_before_the_start_prints_nothing() {
    let mut bench = Bench::new(ProofMethod::ProcessId, true);
    bench.write_all();
    bench.later(Timing::brisk().answer * 2);
    assert_eq!(bench.job.end(), Some(JobEnd::NotPrinted(Fault::NotResponding)));
}

#[test]
fn status_is_asked_between_commands_only() {
    let mut bench = Bench::new(ProofMethod::ProcessId, true).checked();
    let mut data = Vec::new();
    let mut polls = 0;
    loop {
        bench.later(MS);
        let at = bench.wrote.len();
        if bench.write(100) == 0 || bench.job.holds() {
            break;
        }
        let piece = bench.wrote[at..].to_vec();
        if piece == escpos::REAL_TIME_STATUS {
            polls += 1;
            let written = data.len();
            let ends: Vec<usize> = bench
                .job
                .encoded
                .commands()
                .scan(0, |sum, c| {
                    *sum += c.len();
                    Some(*sum)
                })
                .collect();
            assert!(written == 0 || ends.contains(&written), "inside a command at {written}");
            bench.real_time(OK);
        } else {
            data.extend(piece);
        }
    }
    assert!(polls >= 2, "{polls}");
}

#[test]
fn paper_out_while_sending_clears_and_is_safe_to_reprint() {
    let mut bench = Bench::new(ProofMethod::ProcessId, true).checked();
    for _ in 0..5 {
        bench.write(256);
    }
    bench.job.heard(&Answer::Automatic([0x18, 0, 0x0F, 0]), bench.now);
    assert_eq!(bench.job.take_line_order(), Some(LineOrder::Break));
    let at = bench.wrote.len();
    bench.write_all();
    assert_eq!(bench.wrote[at..], escpos::CLEAR_BUFFERS);
    bench.job.heard(&Answer::Cleared, bench.now);
    assert_eq!(bench.job.end(), Some(JobEnd::NotPrinted(Fault::PaperOut)));
    assert_eq!(bench.job.take_line_order(), Some(LineOrder::Resume));
    assert_eq!(bench.job.missing(), 0);
}

#[test]
fn without_an_answer_to_the_clear_nothing_is_known() {
    let mut bench = Bench::new(ProofMethod::ProcessId, true).checked();
    for _ in 0..5 {
        bench.write(256);
    }
    bench.job.heard(&Answer::Automatic([0x18, 0, 0x0F, 0]), bench.now);
    bench.write_all();
    bench.later(Timing::brisk().clear + MS);
    assert_eq!(bench.job.end(), Some(JobEnd::Unknown(Fault::PaperOut)));
}

#[test]
fn a_printer_that_cannot_clear_leaves_the_rest_of_the_command_to_complete() {
    let mut bench = Bench::new(ProofMethod::InOrder, false).checked();
    for _ in 0..5 {
        bench.write(256);
    }
    bench.job.heard(&Answer::Automatic([0x38, 0, 0, 0]), bench.now);
    assert_eq!(bench.job.end(), Some(JobEnd::Unknown(Fault::CoverOpen)));
    assert!(bench.job.missing() > 0);
}

#[test]
fn a_late_fence_while_clearing_still_proves() {
    let mut bench = Bench::new(ProofMethod::ProcessId, true).checked();
    bench.write_all();
    bench.job.heard(&Answer::Automatic([0x18, 0, 0x0F, 0]), bench.now);
    bench.job.heard(&Answer::ProcessId(*b"ab c"), bench.now);
    assert_eq!(bench.job.end(), Some(JobEnd::Proven(Proof::ProcessId)));
}

#[test]
fn a_fence_that_never_comes_leaves_it_unknown_even_when_cleared() {
    let mut bench = Bench::new(ProofMethod::ProcessId, true).checked();
    bench.write_all();
    bench.later(Duration::from_secs(20));
    bench.write_all();
    bench.job.heard(&Answer::Cleared, bench.now);
    bench.write_all();
    bench.real_time(OK);
    assert_eq!(bench.job.end(), Some(JobEnd::Unknown(Fault::Busy)));
}

#[test]
fn a_line_that_takes_nothing_is_busy() {
    let mut bench = Bench::new(ProofMethod::ProcessId, false).checked();
    for _ in 0..5 {
        bench.write(256);
    }
    bench.later(Timing::brisk().stall + MS);
    assert_eq!(bench.job.take_line_order(), Some(LineOrder::Break));
    bench.write_all();
    assert!(bench.wrote.ends_with(&escpos::REAL_TIME_STATUS));
    bench.later(Timing::brisk().answer + MS);
    assert_eq!(bench.job.end(), Some(JobEnd::Unknown(Fault::Busy)));
    assert!(bench.job.missing() > 256);
}

#[test]
fn a_held_line_hides_a_fault_until_it_is_asked_past_it() {
    let mut bench = Bench::new(ProofMethod::InOrder, false).checked();
    for _ in 0..5 {
        bench.write(256);
    }
    bench.later(Timing::brisk().stall + MS);
    bench.write_all();
    bench.real_time([0x1A, 0x32, 0x12, 0x7E]);
    assert_eq!(bench.job.end(), Some(JobEnd::Unknown(Fault::PaperOut)));
}

#[test]
fn a_hot_head_is_waited_for() {
    let mut bench = Bench::new(ProofMethod::ProcessId, true).checked();
    bench.write_all();
    bench.job.heard(&Answer::Automatic([0x18, 0x40, 0, 0]), bench.now);
    assert_eq!(bench.job.end(), None);
    bench.job.heard(&Answer::Automatic([0x10, 0, 0, 0]), bench.now);
    bench.job.heard(&Answer::ProcessId(*b"ab c"), bench.now);
    bench.write_all();
    bench.real_time(OK);
    assert_eq!(bench.job.end(), Some(JobEnd::Proven(Proof::ProcessId)));
}

#[test]
fn unplugged_before_the_first_dot_is_not_printed_after_it_unknown() {
    let mut bench = Bench::new(ProofMethod::ProcessId, true);
    bench.job.line_lost(Fault::Unplugged);
    assert_eq!(bench.job.end(), Some(JobEnd::NotPrinted(Fault::Unplugged)));
    let mut bench = Bench::new(ProofMethod::ProcessId, true).checked();
    for _ in 0..5 {
        bench.write(256);
    }
    bench.job.line_lost(Fault::Unplugged);
    assert_eq!(bench.job.end(), Some(JobEnd::Unknown(Fault::Unplugged)));
}

#[test]
fn status_and_time_need_a_clean_status_after_all_was_sent() {
    let mut bench = Bench::new(ProofMethod::StatusAndTime, false).checked();
    bench.write_all();
    let mut answered = false;
    for _ in 0..5_000 {
        bench.later(MS);
        if bench.job.wants_gate() {
            bench.job.open_gate(bench.now);
        }
        if bench.write(256) > 0 {
            bench.real_time(OK);
            answered = true;
        }
        if bench.job.end().is_some() {
            break;
        }
    }
    assert!(answered);
    assert_eq!(bench.job.end(), Some(JobEnd::Proven(Proof::StatusAndTime)));
}

impl Job {
    fn holds(&self) -> bool {
        matches!(self.stage, Stage::Hold { .. })
    }
}

#[test]
fn the_cut_waits_for_the_content_and_for_the_owner() {
    let mut bench = Bench::new(ProofMethod::ProcessId, true).checked();
    bench.write_on();
    assert!(bench.job.holds());
    assert!(bench.wrote.ends_with(&escpos::process_id(*b"ab b")));
    assert_eq!(bench.job.data_written, bench.job.encoded.cut_at(), "all but the cut is out");
    bench.job.heard(&Answer::ProcessId(*b"ab c"), bench.now);
    assert!(bench.job.holds(), "an id that was not sent yet opens nothing");
    bench.job.heard(&Answer::ProcessId(*b"ab b"), bench.now);
    assert!(bench.job.wants_gate());
    bench.write_on();
    assert_eq!(bench.job.data_written, bench.job.encoded.cut_at(), "nothing before the owner has noted it");
    bench.job.open_gate(bench.now);
    bench.write_on();
    assert!(bench.wrote.ends_with(&escpos::process_id(*b"ab c")));
}

#[test]
fn a_fault_after_the_cut_was_sent_is_for_people_even_when_cleared() {
    let mut bench = Bench::new(ProofMethod::ProcessId, true).checked();
    bench.write_all();
    bench.job.heard(&Answer::Automatic([0x18, 0, 0x0F, 0]), bench.now);
    bench.write_on();
    bench.job.heard(&Answer::Cleared, bench.now);
    assert_eq!(bench.job.end(), Some(JobEnd::Unknown(Fault::PaperOut)), "it may have run out right after the cut");
}

#[test]
fn a_line_that_says_everything_twice_proves_only_by_both() {
    let mut bench = Bench::new(ProofMethod::InOrder, false);
    bench.job.terms.answers_each = 2;
    let mut bench = bench.checked();
    bench.write_on();
    bench.job.heard(&Answer::InOrder(0), bench.now);
    assert!(bench.job.holds());
    bench.job.heard(&Answer::InOrder(0), bench.now);
    bench.job.open_gate(bench.now);
    bench.write_on();
    bench.job.heard(&Answer::InOrder(0), bench.now);
    assert!(matches!(bench.job.stage, Stage::Prove { .. }));
    bench.job.heard(&Answer::InOrder(0), bench.now);
    assert!(matches!(bench.job.stage, Stage::Confirm { .. }));
}

fn number(number: u32) -> Answer {
    Answer::Block(0x37, [b"2", number.to_string().as_bytes()].concat())
}

#[test]
fn a_witness_that_forgot_shows_a_power_cut_before_the_cut() {
    for can_clear in [true, false] {
        let mut bench = Bench::new(ProofMethod::InOrder, can_clear);
        bench.job.terms.witness = Some(4_095);
        let mut bench = bench.checked();
        bench.write_on();
        assert!(bench.wrote.ends_with(&escpos::DOWNLOAD_FREE), "the witness alone is the fence before the cut");
        bench.job.heard(&number(4_096), bench.now);
        if can_clear {
            bench.write_on();
            bench.job.heard(&Answer::Cleared, bench.now);
        }
        // It executed the question, so nothing of the job waits in it; and the cut was never sent.
        assert_eq!(bench.job.end(), Some(JobEnd::NotPrinted(Fault::PowerLost)));
    }
}

#[test]
fn a_witness_that_forgot_takes_the_proof_away() {
    let mut bench = Bench::new(ProofMethod::InOrder, false);
    bench.job.terms.witness = Some(4_095);
    let mut bench = bench.checked();
    bench.write_on();
    bench.job.heard(&number(4_095), bench.now);
    bench.job.open_gate(bench.now);
    bench.write_on();
    bench.job.heard(&number(4_096), bench.now);
    bench.job.heard(&Answer::InOrder(0), bench.now);
    assert_eq!(bench.job.end(), Some(JobEnd::Unknown(Fault::PowerLost)));
}

#[test]
fn a_notice_of_power_on_ends_the_job() {
    let mut bench = Bench::new(ProofMethod::InOrder, true).checked();
    for _ in 0..5 {
        bench.write(256);
    }
    bench.job.heard(&Answer::Block(0x3B, b"0".to_vec()), bench.now);
    bench.write_on();
    bench.job.heard(&Answer::Cleared, bench.now);
    assert_eq!(bench.job.end(), Some(JobEnd::NotPrinted(Fault::PowerLost)));
}

#[test]
fn without_a_witness_a_pause_takes_the_proof_away() {
    let mut bench = Bench::new(ProofMethod::InOrder, false).checked();
    bench.later(Timing::brisk().poll);
    while bench.job.asked.is_empty() {
        bench.write(256);
    }
    bench.write(256);
    bench.later(Timing::brisk().pause + MS);
    bench.real_time(OK);
    bench.write_all();
    bench.job.heard(&Answer::InOrder(0), bench.now);
    bench.write_all();
    bench.real_time(OK);
    assert_eq!(bench.job.end(), Some(JobEnd::Unknown(Fault::PowerLost)));
}

#[test]
fn bytes_are_not_handed_over_long_before_they_leave() {
    let mut bench = Bench::new(ProofMethod::InOrder, false);
    bench.job.terms.byte_time = Duration::from_millis(1);
    let mut bench = bench.checked();
    bench.write_on();
    let written = bench.job.data_written;
    assert!((300..900).contains(&written), "{written}");
    bench.later(400 * MS);
    bench.write_on();
    assert!(bench.job.data_written > written);
}
