//! Screens on which the citizen only waits, or reads one sentence.

use iced::widget::{Column, Row, column, container};
use iced::{Alignment, Fill};

use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::{Act, Page};
use crate::ui::icon::Icon;
use crate::ui::theme::{Kind, Layout, Type};
use crate::ui::widget::card::{Tone, notice};
use crate::ui::widget::stop::Role;
use crate::ui::widget::{button, label};
use crate::ui::{Element, font};

/// What is being waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// The commit of a request.
    Request,
    /// The commit of a queue ticket.
    Ticket,
    /// The office's answer to a look-up.
    LookUp,
}

impl Waiting {
    /// Honest words without a bar that pretends to know.
    pub fn view<'a, M: Clone + 'a>(self, ctx: &Ctx<'_>) -> Page<'a, M> {
        let (id, icon, title) = match self {
            Self::Request => ("sending", Icon::Lock, "sending-title"),
            Self::Ticket => ("ticket-making", Icon::Ticket, "ticket-making"),
            Self::LookUp => ("status-looking", Icon::Search, "status-looking"),
        };
        let body = compose::moment(ctx, icon, ctx.t("sending-wait"), None);
        let page = Page::new(id, ctx.t(title), body);
        if self == Self::LookUp { page } else { page.held() }
    }
}

/// What could not be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failed {
    /// The request could not be committed; the answers are still there.
    Request,
    /// No queue ticket could be issued.
    Ticket,
}

/// What a citizen does after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailedMessage {
    /// Tries again.
    Again,
    /// Calls a member of staff.
    CallStaff,
    /// Goes back.
    Back,
}

impl Failed {
    /// What went wrong, and two ways on.
    pub fn view<'a>(self, ctx: &Ctx<'_>, staff: Option<bool>) -> Page<'a, FailedMessage> {
        let look = &ctx.look;
        let (id, title, about) = match self {
            Self::Request => ("failed", "failed-title", "failed-about"),
            Self::Ticket => ("ticket-failed", "ticket-failed-title", "ticket-failed-about"),
        };
        let mut lines = column![notice(look, Tone::Warning, ctx.t(about))].spacing(look.metrics.gap());
        lines = lines.push(
            button(look, Kind::Secondary, "staff.call", ctx.t("call-staff"))
                .icon(Icon::Person)
                .width(Fill)
                .on_press(FailedMessage::CallStaff),
        );
        if let Some(went_out) = staff {
            let (tone, key) =
                if went_out { (Tone::Success, "staff-called") } else { (Tone::Warning, "staff-not-called") };
            lines = lines.push(notice(look, tone, ctx.t(key)));
        }
        Page::new(id, ctx.t(title), lines).back(FailedMessage::Back).primary(Act::new(
            "action.again",
            ctx.t("action-try-again"),
            FailedMessage::Again,
        ))
    }
}

/// What a citizen does on the rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RatingMessage {
    /// 1 (very bad) to 5 (very good).
    Rate(u8),
    /// Does not want to.
    Skip,
}

/// Five faces with words; one touch ends the visit.
pub fn rating<'a>(ctx: &Ctx<'_>) -> Page<'a, RatingMessage> {
    let look = &ctx.look;
    let faces = [Icon::FaceVeryBad, Icon::FaceBad, Icon::FaceNeutral, Icon::FaceGood, Icon::FaceVeryGood];
    if look.metrics.scale.is_enlarged() && look.layout() == Layout::Portrait {
        // large words do not stand five beside each other
        let lines = (1_u8..=5).zip(faces).map(|(stars, face)| {
            button(look, Kind::Tile, format!("rating.{stars}"), ctx.t(&format!("rating-{stars}")))
                .icon(face)
                .width(Fill)
                .on_press(RatingMessage::Rate(stars))
                .into()
        });
        return rating_page(ctx, Column::with_children(lines).spacing(look.metrics.gap()));
    }
    let tiles = (1_u8..=5).zip(faces).map(|(stars, face)| -> Element<'a, RatingMessage> {
        button(look, Kind::Tile, format!("rating.{stars}"), ctx.t(&format!("rating-{stars}")))
            .content(
                column![
                    label::icon_image(
                        look,
                        face,
                        if look.layout() == Layout::Portrait { 30.0 } else { 26.0 },
                        look.palette().accent
                    ),
                    label::text_in(look, Type::Small, font::BOLD, None, ctx.t(&format!("rating-{stars}")))
                ]
                .align_x(Alignment::Center)
                .spacing(look.mm(4.0))
                .width(Fill),
            )
            .role(Role::Choice)
            .width(Fill)
            .least_height(if look.layout() == Layout::Portrait { 80.0 } else { 62.0 })
            .on_press(RatingMessage::Rate(stars))
            .into()
    });
    let line = Row::with_children(tiles).spacing(look.metrics.gap());
    rating_page(ctx, container(line).padding(iced::Padding::ZERO.top(look.mm(if ctx.low_reach() { 0.0 } else { 6.0 }))))
}

fn rating_page<'a>(ctx: &Ctx<'_>, faces: impl Into<Element<'a, RatingMessage>>) -> Page<'a, RatingMessage> {
    Page::new("rating", ctx.t("rating-title"), faces).hint(ctx.t("rating-about")).wide().secondary(Act::new(
        "action.skip",
        ctx.t("action-skip"),
        RatingMessage::Skip,
    ))
}

/// Nothing is left of the visit.
pub fn wiped<'a, M: Clone + 'a>(ctx: &Ctx<'_>) -> Page<'a, M> {
    Page::new("wiped", ctx.t("wiped-title"), compose::moment(ctx, Icon::Check, ctx.t("wiped-title"), None)).unframed()
}
