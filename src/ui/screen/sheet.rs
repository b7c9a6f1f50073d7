//! For staff: "Did this ticket come out whole?" – asked once, about a sheet that nothing else can tell of.

use iced::widget::image::Handle;
use iced::widget::{column, container, image};
use iced::{Alignment, Fill};

use super::printing::picture_of;
use crate::receipt::Bitmap;
use crate::ui::Element;
use crate::ui::app::backend::{Doubt, PrintJob};
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::{Act, Page};
use crate::ui::icon::Icon;
use crate::ui::theme::Layout;
use crate::ui::widget::card::{Tone, card, pictured};
use crate::ui::widget::small;

/// A sheet and the question about it.
#[derive(Debug, Clone)]
pub struct Sheet {
    job: PrintJob,
    key: &'static str,
    picture: Option<Handle>,
    page: usize,
}

/// What a member of staff does here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// It came out whole.
    Whole,
    /// It did not.
    Again,
    /// Neither now.
    Back,
    /// Turns to a page.
    Page(usize),
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Nothing outside.
    None,
    /// This is the answer.
    Answer {
        /// Of this job.
        job: PrintJob,
        /// Whether the sheet is whole.
        whole: bool,
    },
    /// The question stays open.
    Leave,
}

impl Sheet {
    /// The question about this sheet.
    #[must_use]
    pub fn new(doubt: Doubt) -> Self {
        let picture = doubt.picture.map(|picture| handle(&picture));
        Self { job: doubt.job, key: doubt.key, picture, page: 0 }
    }

    /// Takes a touch.
    pub fn update(&mut self, message: &Message) -> Action {
        match message {
            Message::Whole => Action::Answer { job: self.job.clone(), whole: true },
            Message::Again => Action::Answer { job: self.job.clone(), whole: false },
            Message::Back => Action::Leave,
            Message::Page(page) => {
                self.page = *page;
                Action::None
            }
        }
    }

    /// The sheet as it should look, what happened, and what to do about it.
    pub fn view<'a>(&'a self, ctx: &Ctx<'_>) -> Page<'a, Message> {
        let look = &ctx.look;
        let mut parts: Vec<Element<'a, Message>> = Vec::new();
        if let Some(picture) = &self.picture {
            let height = if look.layout() == Layout::Portrait { 110.0 } else { 60.0 };
            let sheet = column![image(picture.clone()).height(look.mm(height)), small(look, ctx.t("sheet-picture"))]
                .spacing(look.mm(2.0))
                .align_x(Alignment::Center);
            parts.push(card(look, container(sheet).center_x(Fill)));
        }
        let attr = |name| ctx.texts.attr(self.key, name);
        let happened = attr("staff").unwrap_or_else(|| ctx.t(self.key));
        parts.push(pictured(look, Tone::Warning, picture_of(self.key), happened));
        parts.extend(attr("staff-steps").iter().flat_map(|steps| compose::steps(ctx, steps)));
        let mut page = Page::new("sheet", ctx.t("sheet-title"), compose::pages(ctx, parts, self.page, Message::Page))
            .hint(ctx.t("sheet-hint"))
            .back(Message::Back)
            .secondary(Act::new("sheet.again", ctx.t("sheet-no"), Message::Again).icon(Icon::Printer))
            .primary(Act::new("sheet.whole", ctx.t("sheet-yes"), Message::Whole).icon(Icon::Check));
        // Neither answer is the likelier one.
        page.equal = true;
        page
    }
}

/// Black dots on white paper.
fn handle(picture: &Bitmap) -> Handle {
    let (width, height) = (picture.width().get(), picture.height().get());
    let mut pixels = Vec::with_capacity((width * height * 4) as usize);
    for y in 0..height {
        for x in 0..width {
            let shade = if picture.get(x, y) { 0 } else { 255 };
            pixels.extend([shade, shade, shade, 255]);
        }
    }
    Handle::from_rgba(width, height, pixels)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn both_answers_name_the_job_and_back_leaves_it_open() {
        let job = PrintJob("j1".into());
        let mut sheet = Sheet::new(Doubt { job: job.clone(), picture: None, key: "fault-unplugged" });
        assert_eq!(sheet.update(&Message::Whole), Action::Answer { job: job.clone(), whole: true });
        assert_eq!(sheet.update(&Message::Again), Action::Answer { job, whole: false });
        assert_eq!(sheet.update(&Message::Back), Action::Leave);
    }
}
