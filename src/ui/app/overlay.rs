//! Dialogs over any screen: help, language, display, voice, finish and erase, still there?

use iced::widget::container;
use iced::{Fill, Task};

use super::ctx::Ctx;
use super::{App, Input, Message, display, frame, voice_panel};
use crate::i18n::{Status, args};
use crate::ui::icon::Icon;
use crate::ui::screen::attract;
use crate::ui::theme::{Contrast, Kind, Layout, Type};
use crate::ui::widget::card::{Tone, notice};
use crate::ui::widget::countdown::bar;
use crate::ui::widget::{Stand, body, button, heading_stop, label, title};
use crate::ui::{Element, font};

/// A dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overlay {
    /// Plain help, and a person.
    Help,
    /// Another language.
    Language,
    /// How the screen looks.
    Display,
    /// How the voice sounds, and what it says.
    Voice,
    /// Finish and erase?
    Finish,
    /// Do you need more time?
    Idle {
        /// Seconds left.
        left: u32,
    },
}

impl Overlay {
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Help => "help",
            Self::Language => "language",
            Self::Display => "display",
            Self::Voice => "voice",
            Self::Finish => "finish",
            Self::Idle { .. } => "idle",
        }
    }

    fn title(self, ctx: &Ctx<'_>) -> String {
        ctx.t(match self {
            Self::Help => "help-title",
            Self::Language => "language-title",
            Self::Display => "display-title",
            Self::Voice => "voice-title",
            Self::Finish => "finish-title",
            Self::Idle { .. } => "idle-title",
        })
    }

    /// What the voice says when the dialog opens. The seconds are not said each second.
    pub(super) fn spoken(self, ctx: &Ctx<'_>) -> String {
        let more: &[&str] = match self {
            Self::Help => &["help-touch", "help-back", "help-language", "help-finish"],
            Self::Language => &["language-kept"],
            Self::Display | Self::Voice => &[],
            Self::Finish => &["finish-about"],
            Self::Idle { .. } => &["idle-about"],
        };
        let mut words = vec![self.title(ctx)];
        words.extend(more.iter().map(|key| ctx.t(key)));
        words.join(" ")
    }

    /// How it stands on the screen.
    pub(super) fn stand(self, ctx: &Ctx<'_>) -> Stand {
        let plain = Stand { is_low: ctx.low_reach(), ..Stand::default() };
        match self {
            Self::Display | Self::Voice if ctx.look.layout() == Layout::Landscape => Stand { width_mm: 360.0, ..plain },
            Self::Display | Self::Voice => Stand { width_mm: 250.0, ..plain },
            _ => plain,
        }
    }

    pub(super) fn view<'a>(self, app: &App, ctx: &Ctx<'_>) -> Element<'a, Message> {
        let look = &ctx.look;
        let answer = |kind, id: &str, key: &str, icon: Icon, message: Message| -> Element<'a, Message> {
            button(look, kind, id, ctx.t(key)).icon(icon).width(Fill).on_press(message).into()
        };
        let (middle, answers) = match self {
            Self::Help => {
                let mut lines: Vec<Element<'a, Message>> = ["help-touch", "help-back", "help-language", "help-finish"]
                    .into_iter()
                    .map(|key| body(look, ctx.t(key)))
                    .collect();
                let phone = &ctx.config.centre.complaint_phone;
                if !phone.is_empty() {
                    lines.push(body(look, ctx.with("help-phone", &args![phone = ctx.texts.phone(phone)])));
                }
                if let Some(went_out) = app.staff {
                    let (tone, key) =
                        if went_out { (Tone::Success, "staff-called") } else { (Tone::Warning, "staff-not-called") };
                    lines.push(notice(look, tone, ctx.t(key)));
                }
                let answers = vec![
                    answer(Kind::Primary, "help.staff", "help-call", Icon::Person, Message::CallStaff),
                    answer(Kind::Secondary, "help.close", "action-close", Icon::Close, Message::CloseOverlay),
                ];
                (lines, answers)
            }
            Self::Language => {
                let mut answers: Vec<Element<'a, Message>> = Vec::new();
                for language in attract::offered(ctx) {
                    let info = ctx.locales.info(language);
                    let mut name = info.map_or_else(|| language.tag().to_owned(), |info| info.name.clone());
                    // as on the screen at rest, before it is chosen
                    if info.is_some_and(|info| info.status == Status::Draft) {
                        name = format!("{name} – {}", ctx.locales.texts(language).get("language-draft"));
                    }
                    let here = language == ctx.language();
                    let tile = button(look, Kind::Tile, format!("language.{}", language.tag()), name)
                        .width(Fill)
                        .selected(here)
                        .on_press(Message::Speak(language));
                    answers.push(if here { tile.trailing(Icon::Check).into() } else { tile.into() });
                }
                answers.push(answer(
                    Kind::Secondary,
                    "language.close",
                    "action-cancel",
                    Icon::Close,
                    Message::CloseOverlay,
                ));
                (vec![body(look, ctx.t("language-kept"))], answers)
            }
            Self::Display => (
                display::panel(ctx),
                vec![answer(Kind::Secondary, "display.close", "action-close", Icon::Close, Message::CloseOverlay)],
            ),
            Self::Voice => (
                voice_panel::panel(ctx),
                vec![answer(Kind::Secondary, "voice.close", "action-close", Icon::Close, Message::CloseOverlay)],
            ),
            Self::Finish => (
                vec![body(look, ctx.t("finish-about"))],
                vec![
                    answer(Kind::Danger, "finish.yes", "finish-yes", Icon::Finish, Message::Finish),
                    answer(Kind::Secondary, "finish.no", "finish-no", Icon::Back, Message::CloseOverlay),
                ],
            ),
            Self::Idle { left } => {
                let total = app.countdown();
                let words = ctx.with("idle-left", &args![n = i64::from(left)]);
                let lines = vec![
                    label::text_in(look, Type::Heading, font::BOLD, Some(look.palette().accent), words),
                    bar(look, left, total),
                    body(look, ctx.t("idle-about")),
                ];
                let mut answers = Vec::new();
                if app.may_extend() {
                    answers.push(answer(Kind::Primary, "idle.more", "idle-more", Icon::Clock, Message::MoreTime));
                }
                answers.push(answer(Kind::Danger, "idle.finish", "idle-finish", Icon::Finish, Message::Finish));
                (lines, answers)
            }
        };
        let said = matches!(self, Self::Idle { .. }) || app.staff.is_some();
        let title = heading_stop(look, self.spoken(ctx), title(look, self.title(ctx)), Message::Key(Input::Repeat));
        let answers = if self == Self::Help { answers } else { frame::with_person(ctx, answers) };
        frame::dialog(ctx, title, middle, answers, said)
    }
}

