//! How far is my request? Reference and check code, typed or scanned, and the answer.

use iced::widget::{Column, column, container, row, space};
use iced::{Background, Border, Fill};
use kiosk_protocol::{CheckCode, Reference, RequestState, StatusAnswer};

use super::code::Code;
use crate::i18n::args;
use crate::i18n::text::fold_digits;
use crate::ui::app::backend::LookUp;
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::{Act, Page};
use crate::ui::icon::Icon;
use crate::ui::theme::Type;
use crate::ui::widget::card::{Tone, notice};
use crate::ui::widget::{Deck, Edit, Key, label, small};
use crate::ui::{Element, font};

/// The look-up, from the first character to the answer.
#[derive(Clone)]
pub struct Status {
    edit: Edit,
    deck: Deck,
    problem: Option<&'static str>,
    stage: Stage,
    page: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Stage {
    /// The reference is asked.
    Reference,
    /// The check code is asked.
    Code(Reference),
    /// The office answered, or could not.
    Answer(Reference, LookUp),
}

/// What a citizen does here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// A key of the on-screen or a real keyboard.
    Key(Key),
    /// The caret goes before this byte.
    Caret(usize),
    /// Goes on.
    Continue,
    /// Turns to a page.
    Page(usize),
    /// Looks up another request.
    Again,
    /// Goes back.
    Back,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Nothing outside this screen.
    None,
    /// Ask the office.
    LookUp(Reference, Option<CheckCode>),
    /// The screen before.
    Leave,
}

/// Longest reference with its separators.
const REFERENCE: usize = 16;
/// Digits of a check code.
const CODE: usize = 4;

impl Default for Status {
    fn default() -> Self {
        Self { edit: Edit::default(), deck: Deck::letters("en"), problem: None, stage: Stage::Reference, page: 0 }
    }
}

impl std::fmt::Debug for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Status").finish_non_exhaustive()
    }
}

impl Status {
    /// The office's answer.
    #[must_use]
    pub fn answered(reference: Reference, answer: LookUp) -> Self {
        Self { stage: Stage::Answer(reference, answer), ..Self::default() }
    }

    /// A receipt was scanned that says only its reference.
    pub fn take_reference(&mut self, reference: Reference) {
        self.stage = Stage::Code(reference);
        self.edit.clear();
        self.deck = Deck::digits();
        self.problem = None;
    }

    /// Says something about a scan where the citizen looks: at the field. What was answered before gives way.
    pub fn notice(&mut self, key: &'static str) {
        if matches!(self.stage, Stage::Answer(..)) {
            *self = Self::default();
        }
        self.problem = Some(key);
    }

