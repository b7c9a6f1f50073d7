//! The screen of a kiosk at rest: a greeting in every language, and the choice of one.

use iced::widget::{Column, column, container, row, space};
use iced::{Alignment, Fill, Padding};

use crate::device::printer::Fault;
use crate::i18n::{Language, Status, args};
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::frame::REACH;
use crate::ui::app::page::Page;
use crate::ui::icon::Icon;
use crate::ui::theme::{Kind, Layout, Type};
use crate::ui::widget::card::mark;
use crate::ui::widget::{body, button, display, label, mirror, small};
use crate::ui::{Element, font};

/// Stable id of what begins the voice.
pub const LISTEN: &str = "attract.speech";

/// The screen of a kiosk at rest.
#[derive(Debug, Clone, Default)]
pub struct Attract;

/// What a citizen does here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// Touches a language.
    Choose(Language),
    /// Staff: prints the ticket that never printed.
    PrintUnprinted,
    /// A member of staff looks at a sheet in doubt.
    LookAtSheet,
    /// Wants a person.
    Staff,
    /// Wants to see better, or to reach everything.
    Display,
    /// The voice should begin.
    Listen,
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A visit begins in this language.
    Begin(Language),
    /// The ticket of the earlier visit once more.
    PrintUnprinted,
    /// A member of staff looks at a sheet in doubt.
    LookAtSheet,
    /// Calls a member of staff.
    CallStaff,
    /// Opens the settings of the screen.
    Display,
    /// The voice begins.
    Listen,
}

impl Attract {
    /// Takes a touch.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Choose(language) => Action::Begin(language),
            Message::PrintUnprinted => Action::PrintUnprinted,
            Message::LookAtSheet => Action::LookAtSheet,
            Message::Staff => Action::CallStaff,
            Message::Display => Action::Display,
            Message::Listen => Action::Listen,
        }
    }

    /// One large button for each language, in that language, without flags.
    pub fn view<'a>(&'a self, ctx: &Ctx<'_>) -> Page<'a, Message> {
        let look = &ctx.look;
        let languages = offered(ctx);
        let columns = match look.layout() {
            Layout::Portrait => 1,
            Layout::Landscape => 2,
        };
        let mut rows = Column::new().spacing(look.mm(5.0)).width(Fill);
        for chunk in languages.chunks(columns) {
            let mut line = iced::widget::Row::new().spacing(look.mm(5.0));
            for language in chunk {
                line = line.push(choice(ctx, *language));
            }
            for _ in chunk.len()..columns {
                line = line.push(space::horizontal());
            }
            rows = rows.push(line);
        }
        let low = compose::is_low(ctx);
        let name = ctx.config.centre.name.in_language(ctx.language()).to_owned();
        let mut greeting =
            Column::new().align_x(Alignment::Center).spacing(look.mm(if low { 1.0 } else { 4.0 })).width(Fill);
        greeting = greeting.push(label::text_in(look, Type::Heading, font::BOLD, Some(look.palette().accent), name));
        greeting = greeting.push(mark(look));
        // large languages leave a low panel no room for greetings
        if !(low && look.metrics.scale.is_enlarged()) {
            let mut welcomes = welcomes(ctx).into_iter();
            if let Some(first) = welcomes.next() {
                greeting = greeting.push(display(look, first));
            }
            // the voice says them all; what tells of it stands here instead where there is room for one of both
            let wide = look.layout() == Layout::Landscape;
            if !(ctx.has_voice() && wide && (low || look.metrics.scale.is_enlarged())) {
                let soft = look.palette().soft;
                let others = welcomes.map(|words| label::text_in(look, Type::Heading, font::MEDIUM, Some(soft), words));
                greeting = greeting.push(iced::widget::Row::with_children(others).spacing(look.mm(9.0)));
            }
        }
        if ctx.has_voice() {
            greeting = greeting.push(listen(ctx));
        }
        let margin = look.metrics.margin();
        let above = if low { 2 } else { 3 };
        let gap = |portion| space::vertical().height(iced::Length::FillPortion(portion));
        let screen: Element<'a, Message> = if ctx.low_reach() {
            let reach = (look.metrics.window.height * REACH).floor();
            let upper = column![gap(1), greeting, gap(1)].push(staff_notice(ctx)).height(Fill);
            let lower = column![rows, gap(1), tools(ctx)].height(reach - margin);
            column![upper, lower].padding(Padding::new(margin)).into()
        } else {
            let apart = || space::vertical().height(look.metrics.gap());
            let screen = column![gap(above), greeting, apart(), gap(2), rows, apart(), gap(above), tools(ctx)];
            let edge = if low { look.mm(8.0).min(margin) } else { margin };
            screen
                .push(staff_notice(ctx))
                .spacing(look.mm(if low { 0.0 } else { 2.0 }))
                .padding(Padding::new(margin).top(edge).bottom(edge))
                .into()
        };
        Page::new("attract", ctx.t("attract-choose"), screen).unframed()
    }
}

