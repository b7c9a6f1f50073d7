//! "We read this from your card – is it right?"

use crate::catalogue::FieldKey;
use crate::ui::Element;
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::{Act, Page};
use crate::ui::icon::Icon;
use crate::ui::widget::card::{Tone, notice};
use crate::visit::{Filled, Step, Subject, Visit};

use super::review::answer_line;

/// What was read from a card and waits for the citizen's word.
#[derive(Debug, Clone)]
pub struct Scanned {
    filled: Vec<FieldKey>,
    kept: bool,
    expired: bool,
    page: usize,
}

/// What a citizen does here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// It is right.
    Yes,
    /// It is not: it will be typed.
    No,
    /// Turns to a page.
    Page(usize),
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Nothing outside this screen.
    None,
    /// The visit goes on where it stands.
    Moved,
}

impl Scanned {
    /// What a scan did; `None` when it had nothing for these questions.
    #[must_use]
    pub fn of(filled: Filled, expired: bool) -> Option<Self> {
        let kept = !filled.conflicts.is_empty();
        (!filled.filled.is_empty()).then_some(Self { filled: filled.filled, kept, expired, page: 0 })
    }

    /// Takes a touch.
    pub fn update(&mut self, message: Message, visit: &mut Visit) -> Action {
        match message {
            Message::Yes => {
                visit.confirm_filled();
                // pages that the card has just answered need not be asked again
                while let Step::Question(_) = visit.step() {
                    let answered = visit.current().is_some_and(|field| self.filled.contains(&field.key));
                    if !answered || visit.next().is_err() {
                        break;
                    }
                }
                Action::Moved
            }
            Message::No => {
                visit.reject_filled();
                Action::Moved
            }
            Message::Page(page) => {
                self.page = page;
                Action::None
            }
        }
    }

    /// Every answer that was read.
    pub fn view<'a>(&'a self, ctx: &Ctx<'_>, visit: &Visit) -> Page<'a, Message> {
        let look = &ctx.look;
        let mut lines: Vec<Element<'a, Message>> = Vec::new();
        if self.expired {
            lines.push(notice(look, Tone::Warning, ctx.t("identity-expired")));
        }
        if self.kept {
            lines.push(notice(look, Tone::Info, ctx.t("scanned-kept")));
        }
        for row in visit.review(ctx.texts) {
            let Subject::Field(key) = &row.subject else { continue };
            if self.filled.contains(key) {
                lines.push(answer_line(ctx, &row));
            }
        }
        Page::new("scanned", ctx.t("scanned-title"), compose::pages(ctx, lines, self.page, Message::Page))
            .context(ctx.texts.local(&visit.service().name))
            .hint(ctx.t("scanned-question"))
            .secondary(Act::new("scanned.no", ctx.t("scanned-no"), Message::No).icon(Icon::Edit))
            .primary(Act::new("scanned.yes", ctx.t("scanned-yes"), Message::Yes).icon(Icon::Check))
    }
}
