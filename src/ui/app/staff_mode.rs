//! The way of staff: the hidden gesture, the door, the desk, and out again.

use std::time::Instant;

use iced::{Point, Task};
use zeroize::Zeroizing;

use super::backend::PrintJob;
use super::{App, Message};
use crate::staff::{Act, Answer, Refusal, Taste, corner_at};
use crate::ui::screen::Screen;
use crate::ui::screen::staff::desk::Desk;
use crate::ui::screen::staff::gate::{Gate, Then};
use crate::ui::theme::TextScale;

/// A corner reaches so far into the screen, in millimetres: a thumb finds it, a language is not there.
const REACH_MM: f32 = 25.0;

impl App {
    /// A touch anywhere: on the screen at rest the corners in their order lead to the door.
    pub(super) fn gesture(&mut self, at: Point) -> Task<Message> {
        let order = &self.world.config.staff.gesture;
        if order.is_empty() || self.overlay.is_some() || !matches!(self.screen, Screen::Attract(_)) {
            return Task::none();
        }
        let reach = self.look().mm(REACH_MM);
        let corner = corner_at(at.x, at.y, self.window.width, self.window.height, reach);
        if self.gesture.touched(corner, order, Instant::now()) && self.world.backend.has_staff() {
            return self.forward(Screen::Gate(Box::new(Gate::new(Then::Desk))));
        }
        Task::none()
    }

    /// The key switch was turned: as the corners do, and only where they would.
    pub(super) fn key_switch(&mut self) -> Task<Message> {
        let at_rest = matches!(self.screen, Screen::Attract(_)) && self.overlay.is_none();
        if at_rest && self.world.backend.has_staff() {
            return self.forward(Screen::Gate(Box::new(Gate::new(Then::Desk))));
        }
        Task::none()
    }

    /// A badge was held before the scanner. Where citizens are in the middle of something it does nothing.
    pub(super) fn badge(&mut self, text: Zeroizing<String>) -> Task<Message> {
        if !self.world.backend.has_staff() {
            return self.refused("scanned-unreadable");
        }
        match self.screen {
            Screen::Attract(_) => {
                let door = self.forward(Screen::Gate(Box::new(Gate::new(Then::Desk))));
                Task::batch([door, self.ask_staff(Act::Badge(text))])
            }
            Screen::Gate(_) => self.ask_staff(Act::Badge(text)),
            _ => Task::none(),
        }
    }

    /// Asks the kiosk.
    pub(super) fn ask_staff(&self, act: Act) -> Task<Message> {
        let session = self.session;
        Task::perform(self.world.backend.staff(act), move |answer| Message::StaffTold(session, answer))
    }

    /// What it said.
    pub(super) fn staff_told(&mut self, answer: Answer) -> Task<Message> {
        self.touch();
        match (&mut self.screen, answer) {
            (Screen::Gate(gate), Answer::Open { role, name, taste }) => {
                let then = gate.then().clone();
                self.staff_in = true;
                match then {
                    Then::Desk => {
                        let tongue = self.ticket_language.unwrap_or(self.world.config.display.default_language);
                        self.screen = Screen::Desk(Box::new(Desk::new(role, name, tongue)));
                        if let Some(taste) = taste {
                            self.take_taste(taste);
                        }
                        Task::none()
                    }
                    Then::Sheet(job) => {
                        let back = self.back();
                        let recorded = self.ask_staff(Act::Sheet);
                        Task::batch([back, recorded, self.look_at_sheet(job)])
                    }
                }
            }
            (Screen::Gate(gate), Answer::Refused(refusal)) => {
                gate.refuse(refusal);
                Task::none()
            }
            (Screen::Desk(desk), answer) => match desk.answered(answer) {
                Some(refusal) => self.closed(refusal),
                None => Task::none(),
            },
            _ => Task::none(),
        }
    }

    /// The screens as this member of staff had them last; what is not there any more is left as it is.
    fn take_taste(&mut self, taste: Taste) {
        if self.world.config.display.languages.contains(&taste.language) {
            self.settings.speak(taste.language);
            self.renew_texts();
        }
        if let Some(scale) = TextScale::ALL.get(usize::from(taste.size)) {
            self.settings.scale = *scale;
        }
    }

    /// Language or size of text were changed: at the desk they are that member's from now on.
    pub(super) fn keep_taste(&self) {
        if !matches!(self.screen, Screen::Desk(_)) {
            return;
        }
        let size = TextScale::ALL.iter().position(|scale| *scale == self.settings.scale);
        let size = size.and_then(|place| u8::try_from(place).ok()).unwrap_or_default();
        self.world.backend.staff_prefers(Taste { language: self.settings.language, size });
    }

    /// The time is over: the door again, with a word why.
    fn closed(&mut self, refusal: Refusal) -> Task<Message> {
        self.staff_in = false;
        self.screen = Screen::Gate(Box::new(Gate::new(Then::Desk).refused(refusal)));
        Task::none()
    }

    /// Nobody wants in.
    pub(super) fn leave_gate(&mut self) -> Task<Message> {
        match self.trail.last() {
            Some(Screen::Done(_)) => self.back(),
            _ => self.wipe(),
        }
    }

    /// Whoever was in has gone.
    pub(super) fn staff_goes(&mut self) {
        if std::mem::take(&mut self.staff_in) {
            self.world.backend.staff_leaves();
        }
    }

    /// The question about a sheet: for staff, where there are any.
    pub(super) fn ask_about_sheet(&mut self, job: Option<PrintJob>) -> Task<Message> {
        if self.world.backend.has_staff() && !self.staff_in {
            return self.forward(Screen::Gate(Box::new(Gate::new(Then::Sheet(job)))));
        }
        self.look_at_sheet(job)
    }
}
