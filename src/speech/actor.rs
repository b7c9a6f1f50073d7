//! The thread of the voice.

use std::collections::{HashSet, VecDeque};
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use tokio::sync::broadcast;

use super::sink::{AHEAD, Folder, Player};
use super::sound::{RATE, Sound};
use super::source::{Clause, Voices};
use super::{Command, Output, Setting, Side, Turn, Utterance, VoiceEvent};

/// So much is handed to the device at once.
const CHUNK: usize = (RATE / 50) as usize;
/// Between two looks while something is played.
const LOOK: Duration = Duration::from_millis(10);
/// So much of what was handed over is kept, to be said again after a pause.
const KEPT: usize = RATE as usize;

/// What keeps the voice silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Fault {
    NoVoice,
    Folder,
    Player,
    Device,
}

/// Why an utterance goes no further.
enum Cut {
    /// Another one was asked for, or silence.
    Stopped,
    /// Nothing can be heard.
    Failed,
}

pub(super) struct Actor {
    voices: Voices,
    setting: Setting,
    inbox: mpsc::Receiver<Command>,
    events: broadcast::Sender<VoiceEvent>,
    turn: Arc<Turn>,
    output: Output,
    /// On which side of the device the present utterance is heard.
    side: Side,
    folder: Option<Folder>,
    queue: VecDeque<Utterance>,
    paused: bool,
    player: Option<Player>,
    /// The last of what was handed to the player.
    tail: VecDeque<i16>,
    /// What is wrong is told once each.
    told: HashSet<Fault>,
}

impl Actor {
    pub(super) fn new(
        voices: Voices,
        output: Output,
        setting: Setting,
        inbox: mpsc::Receiver<Command>,
        events: broadcast::Sender<VoiceEvent>,
        turn: Arc<Turn>,
    ) -> Self {
        Self {
            voices,
            setting,
            inbox,
            events,
            turn,
            output,
            side: Side::Both,
            folder: None,
            queue: VecDeque::new(),
            paused: false,
            player: None,
            tail: VecDeque::new(),
            told: HashSet::new(),
        }
    }

    pub(super) fn run(mut self) {
        while let Ok(command) = self.inbox.recv() {
            self.take(command);
            while let Some(utterance) = self.queue.pop_front() {
                self.utter(&utterance);
            }
        }
    }

    fn take(&mut self, command: Command) {
        match command {
            Command::Say(utterance) => self.queue.push_back(utterance),
            Command::Set(setting) => self.setting = setting,
            // Nothing is left to pause while nothing is said.
            Command::Pause => self.paused = !self.paused && self.player.is_some(),
            Command::Hush => self.paused = false,
        }
    }

    fn is_over(&self, utterance: &Utterance) -> bool {
        utterance.turn != self.turn.now()
    }

    fn tell(&self, event: VoiceEvent) {
        // Nobody need listen.
        let _ = self.events.send(event);
    }

    fn once(&mut self, fault: Fault, error: &dyn std::fmt::Display) {
        if !self.told.insert(fault) {
            return;
        }
        // The voice stays silent; the screens work as before.
        match fault {
            Fault::NoVoice => tracing::error!(event = "speech.no_voice", %error),
            Fault::Folder => tracing::error!(event = "speech.folder", %error),
            Fault::Player => tracing::error!(event = "speech.player", %error),
            Fault::Device => tracing::error!(event = "speech.device", %error),
        }
    }

    fn utter(&mut self, utterance: &Utterance) {
        let is_device = matches!(self.output, Output::Device { .. });
        let heard = self.setting.audible || utterance.test.is_some();
        if self.is_over(utterance) || is_device && !heard {
            return;
        }
        self.side = utterance.test.unwrap_or(Side::Both);
        self.paused = false;
        let done = if is_device { self.aloud(utterance) } else { self.write_file(utterance) };
        self.player = None;
        self.tail.clear();
        match done {
            Ok(()) => self.tell(VoiceEvent::Ended),
            Err(Cut::Stopped) => self.tell(VoiceEvent::Stopped(self.turn.lasts())),
            Err(Cut::Failed) => {}
        }
    }

    fn render(&mut self, utterance: &Utterance, clause: &Clause) -> Result<Sound, Cut> {
        let turn = Arc::clone(&self.turn);
        let over = || utterance.turn != turn.now();
        match self.voices.render(clause, self.setting.percent, over) {
            Ok(Some(sound)) => Ok(sound.gain(self.setting.db)),
            Ok(None) => Err(Cut::Stopped),
            Err(error) => {
                self.once(Fault::NoVoice, &error);
                Err(Cut::Failed)
            }
        }
    }

    fn clauses(&self, utterance: &Utterance) -> Vec<Clause> {
        utterance.parts.iter().flat_map(|(language, text)| self.voices.clauses(*language, text)).collect()
    }