/// A person and the settings of the screen, for whom the choice of language already is too much, or too small. In low
/// reach the voice stands here too: what tells of it above is only read.
fn tools<'a>(ctx: &Ctx<'_>) -> Element<'a, Message> {
    let look = &ctx.look;
    let tool = |id: &str, icon: Icon, key: &str, message: Message| -> Element<'a, Message> {
        button(look, Kind::Secondary, id, ctx.t(key)).icon(icon).size(Type::Small).width(Fill).on_press(message).into()
    };
    row![
        tool("header.staff", Icon::Person, "header-staff", Message::Staff),
        tool("header.display", Icon::Contrast, "header-display", Message::Display),
    ]
    .push((ctx.has_voice() && ctx.low_reach()).then(|| {
        button(look, Kind::Secondary, LISTEN, ctx.t("attract-listen"))
            .icon(Icon::Speaker)
            .words(ctx.t("attract-audio"))
            .size(Type::Small)
            .width(Fill)
            .on_press(Message::Listen)
    }))
    .spacing(look.metrics.gap())
    .into()
}

/// The languages this kiosk offers, in the order of the configuration.
pub fn offered(ctx: &Ctx<'_>) -> Vec<Language> {
    ctx.config.display.languages.clone()
}

/// The greeting of each language once; the kiosk's own language first and largest.
fn welcomes(ctx: &Ctx<'_>) -> Vec<String> {
    let mut all = vec![ctx.t("attract-welcome")];
    for language in offered(ctx) {
        let words = ctx.locales.texts(language).get("attract-welcome");
        if !all.contains(&words) {
            all.push(words);
        }
    }
    all
}

/// That there is help by voice, in every language: plug in headphones, or touch here.
fn listen<'a>(ctx: &Ctx<'_>) -> Element<'a, Message> {
    let look = &ctx.look;
    let mut all: Vec<String> = Vec::new();
    for language in std::iter::once(ctx.language()).chain(offered(ctx)) {
        let words = ctx.locales.texts(language).get("attract-speech");
        if !all.contains(&words) {
            all.push(words);
        }
    }
    let lines = all.into_iter().map(|words| body(look, words));
    let words = iced::widget::Row::with_children(lines).spacing(look.mm(6.0)).wrap();
    let face = row![label::icon_image(look, Icon::Speaker, 9.0, look.palette().accent), words]
        .spacing(look.mm(3.0))
        .align_y(Alignment::Center);
    if ctx.low_reach() {
        return face.into();
    }
    button(look, Kind::Quiet, LISTEN, ctx.t("attract-audio")).content(face).on_press(Message::Listen).into()
}

/// For staff: a sheet to look at, a ticket of an earlier visit that never printed, a roll to bring.
fn staff_notice<'a>(ctx: &Ctx<'_>) -> Option<Element<'a, Message>> {
    let look = &ctx.look;
    let outside = ctx.outside;
    let (words, act) = if outside.doubt {
        (ctx.t("notice-sheet"), Some(("notice.sheet", ctx.t("notice-sheet-open"), Message::LookAtSheet)))
    } else if outside.unprinted.is_some() {
        (ctx.t("notice-unprinted"), Some(("notice.print", ctx.t("notice-unprinted-again"), Message::PrintUnprinted)))
    } else if outside.paper.low {
        // Not a fault: whoever comes is served.
        let words = match outside.paper.tickets {
            Some(count) => ctx.with("paper-left", &args![count = i64::from(count)]),
            None => ctx.t(Fault::PaperNearEnd.message_key()),
        };
        (words, None)
    } else {
        return None;
    };
    let act = act.map(|(id, words, message)| button(look, Kind::Quiet, id, words).size(Type::Small).on_press(message));
    Some(
        row![
            label::icon_image(look, Icon::Printer, 7.0, look.palette().soft),
            container(small(look, words)).width(Fill),
        ]
        .push(act)
        .spacing(look.mm(3.0))
        .align_y(Alignment::Center)
        .into(),
    )
}

/// A language in its own script and direction.
fn choice<'a>(ctx: &Ctx<'_>, language: Language) -> Element<'a, Message> {
    let texts = ctx.locales.texts(language);
    let name = ctx.locales.info(language).map_or_else(|| language.tag().to_owned(), |info| info.name.clone());
    let mut look = ctx.look;
    look.direction = texts.direction();
    // A language whose texts no native speaker has reviewed says so before it is chosen.
    let is_draft = ctx.locales.info(language).is_some_and(|info| info.status == Status::Draft);
    let about = texts.get(if is_draft { "attract-choose-draft" } else { "attract-choose" });
    let words = column![
        label::text_in(&look, Type::Title, font::BOLD, Some(look.palette().accent), name.clone()),
        label::text_in(&look, Type::Body, font::REGULAR, Some(look.palette().soft), about.clone()),
    ];
    let line = row![container(words).width(Fill), label::icon_image(&look, Icon::Next, 11.0, look.palette().accent)]
        .spacing(look.mm(4.0))
        .align_y(Alignment::Center);
    // the button stands as the screen does, its words as their own language reads
    let content: Element<'a, Message> = if look.direction == ctx.look.direction {
        line.into()
    } else {
        mirror(ctx.look.direction, mirror(look.direction, line))
    };
    button(&look, Kind::Tile, format!("language.{}", language.tag()), name.clone())
        .words(format!("{name}. {about}"))
        .content(content)
        .width(Fill)
        .least_height(if look.layout() == Layout::Portrait { 46.0 } else { 36.0 })
        .on_press(Message::Choose(language))
        .into()
}
