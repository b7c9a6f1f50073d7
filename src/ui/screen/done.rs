//! After the commit: the number, the paper, and what happens next.

use iced::widget::{Column, column, container, row};
use iced::{Alignment, Fill};

use super::form::{self, FormPrint, Sheet};
use super::printing::{self, Printing};
use crate::ui::Element;
use crate::ui::app::backend::{FormOutcome, Submitted, TicketIssued};
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::{Act, Page};
use crate::ui::font;
use crate::ui::icon::Icon;
use crate::ui::theme::{Kind, Layout, Type};
use crate::ui::widget::card::card;
use crate::ui::widget::{button, label, number, reading, small};
use crate::visit::Form;

/// What the citizen takes away.
#[derive(Debug, Clone)]
pub struct Done {
    request: Option<Submitted>,
    ticket: Option<String>,
    printing: Printing,
    form: Option<FormPrint>,
    /// Whether it is a paper that was printed before.
    again: bool,
    page: usize,
}

/// What happens here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// About the paper.
    Printing(printing::Message),
    /// About the form.
    Form(form::Message),
    /// Turns to a page.
    Page(usize),
    /// The citizen wants to hear what stands on the paper.
    Read,
    /// The citizen wants one more ticket.
    Another,
    /// The citizen has all there is.
    Finish,
}

/// What follows.
#[derive(Debug, Clone)]
pub enum Action {
    /// Something about the paper, or nothing.
    Printing(printing::Action),
    /// Something about the form, or nothing.
    Form(form::Action),
    /// Says what stands on the paper.
    Read,
    /// The services, for one more ticket.
    Another,
    /// The rating.
    Finish,
}

impl Done {
    /// A request that is durable, with its filled form where that can be printed.
    #[must_use]
    pub fn request(submitted: Submitted, form: Option<Form>) -> Self {
        let printing = Printing::started(submitted.job.clone());
        let form = form.map(|form| FormPrint::offered(form, submitted.reference));
        Self { ticket: submitted.ticket.clone(), request: Some(submitted), printing, form, again: false, page: 0 }
    }

    /// A queue ticket alone.
    #[must_use]
    pub fn ticket(issued: TicketIssued) -> Self {
        let printing = Printing::started(issued.job);
        Self { request: None, ticket: Some(issued.label), printing, form: None, again: false, page: 0 }
    }

    /// A queue ticket whose old paper was scanned: the same number once more.
    #[must_use]
    pub fn ticket_again(issued: TicketIssued) -> Self {
        Self { again: true, ..Self::ticket(issued) }
    }

    /// The paper.
    #[must_use]
    pub fn printing(&self) -> &Printing {
        &self.printing
    }

    /// The paper, to tell it what the printer said.
    pub fn printing_mut(&mut self) -> &mut Printing {
        &mut self.printing
    }

    /// Whether the A4 printer still works on the form or the receipt.
    #[must_use]
    pub fn is_form_waiting(&self) -> bool {
        self.form.as_ref().is_some_and(FormPrint::is_waiting)
    }

    /// What the A4 printer said.
    pub fn form_ended(&mut self, sheet: Sheet, outcome: &FormOutcome) {
        if let Some(form) = &mut self.form {
            form.ended(sheet, outcome);
        }
    }

    /// The reference and the ticket's label, as they stand on the screen.
    #[must_use]
    pub fn numbers(&self) -> (Option<String>, Option<&str>) {
        (self.request.as_ref().map(|request| request.reference.to_string()), self.ticket.as_deref())
    }

    /// Takes a touch.
    pub fn update(&mut self, message: &Message) -> Action {
        match message {
            Message::Printing(message) => Action::Printing(self.printing.update(message)),
            Message::Form(message) => {
                Action::Form(self.form.as_mut().map_or(form::Action::None, |form| form.update(message)))
            }
            Message::Page(page) => {
                self.page = *page;
                Action::Printing(printing::Action::None)
            }
            Message::Read => Action::Read,
            Message::Another => Action::Another,
            Message::Finish => Action::Finish,
        }
    }

