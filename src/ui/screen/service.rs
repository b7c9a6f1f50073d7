//! The card of a service: everything a citizen should know before starting.
//!
//! What is not confirmed by the Ministry is marked as a sample, line by line.

use iced::widget::{Row, column, container, row};
use iced::{Alignment, Background, Border, Fill, Padding};

use crate::catalogue::{Basis, LocalText, Service, ServiceId, Sourced};
use crate::i18n::args;
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::{Act, Page};
use crate::ui::icon::Icon;
use crate::ui::theme::Type;
use crate::ui::widget::card::{Tone, notice, rule};
use crate::ui::widget::{body, label, small};
use crate::ui::{Element, font};

/// The card of one service.
#[derive(Debug, Clone)]
pub struct ServiceCard {
    service: ServiceId,
    page: usize,
}

/// What a citizen does here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// Starts the service.
    Start,
    /// Wants only a queue ticket for it.
    Ticket,
    /// Turns to a page.
    Page(usize),
    /// Goes back.
    Back,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Nothing outside this screen.
    None,
    /// The visit begins.
    Start(ServiceId),
    /// A queue ticket.
    Ticket(ServiceId),
    /// The list of services.
    Back,
}

impl ServiceCard {
    /// The card of this service.
    #[must_use]
    pub fn new(service: ServiceId) -> Self {
        Self { service, page: 0 }
    }

    /// Which service.
    #[must_use]
    pub fn service(&self) -> &ServiceId {
        &self.service
    }

    /// Takes a touch.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Start => Action::Start(self.service.clone()),
            Message::Ticket => Action::Ticket(self.service.clone()),
            Message::Page(page) => {
                self.page = page;
                Action::None
            }
            Message::Back => Action::Back,
        }
    }

    /// What it is, fee, time, until when to apply, documents, who may apply, how long it is good for, office.
    pub fn view<'a>(&'a self, ctx: &Ctx<'_>) -> Page<'a, Message> {
        let Some(service) = ctx.catalogue.service(&self.service) else {
            return Page::new("service", String::new(), iced::widget::space::vertical()).back(Message::Back);
        };
        let category = ctx.catalogue.categories.iter().find(|category| category.id == service.category);
        let about = ctx.texts.local(&service.about);
        let mut parts = sections(ctx, service);
        let look = &ctx.look;
        if service.has_sample_data() {
            let sample = notice(look, Tone::Warning, ctx.t("service-sample"));
            parts.insert(0, container(sample).padding(Padding::ZERO.bottom(look.mm(2.0))).into());
        }
        if !ctx.outside.requests {
            let closed = notice(look, Tone::Warning, ctx.t("requests-closed"));
            parts.insert(0, container(closed).padding(Padding::ZERO.bottom(look.mm(2.0))).into());
        }
        if service.private {
            parts.push(notice(look, Tone::Info, ctx.t("service-private")));
        }
        Page::new(
            "service",
            ctx.texts.local(&service.name),
            compose::pages(ctx, parts, self.page, Message::Page).between(look.mm(2.5)),
        )
        .context(category.map(|category| ctx.texts.local(&category.name)))
        .hint(about)
        .back(Message::Back)
        .secondary(Act::new("action.ticket", ctx.t("service-ticket-only"), Message::Ticket).icon(Icon::Ticket))
        .primary(
            Act::new("action.start", ctx.t("action-start"), Message::Start)
                .icon(Icon::Next)
                .only_if(ctx.outside.requests),
        )
    }
}

