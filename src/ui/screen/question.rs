//! One question of the form: text, digits, phone, date, choice, yes/no or count.

use iced::widget::{Column, container, row};
use iced::{Alignment, Fill};

use super::eligibility::choice_tile;
use crate::catalogue::{ChoiceOption, Field, FieldKey, FieldKind, Script};
use crate::i18n::text::arabic_digits;
use crate::i18n::{Digits, args};
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::{Act, Page};
use crate::ui::icon::Icon;
use crate::ui::theme::{Kind, Layout, Look, TextScale, Type};
use crate::ui::widget::card::card;
use crate::ui::widget::picker::{self, DateModel, DateStep, DateWords, Pick};
use crate::ui::widget::reading::{self, Ear};
use crate::ui::widget::{Deck, Edit, Key, KeyWords, body, button, field, keyboard, label, small};
use crate::ui::{Element, font};
use crate::visit::{Invalid, Step, Visit};

/// The question at which the visit stands.
#[derive(Clone)]
pub struct Question {
    key: FieldKey,
    edit: Edit,
    deck: Deck,
    dates: Option<DateModel>,
    count: Option<u32>,
    /// Answered by typing.
    typed: bool,
    page: usize,
    problem: Option<Problem>,
    /// A private number is shown in full.
    revealed: bool,
}

/// What must be mended before going on.
#[derive(Debug, Clone)]
enum Problem {
    /// The answer was refused.
    Answer(Invalid),
    /// Something about a scan, by its message key.
    Notice(&'static str),
}

/// What a citizen does here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// A key of the on-screen or a real keyboard.
    Key(Key),
    /// The caret goes before this byte.
    Caret(usize),
    /// Chooses an option, by its id.
    Choose(String),
    /// About the date.
    Date(Pick),
    /// One more, or one fewer.
    Count(u32),
    /// Turns to a page.
    Page(usize),
    /// Shows a private number in full, or hides it again.
    Reveal(bool),
    /// Leaves an optional question empty.
    Skip,
    /// Goes on.
    Continue,
    /// Goes back.
    Back,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Nothing outside this screen.
    None,
    /// The visit stands at another page.
    Moved,
    /// Before the first page: the card.
    Leave,
}

/// So many characters of a private number stay to be seen while it is typed.
const LEFT_TO_SEE: usize = 3;
/// Longest text that can be typed when the catalogue sets no limit.
const LONGEST: usize = 60;

impl Question {
    /// The question at which the visit stands; `None` when that is no question.
    #[must_use]
    pub fn at(visit: &Visit, languages: &crate::i18n::Texts) -> Option<Self> {
        let Step::Question(_) = visit.step() else { return None };
        let field = visit.current()?;
        let count = match field.kind {
            FieldKind::Count { default, .. } => {
                Some(visit.get(&field.key).and_then(|n| n.parse().ok()).unwrap_or(default))
            }
            _ => None,
        };
        Some(Self {
            key: field.key.clone(),
            edit: Edit::new(&visit.entry(&field.key)),
            deck: deck(field, languages),
            dates: dates(visit, field),
            count,
            typed: matches!(field.kind, FieldKind::Text { .. } | FieldKind::Digits { .. } | FieldKind::Phone),
            page: 0,
            problem: None,
            revealed: false,
        })
    }

    /// Another language brings its own keyboard; what is typed stays.
    pub fn language_changed(&mut self, visit: &Visit, texts: &crate::i18n::Texts) {
        if let Some(field) = visit.field_by_key(&self.key) {
            self.deck = deck(field, texts);
        }
    }

    /// Says something about a scan where the citizen looks.
    pub fn notice(&mut self, key: &'static str) {
        self.problem = Some(Problem::Notice(key));
    }

