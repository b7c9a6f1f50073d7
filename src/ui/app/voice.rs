//! The voice of the screens: what is said when, and who may hear it.
//!
//! A screen is read from its own widgets when it is entered, and what appears on it later is said when it
//! appears. In audio mode (headphones are in, or somebody asked) the sound device is spoken to; the speech
//! log has everything in any case. Personal answers are said to headphones, or when the citizen asks for it.

use std::time::{Duration, Instant};

use iced::Task;

use super::backend::{PaperRead, Spoken, VoiceWish};
use super::overlay::Overlay;
use super::{App, Input, Message, keys};
use crate::config::{Speech, SpeechOutput, SpeechStart};
use crate::i18n::{Language, args};
use crate::receipt::Said;
use crate::ui::screen::staff::gate;
use crate::ui::screen::{Screen, attract, checkin, question, status};
use crate::ui::widget::reading::{self, Ear, Line};
use crate::ui::widget::stop;
use crate::ui::widget::{Edit, Key};

/// What begins so soon before a key's other message is the answer to that key.
const ANSWER: Duration = Duration::from_millis(150);

/// Speeds in percent.
const RATES: [u16; 7] = [50, 75, 100, 125, 150, 175, 200];

/// Steps of loudness.
pub(super) const LOUDEST: u8 = 7;

/// The voice as this visit has set it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Audio {
    /// Whether the sound device is spoken to.
    pub on: bool,
    /// Whether headphones are in.
    pub headphones: bool,
    /// Whether personal answers may be said to a loudspeaker.
    pub aloud: bool,
    /// Speed in percent.
    pub percent: u16,
    /// Loudness, from 1 to 7.
    pub volume: u8,
}

impl Audio {
    /// As a visit begins. Headphones that are in stay in.
    pub(super) fn fresh(speech: &Speech, headphones: bool) -> Self {
        Self {
            on: headphones || speech.start == SpeechStart::Always,
            headphones,
            aloud: false,
            percent: speech.rate,
            volume: speech.volume,
        }
    }

    /// Whether only the citizen hears what is said, or wants it said.
    fn is_private(self) -> bool {
        self.headphones || self.aloud
    }
}

/// What a key does to the voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoiceKey {
    /// A pause, or on.
    Pause,
    /// Slower by a step.
    Slower,
    /// Faster by a step.
    Faster,
    /// Softer by a step.
    Softer,
    /// Louder by a step.
    Louder,
    /// Personal answers aloud, or not any more.
    Aloud,
    /// Headphones are in, or out, where one key tells both.
    Headphones,
    /// Headphones are in.
    Plugged,
    /// They are out.
    Unplugged,
}

/// What was heard of the present screen.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// The screen is to be read from the beginning.
    fresh: bool,
    /// Counts screens that were entered: what was read of an earlier one comes too late.
    entered: u64,
    lines: Vec<String>,
    at: Option<Instant>,
    /// How many readings of the screen are under way.
    asked: u32,
    /// What is said when they are there: the paper after the screen that tells of it.
    paper: Option<PaperRead>,
    /// The screen has just been hidden, which is said before what stands on it.
    pub(super) hidden: bool,
}

impl Heard {
    /// The visit has ended: its paper is not read to the next.
    pub(super) fn forget(&mut self) {
        self.paper = None;
    }
}

impl App {
    /// Reads the screen again as it is now: whole, or what is new on it. Where nobody listens only entering is told.
    pub(super) fn read_screen(&mut self, is_new: bool) -> Task<Message> {
        self.heard.fresh |= is_new;
        self.heard.entered += u64::from(is_new);
        let entered = self.heard.entered;
        let listens = match self.world.config.speech.output {
            SpeechOutput::Off => false,
            SpeechOutput::Device => self.audio.on,
            SpeechOutput::Wav(_) | SpeechOutput::Log(_) => true,
        };
        if !is_new && !listens {
            return Task::none();
        }
        self.heard.asked += 1;
        reading::read().map(move |lines| Message::Read(entered, lines))
    }

    /// The texts of the screen are there.
    pub(super) fn heard(&mut self, entered: u64, lines: &[Line]) {
        self.heard.asked = self.heard.asked.saturating_sub(1);
        self.hear(entered, lines);
        if self.heard.asked == 0
            && let Some(paper) = self.heard.paper.take()
        {
            self.say_paper(&paper);
        }
    }