/// What stands on a hidden screen: the way back for eyes and fingers.
pub(super) fn curtain<'a>(ctx: &Ctx<'_>) -> Element<'a, Message> {
    let mut look = ctx.look;
    look.contrast = Contrast::WhiteOnBlack;
    let show = button(&look, Kind::Secondary, "hidden.show", ctx.t("hidden-show"))
        .icon(Icon::Eye)
        .on_press(Message::Hide(false));
    let about = label::text_in(&look, Type::Body, font::MEDIUM, Some(look.palette().ink), ctx.t("hidden-about"));
    let words = iced::widget::column![about, show].spacing(look.mm(5.0)).align_x(iced::Alignment::Center);
    container(words).center_x(Fill).align_bottom(Fill).padding(look.metrics.margin()).into()
}

impl App {
    pub(super) fn open(&mut self, overlay: Overlay) -> Task<Message> {
        if !self.may_interrupt() {
            return Task::none();
        }
        self.keep_draft();
        self.conceal();
        self.staff = None;
        self.beneath = None;
        self.overlay = Some(overlay);
        Task::none()
    }

    pub(super) fn close(&mut self) -> Task<Message> {
        self.overlay = None;
        self.beneath = None;
        self.staff = None;
        Task::none()
    }

    /// Escape: the harmless answer of each dialog.
    pub(super) fn escape_overlay(&mut self) -> Task<Message> {
        match self.overlay {
            Some(Overlay::Idle { .. }) if self.may_extend() => self.dispatch(Message::MoreTime),
            Some(Overlay::Idle { .. }) | None => Task::none(),
            Some(_) => self.close(),
        }
    }

    /// Nothing is asked while nobody has chosen a language, while a request is being saved, and
    /// after all is erased.
    fn may_interrupt(&self) -> bool {
        use crate::ui::screen::Screen;
        !matches!(self.screen, Screen::Wiped | Screen::Waiting(_))
    }
}