    /// Takes a touch or a key.
    pub fn update(&mut self, message: Message, visit: &mut Visit) -> Action {
        match message {
            Message::Key(Key::Done) | Message::Continue => self.proceed(visit),
            Message::Key(key) => {
                let most = visit.field_by_key(&self.key).map_or(LONGEST, longest);
                // a step mends nothing
                self.problem = self.problem.take().filter(|_| key.is_step());
                if !self.deck.apply(&key) {
                    self.edit.apply(&key, most);
                }
                Action::None
            }
            Message::Caret(index) => {
                self.edit.set_caret(index);
                Action::None
            }
            Message::Choose(option) => self.settle(visit, &option),
            Message::Date(message) => {
                self.problem = None;
                if let Some(dates) = &mut self.dates {
                    dates.apply(message);
                }
                Action::None
            }
            Message::Count(count) => {
                self.count = Some(count);
                Action::None
            }
            Message::Page(page) => {
                self.page = page;
                Action::None
            }
            Message::Reveal(revealed) => {
                self.revealed = revealed;
                Action::None
            }
            Message::Skip => self.settle(visit, ""),
            Message::Back => {
                self.keep_draft(visit);
                match visit.back() {
                    Some(_) => Action::Moved,
                    None => Action::Leave,
                }
            }
        }
    }

    /// What is typed, and where.
    #[must_use]
    pub fn edit(&self) -> &Edit {
        &self.edit
    }

    /// A private number is hidden again: a dialog stands over it.
    pub fn conceal(&mut self) {
        self.revealed = false;
    }

    /// Keeps what is typed when the page is left without an answer.
    pub fn keep_draft(&self, visit: &mut Visit) {
        if !self.edit.text().is_empty() {
            visit.draft(&self.key, self.edit.text());
        }
    }

    fn proceed(&mut self, visit: &mut Visit) -> Action {
        let Some(field) = visit.field_by_key(&self.key) else { return Action::None };
        match field.kind {
            // a choice was kept when it was touched
            FieldKind::Choice { .. } | FieldKind::YesNo => self.go_on(visit),
            FieldKind::Date { .. } => {
                let date =
                    self.dates.as_ref().and_then(DateModel::date).map(|date| date.to_string()).unwrap_or_default();
                self.settle(visit, &date)
            }
            FieldKind::Count { .. } => {
                let count = self.count.map(|count| count.to_string()).unwrap_or_default();
                self.settle(visit, &count)
            }
            FieldKind::Text { .. } | FieldKind::Digits { .. } | FieldKind::Phone => {
                let text = zeroize::Zeroizing::new(self.edit.text().to_owned());
                self.settle(visit, &text)
            }
        }
    }

    fn settle(&mut self, visit: &mut Visit, raw: &str) -> Action {
        match visit.answer(&self.key, raw) {
            Ok(()) => self.go_on(visit),
            Err(invalid) => {
                self.problem = Some(Problem::Answer(invalid));
                Action::None
            }
        }
    }

    fn go_on(&mut self, visit: &mut Visit) -> Action {
        match visit.next() {
            Ok(_) => Action::Moved,
            Err(invalid) => {
                self.problem = Some(Problem::Answer(invalid));
                Action::None
            }
        }
    }

    /// Who may hear the answer to this question.
    #[must_use]
    pub fn ear(&self, visit: &Visit) -> Ear {
        match visit.field_by_key(&self.key) {
            Some(field) if field.mask => Ear::Nobody,
            Some(field) if field.sensitive => Ear::Own,
            _ => Ear::All,
        }
    }

