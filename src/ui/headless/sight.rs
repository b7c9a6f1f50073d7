//! What texts are on the screen, and where.

use iced::Rectangle;
use iced::advanced::widget::operation::Outcome;
use iced::advanced::widget::{Id, Operation};

/// A text on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// As it is written.
    pub text: String,
    /// Where it lies, in logical pixels.
    pub bounds: Rectangle,
}

/// Collects every text, in reading order.
pub(super) fn texts() -> impl Operation<Vec<Seen>> {
    Texts(Vec::new())
}

struct Texts(Vec<Seen>);

impl Operation<Vec<Seen>> for Texts {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<Vec<Seen>>)) {
        operate(self);
    }

    fn text(&mut self, _id: Option<&Id>, bounds: Rectangle, text: &str) {
        self.0.push(Seen { text: text.to_owned(), bounds });
    }

    fn finish(&self) -> Outcome<Vec<Seen>> {
        Outcome::Some(self.0.clone())
    }
}
