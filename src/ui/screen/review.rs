//! Check your answers: every answer in one line, each with Change.

use iced::widget::{column, container, row};
use iced::{Alignment, Fill, Padding};

use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::{Act, Page};
use crate::ui::icon::Icon;
use crate::ui::theme::{Kind, Layout, Type};
use crate::ui::widget::card::rule;
use crate::ui::widget::{body, button, label, reading, small};
use crate::ui::{Element, font};
use crate::visit::{Row, Subject, Visit};

/// Check your answers.
#[derive(Debug, Clone, Default)]
pub struct Review {
    page: usize,
}

/// What a citizen does here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Changes one answer.
    Change(Subject),
    /// Turns to a page.
    Page(usize),
    /// All is right.
    Continue,
    /// Goes back.
    Back,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Nothing outside this screen.
    None,
    /// The visit stands at another page.
    Moved,
    /// Before the first page: the card.
    Leave,
}

impl Review {
    /// Takes a touch.
    pub fn update(&mut self, message: Message, visit: &mut Visit) -> Action {
        match message {
            Message::Change(subject) if visit.change(&subject) => Action::Moved,
            Message::Change(_) => Action::None,
            Message::Page(page) => {
                self.page = page;
                Action::None
            }
            Message::Continue if visit.next().is_ok() => Action::Moved,
            Message::Continue => Action::None,
            Message::Back => match visit.back() {
                Some(_) => Action::Moved,
                None => Action::Leave,
            },
        }
    }

    /// One line for each answer, on as many pages as needed.
    pub fn view<'a>(&'a self, ctx: &Ctx<'_>, visit: &Visit) -> Page<'a, Message> {
        let rows = visit.review(ctx.texts);
        let lines: Vec<Element<'a, Message>> = rows
            .into_iter()
            .map(|answer| {
                let look = &ctx.look;
                let value = if answer.value.is_empty() { ctx.t("review-empty") } else { answer.value.to_string() };
                let words = column![
                    small(look, question_name(&answer)),
                    for_ears(&answer, label::text_in(look, Type::Body, font::BOLD, None, value)),
                ];
                let id = match &answer.subject {
                    Subject::Eligibility(index) => format!("change.eligibility.{index}"),
                    Subject::Field(key) => format!("change.{key}"),
                };
                let change = button(look, Kind::Secondary, id, ctx.t("action-change"))
                    .icon(Icon::Edit)
                    .words(format!("{}: {}", ctx.t("action-change"), question_name(&answer)))
                    .on_press(Message::Change(answer.subject));
                let line = row![container(words).width(Fill), change].spacing(look.mm(5.0)).align_y(Alignment::Center);
                column![container(line).padding(Padding::ZERO.bottom(look.mm(2.5))), rule(look)].into()
            })
            .collect();
        let progress = visit.progress();
        // within low reach of a wide screen there is room for one answer below the other
        let columns = if ctx.low_reach() && ctx.look.layout() == Layout::Landscape { 2 } else { 1 };
        let body = compose::pages(ctx, lines, self.page, Message::Page).columns(columns);
        Page::new("review", ctx.t("review-title"), body)
            .context(ctx.texts.local(&visit.service().name))
            .hint(ctx.t("review-hint"))
            .progress((progress.n, progress.of))
            .back(Message::Back)
            .primary(Act::new("action.continue", ctx.t("action-continue"), Message::Continue).icon(Icon::Next))
    }
}

/// The question, with whom it is about.
pub(super) fn question_name(answer: &Row) -> String {
    match &answer.context {
        Some(part) => format!("{part} · {}", answer.label),
        None => answer.label.clone(),
    }
}

/// An answer's words; the voice says them to whom they belong.
fn for_ears<'a, M: 'a>(answer: &Row, words: Element<'a, M>) -> Element<'a, M> {
    if answer.value.is_empty() {
        words
    } else if answer.masked {
        reading::masked(words)
    } else if answer.sensitive {
        reading::private(words)
    } else {
        words
    }
}

/// An answer in a line; kept here so that review and scan look alike.
pub(super) fn answer_line<'a, M: 'a>(ctx: &Ctx<'_>, answer: &Row) -> Element<'a, M> {
    let look = &ctx.look;
    let words = column![small(look, answer.label.clone()), for_ears(answer, body(look, answer.value.to_string()))];
    column![container(words).padding(Padding::ZERO.bottom(look.mm(2.5))), rule(look)].into()
}