    fn hear(&mut self, entered: u64, lines: &[Line]) {
        if entered != self.heard.entered {
            return;
        }
        let texts: Vec<String> = lines.iter().map(|line| line.text.clone()).collect();
        let before = std::mem::replace(&mut self.heard.lines, texts);
        if std::mem::take(&mut self.heard.fresh) {
            self.say_screen(lines);
            return;
        }
        // the seconds of the countdown are not said each
        if matches!(self.overlay, Some(Overlay::Idle { left }) if left % 10 != 0) {
            return;
        }
        // what is personal is said where it may be; that it is not said was told with the screen
        let may_be_said = |ear: Ear| ear == Ear::All || ear == Ear::Own && self.audio.is_private();
        let new = lines.iter().filter(|line| may_be_said(line.ear) && !before.contains(&line.text));
        let new: Vec<&str> = new.map(|line| line.text.as_str()).collect();
        if !new.is_empty() {
            let say = self.sentences(new.iter().map(|text| self.texts.spoken(text)));
            self.tell("notice", None, new.join(". "), say, None);
        }
    }

    /// The screen as a whole: what must be mended and the question first, then the rest in reading order.
    fn say_screen(&mut self, lines: &[Line]) {
        let first = self.first_words();
        let centre = self.world.config.centre.name.in_language(self.settings.language);
        let names_centre = matches!(self.screen, Screen::Attract(_) | Screen::Home(_));
        let rest = lines.iter().filter(|line| !first.contains(&line.text) && (names_centre || line.text != centre));
        let hidden = std::mem::take(&mut self.heard.hidden).then(|| self.texts.get("hidden-about"));
        let mut parts: Vec<String> = hidden.iter().chain(&first).map(|text| self.texts.spoken(text)).collect();
        parts.extend(rest.map(|line| self.for_ears(&line.text, line.ear)));
        let say = self.sentences(parts);
        let mut spoken = self.spoken("screen", None, self.said.1.clone(), say, None);
        if matches!(self.screen, Screen::Attract(_)) && self.overlay.is_none() {
            spoken.also = self.in_all_languages();
        }
        self.heard.at = Some(Instant::now());
        self.world.backend.say(spoken);
    }

    /// Says the screen again, as it is now.
    pub(super) fn repeat(&mut self) -> Task<Message> {
        self.read_screen(true)
    }

    /// The focus moved.
    pub(super) fn say_focus(&mut self, focus: &stop::Focus) {
        let words = &focus.words;
        if gate::is_digit(&words.id) && !self.audio.is_private() {
            return self.say_hidden_digit();
        }
        let ear = if words.id == "field.answer" { self.ear_of_field() } else { Ear::All };
        let value = words.value.as_deref().filter(|value| !value.is_empty());
        let told = value.map(|value| self.for_ears(value, ear));
        // a language says its name itself
        let tag = words.id.strip_prefix("language.");
        let voice = self.world.locales.languages().iter().map(|info| info.language).find(|l| tag == Some(l.tag()));
        let text = voice.map_or_else(
            || self.texts.spoken(&words.text),
            |language| self.world.locales.texts(language).spoken(&words.text),
        );
        let say = self.sentences([Some(text), told.clone()].into_iter().flatten());
        let value = match ear {
            Ear::All => words.value.clone(),
            Ear::Own if self.audio.is_private() => words.value.clone(),
            Ear::Own | Ear::Nobody => None,
        };
        let mut spoken = self.spoken(words.role.name(), Some(words.id.clone()), words.text.clone(), say, value);
        spoken.position = Some(focus.position);
        spoken.voice = voice;
        if words.id == attract::LISTEN {
            spoken.also = self.in_all_languages();
            spoken.also.retain(|(language, _)| *language != self.settings.language);
        }
        self.heard.at = Some(Instant::now());
        self.world.backend.say(spoken);
    }

    /// The focus stands on a digit of the keypad for PINs: neither which, nor where it stands, is told to everybody.
    fn say_hidden_digit(&mut self) {
        let text = self.texts.get("voice-digit");
        let say = self.texts.spoken(&text);
        self.heard.at = Some(Instant::now());
        self.tell("button", Some("pin.digit"), text, say, None);
    }

    /// Says what was typed: the sign, or only that there is one.
    pub(super) fn echo(&mut self, message: &Message) {
        let key = match message {
            Message::Question(question::Message::Key(key))
            | Message::Status(status::Message::Key(key))
            | Message::Checkin(checkin::Message::Key(key)) => key,
            _ => return,
        };
        let text = match key {
            Key::Text(text) if text == " " => self.texts.get("key-space"),
            Key::Text(text) => match question::SIGNS.iter().find(|(sign, _)| text.chars().eq([*sign])) {
                Some((_, name)) => self.texts.get(name),
                None => text.clone(),
            },
            Key::Backspace => self.texts.get("key-backspace"),
            // what the caret goes over; at the end nothing
            key if key.is_step() => match self.edit().and_then(|edit| edit.passes(key)) {
                Some(' ') => self.texts.get("key-space"),
                Some(sign) => sign.to_string(),
                None => return,
            },
            _ => return,
        };
        let typed = matches!(key, Key::Text(_)) || key.is_step();
        let ear = if typed { self.ear_of_field() } else { Ear::All };
        let say = match ear {
            Ear::All => self.texts.spoken(&text),
            Ear::Own if self.audio.is_private() => self.texts.spoken(&text),
            // the key has said itself, and nothing was typed
            Ear::Own | Ear::Nobody if key.is_step() => return,
            Ear::Own | Ear::Nobody => self.texts.spoken(&self.texts.get("voice-sign")),
        };
        self.tell("echo", Some("field.answer"), say.clone(), say, None);
    }

