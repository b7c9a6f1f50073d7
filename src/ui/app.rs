//! The application: which screen is shown, and what becomes of what is touched on it.
//!
//! A touch is a message of one screen; the screen answers with an action; only
//! this module turns actions into calls of the [`Backend`]. Nothing here can
//! fail because a cable is out.

pub mod backend;
pub mod bench;
pub mod compose;
pub mod ctx;
mod display;
pub mod fitting;
mod flow;
pub mod frame;
mod keys;
mod message;
mod outside;
mod overlay;
pub mod page;
pub mod paged;
mod run;
pub mod settings;
pub mod speech_log;
mod staff_mode;
#[cfg(test)]
mod tests;
mod ticket;
mod timers;
mod voice;
mod voice_panel;

use std::sync::Arc;
use std::time::{Duration, Instant};

use iced::{Size, Task};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kiosk_protocol::{PriorityClass, Reference};

use self::backend::Backend;
use self::ctx::{Ctx, Outside};
use self::overlay::Overlay;
use self::page::Page;
use self::settings::Settings;
use super::Element;
use super::screen::{Screen, attract};
use super::theme::{Look, Metrics, TextScale};
use super::widget::{Stand, Taken, curtain, mirror, modal, stage, stop};
use crate::catalogue::{Catalogue, ServiceId};
use crate::clock::Clock;
use crate::config::Config;
use crate::i18n::{Digits, Language, Locales, Texts};
use crate::staff::Gesture;
use crate::visit::Visit;

pub use self::keys::{Input, Stroke};
pub use self::message::Message;
pub use self::run::{Options, prepare, run, run_when};
pub use self::voice::{Audio, VoiceKey};

/// Everything the screens need from outside, made before the window opens.
#[derive(Clone)]
pub struct World {
    /// The languages.
    pub locales: Locales,
    /// The services.
    pub catalogue: Arc<Catalogue>,
    /// The configuration.
    pub config: Arc<Config>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Store, printer, scanner, central.
    pub backend: Arc<dyn Backend>,
}

/// The running screens.
pub struct App {
    world: World,
    zone: TimeZone,
    settings: Settings,
    texts: Texts,
    window: Size,
    screen: Screen,
    /// Screens that Back leads to, the nearest last.
    trail: Vec<Screen>,
    visit: Option<Visit>,
    /// The service of the queue ticket that is being made.
    wanted: Option<ServiceId>,
    /// Why it is to be called before others, if it is.
    priority: Option<PriorityClass>,
    /// How many come together with it, where that was asked.
    party: Option<u8>,
    /// The tickets of this visit.
    own: Vec<(ServiceId, String)>,
    /// The reference that is being looked up.
    asked: Option<Reference>,
    overlay: Option<Overlay>,
    /// The dialog over which the question for more time stands.
    beneath: Option<Overlay>,
    outside: Outside,
    /// Whether the papers of the last visit are being printed once more.
    repaying: bool,
    /// Counts visits: an answer that was asked for by an earlier visit is not shown to the next.
    session: u64,
    /// How far somebody has come with the corners.
    gesture: Gesture,
    /// Whether a member of staff is in.
    staff_in: bool,
    /// The language of the last ticket that staff gave to a citizen.
    ticket_language: Option<Language>,
    /// Whether the last call for staff went out, while that is of interest.
    staff: Option<bool>,
    /// Whether the scanner was told to look.
    scanning: bool,
    /// Whether the outside knows the screen to be at rest.
    resting: bool,
    extensions: u32,
    last_activity: Instant,
    /// When the present screen was entered; see [`App::guard`].
    entered: Instant,
    guard: Duration,
    /// What the voice said last: screen and words.
    said: (&'static str, String),
    /// Whether what was said last is a dialog.
    in_dialog: bool,
    /// Whether keys are used now, not fingers: then something always has the focus.
    by_keys: bool,
    /// The thing that had the focus when it was told last.
    focus: Option<stop::Focus>,
    /// Counts the steps of the focus.
    moves: u64,
    /// The press that counted last.
    pressed: Option<(Message, Instant)>,
    /// The same press again within this time counts once.
    double_press: Duration,
    /// What was heard of the screen so far.
    heard: voice::Heard,
    /// The voice as this visit has set it.
    audio: Audio,
}

impl App {
    /// The kiosk at rest.
    #[must_use]
    pub fn new(world: World, window: Size) -> Self {
        let settings = Settings::fresh(world.config.display.default_language);
        let texts = settings.texts(&world.locales);
        let zone = world.config.day.zone.clone();
        let now = Instant::now();
        let audio = Audio::fresh(&world.config.speech, false);
        Self {
            world,
            zone,
            settings,
            texts,
            window,
            screen: Screen::Attract(attract::Attract),
            trail: Vec::new(),
            visit: None,
            wanted: None,
            priority: None,
            party: None,
            own: Vec::new(),
            asked: None,
            overlay: None,
            beneath: None,
            outside: Outside::default(),
            repaying: false,
            session: 0,
            gesture: Gesture::default(),
            staff_in: false,
            ticket_language: None,
            staff: None,
            scanning: false,
            resting: false,
            extensions: 0,
            last_activity: now,
            entered: now,
            guard: Duration::ZERO,
            said: ("", String::new()),
            in_dialog: false,
            by_keys: false,
            focus: None,
            moves: 0,
            pressed: None,
            double_press: Duration::ZERO,
            heard: voice::Heard::default(),
            audio,
        }
    }

