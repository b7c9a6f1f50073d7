//! The filled form on the A4 printer: offered after the commit, printed when the citizen asks for it.

use std::sync::Arc;

use iced::Fill;
use kiosk_protocol::Reference;

use crate::ui::Element;
use crate::ui::app::backend::FormOutcome;
use crate::ui::app::ctx::Ctx;
use crate::ui::icon::Icon;
use crate::ui::theme::Kind;
use crate::ui::widget::button;
use crate::ui::widget::card::{Tone, notice};
use crate::visit::Form;

/// The form of the request on the screen. It goes, overwritten, with the screen.
#[derive(Debug, Clone)]
pub struct FormPrint {
    form: Arc<Form>,
    reference: Reference,
    state: State,
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
    Print,
}

/// What follows.
#[derive(Debug, Clone)]
pub enum Action {
    /// Nothing outside.
    None,
    /// Print this form of this request.
    Print(Arc<Form>, Reference),
}

impl FormPrint {
    /// A form that can be printed.
    #[must_use]
    pub fn offered(form: Form, reference: Reference) -> Self {
        Self { form: Arc::new(form), reference, state: State::Offered }
    }

    /// Whether the printer works on it.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.state == State::Waiting
    }

    /// What the printer said.
    pub fn ended(&mut self, outcome: &FormOutcome) {
        self.state = match *outcome {
            FormOutcome::Printed => State::Printed,
            FormOutcome::Fault { key } => State::Fault { key },
        };
    }

    /// Takes a touch. A form that is out is not printed a second time: nobody would take it.
    pub fn update(&mut self, message: &Message) -> Action {
        match (message, self.state) {
            (Message::Print, State::Offered | State::Fault { .. }) => {
                self.state = State::Waiting;
                Action::Print(Arc::clone(&self.form), self.reference)
            }
            (Message::Print, State::Waiting | State::Printed) => Action::None,
        }
    }

    /// A notice when there is something to say, and the button while it is of use.
    pub fn view<'a>(&'a self, ctx: &Ctx<'_>) -> Vec<Element<'a, Message>> {
        let look = &ctx.look;
        let mut parts: Vec<Element<'a, Message>> = match self.state {
            State::Offered => Vec::new(),
            State::Waiting => vec![notice(look, Tone::Info, ctx.t("form-waiting"))],
            State::Printed => vec![notice(look, Tone::Success, ctx.t("form-printed"))],
            State::Fault { key } => {
                let words = [ctx.t("form-failed"), ctx.fault(key)];
                vec![notice(look, Tone::Warning, words.join(" "))]
            }
        };
        if matches!(self.state, State::Offered | State::Fault { .. }) {
            let print = button(look, Kind::Secondary, "form.print", ctx.t("form-print"))
                .icon(Icon::Printer)
                .width(Fill)
                .on_press(Message::Print);
            parts.push(print.into());
        }
        parts
    }
}