    /// Asks for what stands on the paper.
    pub(super) fn read_paper(&mut self) -> Task<Message> {
        let Screen::Done(done) = &self.screen else { return Task::none() };
        let session = self.session;
        let read = self.world.backend.read_paper(done.printing().job().clone());
        Task::perform(read, move |paper| Message::PaperRead(session, paper))
    }

    /// What stands on it is there: it is said after the screen that tells of it.
    pub(super) fn paper_read(&mut self, paper: Option<PaperRead>) -> Task<Message> {
        match paper {
            Some(paper) if self.heard.asked > 0 => self.heard.paper = Some(paper),
            Some(paper) => self.say_paper(&paper),
            None => {}
        }
        Task::none()
    }

    /// Says it after what is being said, in the language in which it is printed. What is private on it is said as
    /// everywhere: to headphones, or when the citizen wants it.
    fn say_paper(&self, paper: &PaperRead) {
        if !matches!(self.screen, Screen::Done(_)) {
            return;
        }
        let texts = self.world.locales.texts(paper.language);
        let hidden = |private: bool| private && !self.audio.is_private();
        let line = |line: &Said| match hidden(line.private) {
            true => texts.get("voice-hidden"),
            false => line.text.clone(),
        };
        let lines: Vec<String> = paper.lines.iter().map(line).collect();
        let say = self.sentences(lines.iter().map(|text| texts.spoken(text)));
        let mut spoken = self.spoken("notice", None, lines.join(". "), say, None);
        spoken.voice = Some(paper.language);
        self.world.backend.say(spoken);
    }

    /// What is typed on this screen.
    fn edit(&self) -> Option<&Edit> {
        match &self.screen {
            Screen::Question(screen) => Some(screen.edit()),
            Screen::Status(screen) => Some(screen.edit()),
            Screen::Checkin(screen) => Some(screen.edit()),
            _ => None,
        }
    }

    /// A key for the voice.
    pub(super) fn voice_key(&mut self, key: VoiceKey) -> Task<Message> {
        let rate = RATES.iter().position(|rate| *rate >= self.audio.percent).unwrap_or(2);
        let to = |place: usize| RATES.get(place).copied().unwrap_or(100);
        let last = RATES.len() - 1;
        match key {
            VoiceKey::Pause => {
                // a key on the button is told twice: its second message must not end what has just paused
                self.heard.at = Some(Instant::now());
                self.world.backend.voice(VoiceWish::Pause);
            }
            VoiceKey::Slower => self.audio.percent = to(rate.saturating_sub(1)),
            VoiceKey::Faster => self.audio.percent = to((rate + 1).min(last)),
            VoiceKey::Softer => self.audio.volume = self.audio.volume.saturating_sub(1).max(1),
            VoiceKey::Louder => self.audio.volume = (self.audio.volume + 1).min(LOUDEST),
            VoiceKey::Aloud => self.audio.aloud = !self.audio.aloud,
            VoiceKey::Headphones => return self.headphones(!self.audio.headphones),
            VoiceKey::Plugged => return self.headphones(true),
            VoiceKey::Unplugged => return self.headphones(false),
        }
        let (id, text) = match key {
            VoiceKey::Pause | VoiceKey::Headphones | VoiceKey::Plugged | VoiceKey::Unplugged => return Task::none(),
            VoiceKey::Slower | VoiceKey::Faster => {
                ("voice.rate", self.texts.with("voice-rate", &args![n = i64::from(self.audio.percent)]))
            }
            VoiceKey::Softer | VoiceKey::Louder => {
                let (n, of) = (i64::from(self.audio.volume), i64::from(LOUDEST));
                ("voice.volume", self.texts.with("voice-volume", &args![n = n, of = of]))
            }
            VoiceKey::Aloud => {
                let key = if self.audio.aloud { "voice-aloud" } else { "voice-quiet" };
                ("voice.aloud", self.texts.get(key))
            }
        };
        self.tune();
        let say = self.texts.spoken(&text);
        self.tell("notice", Some(id), text, say, None);
        Task::none()
    }

