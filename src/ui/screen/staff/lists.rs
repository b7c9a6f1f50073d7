//! Services, tickets of today, calls for help.

use iced::Fill;
use iced::widget::{Row, column, container};

use super::desk::{Desk, Message, Party};
use super::menu::{columns, said};
use crate::i18n::{Language, args};
use crate::staff::{CallLine, TicketLine};
use crate::ticket::priority_key;
use crate::ui::Element;
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::{Act, Page};
use crate::ui::icon::Icon;
use crate::ui::screen::attract::offered;
use crate::ui::screen::queue::priority::icon;
use crate::ui::theme::Kind;
use crate::ui::widget::card::{Tone, notice};
use crate::ui::widget::stop::Role;
use crate::ui::widget::{button, number};

/// The languages of a ticket, beside each other; the one that is chosen has the mark of choice.
fn tongues<'a>(desk: &Desk, ctx: &Ctx<'_>) -> Element<'a, Message> {
    let look = &ctx.look;
    if look.metrics.scale.is_enlarged() {
        return turning_tongue(desk, ctx);
    }
    let one = |language: Language| -> Element<'a, Message> {
        let name = ctx.locales.info(language).map_or_else(|| language.tag().to_owned(), |info| info.name.clone());
        let words = ctx.with("staff-ticket-in", &args![language = name.as_str()]);
        let chosen = language == desk.tongue;
        let words = if chosen { format!("{words}. {}", ctx.t("selected")) } else { words };
        let tile = button(look, Kind::Tile, format!("staff.language.{}", language.tag()), name)
            .role(Role::Choice)
            .words(words)
            .selected(chosen)
            .width(Fill)
            .on_press(Message::Tongue(language));
        if chosen { tile.trailing(Icon::Check).into() } else { tile.into() }
    };
    Row::with_children(offered(ctx).into_iter().map(one)).spacing(look.metrics.gap()).width(Fill).into()
}

/// In large text there is no room beside each other: one button that names the language, and goes on to the next.
fn turning_tongue<'a>(desk: &Desk, ctx: &Ctx<'_>) -> Element<'a, Message> {
    let all = offered(ctx);
    let after = all.iter().position(|language| *language == desk.tongue).map_or(0, |at| at + 1);
    let next = all.iter().cycle().nth(after).copied().unwrap_or(desk.tongue);
    let name = ctx.locales.info(desk.tongue).map_or_else(|| desk.tongue.tag().to_owned(), |info| info.name.clone());
    let words = ctx.with("staff-ticket-in", &args![language = name]);
    button(&ctx.look, Kind::Tile, "staff.language", words).width(Fill).on_press(Message::Tongue(next)).into()
}

/// A touch on a service prints its ticket, in the language that is chosen above.
pub(super) fn services<'a>(desk: &'a Desk, ctx: &Ctx<'_>) -> Page<'a, Message> {
    let tiles: Vec<Element<'a, Message>> = ctx
        .catalogue
        .services
        .iter()
        .map(|service| {
            let id = format!("staff.service.{}", service.id);
            compose::tile(ctx, id, Icon::named(&service.icon), ctx.texts.local(&service.name), None)
                .on_press(match service.party {
                    None => Message::Service(service.id.clone()),
                    Some(most) => Message::Together(service.id.clone(), most),
                })
                .into()
        })
        .collect();
    let services = compose::choices(ctx, columns(ctx), tiles, desk.page, Message::Page);
    let body = column![tongues(desk, ctx), container(services).height(Fill)].spacing(ctx.look.metrics.gap());
    Page::new("staff-services", ctx.t("staff-ticket"), body).hint(ctx.t("staff-services-about"))
}

/// How many come together, before the ticket of a service that asks.
pub(super) fn party<'a>(ctx: &Ctx<'_>, party: &'a Party) -> Page<'a, Message> {
    let stepper = compose::stepper(ctx, u32::from(party.count), 1..=u32::from(party.most), Message::Count);
    let service = ctx.catalogue.service(&party.service).map(|service| ctx.texts.local(&service.name));
    Page::new("staff-party", ctx.t("party-title"), stepper)
        .hint(service)
        .primary(Act::new("staff.together", ctx.t("party-ticket"), Message::Ticket).icon(Icon::Ticket))
}

