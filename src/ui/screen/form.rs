//! The filled form and the receipt on the A4 printer: offered after the commit, printed when the citizen asks for it.

use std::sync::Arc;

use iced::Fill;
use iced::widget::Row;
use kiosk_protocol::Reference;

use crate::ui::Element;
use crate::ui::app::backend::FormOutcome;
use crate::ui::app::ctx::Ctx;
use crate::ui::icon::Icon;
use crate::ui::theme::Kind;
use crate::ui::widget::button;
use crate::ui::widget::card::{Tone, notice};
use crate::visit::Form;

/// What the A4 printer can print of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// The application form with the answers, to be signed.
    Form,
    /// The receipt.
    Receipt,
}

impl Sheet {
    const ALL: [Self; 2] = [Self::Form, Self::Receipt];

    /// The id of its button and the message on it.
    const fn button(self) -> (&'static str, &'static str) {
        match self {
            Self::Form => ("form.print", "form-print"),
            Self::Receipt => ("receipt.print", "receipt-a4-print"),
        }
    }

    /// The messages while it is printed, when it is out, and when it did not come out.
    const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Form => ("form-waiting", "form-printed", "form-failed"),
            Self::Receipt => ("receipt-a4-waiting", "receipt-a4-printed", "receipt-a4-failed"),
        }
    }
}

/// The form of the request on the screen, and how its papers fare. The form goes, overwritten, with the screen.
#[derive(Debug, Clone)]
pub struct FormPrint {
    form: Arc<Form>,
    reference: Reference,
    form_is: State,
    receipt_is: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Offered,
    Waiting,
    Printed,
    Fault { key: &'static str },
}

/// What happens here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Print it.
    Print(Sheet),
}

/// What follows.
#[derive(Debug, Clone)]
pub enum Action {
    /// Nothing outside.
    None,
    /// Print this form of this request.
    Print(Arc<Form>, Reference),
    /// Print the receipt of this request.
    Receipt(Reference),
}

impl FormPrint {
    /// A form that can be printed, and the receipt beside it.
    #[must_use]
    pub fn offered(form: Form, reference: Reference) -> Self {
        Self { form: Arc::new(form), reference, form_is: State::Offered, receipt_is: State::Offered }
    }

    const fn state(&self, sheet: Sheet) -> State {
        match sheet {
            Sheet::Form => self.form_is,
            Sheet::Receipt => self.receipt_is,
        }
    }

    fn set(&mut self, sheet: Sheet, state: State) {
        match sheet {
            Sheet::Form => self.form_is = state,
            Sheet::Receipt => self.receipt_is = state,
        }
    }

    /// Whether the printer works on one of them.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        Sheet::ALL.into_iter().any(|sheet| self.state(sheet) == State::Waiting)
    }

    /// What the printer said.
    pub fn ended(&mut self, sheet: Sheet, outcome: &FormOutcome) {
        let state = match *outcome {
            FormOutcome::Printed => State::Printed,
            FormOutcome::Fault { key } => State::Fault { key },
        };
        self.set(sheet, state);
    }

    /// Takes a touch. One at a time; what is out is not printed a second time: nobody would take it.
    pub fn update(&mut self, message: &Message) -> Action {
        let Message::Print(sheet) = *message;
        if self.is_waiting() || self.state(sheet) == State::Printed {
            return Action::None;
        }
        self.set(sheet, State::Waiting);
        match sheet {
            Sheet::Form => Action::Print(Arc::clone(&self.form), self.reference),
            Sheet::Receipt => Action::Receipt(self.reference),
        }
    }

    /// A notice for each that there is something to say of, and the buttons while they are of use.
    pub fn view<'a>(&'a self, ctx: &Ctx<'_>) -> Vec<Element<'a, Message>> {
        let look = &ctx.look;
        let mut parts: Vec<Element<'a, Message>> = Vec::new();
        for sheet in Sheet::ALL {
            let (waiting, printed, failed) = sheet.words();
            parts.extend(match self.state(sheet) {
                State::Offered => None,
                State::Waiting => Some(notice(look, Tone::Info, ctx.t(waiting))),
                State::Printed => Some(notice(look, Tone::Success, ctx.t(printed))),
                State::Fault { key } => {
                    let words = [ctx.t(failed), ctx.fault(key)];
                    Some(notice(look, Tone::Warning, words.join(" ")))
                }
            });
        }
        if self.is_waiting() {
            return parts;
        }
        let print = |sheet: Sheet| -> Element<'a, Message> {
            let (id, words) = sheet.button();
            let face = button(look, Kind::Secondary, id, ctx.t(words)).icon(Icon::Printer).width(Fill);
            face.on_press(Message::Print(sheet)).into()
        };
        let open = Sheet::ALL.into_iter().filter(|sheet| self.state(*sheet) != State::Printed);
        let ways: Vec<Element<'a, Message>> = open.map(print).collect();
        if ways.len() == 2 && !look.metrics.scale.is_enlarged() {
            parts.push(Row::with_children(ways).spacing(look.metrics.gap()).into());
        } else {
            parts.extend(ways);
        }
        parts
    }
}