    /// Takes a touch or a key.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Key(Key::Done) | Message::Continue => self.proceed(),
            Message::Key(key) => {
                self.problem = None;
                if !self.deck.apply(&key) {
                    let most = if matches!(self.stage, Stage::Reference) { REFERENCE } else { CODE };
                    self.edit.apply(&key, most);
                }
                Action::None
            }
            Message::Caret(index) => {
                self.edit.set_caret(index);
                Action::None
            }
            Message::Page(page) => {
                self.page = page;
                Action::None
            }
            Message::Again => {
                *self = Self::default();
                Action::None
            }
            Message::Back => match &self.stage {
                Stage::Code(reference) => {
                    let typed = reference.to_string();
                    *self = Self { edit: Edit::new(&typed), ..Self::default() };
                    Action::None
                }
                Stage::Reference | Stage::Answer(..) => Action::Leave,
            },
        }
    }

    fn proceed(&mut self) -> Action {
        let typed = fold_digits(self.edit.text());
        match &self.stage {
            Stage::Reference => match typed.parse::<Reference>() {
                Ok(reference) => self.take_reference(reference),
                Err(_) => self.problem = Some("status-bad-reference"),
            },
            Stage::Code(reference) => match typed.trim().parse::<CheckCode>() {
                Ok(code) => return Action::LookUp(*reference, Some(code)),
                Err(_) => self.problem = Some("status-bad-code"),
            },
            Stage::Answer(..) => {}
        }
        Action::None
    }

    /// What is typed, and where.
    #[must_use]
    pub fn edit(&self) -> &Edit {
        &self.edit
    }

    /// Whether a real keyboard types into this page.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        !matches!(self.stage, Stage::Answer(..))
    }

    /// The field and the keyboard, or the answer.
    pub fn view<'a>(&'a self, ctx: &Ctx<'_>) -> Page<'a, Message> {
        match &self.stage {
            Stage::Reference => {
                let act = Act::new("action.continue", ctx.t("action-continue"), Message::Continue).icon(Icon::Next);
                self.typed(ctx, "status-reference", "status-reference-title", "status-reference-hint").primary(act)
            }
            Stage::Code(_) => {
                let act = Act::new("action.find", ctx.t("status-find"), Message::Continue).icon(Icon::Search);
                self.typed(ctx, "status-code", "status-code-title", "status-code-hint").primary(act)
            }
            Stage::Answer(reference, answer) => self.answer(ctx, reference, answer),
        }
    }

    fn typed<'a>(
        &'a self,
        ctx: &Ctx<'_>,
        id: &'static str,
        title: &'static str,
        hint: &'static str,
    ) -> Page<'a, Message> {
        let scan = ctx.outside.scanner.then(|| compose::point(ctx, Icon::Scan, ctx.t("status-scan")));
        Code { id, title, hint, edit: &self.edit, deck: &self.deck, problem: self.problem }
            .view(ctx, scan, Message::Key, Message::Caret)
            .context(ctx.t("home-status"))
            .back(Message::Back)
    }

    fn answer<'a>(&'a self, ctx: &Ctx<'_>, reference: &Reference, answer: &LookUp) -> Page<'a, Message> {
        let look = &ctx.look;
        let shown = ctx.texts.code(&reference.to_string());
        let page = match answer {
            LookUp::Found(status) => Self::found(ctx, status, None, self.page),
            LookUp::Offline(Some(status)) => {
                let old = ctx.with("status-last-known", &args![date = ctx.day(status.at_ms)]);
                Self::found(ctx, status, Some(old), self.page)
            }
            LookUp::NotFound => Page::new(
                "status-not-found",
                ctx.t("status-not-found-title"),
                notice(look, Tone::Warning, ctx.t("status-not-found-about")),
            ),
            LookUp::Offline(None) => Page::new(
                "status-offline",
                ctx.t("status-offline-title"),
                notice(look, Tone::Warning, ctx.t("status-offline-about")),
            ),
        };
        page.context(shown)
            .back(Message::Back)
            .secondary(Act::new("status.again", ctx.t("status-again"), Message::Again).icon(Icon::Search))
    }

    /// The state in words, and the stages as a picture.
    fn found<'a>(ctx: &Ctx<'_>, status: &StatusAnswer, old: Option<String>, page: usize) -> Page<'a, Message> {
        let mut lines: Vec<Element<'a, Message>> = Vec::new();
        if let Some(old) = old {
            lines.push(notice(&ctx.look, Tone::Warning, old));
            lines.push(space::vertical().height(ctx.look.mm(6.0)).into());
        }
        lines.extend(stages(ctx, status));
        let name = ctx.t(&format!("state-{}", word(status.state)));
        Page::new("status-answer", name, compose::pages(ctx, lines, page, Message::Page).between(0.0))
            .hint(ctx.t(&format!("state-{}-about", word(status.state))))
    }
}

/// The word of a state in message keys.
fn word(state: RequestState) -> &'static str {
    match state {
        RequestState::Received => "received",
        RequestState::InReview => "in-review",
        RequestState::NeedsCitizen => "needs-citizen",
        RequestState::Approved => "approved",
        RequestState::Ready => "ready",
        RequestState::Rejected => "rejected",
        RequestState::Closed => "closed",
    }
}

/// How a stage stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Past,
    Now,
    Ahead,
}