    /// Lets the same press count once within the time that the configuration names.
    #[must_use]
    pub fn steady(mut self) -> Self {
        self.double_press = self.world.config.keypad.double_press;
        self
    }

    /// Ignores presses so soon after a screen has changed that they were meant for the one
    /// before (a trembling or double tap).
    #[must_use]
    pub fn with_guard(mut self, guard: Duration) -> Self {
        self.guard = guard;
        self
    }

    /// Takes one message.
    pub fn update(&mut self, message: Message) -> Task<Message> {
        if let Message::Read(entered, lines) = &message {
            self.heard(*entered, lines);
            return Task::none();
        }
        self.hush(&message);
        let is_press = message.is_press();
        if is_press {
            self.touch();
            if self.staff_in {
                self.world.backend.staff_touches();
            }
            if self.entered.elapsed() < self.guard {
                return Task::none();
            }
            if self.is_double(&message) {
                return Task::none();
            }
        }
        let may_move_focus =
            is_press || matches!(message, Message::Question(_) | Message::Status(_) | Message::Checkin(_));
        self.echo(&message);
        let task = self.dispatch(message);
        self.steer_scanner();
        self.tell_rest();
        let told = match self.announce() {
            Some(entered) => entered,
            None if self.by_keys && may_move_focus => {
                let moves = self.moves;
                let kept = stop::keep(self.focus.clone()).map(move |focus| Message::Kept(moves, focus));
                Task::batch([kept, self.read_screen(false)])
            }
            None => self.read_screen(false),
        };
        // one after the other: the focus is looked for on the screen that has come of it
        Task::batch([task, told])
    }

    /// Whether this press repeats the one before so soon that it was not meant.
    fn is_double(&mut self, message: &Message) -> bool {
        if self.double_press.is_zero() {
            return false;
        }
        let now = Instant::now();
        let is_double = self
            .pressed
            .as_ref()
            .is_some_and(|(before, at)| now.duration_since(*at) < self.double_press && before.is_same_press(message));
        if !is_double {
            self.pressed = Some((message.clone(), now));
        }
        is_double
    }

