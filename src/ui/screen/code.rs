//! A page on which one code is typed: a reference, a check code, a number.

use iced::Fill;
use iced::widget::Column;

use super::question::{key_words, wrong};
use crate::ui::Element;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::Page;
use crate::ui::widget::{Deck, Edit, Key, field, keyboard};

/// What such a page shows.
pub(super) struct Code<'a> {
    /// Stable id of the screen.
    pub(super) id: &'static str,
    /// Message key of the question.
    pub(super) title: &'static str,
    /// Message key of the remark.
    pub(super) hint: &'static str,
    /// What is typed so far.
    pub(super) edit: &'a Edit,
    /// The keys.
    pub(super) deck: &'a Deck,
    /// Message key of what must be mended.
    pub(super) problem: Option<&'static str>,
}

impl<'a> Code<'a> {
    /// The page; `other` is another way than typing.
    pub(super) fn view<M: Clone + 'a>(
        &self,
        ctx: &Ctx<'_>,
        other: Option<Element<'a, M>>,
        on_key: impl Fn(Key) -> M + Copy + 'a,
        on_caret: impl Fn(usize) -> M + 'a,
    ) -> Page<'a, M> {
        let look = &ctx.look;
        let title = ctx.t(self.title);
        let problem = self.problem.map(|key| ctx.t(key));
        let words = problem.as_ref().map_or_else(|| title.clone(), |problem| format!("{title}. {problem}"));
        let entry = field(look, "field.answer", words, self.edit).ltr().error(problem.is_some()).on_key(on_key);
        let low = ctx.low_reach();
        let entry: Element<'a, M> = if low { entry.into() } else { entry.on_caret(on_caret).into() };
        let above = Column::new()
            .push(entry)
            .push(problem.as_deref().map(|problem| wrong(look, problem)))
            .spacing(look.mm(1.5));
        let keys = keyboard(look, self.deck, key_words(ctx), on_key);
        // in low reach the field stands above, where nothing has to be touched
        let (offer, lines) = if low {
            (Some(above.into()), Column::new().push(keys))
        } else {
            (other, Column::new().push(above).push(keys).spacing(look.mm(6.0)))
        };
        Page::new(self.id, title, lines.height(Fill)).hint(ctx.t(self.hint)).problem(problem).offer(offer)
    }
}
