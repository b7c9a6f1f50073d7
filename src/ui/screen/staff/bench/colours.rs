//! Colours, steps of grey, and a line of 100 mm: is a millimetre of the screen a millimetre?

use std::ops::RangeInclusive;

use iced::widget::{Column, Row, container, row, space};
use iced::{Alignment, Background, Border, Color, Fill};

use super::super::desk;
use super::Message;
use crate::i18n::args;
use crate::ui::Element;
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::Page;
use crate::ui::icon::Icon;
use crate::ui::theme::Kind;
use crate::ui::widget::card::{Tone, notice};
use crate::ui::widget::ruler::{Lies, ruler};
use crate::ui::widget::{body, button, small};

/// How long the line is meant to be, in millimetres.
pub(super) const TRUE: u16 = 100;
/// What it may turn out to be.
pub(super) const LENGTHS: RangeInclusive<u16> = 50..=200;

/// Each must look different from its neighbours.
const COLOURS: [Color; 8] = [
    Color::BLACK,
    Color::WHITE,
    Color::from_rgb(1.0, 0.0, 0.0),
    Color::from_rgb(0.0, 1.0, 0.0),
    Color::from_rgb(0.0, 0.0, 1.0),
    Color::from_rgb(0.0, 1.0, 1.0),
    Color::from_rgb(1.0, 0.0, 1.0),
    Color::from_rgb(1.0, 1.0, 0.0),
];
/// What is to be written in the configuration when the line is not as long as it should be.
const KEY: &str = "display.pixel_pitch_mm";
/// Steps of grey.
const GREYS: u8 = 16;

fn strip<'a>(ctx: &Ctx<'_>, colours: impl IntoIterator<Item = Color>) -> Element<'a, desk::Message> {
    let look = &ctx.look;
    let edge = look.palette().outline;
    let fields = colours.into_iter().map(|colour| {
        container(space::horizontal())
            .width(Fill)
            .height(look.mm(14.0))
            .style(move |_| container::Style {
                background: Some(Background::Color(colour)),
                border: Border { color: edge, width: 1.0, ..Border::default() },
                ..container::Style::default()
            })
            .into()
    });
    Row::with_children(fields).width(Fill).into()
}

/// What the pitch in the configuration should be, when the line of [`TRUE`] millimetres measures so many.
fn pitch(configured: f64, measured: u16) -> f64 {
    configured * f64::from(measured) / f64::from(TRUE)
}

pub(super) fn view<'a>(measured: u16, ctx: &Ctx<'_>) -> Page<'a, desk::Message> {
    let look = &ctx.look;
    let step = |id: &'static str, icon: Icon, by: i16| -> Element<'a, desk::Message> {
        let to = measured.saturating_add_signed(by);
        let words = ctx.with("test-colours-measured", &args![n = i64::from(to)]);
        button(look, Kind::Secondary, id, "")
            .icon(icon)
            .words(words)
            .on_press_maybe(LENGTHS.contains(&to).then_some(desk::Message::Bench(Message::Measured(to))))
            .into()
    };
    let words = ctx.with("test-colours-measured", &args![n = i64::from(measured)]);
    let stepper = row![
        step("test.shorter", Icon::Minus, -1),
        container(body(look, words)).center_x(Fill),
        step("test.longer", Icon::Plus, 1)
    ]
    .spacing(look.metrics.gap())
    .align_y(Alignment::Center);
    let came = if measured == TRUE {
        notice(look, Tone::Success, ctx.t("test-colours-right"))
    } else {
        let line = [KEY, &format!("{:.3}", pitch(ctx.config.display.pixel_pitch.0, measured))].join(" = ");
        let words = ctx.with("test-colours-write", &args![line = ctx.texts.code(&line)]);
        // the name of the key is one long word
        if compose::is_low(ctx) { small(look, words) } else { notice(look, Tone::Warning, words) }
    };
    let greys = (0..GREYS).map(|step| Color::from_rgb8(step * 17, step * 17, step * 17));
    // the wide one lies as the screen is read from the left, whatever the language
    let across: Element<'a, desk::Message> = container(ruler(look, Lies::Across, TRUE)).center_x(Fill).into();
    let lines = Column::new()
        .push(across)
        .push(stepper)
        .push(came)
        .push(small(look, ctx.t("test-colours-fields")))
        .push(strip(ctx, COLOURS))
        .push(strip(ctx, greys))
        .spacing(look.mm(if compose::is_low(ctx) { 3.0 } else { 5.0 }))
        .width(Fill);
    let body = row![lines, ruler(look, Lies::Down, TRUE)].spacing(look.mm(6.0));
    Page::new("test-colours", ctx.t("test-colours"), body).hint(ctx.t("test-colours-do"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_long_asks_for_a_larger_pitch() {
        assert!((pitch(0.277, 100) - 0.277).abs() < 1e-9);
        assert!((pitch(0.277, 112) - 0.310_24).abs() < 1e-9);
    }
}
