//! The question for number and PIN.

use iced::widget::{Column, Row, container};
use iced::{Alignment, Fill};
use zeroize::{Zeroize as _, Zeroizing};

use crate::i18n::args;
use crate::staff::{Act, Refusal};
use crate::ui::Element;
use crate::ui::app::backend::PrintJob;
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::Page;
use crate::ui::icon::Icon;
use crate::ui::theme::{Kind, Layout, Type};
use crate::ui::widget::card::{Tone, notice};
use crate::ui::widget::{Key, button, number};

/// Number and the longest PIN.
const MOST: usize = 12;

/// Where the door leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// To the desk.
    Desk,
    /// To the question about a sheet: of this job, or the oldest of all.
    Sheet(Option<PrintJob>),
}

/// The door, closed.
#[derive(Debug, Clone)]
pub struct Gate {
    typed: Zeroizing<String>,
    refusal: Option<Refusal>,
    waiting: bool,
    then: Then,
}

/// What a member of staff does here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Types.
    Key(Key),
    /// Goes away.
    Back,
}

/// What follows.
#[derive(Debug, Clone)]
pub enum Action {
    /// Nothing outside.
    None,
    /// Is this right?
    Enter(Act),
    /// The screen before.
    Back,
}

/// Whether the control with this id is a digit of the PIN.
#[must_use]
pub fn is_digit(id: &str) -> bool {
    id.strip_prefix("pin.").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
}

impl Gate {
    /// The door to this.
    #[must_use]
    pub fn new(then: Then) -> Self {
        Self { typed: Zeroizing::default(), refusal: None, waiting: false, then }
    }

    /// The same with a word why it is closed.
    #[must_use]
    pub fn refused(mut self, refusal: Refusal) -> Self {
        self.refusal = Some(refusal);
        self
    }

    /// Nobody is let in.
    pub fn refuse(&mut self, refusal: Refusal) {
        self.typed.zeroize();
        self.waiting = false;
        self.refusal = Some(refusal);
    }

    /// Where it leads.
    #[must_use]
    pub fn then(&self) -> &Then {
        &self.then
    }

    /// Takes a touch.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Back => Action::Back,
            Message::Key(_) if self.waiting => Action::None,
            Message::Key(Key::Text(text)) => {
                self.refusal = None;
                let plain = Zeroizing::new(crate::i18n::text::fold_digits(&text));
                let room = MOST.saturating_sub(self.typed.len());
                self.typed.extend(plain.chars().filter(char::is_ascii_digit).take(room));
                Action::None
            }
            Message::Key(Key::Backspace) => {
                self.typed.pop();
                Action::None
            }
            Message::Key(Key::Done) if !self.typed.is_empty() => {
                self.waiting = true;
                Action::Enter(Act::Enter(std::mem::take(&mut self.typed)))
            }
            Message::Key(_) => Action::None,
        }
    }

    /// A keypad; what was typed stands there as dots.
    pub fn view<'a>(&'a self, ctx: &Ctx<'_>) -> Page<'a, Message> {
        let look = &ctx.look;
        // As high as the panel allows: typed standing, without looking twice.
        let high = match look.layout() {
            Layout::Portrait => 30.0,
            Layout::Landscape if compose::is_low(ctx) => 15.0,
            Layout::Landscape => 24.0,
        };
        let key = |digit: u8| -> Element<'a, Message> {
            let text = digit.to_string();
            button(look, Kind::Secondary, format!("pin.{digit}"), ctx.texts.number(i64::from(digit)))
                .size(Type::Heading)
                .least_height(high)
                .width(Fill)
                .on_press(Message::Key(Key::Text(text)))
                .into()
        };
        let mut rows = Column::new().spacing(look.metrics.gap()).width(Fill);
        // A keypad stands as everywhere: 1 at the left.
        let line = |keys: Vec<Element<'a, Message>>| {
            crate::ui::widget::ltr(look.direction, Row::with_children(keys).spacing(look.metrics.gap()).width(Fill))
        };
        let erase = button(look, Kind::Secondary, "pin.erase", "")
            .icon(Icon::Backspace)
            .words(ctx.t("action-clear"))
            .least_height(high)
            .width(Fill)
            .on_press(Message::Key(Key::Backspace));
        let enter = button(look, Kind::Primary, "pin.enter", "")
            .icon(Icon::Check)
            .words(ctx.t("action-continue"))
            .least_height(high)
            .width(Fill)
            .on_press_maybe((!self.typed.is_empty() && !self.waiting).then_some(Message::Key(Key::Done)));
        let mut keys: Vec<Element<'a, Message>> = (1..=9).map(key).collect();
        keys.extend([erase.into(), key(0), enter.into()]);
        // Where everything stands low on a wide panel there is no height for four lines; on a low panel neither, with a
        // refusal above in large text and the line of the voice below.
        let crowded = compose::is_low(ctx) && look.metrics.scale.is_enlarged() && ctx.audio.on;
        let across = if look.layout() == Layout::Landscape && (ctx.low_reach() || crowded) { 6 } else { 3 };
        let mut keys = keys.into_iter();
        while keys.len() > 0 {
            rows = rows.push(line(keys.by_ref().take(across).collect()));
        }
        let dots = if self.typed.is_empty() { "–".to_owned() } else { "•".repeat(self.typed.len()) };
        let mut parts = Column::new().spacing(look.metrics.gap()).align_x(Alignment::Center).width(Fill);
        parts = parts.push(match self.refusal {
            // On a low panel there is no room for both, and nothing is typed yet.
            Some(refusal) => notice(look, Tone::Warning, words(ctx, refusal)),
            None if look.layout() == Layout::Portrait => container(number(look, dots)).center_x(Fill).into(),
            None => crate::ui::widget::heading(look, dots),
        });
        Page::new("staff-gate", ctx.t("staff-gate-title"), parts.push(rows))
            .hint(ctx.t(if self.waiting { "staff-gate-wait" } else { "staff-gate-about" }))
            .back(Message::Back)
    }
}

/// A refusal in plain words.
pub(super) fn words(ctx: &Ctx<'_>, refusal: Refusal) -> String {
    match refusal {
        Refusal::Wrong => ctx.t("staff-wrong"),
        Refusal::Locked(seconds) => {
            let minutes = i64::try_from(seconds.div_ceil(60)).unwrap_or(i64::MAX);
            ctx.with("staff-locked", &args![n = minutes])
        }
        Refusal::Badge => ctx.t("staff-badge-refused"),
        Refusal::Over => ctx.t("staff-over"),
        Refusal::Role => ctx.t("staff-role"),
        Refusal::NoTicket => ctx.t("staff-no-ticket"),
        Refusal::Failed => ctx.t("staff-failed"),
    }
}
