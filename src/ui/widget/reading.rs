//! What the voice reads of a screen: every text that is on no control, in reading order.
//!
//! Controls say their own words when they are focused ([`super::stop`]). Everything else is taken from the
//! widgets themselves, so no text can be shown that the voice does not know. What is personal stands in a
//! [`private`] or [`masked`] box, and the application decides what is said instead.

use iced::advanced::widget::operation::Outcome;
use iced::advanced::widget::{Id, Operation, operate};
use iced::widget::container;
use iced::{Rectangle, Task};

use super::stop;
use crate::ui::Element;

/// Personal: said aloud only where nobody else can hear it, or when the citizen wants it.
const PRIVATE: &str = "voice.private";
/// Never said: "entered" instead.
const MASKED: &str = "voice.masked";
/// Said by itself when it changes, not as a part of the screen.
const SILENT: &str = "voice.silent";

/// Who may hear a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ear {
    /// Everybody.
    All,
    /// The citizen alone.
    Own,
    /// Nobody.
    Nobody,
}

/// A text on no control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// As it is written.
    pub text: String,
    /// Who may hear it.
    pub ear: Ear,
}

/// Content that the voice says to the citizen alone.
pub fn private<'a, M: 'a>(content: impl Into<Element<'a, M>>) -> Element<'a, M> {
    container(content).id(PRIVATE).into()
}

/// Content that the voice never says.
pub fn masked<'a, M: 'a>(content: impl Into<Element<'a, M>>) -> Element<'a, M> {
    container(content).id(MASKED).into()
}

/// Content that is not read with the screen: what shows how the voice is set.
pub fn silent<'a, M: 'a>(content: impl Into<Element<'a, M>>) -> Element<'a, M> {
    container(content).id(SILENT).into()
}

/// Reads the screen.
pub fn read() -> Task<Vec<Line>> {
    operate(Read::default())
}

#[derive(Default)]
struct Read {
    texts: Vec<(String, Rectangle)>,
    /// Where nothing is read: controls, and what is silent.
    stops: Vec<Rectangle>,
    boxes: Vec<(Ear, Rectangle)>,
}

impl Operation<Vec<Line>> for Read {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<Vec<Line>>)) {
        operate(self);
    }

    fn container(&mut self, id: Option<&Id>, bounds: Rectangle) {
        for (name, ear) in [(PRIVATE, Ear::Own), (MASKED, Ear::Nobody)] {
            if id == Some(&Id::new(name)) {
                self.boxes.push((ear, bounds));
            }
        }
        if id == Some(&Id::new(SILENT)) {
            self.stops.push(bounds);
        }
    }

    fn custom(&mut self, _id: Option<&Id>, bounds: Rectangle, state: &mut dyn std::any::Any) {
        if state.is::<stop::State>() {
            self.stops.push(bounds);
        }
    }

    fn text(&mut self, _id: Option<&Id>, bounds: Rectangle, text: &str) {
        self.texts.push((text.to_owned(), bounds));
    }

    fn finish(&self) -> Outcome<Vec<Line>> {
        let lies_in = |part: &Rectangle, whole: &Rectangle| whole.contains(part.center());
        let lines = self
            .texts
            .iter()
            .filter(|(text, bounds)| !text.trim().is_empty() && !self.stops.iter().any(|stop| lies_in(bounds, stop)));
        let lines = lines.map(|(text, bounds)| {
            let ear =
                self.boxes.iter().rev().find(|(_, whole)| lies_in(bounds, whole)).map_or(Ear::All, |(ear, _)| *ear);
            Line { text: text.clone(), ear }
        });
        Outcome::Some(lines.collect())
    }
}