    fn dispatch(&mut self, message: Message) -> Task<Message> {
        match message {
            Message::AskHelp => self.open(Overlay::Help),
            Message::AskLanguage => self.open(Overlay::Language),
            Message::AskFinish => self.open(Overlay::Finish),
            Message::CloseOverlay => self.close(),
            Message::AskDisplay => self.open(Overlay::Display),
            Message::AskVoice => self.open(Overlay::Voice),
            Message::Listen(true) => self.ask_for_voice(),
            Message::Listen(false) => self.end_voice(),
            Message::AskStaff => {
                let opened = self.open(Overlay::Help);
                Task::batch([opened, self.call_staff()])
            }
            Message::Scale(scale) => {
                self.settings.scale = scale;
                self.keep_taste();
                Task::none()
            }
            Message::Colours(contrast) => {
                self.settings.contrast = contrast;
                Task::none()
            }
            Message::LowReach(low) => {
                self.settings.low_reach = low;
                Task::none()
            }
            Message::Hide(hidden) => {
                self.settings.hidden = hidden;
                self.heard.hidden = hidden;
                self.close()
            }
            Message::TurnDigits => {
                self.settings.turn_digits(self.texts.digits());
                self.renew_texts();
                Task::none()
            }
            Message::Speak(language) => {
                self.speak(language);
                self.keep_taste();
                self.close()
            }
            Message::CallStaff => self.call_staff(),
            Message::Finish => self.farewell(),
            Message::MoreTime => self.more_time(),
            Message::Key(input) => self.key(input),
            Message::Stroke(stroke) => self.stroke(&stroke),
            Message::Focused(focus) => {
                self.say_focus(&focus);
                self.focus = Some(focus);
                Task::none()
            }
            // a step that was made since says itself where it led
            Message::Kept(moves, _) if moves != self.moves => Task::none(),
            Message::Kept(_, focus) => {
                if self.focus.as_ref().map(|before| &before.words) != Some(&focus.words) {
                    self.say_focus(&focus);
                }
                self.focus = Some(focus);
                Task::none()
            }
            // the screen itself, with what must be mended, has just been said
            Message::Entered(focus) => {
                self.focus = Some(focus);
                Task::none()
            }
            Message::Scan => self.step(stop::Go::Next),
            Message::Touched(_) if self.has_thanked() => self.return_home(),
            Message::LookAtLog => self.look_at_log(),
            Message::Touched(at) => {
                self.touch();
                let unfocused = if std::mem::take(&mut self.by_keys) { stop::clear() } else { Task::none() };
                Task::batch([unfocused, self.gesture(at)])
            }
            Message::Read(..) => Task::none(),
            Message::Idle => self.idle(),
            Message::Tick => self.tick(),
            Message::Return => self.return_home(),
            Message::Resized(size) => {
                self.window = size;
                Task::none()
            }
            Message::End => self.end(),
            Message::Nothing => Task::none(),
            Message::Outside(event) => self.happened(event),
            Message::Repaid(owed) => self.repaid(owed),
            Message::Submitted(session, result) if session == self.session => self.submitted(result),
            Message::Issued(session, result) if session == self.session => self.issued(result),
            Message::CheckedIn(session, done) if session == self.session => self.checked_in(done),
            Message::Looked(session, held) if session == self.session => self.held(held),
            Message::StaffTold(session, answer) if session == self.session => self.staff_told(answer),
            Message::GivenUp(session, done) if session == self.session => self.given_up(done),
            Message::Printed(session, job, outcome) if session == self.session => self.printed(&job, &outcome),
            Message::Doubted(session, doubt) if session == self.session => self.doubted(doubt),
            Message::Answered(session, outcome) if session == self.session => self.answered(&outcome),
            Message::FormPrinted(session, sheet, outcome) if session == self.session => {
                self.form_printed(sheet, &outcome)
            }
            Message::PaperRead(session, paper) if session == self.session => self.paper_read(paper),
            Message::StaffCalled(session, went_out) if session == self.session => self.staff_called(went_out),
            Message::LookedUp(session, answer) if session == self.session => self.looked_up(answer),
            Message::Submitted(..)
            | Message::Issued(..)
            | Message::CheckedIn(..)
            | Message::Looked(..)
            | Message::GivenUp(..)
            | Message::StaffTold(..)
            | Message::Printed(..)
            | Message::Doubted(..)
            | Message::Answered(..)
            | Message::FormPrinted(..)
            | Message::PaperRead(..)
            | Message::StaffCalled(..)
            | Message::LookedUp(..) => Task::none(),
            message => self.on_screen(message),
        }
    }

    /// The whole window.
    pub fn view(&self) -> Element<'_, Message> {
        let ctx = self.ctx();
        let base = frame::frame(&ctx, self.page(&ctx));
        let dialog = self.overlay.as_ref().map(|overlay| overlay.view(self, &ctx));
        let stand = self.overlay.as_ref().map_or_else(Stand::default, |overlay| overlay.stand(&ctx));
        let screen = modal(&ctx.look, stand, base, dialog);
        let screen = if self.settings.hidden { curtain(screen, overlay::curtain(&ctx)) } else { screen };
        let config = Arc::clone(&self.world.config);
        let backend = &self.world.backend;
        let tested = self.keys_are_tested();
        stage::watched(
            move |key| if tested { Taken::Wholly } else { keys::taken(&config.keypad, key) },
            mirror(ctx.look.direction, screen),
            || backend.drawn(),
        )
    }