/// The ordinary way of a request with the present state marked in it; a request that was
/// refused, or waits for the citizen, shows that in the place of what would have followed.
fn stages<'a, M: 'a>(ctx: &Ctx<'_>, status: &StatusAnswer) -> Vec<Element<'a, M>> {
    use RequestState::{Approved, Closed, InReview, NeedsCitizen, Ready, Received, Rejected};
    let way: &[RequestState] = match status.state {
        NeedsCitizen => &[Received, InReview, NeedsCitizen, Approved, Ready],
        Rejected => &[Received, InReview, Rejected],
        Closed => &[Received, InReview, Approved, Ready, Closed],
        _ => &[Received, InReview, Approved, Ready],
    };
    let here = way.iter().position(|state| *state == status.state).unwrap_or(0);
    way.iter()
        .enumerate()
        .map(|(index, state)| {
            let mark = match index.cmp(&here) {
                std::cmp::Ordering::Less => Mark::Past,
                std::cmp::Ordering::Equal => Mark::Now,
                std::cmp::Ordering::Greater => Mark::Ahead,
            };
            let since =
                status.history.iter().rev().find(|event| event.state == *state).map(|event| ctx.day(event.at_ms));
            stage(ctx, *state, mark, since.filter(|_| mark != Mark::Ahead), index + 1 == way.len())
        })
        .collect()
}

fn stage<'a, M: 'a>(
    ctx: &Ctx<'_>,
    state: RequestState,
    mark: Mark,
    since: Option<String>,
    last: bool,
) -> Element<'a, M> {
    let look = &ctx.look;
    let p = look.palette();
    let side = look.mm(14.0);
    let bad = matches!(state, RequestState::Rejected | RequestState::NeedsCitizen);
    let (fill, edge, ink) = match mark {
        Mark::Past => (p.accent, p.accent, p.on_accent),
        Mark::Now => (p.tint, p.accent, p.accent),
        Mark::Ahead => (p.card, p.outline, p.soft),
    };
    let icon = match (mark, bad) {
        (Mark::Past, _) => Icon::Check,
        (Mark::Now, true) => Icon::Warning,
        (Mark::Now, false) if matches!(state, RequestState::Ready | RequestState::Closed) => Icon::Check,
        (Mark::Now, false) => Icon::Clock,
        (Mark::Ahead, _) => Icon::Paper,
    };
    let line = look.mm(if mark == Mark::Now { 0.9 } else { 0.4 });
    let sign = container(label::icon_image(look, icon, 8.0, ink)).center(side).style(move |_| container::Style {
        background: Some(Background::Color(fill)),
        border: Border { color: edge, width: line, radius: (side / 2.0).into() },
        ..container::Style::default()
    });
    let face = if mark == Mark::Now { font::BOLD } else { font::MEDIUM };
    let color = if mark == Mark::Ahead { p.soft } else { p.ink };
    let name = label::text_in(look, Type::Body, face, Some(color), ctx.t(&format!("state-{}", word(state))));
    let mut words = Column::new().push(name);
    if let Some(since) = since {
        words = words.push(small(look, ctx.with("status-since", &args![date = since])));
    }
    let high = look.mm(7.0);
    let joint = container(space::horizontal())
        .width(look.mm(0.9))
        .height(high)
        .style(move |_| container::Style { background: Some(Background::Color(edge)), ..container::Style::default() });
    let line = row![sign, container(words).width(Fill)].spacing(look.mm(5.0)).align_y(iced::Alignment::Center);
    if last {
        return line.into();
    }
    column![line, container(joint).center_x(side)].into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn type_in(status: &mut Status, text: &str) {
        for sign in text.chars() {
            assert_eq!(status.update(Message::Key(Key::Text(sign.to_string()))), Action::None);
        }
    }

    #[test]
    fn reference_then_code_then_the_office_is_asked() {
        let reference = Reference::new([7; 7]);
        let mut status = Status::default();
        type_in(&mut status, "K12");
        assert_eq!(status.update(Message::Continue), Action::None);
        assert_eq!(status.problem, Some("status-bad-reference"));
        assert_eq!(status.update(Message::Again), Action::None);
        type_in(&mut status, &reference.to_string());
        assert_eq!(status.update(Message::Continue), Action::None);
        assert_eq!(status.problem, None);
        type_in(&mut status, "٠٤٢");
        assert_eq!(status.update(Message::Continue), Action::None);
        assert_eq!(status.problem, Some("status-bad-code"));
        type_in(&mut status, "٧");
        let code: CheckCode = "0427".parse().unwrap();
        assert_eq!(status.update(Message::Continue), Action::LookUp(reference, Some(code)));
    }

    #[test]
    fn back_from_the_code_shows_the_reference_again() {
        let reference = Reference::new([9; 7]);
        let mut status = Status::default();
        status.take_reference(reference);
        assert_eq!(status.update(Message::Back), Action::None);
        assert_eq!(status.edit.text(), reference.to_string());
        assert_eq!(status.update(Message::Back), Action::Leave);
    }
}