    /// What happens next, line by line.
    fn steps<'a>(&self, ctx: &Ctx<'_>) -> Vec<Element<'a, Message>> {
        let look = &ctx.look;
        let mut lines = vec![label::text_in(look, Type::Heading, font::BOLD, None, ctx.t("done-next"))];
        if self.ticket.is_some() {
            lines.push(compose::point(ctx, Icon::Clock, ctx.t("done-next-call")));
            lines.push(compose::point(ctx, Icon::Documents, ctx.t("done-next-desk")));
        }
        if let Some(request) = &self.request {
            lines.push(compose::point(ctx, Icon::Search, ctx.t("done-next-status")));
            let (icon, key) = if request.online { (Icon::Online, "done-sent") } else { (Icon::Offline, "done-later") };
            lines.push(compose::point(ctx, icon, ctx.t(key)));
        }
        lines
    }

    /// The ticket's number as large as it goes, the paper, and the next steps.
    pub fn view<'a>(&'a self, ctx: &Ctx<'_>) -> Page<'a, Message> {
        let look = &ctx.look;
        let mut parts: Vec<Element<'a, Message>> =
            self.printing.view(ctx).into_iter().map(|part| part.map(Message::Printing)).collect();
        let mut numbers = Vec::new();
        if let Some(ticket) = &self.ticket {
            let words = column![small(look, ctx.t("done-ticket")), number(look, ctx.texts.code(ticket))]
                .align_x(Alignment::Center);
            numbers.push(card(look, container(words).center_x(Fill)));
        }
        if let Some(request) = &self.request {
            let pair = |name: &str, value: String| {
                let code =
                    label::text_in(look, Type::Heading, font::BOLD, Some(look.palette().ink), ctx.texts.code(&value));
                (small(look, ctx.t(name)), code)
            };
            let (name, value) = pair("done-reference", request.reference.to_string());
            let reference = column![name, value];
            // with both of them anybody could ask how far the request is
            let (name, value) = pair("done-code", request.check_code.to_string());
            let code = column![name, reading::private(value)];
            numbers.push(card(look, row![container(reference).width(Fill), code].spacing(look.mm(8.0))));
        }
        // in low reach what is only read stands above, and what is touched has the room below to itself
        let low = ctx.low_reach();
        if !low {
            parts.append(&mut numbers);
        }
        if let Some(form) = &self.form {
            parts.extend(form.view(ctx).into_iter().map(|part| part.map(Message::Form)));
        }
        if ctx.audio.on {
            let read = button(look, Kind::Secondary, "done.read", ctx.t("done-read"))
                .icon(Icon::Speaker)
                .width(Fill)
                .on_press(Message::Read);
            parts.push(read.into());
        }
        // beside the title where there is room, else below the numbers
        let mut steps = self.steps(ctx);
        let room = !compose::is_low(ctx) || self.request.is_none();
        let beside = if low {
            parts.append(&mut steps);
            Some(Column::with_children(numbers).spacing(look.mm(3.0)).into())
        } else if look.layout() == Layout::Landscape && !look.metrics.scale.is_enlarged() && room {
            Some(Column::with_children(steps).spacing(look.mm(3.0)).into())
        } else {
            parts.append(&mut steps);
            None
        };
        let (id, title) = match (&self.request, self.again) {
            (Some(_), _) => ("done", "done-title"),
            (None, false) => ("ticket", "ticket-title"),
            (None, true) => ("ticket-again", "ticket-again-title"),
        };
        let fault = !self.printing.is_there() && !self.printing.is_waiting();
        // with a fault above it the number may stand on another page: it is in the heading as well
        let number = self.ticket.as_ref().filter(|_| fault).map(|ticket| ctx.texts.code(ticket));
        let hint = match (fault, self.again) {
            (true, _) => Some(ctx.t("done-write-down")),
            (false, true) => Some(ctx.t("ticket-again-about")),
            (false, false) => None,
        };
        let page = Page::new(id, ctx.t(title), compose::pages(ctx, parts, self.page, Message::Page))
            .context(number)
            .hint(hint)
            .offer(beside)
            .primary(Act::new("action.finish", ctx.t("action-finish"), Message::Finish).icon(Icon::Check));
        if self.request.is_none() && !self.again && self.printing.is_there() {
            page.secondary(Act::new("done.another", ctx.t("done-another"), Message::Another).icon(Icon::Ticket))
        } else {
            page
        }
    }
}