/// The lines of the card under their official words.
fn sections<'a>(ctx: &Ctx<'_>, service: &Service) -> Vec<Element<'a, Message>> {
    let look = &ctx.look;
    let said = |words: String, basis: Option<Basis>| -> Element<'a, Message> {
        let line = body(look, words);
        match basis {
            Some(Basis::Sample) if !look.metrics.scale.is_enlarged() => {
                Row::new().push(line).push(sample_mark(ctx)).spacing(look.mm(3.0)).align_y(Alignment::Center).into()
            }
            Some(Basis::Sample) => column![line, sample_mark(ctx)].into(),
            _ => line,
        }
    };

    let documents: Vec<Element<'a, Message>> = if service.documents.is_empty() {
        vec![said(ctx.t("service-no-documents"), None)]
    } else {
        service
            .documents
            .iter()
            .map(|document| {
                let copies = &args![n = i64::from(document.copies)];
                let form = match (document.original, document.copies) {
                    (true, 0) => ctx.t("service-original"),
                    (true, _) => ctx.with("service-original-and-copies", copies),
                    (false, _) => ctx.with("service-copies", copies),
                };
                let name = said(ctx.texts.local(&document.name), Some(document.cited.basis));
                column![name, small(look, form)].into()
            })
            .collect()
    };
    let conditions: Vec<Element<'a, Message>> = if service.eligibility.is_empty() {
        vec![said(ctx.t("service-anyone"), None)]
    } else {
        service
            .eligibility
            .iter()
            .map(|question| {
                let wanted = question.options.iter().find(|option| Some(&option.id) == question.continue_if.as_ref());
                let words = ctx.texts.local(&question.text);
                said(
                    wanted
                        .map_or_else(|| words.clone(), |wanted| format!("{words} – {}", ctx.texts.local(&wanted.name))),
                    question.cited.as_ref().map(|cited| cited.basis),
                )
            })
            .collect()
    };
    let fee = if service.fee.value.amount == 0 { ctx.t("service-free") } else { ctx.texts.money(service.fee.value) };
    let time = service.time.value.text(ctx.texts);
    // Sentence by sentence: a page of a low panel holds no more of them in large text.
    let told = |text: &Option<Sourced<LocalText>>| -> Vec<Element<'a, Message>> {
        let Some(text) = text else { return Vec::new() };
        let words = ctx.texts.local(&text.value);
        let mut sentences = words.split_inclusive(". ").map(str::trim_end).peekable();
        let mut lines = Vec::new();
        while let Some(sentence) = sentences.next() {
            let basis = sentences.peek().is_none().then_some(text.basis);
            lines.push(said(sentence.to_owned(), basis));
        }
        lines
    };
    let mut office = vec![said(ctx.texts.local(&service.office.value), Some(service.office.basis))];
    if let Some(phone) = &service.phone {
        office.push(body(look, ctx.with("service-phone", &args![phone = ctx.texts.phone(phone)])));
    }

    let pair = {
        let fee = compose::section(ctx, Icon::Fee, ctx.t("service-fee"), vec![said(fee, Some(service.fee.basis))]);
        let time =
            compose::section(ctx, Icon::Clock, ctx.t("service-time"), vec![said(time, Some(service.time.basis))]);
        row![container(fee).width(Fill), container(time).width(Fill)].spacing(look.mm(6.0))
    };
    let mut parts: Vec<Element<'a, Message>> = vec![pair.into()];
    for (icon, key, lines) in [
        (Icon::Calendar, "service-deadline", told(&service.deadline)),
        (Icon::Documents, "service-documents", documents),
        (Icon::Person, "service-conditions", conditions),
        (Icon::Calendar, "service-validity", told(&service.validity)),
        (Icon::Building, "service-office", office),
    ] {
        for (index, line) in lines.into_iter().enumerate() {
            // each line is a part of its own, so that pages can be filled; the word stands over the first
            parts.push(if index == 0 {
                ruled(ctx, compose::section(ctx, icon, ctx.t(key), vec![line]))
            } else {
                container(line).padding(Padding::ZERO.left(look.mm(14.0))).into()
            });
        }
    }
    parts
}

/// A part under a hairline.
fn ruled<'a>(ctx: &Ctx<'_>, part: Element<'a, Message>) -> Element<'a, Message> {
    let look = &ctx.look;
    column![rule(look), container(part).padding(Padding::ZERO.top(look.mm(3.5)))].into()
}

/// The word "sample" in a box: never by colour alone.
fn sample_mark<'a>(ctx: &Ctx<'_>) -> Element<'a, Message> {
    let look = &ctx.look;
    let p = look.palette();
    let (fill, edge, line, radius) = (p.warning_tint, p.warning, look.mm(0.4), look.mm(1.2));
    container(label::text_in(look, Type::Small, font::BOLD, Some(p.warning), ctx.t("service-sample-short")))
        .padding(Padding::from([0.0, look.mm(2.5)]))
        .style(move |_| container::Style {
            background: Some(Background::Color(fill)),
            border: Border { color: edge, width: line, radius: radius.into() },
            ..container::Style::default()
        })
        .into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn both_ways_on_name_the_service() {
        let id = ServiceId::from("birth_certificate");
        let mut card = ServiceCard::new(id.clone());
        assert_eq!(card.update(Message::Start), Action::Start(id.clone()));
        assert_eq!(card.update(Message::Ticket), Action::Ticket(id));
        assert_eq!(card.update(Message::Page(1)), Action::None);
        assert_eq!(card.update(Message::Back), Action::Back);
    }
}