    /// The present screen, described.
    fn page<'a>(&'a self, ctx: &Ctx<'_>) -> Page<'a, Message> {
        self.screen.view(ctx, self.visit.as_ref(), self.staff)
    }

    fn ctx(&self) -> Ctx<'_> {
        Ctx {
            look: self.look(),
            texts: &self.texts,
            locales: &self.world.locales,
            catalogue: &self.world.catalogue,
            config: &self.world.config,
            settings: Settings { low_reach: self.settings.low_reach && !self.is_for_who_stands(), ..self.settings },
            outside: &self.outside,
            audio: self.audio,
            today: self.today(),
            zone: &self.zone,
        }
    }

    /// Whether what is shown is for a member of staff who stands before the screen: a sheet, a ruler.
    fn is_for_who_stands(&self) -> bool {
        matches!(self.screen, Screen::Sheet(_)) || self.is_measured()
    }

    fn is_measured(&self) -> bool {
        matches!(&self.screen, Screen::Desk(desk) if desk.is_measured())
    }

    /// Colours, sizes and direction of this moment.
    #[must_use]
    pub fn look(&self) -> Look {
        // what is measured with a ruler keeps its size
        let scale = if self.is_measured() { TextScale::Normal } else { self.settings.scale };
        Look {
            contrast: self.settings.contrast,
            metrics: Metrics::new(self.world.config.display.pixel_pitch.0 as f32, self.window, scale),
            direction: self.texts.direction(),
        }
    }

    /// iced's theme.
    #[must_use]
    pub fn theme(&self) -> iced::Theme {
        self.look().theme()
    }

    /// The window's own colours.
    #[must_use]
    pub fn style(&self, _theme: &iced::Theme) -> iced::theme::Style {
        self.window_style()
    }

    /// The window's own colours; dark while the screen is hidden.
    fn window_style(&self) -> iced::theme::Style {
        let style = self.look().window();
        if self.settings.hidden {
            return iced::theme::Style { background_color: iced::Color::BLACK, ..style };
        }
        style
    }

    /// The digits of the screen.
    #[must_use]
    pub fn digits(&self) -> Digits {
        self.texts.digits()
    }

    /// Stable id of what is shown: the dialog if there is one, else the screen.
    #[must_use]
    pub fn shown(&self) -> &'static str {
        match &self.overlay {
            Some(overlay) => overlay.id(),
            None => self.page(&self.ctx()).id,
        }
    }

    /// The language of the screens.
    #[must_use]
    pub fn language(&self) -> Language {
        self.settings.language
    }

    /// Whether answers of a visit are in memory.
    #[must_use]
    pub fn holds_answers(&self) -> bool {
        self.visit.is_some() || !self.trail.is_empty()
    }

    fn today(&self) -> Date {
        self.world.clock.now().to_zoned_datetime(self.zone.clone()).date()
    }

    fn renew_texts(&mut self) {
        self.texts = self.settings.texts(&self.world.locales);
    }

    fn speak(&mut self, language: Language) {
        self.settings.speak(language);
        self.renew_texts();
        if let Some(visit) = &mut self.visit {
            visit.set_language(language);
        }
        self.screen.language_changed(self.visit.as_ref(), &self.texts);
    }

    fn touch(&mut self) {
        self.last_activity = Instant::now();
    }

    /// Tells the voice when another screen, dialog or problem is shown. With keys the focus goes to where it begins,
    /// and back to where it was when a dialog closes; with a finger there is none.
    fn announce(&mut self) -> Option<Task<Message>> {
        let (screen, words, problem) = {
            let ctx = self.ctx();
            match &self.overlay {
                Some(overlay) => (overlay.id(), overlay.spoken(&ctx), false),
                None => {
                    let page = self.page(&ctx);
                    (page.id, page.spoken(), page.problem.is_some())
                }
            }
        };
        if self.said.0 == screen && self.said.1 == words {
            return None;
        }
        let was_dialog = std::mem::replace(&mut self.in_dialog, self.overlay.is_some());
        self.entered = Instant::now();
        self.said = (screen, words);
        let read = self.read_screen(true);
        if !self.by_keys {
            self.focus = None;
            return Some(Task::batch([stop::clear(), read]));
        }
        // the screen is read with what must be mended: the focus is there without a word of its own
        let focus = if was_dialog && !self.in_dialog { stop::keep(None) } else { stop::enter(problem) };
        Some(Task::batch([focus.map(Message::Entered), read]))
    }
}