    fn write_file(&mut self, utterance: &Utterance) -> Result<(), Cut> {
        let mut whole = Sound::default();
        for clause in self.clauses(utterance) {
            if self.is_over(utterance) {
                return Err(Cut::Stopped);
            }
            whole.push(&self.render(utterance, &clause)?);
        }
        let Output::Folder(path) = self.output.clone() else { return Ok(()) };
        let tag = utterance.parts.first().map_or("none", |(language, _)| language.tag());
        let written = match &mut self.folder {
            Some(folder) => folder.write(tag, &whole),
            None => Folder::open(&path).and_then(|mut folder| {
                let written = folder.write(tag, &whole);
                self.folder = Some(folder);
                written
            }),
        };
        self.tell(VoiceEvent::Began(utterance.asked.elapsed()));
        written.map_err(|error| {
            self.once(Fault::Folder, &error);
            Cut::Failed
        })
    }

    fn aloud(&mut self, utterance: &Utterance) -> Result<(), Cut> {
        let mut has_begun = false;
        for clause in self.clauses(utterance) {
            let sound = self.render(utterance, &clause)?;
            for chunk in sound.0.chunks(CHUNK) {
                self.wait(utterance, |player| player.under_way() < AHEAD)?;
                self.play(chunk)?;
                if !has_begun {
                    has_begun = true;
                    let after = utterance.asked.elapsed();
                    tracing::debug!(event = "speech.began", ms = after.as_millis());
                    self.tell(VoiceEvent::Began(after));
                }
            }
        }
        self.finish(utterance)
    }

    fn play(&mut self, samples: &[i16]) -> Result<(), Cut> {
        if self.player.is_none() {
            self.player = Some(self.start()?);
        }
        let written = self.player.as_mut().map(|player| player.write(samples));
        if let Some(Err(error)) = written {
            self.once(Fault::Device, &error);
            return Err(Cut::Failed);
        }
        self.tail.extend(samples);
        let surplus = self.tail.len().saturating_sub(KEPT);
        self.tail.drain(..surplus);
        Ok(())
    }

    fn start(&mut self) -> Result<Player, Cut> {
        let (player, name) = match &self.output {
            Output::Device { player, name } => (player.clone(), name.clone()),
            Output::Folder(_) => return Err(Cut::Failed),
        };
        Player::start(Path::new(&player), &name, self.side).map_err(|error| {
            self.once(Fault::Player, &format!("{}: {error}; apt install alsa-utils", player.display()));
            Cut::Failed
        })
    }

    /// Waits until the player is so far. Meanwhile everything that is told is heard.
    fn wait(&mut self, utterance: &Utterance, ready: impl Fn(&mut Player) -> bool) -> Result<(), Cut> {
        loop {
            while let Ok(command) = self.inbox.try_recv() {
                self.take(command);
            }
            if self.is_over(utterance) {
                return Err(Cut::Stopped);
            }
            if self.paused {
                self.rest(utterance)?;
            }
            let Some(player) = self.player.as_mut() else { return Ok(()) };
            if player.has_failed() {
                self.once(Fault::Device, &"the sound device takes no sound; see `aplay -l` and speech.device");
                return Err(Cut::Failed);
            }
            if ready(player) {
                return Ok(());
            }
            // a command wakes it at once
            match self.inbox.recv_timeout(LOOK) {
                Ok(command) => self.take(command),
                Err(mpsc::RecvTimeoutError::Timeout) => {}
                Err(mpsc::RecvTimeoutError::Disconnected) => return Err(Cut::Stopped),
            }
        }
    }

    /// Silent until it goes on; then what was not heard any more is said again.
    fn rest(&mut self, utterance: &Utterance) -> Result<(), Cut> {
        let unheard = self.player.as_ref().map_or(Duration::ZERO, Player::under_way);
        self.player = None;
        while self.paused && !self.is_over(utterance) {
            match self.inbox.recv() {
                Ok(command) => self.take_while_resting(command),
                Err(_) => return Err(Cut::Stopped),
            }
        }
        if self.is_over(utterance) {
            return Err(Cut::Stopped);
        }
        let count = ((unheard.as_secs_f64() * f64::from(RATE)) as usize).min(self.tail.len());
        let again: Vec<i16> = self.tail.iter().skip(self.tail.len() - count).copied().collect();
        self.tail.clear();
        self.play(&again)
    }

    fn take_while_resting(&mut self, command: Command) {
        match command {
            Command::Pause => self.paused = false,
            other => self.take(other),
        }
    }

    /// Plays the rest to its end.
    fn finish(&mut self, utterance: &Utterance) -> Result<(), Cut> {
        while let Some(player) = self.player.as_mut() {
            player.finish();
            if player.has_ended() {
                break;
            }
            // after a pause another player has the rest
            self.wait(utterance, |player| player.is_open() || player.has_ended())?;
        }
        Ok(())
    }
}
