//! The touch panel: every field of the whole screen has to answer, to its edges.

use std::time::Duration;

use iced::widget::{Column, container, stack};
use iced::{Alignment, Fill, Size};

use super::super::desk;
use super::Message;
use crate::i18n::args;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::{Act, Page};
use crate::ui::font;
use crate::ui::icon::Icon;
use crate::ui::theme::Type;
use crate::ui::widget::card::{Tone, notice};
use crate::ui::widget::cells::{Fields, cells, cells_seen};
use crate::ui::widget::{card, centred_text};

/// So long after the last touch the test has ended.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
/// Side of a field in millimetres: small enough to find a dead strip, large enough to wipe over all of them.
const SIDE_MM: f32 = 30.0;

/// The panel, as far as it has answered.
#[derive(Debug, Clone)]
pub(in super::super) struct Panel {
    fields: Fields,
    touched: Vec<bool>,
    ended: bool,
}

impl Default for Panel {
    fn default() -> Self {
        Self { fields: Fields { columns: 1, rows: 1 }, touched: Vec::new(), ended: false }
    }
}

impl Panel {
    /// As many fields as the window has room for. What has answered is forgotten when that changes.
    pub(super) fn fit(&mut self, window: Size, px_per_mm: f32) {
        let count = |pixels: f32| ((pixels / px_per_mm / SIDE_MM).round() as u16).clamp(2, 60);
        let fields = Fields { columns: count(window.width), rows: count(window.height) };
        if fields != self.fields || self.touched.len() != fields.count() {
            *self = Self { fields, touched: vec![false; fields.count()], ended: false };
        }
    }

    pub(super) fn answered(&mut self, field: u16) {
        if let Some(touched) = self.touched.get_mut(usize::from(field)) {
            *touched = true;
        }
        self.ended |= self.missed() == 0;
    }

    pub(super) fn end(&mut self) {
        self.ended = true;
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended
    }

    fn missed(&self) -> usize {
        self.touched.iter().filter(|touched| !**touched).count()
    }
}

/// While it runs the fields fill the whole screen: no button may stand on them.
pub(super) fn view<'a>(panel: &'a Panel, ctx: &Ctx<'_>) -> Page<'a, desk::Message> {
    let look = &ctx.look;
    let left = args![n = panel.missed() as i64];
    if panel.ended {
        let (tone, words) = match panel.missed() {
            0 => (Tone::Success, ctx.t("test-touch-good")),
            _ => (Tone::Error, ctx.with("test-touch-missed", &left)),
        };
        // As the screen lies: whoever looks for a dead strip finds it at the same place.
        let window = look.metrics.window;
        let scale = 0.4;
        let map = container(cells_seen(look, panel.fields, &panel.touched))
            .width((window.width * scale).round())
            .height((window.height * scale).round());
        let body = Column::new()
            .push(notice(look, tone, words))
            .push(container(map).center_x(Fill))
            .spacing(look.mm(6.0))
            .width(Fill);
        return Page::new("test-touch-end", ctx.t("test-touch"), body).primary(
            Act::new("test.again", ctx.t("test-again"), desk::Message::Bench(Message::Again)).icon(Icon::Reach),
        );
    }
    let words = Column::new()
        .push(centred_text(look, Type::Heading, font::BOLD, None, ctx.with("test-touch-left", &left)))
        .push(centred_text(look, Type::Body, font::MEDIUM, None, ctx.t("test-touch-do")))
        .align_x(Alignment::Center)
        .spacing(look.mm(3.0));
    let label =
        container(container(card(look, words)).max_width(look.mm(200.0))).center(Fill).padding(look.metrics.margin());
    let fields = cells(look, panel.fields, &panel.touched, |field| desk::Message::Bench(Message::Field(field)));
    Page::new("test-touch", ctx.t("test-touch"), stack![fields, label]).unframed()
}