    /// Headphones were plugged in: the voice begins. Or they were pulled out: it ends, and what is personal is
    /// not said to everybody.
    pub fn headphones(&mut self, plugged: bool) -> Task<Message> {
        if self.audio.headphones == plugged {
            return Task::none();
        }
        tracing::info!(event = "ui.headphones", plugged);
        self.audio = Audio { on: plugged || self.starts_always(), headphones: plugged, aloud: false, ..self.audio };
        self.listen()
    }

    /// The voice by loudspeaker, for who asks for it at the screen at rest.
    pub(super) fn ask_for_voice(&mut self) -> Task<Message> {
        self.audio.on = true;
        self.listen()
    }

    /// The citizen has heard enough.
    pub(super) fn end_voice(&mut self) -> Task<Message> {
        self.audio.on = false;
        self.tune();
        Task::none()
    }

    fn listen(&mut self) -> Task<Message> {
        self.tune();
        if self.audio.on { self.repeat() } else { Task::none() }
    }

    fn starts_always(&self) -> bool {
        self.world.config.speech.start == SpeechStart::Always
    }

    /// The next visit begins with the voice as it is configured.
    pub(super) fn reset_audio(&mut self) {
        self.audio = Audio::fresh(&self.world.config.speech, self.audio.headphones);
        self.tune();
    }

    fn tune(&self) {
        let Audio { on, percent, volume, .. } = self.audio;
        self.world.backend.voice(VoiceWish::Tune { percent, volume, audible: on });
    }

    /// A key or a touch: silence, at once.
    pub(super) fn hush(&self, message: &Message) {
        let is_own_answer = self.heard.at.is_some_and(|at| at.elapsed() < ANSWER);
        let ends = match message {
            Message::Key(input) => !matches!(input, Input::Voice(_)),
            // told by the window as well as by the widget that took it
            Message::Stroke(stroke) if stroke.is_taken() => !is_own_answer,
            Message::Stroke(stroke) => !keys::is_for_voice(&self.world.config.keypad, stroke),
            other => other.is_press(),
        };
        if ends {
            self.world.backend.voice(VoiceWish::Hush);
        }
    }

    /// What must be mended, what it belongs to, the question, the remark; or the words of a dialog.
    fn first_words(&self) -> Vec<String> {
        let ctx = self.ctx();
        match &self.overlay {
            Some(_) => Vec::new(),
            None => self.page(&ctx).spoken_parts(),
        }
    }

    /// That there is help by voice, in each language of this kiosk.
    fn in_all_languages(&self) -> Vec<(Language, String)> {
        let ctx = self.ctx();
        let mut all: Vec<(Language, String)> = Vec::new();
        for language in attract::offered(&ctx) {
            let texts = self.world.locales.texts(language);
            let words = ["attract-speech", "attract-audio"].map(|key| texts.spoken(&texts.get(key)));
            all.push((language, self.sentences(words)));
        }
        all
    }

    fn ear_of_field(&self) -> Ear {
        match (&self.screen, &self.visit) {
            (Screen::Question(question), Some(visit)) => question.ear(visit),
            (Screen::Checkin(checkin), _) if checkin.is_private() => Ear::Own,
            _ => Ear::All,
        }
    }

    /// What is said of a text to whom may hear it.
    fn for_ears(&self, text: &str, ear: Ear) -> String {
        match ear {
            Ear::All => self.texts.spoken(text),
            Ear::Own if self.audio.is_private() => self.texts.spoken(text),
            Ear::Own => self.texts.spoken(&self.texts.get("voice-hidden")),
            Ear::Nobody => self.texts.spoken(&self.texts.get("voice-entered")),
        }
    }

    /// Sentences one after the other, each with a stop at its end.
    fn sentences(&self, parts: impl IntoIterator<Item = String>) -> String {
        let mut all = String::new();
        for part in parts {
            let part = part.trim();
            if part.is_empty() {
                continue;
            }
            if !all.is_empty() {
                all.push_str(if all.ends_with(['.', '!', '?', '؟', ':', '،', ',']) { " " } else { ". " });
            }
            all.push_str(part);
        }
        all
    }

    fn spoken(
        &self,
        role: &'static str,
        focus: Option<String>,
        text: String,
        say: String,
        value: Option<String>,
    ) -> Spoken {
        Spoken {
            language: self.settings.language,
            screen: self.said.0,
            focus,
            role,
            text,
            say,
            value,
            position: None,
            voice: None,
            also: Vec::new(),
        }
    }

    fn tell(&self, role: &'static str, focus: Option<&str>, text: String, say: String, value: Option<String>) {
        let spoken = self.spoken(role, focus.map(str::to_owned), text, say, value);
        self.world.backend.say(spoken);
    }
}
