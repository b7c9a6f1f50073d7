//! How the paper fares: printing, proven, or a fault in plain words with a way out.

use iced::Fill;
use iced::widget::Row;

use crate::ui::Element;
use crate::ui::app::backend::{PrintJob, PrintOutcome};
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::icon::Icon;
use crate::ui::theme::Kind;
use crate::ui::widget::button;
use crate::ui::widget::card::{Tone, notice, pictured};

/// One paper on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printing {
    job: PrintJob,
    state: State,
    staff: Option<bool>,
    /// Whether the last paper was proven while its first attempt had not been told yet.
    proven: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The printer works, or is asked to.
    Waiting,
    /// The printer proved it, or the citizen holds it.
    There,
    /// It is not there.
    Fault { key: &'static str, can_retry: bool },
    /// Nobody can tell.
    Unsure { key: &'static str },
}

/// What happens here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Print it again.
    Again,
    /// A member of staff looks at the sheet.
    LookAtSheet,
    /// Call a member of staff.
    CallStaff,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Nothing outside.
    None,
    /// Print this job again.
    Reprint(PrintJob),
    /// A member of staff looks at the sheet.
    LookAtSheet(PrintJob),
    /// Call a member of staff.
    CallStaff,
}

impl Printing {
    /// A job that was just handed to the printer.
    #[must_use]
    pub fn started(job: PrintJob) -> Self {
        Self { job, state: State::Waiting, staff: None, proven: false }
    }

    /// Its job.
    #[must_use]
    pub const fn job(&self) -> &PrintJob {
        &self.job
    }

    /// Whether this is about `job`.
    #[must_use]
    pub fn is_about(&self, job: &PrintJob) -> bool {
        self.job == *job
    }

    /// Whether the printer still works on it.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.state == State::Waiting
    }

    /// Whether the paper is in the citizen's hand.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.state == State::There
    }

    /// The printer's answer.
    pub fn ended(&mut self, outcome: &PrintOutcome) {
        self.state = match *outcome {
            PrintOutcome::Proven => State::There,
            _ if self.proven => State::There,
            PrintOutcome::Fault { key, can_retry } => State::Fault { key, can_retry },
            PrintOutcome::Unknown { key } => State::Unsure { key },
        };
    }

    /// The kiosk printed a paper by itself. Whether that changes anything here.
    pub fn told(&mut self, job: &PrintJob, outcome: &PrintOutcome) -> bool {
        let mut papers = self.job.0.split(',');
        if !papers.clone().any(|paper| *paper == *job.0) {
            return false;
        }
        let is_last = papers.next_back() == Some(&*job.0);
        match (self.state, outcome) {
            (State::Waiting, PrintOutcome::Proven) => {
                self.proven = is_last;
                false
            }
            (State::Fault { .. } | State::Unsure { .. }, PrintOutcome::Proven) if is_last => {
                self.state = State::There;
                true
            }
            (State::Fault { .. } | State::Unsure { .. }, PrintOutcome::Fault { .. } | PrintOutcome::Unknown { .. }) => {
                self.ended(outcome);
                true
            }
            _ => false,
        }
    }

    /// A member of staff has answered what was asked.
    pub fn is_looked_at(&mut self) {
        self.state = State::Waiting;
        self.staff = None;
    }

    /// The printer is well again: printing again can help.
    pub fn printer_ready(&mut self) {
        if let State::Fault { can_retry, .. } = &mut self.state {
            *can_retry = true;
        }
    }

    /// Whether the call for staff went out.
    pub fn staff_called(&mut self, went_out: bool) {
        self.staff = Some(went_out);
    }

    /// Takes a touch.
    pub fn update(&mut self, message: &Message) -> Action {
        match message {
            Message::Again if matches!(self.state, State::Fault { .. }) => {
                self.state = State::Waiting;
                self.proven = false;
                Action::Reprint(self.job.clone())
            }
            Message::Again => Action::None,
            Message::LookAtSheet => Action::LookAtSheet(self.job.clone()),
            Message::CallStaff => Action::CallStaff,
        }
    }

    /// What the voice says about it.
    #[must_use]
    pub fn spoken(&self, ctx: &Ctx<'_>) -> String {
        self.words(ctx).1.join(" ")
    }

    fn words(&self, ctx: &Ctx<'_>) -> (Tone, Vec<String>) {
        match self.state {
            State::Waiting => (Tone::Info, vec![ctx.t("print-waiting")]),
            State::There => (Tone::Success, vec![ctx.t("print-done")]),
            State::Fault { key, .. } => {
                (Tone::Warning, vec![ctx.t("print-failed"), ctx.fault(key), ctx.t("print-coming")])
            }
            State::Unsure { key } => (Tone::Warning, vec![ctx.t("print-unsure"), ctx.fault(key)]),
        }
    }

    /// A notice, and the ways out when something is wrong: parts that may stand on pages.
    pub fn view<'a>(&'a self, ctx: &Ctx<'_>) -> Vec<Element<'a, Message>> {
        let look = &ctx.look;
        let (tone, words) = self.words(ctx);
        let mut parts = match self.state {
            State::Waiting | State::There => vec![notice(look, tone, words.join(" "))],
            State::Fault { key, .. } | State::Unsure { key } => {
                let picture = picture_of(key);
                if !look.metrics.scale.is_enlarged() {
                    vec![pictured(look, tone, picture, words.join(" "))]
                } else {
                    // In one piece large text is higher than a page of a low panel.
                    words.into_iter().map(|words| pictured(look, tone, picture, words)).collect()
                }
            }
        };
        let again = |enabled: bool| {
            button(look, Kind::Secondary, "print.again", ctx.t("print-again"))
                .icon(Icon::Printer)
                .width(Fill)
                .on_press_maybe(enabled.then_some(Message::Again))
        };
        let staff = || {
            button(look, Kind::Secondary, "staff.call", ctx.t("call-staff"))
                .icon(Icon::Person)
                .width(Fill)
                .on_press(Message::CallStaff)
        };
        let ways: Vec<Element<'a, Message>> = match self.state {
            State::Waiting | State::There => Vec::new(),
            State::Fault { can_retry, .. } => vec![again(can_retry).into(), staff().into()],
            State::Unsure { .. } => {
                let sheet = button(look, Kind::Secondary, "sheet.open", ctx.t("sheet-open"))
                    .icon(Icon::Receipt)
                    .width(Fill)
                    .on_press(Message::LookAtSheet);
                // The question is for whoever was called.
                if self.staff.is_some() { vec![sheet.into()] } else { vec![staff().into()] }
            }
        };
        if let Some(went_out) = self.staff {
            let (tone, key) =
                if went_out { (Tone::Success, "staff-called") } else { (Tone::Warning, "staff-not-called") };
            parts.push(notice(look, tone, ctx.t(key)));
            // And what they do about it stands there when they come.
            if let State::Fault { key, .. } = self.state {
                let steps = ctx.texts.attr(key, "staff-steps");
                parts.extend(steps.iter().flat_map(|steps| compose::steps(ctx, steps)));
            }
        }
        if ways.len() == 2 && !look.metrics.scale.is_enlarged() {
            parts.push(Row::with_children(ways).spacing(look.metrics.gap()).into());
        } else {
            parts.extend(ways);
        }
        parts
    }
}

