//! How the paper fares: printing, proven, or a fault in plain words with a way out.

use iced::Fill;
use iced::widget::Row;

use crate::ui::Element;
use crate::ui::app::backend::{PrintJob, PrintOutcome};
use crate::ui::app::ctx::Ctx;
use crate::ui::icon::Icon;
use crate::ui::theme::{Kind, TextScale};
use crate::ui::widget::button;
use crate::ui::widget::card::{Tone, notice};

/// One paper on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printing {
    job: PrintJob,
    state: State,
    staff: Option<bool>,
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
    /// "I have my ticket."
    HaveIt,
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
    /// The citizen holds the paper: it is not owed any more.
    Taken(PrintJob),
    /// Call a member of staff.
    CallStaff,
}

impl Printing {
    /// A job that was just handed to the printer.
    #[must_use]
    pub fn started(job: PrintJob) -> Self {
        Self { job, state: State::Waiting, staff: None }
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
            PrintOutcome::Fault { key, can_retry } => State::Fault { key, can_retry },
            PrintOutcome::Unknown { key } => State::Unsure { key },
        };
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
            Message::Again if self.state != State::Waiting => {
                self.state = State::Waiting;
                Action::Reprint(self.job.clone())
            }
            Message::Again => Action::None,
            Message::HaveIt => {
                self.state = State::There;
                Action::Taken(self.job.clone())
            }
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
            State::Fault { key, .. } => (Tone::Warning, vec![ctx.t("print-failed"), ctx.fault(key)]),
            State::Unsure { key } => (Tone::Warning, vec![ctx.t("print-unsure"), ctx.fault(key)]),
        }
    }

    /// A notice, and the ways out when something is wrong: parts that may stand on pages.
    pub fn view<'a>(&'a self, ctx: &Ctx<'_>) -> Vec<Element<'a, Message>> {
        let look = &ctx.look;
        let (tone, words) = self.words(ctx);
        let mut parts = vec![notice(look, tone, words.join(" "))];
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
                let have = button(look, Kind::Secondary, "print.have", ctx.t("print-have-it"))
                    .icon(Icon::Check)
                    .width(Fill)
                    .on_press(Message::HaveIt);
                vec![have.into(), again(true).into(), staff().into()]
            }
        };
        if let Some(went_out) = self.staff {
            let (tone, key) =
                if went_out { (Tone::Success, "staff-called") } else { (Tone::Warning, "staff-not-called") };
            parts.push(notice(look, tone, ctx.t(key)));
        }
        if ways.len() == 2 && look.metrics.scale == TextScale::Normal {
            parts.push(Row::with_children(ways).spacing(look.metrics.gap()).into());
        } else {
            parts.extend(ways);
        }
        parts
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
    fn who_holds_the_paper_may_say_so() {
        let mut printing = Printing::started(job());
        printing.ended(&PrintOutcome::Unknown { key: "fault-gone" });
        assert_eq!(printing.update(&Message::CallStaff), Action::CallStaff);
        assert_eq!(printing.update(&Message::HaveIt), Action::Taken(job()));
        assert!(printing.is_there());
    }
}