/// The newest tickets of today.
pub(super) fn tickets<'a>(desk: &'a Desk, ctx: &Ctx<'_>, lines: &'a [TicketLine]) -> Page<'a, Message> {
    let tiles: Vec<Element<'a, Message>> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            compose::tile(
                ctx,
                format!("staff.line.{}", line.label),
                None,
                ctx.texts.code(&line.label),
                Some(about(ctx, line)),
            )
            .on_press(Message::Line(at))
            .into()
        })
        .collect();
    let hint = if tiles.is_empty() { ctx.t("staff-tickets-none") } else { ctx.t("staff-tickets-hint") };
    Page::new(
        "staff-tickets",
        ctx.t("staff-tickets"),
        compose::choices(ctx, columns(ctx), tiles, desk.page, Message::Page),
    )
    .hint(hint)
}

/// When, for what, and how it stands.
fn about(ctx: &Ctx<'_>, line: &TicketLine) -> String {
    let time = ctx.texts.time(line.issued.to_zoned_datetime(ctx.zone.clone()).time());
    let service = line.service.as_ref().and_then(|id| ctx.catalogue.service(id));
    let mut words = vec![time];
    words.extend(service.map(|service| ctx.texts.local(&service.name)));
    words.extend(line.priority.as_ref().map(|class| ctx.t(priority_key(class))));
    match (line.cancelled, line.called) {
        (true, _) => words.push(ctx.t("staff-ticket-cancelled")),
        (false, true) => words.push(ctx.t("staff-ticket-called")),
        (false, false) => {}
    }
    words.join(" · ")
}

/// One ticket, and what can be done with it.
pub(super) fn ticket<'a>(desk: &'a Desk, ctx: &Ctx<'_>, line: &'a TicketLine) -> Page<'a, Message> {
    let look = &ctx.look;
    let mut parts: Vec<Element<'a, Message>> = Vec::new();
    parts.extend(said(desk, ctx));
    parts.push(number(look, ctx.texts.code(&line.label)));
    let act = |id: &str, key: &str, picture: Icon, message: Message, now: bool| -> Element<'a, Message> {
        button(look, Kind::Secondary, id, ctx.t(key))
            .icon(picture)
            .width(Fill)
            .on_press_maybe(now.then_some(message))
            .into()
    };
    let open = !line.cancelled && !desk.waiting;
    parts.push(act("staff.reprint", "staff-reprint", Icon::Printer, Message::Reprint, open));
    let priority = open && !line.called && !ctx.config.queue.priority.is_empty();
    parts.push(act("staff.priority", "staff-priority", Icon::Elderly, Message::AskPriority, priority));
    parts.push(act("staff.cancel", "staff-cancel", Icon::Close, Message::Cancel, open && !line.called));
    Page::new("staff-ticket", ctx.t("staff-ticket-one"), compose::pages(ctx, parts, desk.page, Message::Page))
        .hint(about(ctx, line))
}

/// Why a ticket is called earlier.
pub(super) fn priority<'a>(desk: &'a Desk, ctx: &Ctx<'_>) -> Page<'a, Message> {
    let tiles: Vec<Element<'a, Message>> = ctx
        .config
        .queue
        .priority
        .iter()
        .map(|class| {
            compose::tile(ctx, format!("priority.{class}"), Some(icon(class)), ctx.t(priority_key(class)), None)
                .on_press(Message::Priority(class.clone()))
                .into()
        })
        .collect();
    Page::new("staff-priority", ctx.t("priority-title"), compose::choices(ctx, 1, tiles, desk.page, Message::Page))
}

/// The calls that nobody has answered.
pub(super) fn calls<'a>(desk: &'a Desk, ctx: &Ctx<'_>, calls: &'a [CallLine]) -> Page<'a, Message> {
    let look = &ctx.look;
    let mut parts: Vec<Element<'a, Message>> = Vec::new();
    parts.extend(said(desk, ctx));
    if calls.is_empty() {
        parts.push(notice(look, Tone::Success, ctx.t("staff-calls-none")));
    }
    parts.extend(calls.iter().map(|call| {
        let time = ctx.texts.time(call.at.to_zoned_datetime(ctx.zone.clone()).time());
        compose::point(ctx, Icon::Help, time)
    }));
    let page = Page::new("staff-calls", ctx.t("staff-calls"), compose::pages(ctx, parts, desk.page, Message::Page));
    if calls.is_empty() {
        page
    } else {
        page.primary(Act::new("staff.answered", ctx.t("staff-calls-answered"), Message::AnswerCalls).icon(Icon::Check))
    }
}