/// The picture of a fault: what a hand has to do.
#[must_use]
pub fn picture_of(key: &str) -> Icon {
    use crate::device::printer::Fault;
    match Fault::of_key(key) {
        Some(Fault::PaperOut | Fault::PaperNearEnd) => Icon::FaultPaper,
        Some(Fault::CoverOpen) => Icon::FaultCover,
        Some(Fault::CutterJam) => Icon::FaultBlade,
        Some(Fault::HeadHot) => Icon::FaultHeat,
        Some(Fault::Unplugged | Fault::NoSuchPort | Fault::NotAPrinter | Fault::NotResponding) => Icon::FaultCable,
        Some(Fault::PowerLost | Fault::Stuck | Fault::Offline) => Icon::FaultPower,
        Some(Fault::WrongSpeed | Fault::NoPermission | Fault::InUse | Fault::BadPage) => Icon::FaultSettings,
        Some(Fault::Busy) | None => Icon::FaultStopped,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn job() -> PrintJob {
        PrintJob("j1".into())
    }

    #[test]
    fn a_fault_can_be_printed_again_and_then_proven() {
        let mut printing = Printing::started(job());
        assert_eq!(printing.update(&Message::Again), Action::None, "not twice at once");
        printing.ended(&PrintOutcome::Fault { key: "fault-paper-out", can_retry: false });
        assert!(!printing.is_there());
        printing.printer_ready();
        assert_eq!(printing.state, State::Fault { key: "fault-paper-out", can_retry: true });
        assert_eq!(printing.update(&Message::Again), Action::Reprint(job()));
        assert!(printing.is_waiting());
        printing.ended(&PrintOutcome::Proven);
        assert!(printing.is_there());
    }

    #[test]
    fn a_sheet_in_doubt_is_for_staff() {
        let mut printing = Printing::started(job());
        printing.ended(&PrintOutcome::Unknown { key: "fault-unplugged" });
        assert_eq!(printing.update(&Message::Again), Action::None, "nobody prints it twice by accident");
        assert_eq!(printing.update(&Message::CallStaff), Action::CallStaff);
        assert_eq!(printing.update(&Message::LookAtSheet), Action::LookAtSheet(job()));
        printing.is_looked_at();
        assert!(printing.is_waiting());
    }

    #[test]
    fn what_the_kiosk_prints_by_itself_ends_the_fault() {
        let both = PrintJob("r1,t1".into());
        let mut printing = Printing::started(both);
        printing.ended(&PrintOutcome::Fault { key: "fault-paper-out", can_retry: true });
        assert!(!printing.told(&PrintJob("x9".into()), &PrintOutcome::Proven), "another citizen's");
        assert!(!printing.told(&PrintJob("r1".into()), &PrintOutcome::Proven), "the second paper is still to come");
        assert!(printing.told(&PrintJob("t1".into()), &PrintOutcome::Proven));
        assert!(printing.is_there());
    }

    #[test]
    fn proof_that_overtakes_the_fault_counts() {
        let mut printing = Printing::started(job());
        assert!(!printing.told(&job(), &PrintOutcome::Proven));
        printing.ended(&PrintOutcome::Fault { key: "fault-power-lost", can_retry: true });
        assert!(printing.is_there());
    }
}