    /// Whether a real keyboard types into this page.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        self.typed
    }

    /// The question as a title, and the way to answer it.
    pub fn view<'a>(&'a self, ctx: &Ctx<'_>, visit: &Visit) -> Page<'a, Message> {
        let Some(asked) = visit.field_by_key(&self.key) else {
            return Page::new("question", String::new(), iced::widget::space::vertical()).back(Message::Back);
        };
        let problem = self.problem.as_ref().map(|problem| match problem {
            Problem::Answer(invalid) => invalid.message(ctx.texts),
            Problem::Notice(key) => ctx.t(key),
        });
        let title = ctx.texts.local(&asked.label);
        let (entry, body) = self.answer(ctx, asked, visit, &title, problem.as_deref());
        let step = self.dates.as_ref().and_then(|dates| date_hint(dates.step())).map(|key| ctx.t(key));
        let hint = asked.hint.as_ref().map(|hint| ctx.texts.local(hint)).or(step);
        let hint = match (hint, asked.optional) {
            (Some(hint), true) => Some(format!("{} – {hint}", ctx.t("optional"))),
            (None, true) => Some(ctx.t("optional")),
            (hint, false) => hint,
        };
        let part = match &asked.context {
            Some(part) => format!("{} · {}", ctx.texts.local(&visit.service().name), ctx.texts.local(part)),
            None => ctx.texts.local(&visit.service().name),
        };
        let progress = visit.progress();
        let scan = ctx.outside.scanner && visit.takes_document();
        let mut offer = Column::new().spacing(ctx.look.metrics.gap());
        let offers = scan || entry.is_some();
        if scan && !(ctx.low_reach() && entry.is_some()) {
            offer = offer.push(scan_offer(ctx));
        }
        offer = offer.push(entry);
        let mut page = Page::new("question", title, body)
            .context(part)
            .hint(hint)
            .problem(problem)
            .progress((progress.n, progress.of))
            .offer(offers.then(|| offer.into()))
            .back(Message::Back)
            .primary(Act::new("action.continue", ctx.t("action-continue"), Message::Continue).icon(Icon::Next));
        if asked.optional && self.edit.text().is_empty() {
            page = page.secondary(Act::new("action.skip", ctx.t("action-skip"), Message::Skip));
        }
        page
    }

    /// What stands beside the question (the field, in low reach), and the body.
    fn answer<'a>(
        &'a self,
        ctx: &Ctx<'_>,
        asked: &Field,
        visit: &Visit,
        title: &str,
        problem: Option<&str>,
    ) -> (Option<Element<'a, Message>>, Element<'a, Message>) {
        let chosen = visit.get(&self.key).map(str::to_owned);
        let tile = |id: &str, name: String, yes_no: bool| {
            choice_tile(ctx, id, &name, yes_no, chosen.as_deref() == Some(id), Message::Choose(id.to_owned()))
        };
        let body = match &asked.kind {
            FieldKind::Choice { .. } => {
                let tiles = ChoiceOption::in_order(visit.options(asked), ctx.texts)
                    .into_iter()
                    .map(|option| tile(&option.id, ctx.texts.local(&option.name), false))
                    .collect();
                compose::choices(ctx, 1, tiles, self.page, Message::Page)
            }
            FieldKind::YesNo => {
                let tiles = [("yes", "action-yes"), ("no", "action-no")].map(|(id, key)| tile(id, ctx.t(key), true));
                compose::choices(ctx, 1, tiles.into(), self.page, Message::Page)
            }
            FieldKind::Count { min, max, .. } => self.stepper(ctx, *min, *max),
            FieldKind::Date { .. } => match &self.dates {
                Some(dates) => {
                    picker::date(&picker_look(ctx), "date", dates, &date_words(ctx, dates.step()), Message::Date)
                }
                None => iced::widget::space::vertical().into(),
            },
            FieldKind::Text { script, .. } => {
                return self.typed(ctx, asked, title, problem, *script == Script::LatinCaps);
            }
            FieldKind::Digits { .. } | FieldKind::Phone => return self.typed(ctx, asked, title, problem, true),
        };
        (None, body)
    }

    /// The field, what is wrong with it or what has been typed so far in groups, and the keyboard at the hand. In low
    /// reach the field stands above, where nothing has to be touched.
    fn typed<'a>(
        &'a self,
        ctx: &Ctx<'_>,
        asked: &Field,
        title: &str,
        problem: Option<&str>,
        ltr: bool,
    ) -> (Option<Element<'a, Message>>, Element<'a, Message>) {
        let look = &ctx.look;
        let low = ctx.low_reach();
        let words = problem.map_or_else(|| title.to_owned(), |problem| format!("{title}. {problem}"));
        let mut entry = field(look, "field.answer", words, &self.edit).error(problem.is_some()).on_key(Message::Key);
        if asked.mask && !self.revealed {
            entry = entry.masked(ctx.t("field-entered")).but_last(LEFT_TO_SEE);
        }
        if ltr {
            entry = entry.ltr();
        }
        // what must not be touched up there has no place for a caret either
        let entry: Element<'a, Message> = if low { entry.into() } else { entry.on_caret(Message::Caret).into() };
        let reveal = || -> Element<'a, Message> {
            button(look, Kind::Secondary, "field.reveal", if low { ctx.t("field-reveal") } else { String::new() })
                .icon(Icon::Eye)
                .words(ctx.t("field-reveal"))
                .on_press(Message::Reveal(!self.revealed))
                .on_hold(Message::Reveal(true), Message::Reveal(false))
                .into()
        };
        let mut above = Column::new().spacing(look.mm(1.5));
        above = if asked.mask && !low {
            above.push(
                row![container(entry).width(Fill), reveal()].spacing(look.metrics.gap()).align_y(Alignment::Center),
            )
        } else {
            above.push(entry)
        };
        let groups = match &asked.kind {
            FieldKind::Digits { group } if !asked.mask || self.revealed => grouped(self.edit.text(), group),
            _ => None,
        };
        match (problem, groups) {
            (Some(problem), _) => above = above.push(wrong(look, problem)),
            (None, Some(groups)) => {
                let groups = container(body(look, ctx.texts.code(&groups))).center_x(Fill);
                above = above.push(reading::masked(groups));
            }
            (None, None) => {}
        }
        let keys = keyboard(look, &self.deck, key_words(ctx), Message::Key);
        if !low {
            let lines = Column::new().push(above).push(keys).spacing(look.mm(6.0)).height(Fill);
            return (None, lines.into());
        }
        let mut lines = Column::new().push(keys).spacing(look.metrics.gap()).height(Fill);
        if asked.mask {
            lines = lines.push(reveal());
        }
        (Some(above.into()), lines.into())
    }

    /// Fewer, how many, more.
    fn stepper<'a>(&'a self, ctx: &Ctx<'_>, min: u32, max: u32) -> Element<'a, Message> {
        compose::stepper(ctx, self.count.unwrap_or(min), min..=max, Message::Count)
    }
}

impl std::fmt::Debug for Question {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Question").field("key", &self.key).finish_non_exhaustive()
    }
}

/// What is wrong, at the field, with its sign.
pub(super) fn wrong<'a, M: 'a>(look: &Look, problem: &str) -> Element<'a, M> {
    let error = look.palette().error;
    let words = label::text_in(look, Type::Small, font::BOLD, Some(error), problem);
    row![label::icon_image(look, Icon::Error, look.icon_mm(6.0), error), container(words).width(Fill)]
        .spacing(look.mm(2.0))
        .align_y(Alignment::Center)
        .into()
}

/// What is chosen next in a date.
fn date_hint(step: DateStep) -> Option<&'static str> {
    match step {
        DateStep::Decade => Some("hint-date-decade"),
        DateStep::Year => Some("hint-date-year"),
        DateStep::Month => Some("hint-date-month"),
        DateStep::Day => Some("hint-date-day"),
        DateStep::Done => None,
    }
}

/// "Hold your card to the scanner": an offer, never a condition.
fn scan_offer<'a>(ctx: &Ctx<'_>) -> Element<'a, Message> {
    let look = &ctx.look;
    let p = look.palette();
    let words = Column::new().push(body(look, ctx.t("question-scan"))).push(small(look, ctx.t("question-scan-about")));
    let line = row![label::icon_image(look, Icon::Scan, 14.0, p.accent), container(words).width(Fill)]
        .spacing(look.mm(5.0))
        .align_y(Alignment::Center);
    card(look, line)
}

/// What the keyboard offers for a field.
fn deck(field: &Field, texts: &crate::i18n::Texts) -> Deck {
    match field.kind {
        FieldKind::Digits { .. } | FieldKind::Phone => Deck::digits(),
        FieldKind::Text { script: Script::LatinCaps, .. } => Deck::letters("en"),
        _ => Deck::of(&texts.info().keyboards),
    }
}

/// Most characters a field takes.
fn longest(field: &Field) -> usize {
    match &field.kind {
        FieldKind::Text { max, .. } => *max,
        FieldKind::Digits { group } if !group.is_empty() => group.iter().sum(),
        FieldKind::Phone => 16,
        _ => LONGEST,
    }
}

/// What is typed, in the groups in which it stands on the card; the rest as dots.
fn grouped(text: &str, groups: &[usize]) -> Option<String> {
    if groups.is_empty() || text.is_empty() {
        return None;
    }
    let mut digits = text.chars();
    let parts: Vec<String> =
        groups.iter().map(|size| (0..*size).map(|_| digits.next().unwrap_or('·')).collect()).collect();
    Some(parts.join(" "))
}

/// The pickers of a date field, set to the stored answer.
fn dates(visit: &Visit, field: &Field) -> Option<DateModel> {
    let FieldKind::Date { min, max } = &field.kind else { return None };
    let model = DateModel::new(min.on(visit.today()), max.on(visit.today()));
    let given = visit.get(&field.key).and_then(|text| text.parse().ok());
    Some(match given {
        Some(date) => model.with(date),
        None => model,
    })
}

/// Twelve months and 31 days do not fit a low panel in the largest text: there they stay large.
fn picker_look(ctx: &Ctx<'_>) -> Look {
    let mut look = ctx.look;
    if compose::is_low(ctx) && look.metrics.scale == TextScale::Largest {
        look.metrics.scale = TextScale::Large;
    }
    look
}

/// How the parts of a date are written.
fn date_words<'a>(ctx: &Ctx<'_>, step: DateStep) -> DateWords<'a> {
    let digits = ctx.texts.digits();
    let plain = move |number: i64| in_digits(&number.to_string(), digits);
    DateWords {
        year: ctx.t("date-year"),
        month: ctx.t("date-month"),
        day: ctx.t("date-day"),
        months: std::array::from_fn(|index| {
            let month = index as i8 + 1;
            if compose::is_low(ctx) && ctx.look.metrics.scale.is_enlarged() {
                ctx.texts.month_name(month)
            } else {
                format!("{} – {}", plain(month.into()), ctx.texts.month_name(month))
            }
        }),
        // Where the voice has a line of its own, nine decades in two columns are too high in large text.
        dense: ctx.low_reach()
            || (step == DateStep::Decade
                && ctx.audio.on
                && ctx.look.metrics.scale.is_enlarged()
                && ctx.look.layout() == Layout::Portrait),
        number: Box::new(plain),
        years: {
            let texts = ctx.texts.clone();
            Box::new(move |from, to| {
                let (from, to) = (in_digits(&from.to_string(), digits), in_digits(&to.to_string(), digits));
                texts.with("date-years", &args![from = from, to = to])
            })
        },
    }
}

/// ASCII digits in the digits of the language, without separators.
pub(super) fn in_digits(text: &str, digits: Digits) -> String {
    match digits {
        Digits::Arabic => arabic_digits(text),
        Digits::Latin => text.to_owned(),
    }
}

/// The signs on the keyboards, and the messages that name them.
pub const SIGNS: [(char, &str); 8] = [
    ('-', "sign-hyphen"),
    ('/', "sign-slash"),
    ('.', "sign-point"),
    (',', "sign-comma"),
    ('(', "sign-open"),
    (')', "sign-close"),
    (':', "sign-colon"),
    ('\'', "sign-apostrophe"),
];

/// What the special keys say.
pub(super) fn key_words(ctx: &Ctx<'_>) -> KeyWords {
    let arabic = ctx.texts.digits() == Digits::Arabic;
    KeyWords {
        space: ctx.t("key-space"),
        done: ctx.t("key-done"),
        zwnj: ctx.t("key-zwnj"),
        backspace: ctx.t("key-backspace"),
        left: ctx.t("key-left"),
        right: ctx.t("key-right"),
        digits: in_digits("123", ctx.texts.digits()),
        letters: ctx.t("key-letters"),
        alphabetical: ctx.t("key-alphabetical"),
        standard: ctx.t("key-standard"),
        others: ctx.t("key-others"),
        signs: SIGNS.map(|(sign, key)| (sign, ctx.t(key))).into(),
        digit_labels: arabic.then(|| std::array::from_fn(|digit| char::from_u32(0x0660 + digit as u32).unwrap_or(' '))),
    }
}
