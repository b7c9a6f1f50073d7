//! Focus stops: what a keypad can reach, and what the voice says about it.
//!
//! iced 0.14 can focus only text inputs. A [`State`] in the tree of each thing
//! that can be chosen carries its stable id, role and spoken words. [`go`]
//! moves the focus over the stops as they lie on the screen, so that left and
//! right are right in mirrored layouts too, and answers with the new [`Focus`]
//! for the voice. The app only maps keys:
//!
//! ```ignore
//! Message::Key(go) => stop::go(go).map(Message::Focused),
//! ```

use crate::ui::Renderer;
use crate::ui::theme::{Look, metrics};
use iced::advanced::Renderer as _;
use iced::advanced::renderer::Quad;
use iced::advanced::widget::operation::{Focusable, Outcome};
use iced::advanced::widget::{Id, Operation, operate};
use iced::keyboard::{self, Key, key::Named};
use iced::{Border, Color, Event, Point, Rectangle, Task, mouse, touch};
use std::any::Any;

/// What kind of thing a stop is; part of what the voice says and the speech log writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Does something.
    Button,
    /// One of several answers.
    Choice,
    /// Text that can be typed.
    Field,
    /// A key of the on-screen keyboard.
    Key,
    /// What a screen is about: the focus rests here when the screen is entered by keys.
    Heading,
}

impl Role {
    /// Its name in the speech log.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Button => "button",
            Self::Choice => "choice",
            Self::Field => "field",
            Self::Key => "key",
            Self::Heading => "heading",
        }
    }
}

/// What a stop is and says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Stable id, the same in every language: `action.continue`.
    pub id: String,
    /// What kind of thing it is.
    pub role: Role,
    /// What the voice says.
    pub text: String,
    /// The value, for fields; never the digits of a masked one.
    pub value: Option<String>,
}

/// Where the focus is.
#[derive(Debug, Clone, PartialEq)]
pub struct Focus {
    /// The stop.
    pub words: Words,
    /// Where it lies, in pixels of the window.
    pub bounds: Rectangle,
    /// Which of how many stops, from 1, in reading order.
    pub position: (usize, usize),
    /// Whether it has the focus.
    pub focused: bool,
}

/// A step of the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Go {
    /// To the nearest stop above.
    Up,
    /// To the nearest stop below.
    Down,
    /// To the nearest stop at the left, as seen.
    Left,
    /// To the nearest stop at the right, as seen.
    Right,
    /// On in reading order; after the last comes the first.
    Next,
    /// Back in reading order.
    Previous,
}

/// The state of a stop in the widget tree.
#[derive(Debug)]
pub struct State {
    words: Words,
    focused: bool,
}

impl State {
    /// A stop without focus.
    #[must_use]
    pub fn new(words: Words) -> Self {
        Self { words, focused: false }
    }

    /// Takes the words of the new view and answers whether it is still the same
    /// thing. Another thing at the same place of the tree does not inherit the focus.
    pub fn renew(&mut self, words: &Words) -> bool {
        let same = self.words.id == words.id;
        self.focused &= same;
        if self.words != *words {
            self.words.clone_from(words);
        }
        same
    }

    /// Whether it has the focus.
    #[must_use]
    pub fn is_focused(&self) -> bool {
        self.focused
    }

    /// Shows this stop to an operation.
    pub fn offer(&mut self, bounds: Rectangle, operation: &mut dyn Operation) {
        operation.custom(None, bounds, self);
        operation.focusable(None, bounds, self);
    }

    /// Whether `event` activates this stop: Enter, but not its repetition.
    #[must_use]
    pub fn is_activated_by(&self, event: &Event) -> bool {
        self.focused
            && matches!(
                event,
                Event::Keyboard(keyboard::Event::KeyPressed { key: Key::Named(Named::Enter), repeat: false, .. })
            )
    }

    /// Takes the focus away: this cannot be reached now.
    pub fn leave(&mut self) {
        self.focused = false;
    }

    /// A touch ends keypad navigation. Answers whether the ring has gone.
    pub fn is_dropped_by(&mut self, event: &Event) -> bool {
        let touched = matches!(
            event,
            Event::Touch(touch::Event::FingerPressed { .. }) | Event::Mouse(mouse::Event::ButtonPressed(_))
        );
        touched && std::mem::take(&mut self.focused)
    }
}

impl Focusable for State {
    fn is_focused(&self) -> bool {
        self.focused
    }

    fn focus(&mut self) {
        self.focused = true;
    }

    fn unfocus(&mut self) {
        self.focused = false;
    }
}

/// Draws the focus ring around `bounds`, 3 mm thick, in the gap between targets. A line of paper lies between it and the
/// target, so that it stands out from a filled one in every mode of colours.
pub fn draw_ring(renderer: &mut Renderer, look: &Look, bounds: Rectangle, viewport: &Rectangle) {
    let (width, line) = (look.mm(metrics::RING_MM), look.mm(0.8));
    let radius = look.metrics.radius();
    let p = look.palette();
    let mut band = |bounds: Rectangle, color, width, radius: f32| {
        let border = Border { color, width, radius: radius.into() };
        renderer.with_layer(*viewport, |renderer| {
            renderer.fill_quad(Quad { bounds, border, ..Quad::default() }, Color::TRANSPARENT);
        });
    };
    band(bounds, p.paper, line, radius);
    band(bounds.expand(width), p.ring, width, radius + width);
}

/// Moves the focus and answers where it is now; no answer when there are no stops.
pub fn go(towards: Go) -> Task<Focus> {
    operate(Collect::then(move |stops| target(stops, towards)))
}

/// Sets the focus where a screen begins: on its field when something must be mended there, else on its heading.
pub fn enter(mend: bool) -> Task<Focus> {
    let begins = move |stops: &[Focus]| {
        let first = |role| stops.iter().position(|stop| stop.words.role == role);
        let field = if mend { first(Role::Field) } else { None };
        field.or_else(|| first(Role::Heading)).or((!stops.is_empty()).then_some(0))
    };
    operate(Collect::then(begins))
}

/// Where the focus is now. When what had it has gone, it moves to the nearest thing of the same kind, so that it is
/// never lost.
pub fn keep(before: Option<Focus>) -> Task<Focus> {
    operate(Collect::then(move |stops| {
        if let Some(here) = stops.iter().position(|stop| stop.focused) {
            return Some(here);
        }
        let near = before.as_ref().and_then(|before| {
            let far = |stop: &Focus| stop.bounds.center().distance(before.bounds.center());
            let alike = stops.iter().enumerate().filter(|(_, stop)| stop.words.role == before.words.role);
            alike.min_by(|(_, a), (_, b)| far(a).total_cmp(&far(b))).map(|(index, _)| index)
        });
        let heading = || stops.iter().position(|stop| stop.words.role == Role::Heading);
        near.or_else(heading).or((!stops.is_empty()).then_some(0))
    }))
}

/// Takes the focus away.
pub fn clear<T: Send + 'static>() -> Task<T> {
    operate(Apply { target: usize::MAX, seen: 0, found: None }).discard()
}

/// Every stop of the screen in reading order.
#[must_use]
pub fn list() -> impl Operation<Vec<Focus>> {
    List(Vec::new())
}

/// The stop to which a step leads; for the tests that search the graph of all steps.
#[cfg(test)]
pub(crate) fn leads(stops: &[Focus], from: usize, towards: Go) -> Option<usize> {
    let at = |index: usize| Focus { focused: index == from, ..stops[index].clone() };
    target(&(0..stops.len()).map(at).collect::<Vec<_>>(), towards)
}

/// The stop to which a step leads.
fn target(stops: &[Focus], towards: Go) -> Option<usize> {
    let count = stops.len();
    let from = match (stops.iter().position(|stop| stop.focused), towards) {
        _ if count == 0 => return None,
        (None, Go::Previous) => return Some(count - 1),
        (None, _) => return Some(0),
        (Some(from), Go::Next) => return Some((from + 1) % count),
        (Some(from), Go::Previous) => return Some((from + count - 1) % count),
        (Some(from), _) => from,
    };
    let here = stops[from].bounds;
    // what lies straight ahead comes before what is nearer but aside: so everything can be reached
    let nearest = stops
        .iter()
        .enumerate()
        .filter_map(|(index, stop)| Some((index, distance(here, stop.bounds, towards)?)))
        .min_by(|(_, a), (_, b)| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    Some(nearest.map_or(from, |(index, _)| index))
}

/// Whether `there` lies aside, and how far it is in this direction; `None` when it does not lie there.
/// What overlaps sideways counts as straight ahead.
fn distance(here: Rectangle, there: Rectangle, towards: Go) -> Option<(bool, f32)> {
    let (a, b): (Point, Point) = (here.center(), there.center());
    let (ahead, gap) = match towards {
        Go::Up => (a.y - b.y, here.y - (there.y + there.height)),
        Go::Down => (b.y - a.y, there.y - (here.y + here.height)),
        Go::Left => (a.x - b.x, here.x - (there.x + there.width)),
        Go::Right => (b.x - a.x, there.x - (here.x + here.width)),
        Go::Next | Go::Previous => return None,
    };
    let vertical = matches!(towards, Go::Up | Go::Down);
    let aside = if vertical { (a.x - b.x).abs() } else { (a.y - b.y).abs() };
    let reach = if vertical { (here.width + there.width) / 2.0 } else { (here.height + there.height) / 2.0 };
    // a neighbour in the same row is not "below", however much taller it is
    (ahead > 1.0 && gap > -1.0)
        .then(|| (aside >= reach - 1.0, gap.max(0.0) + 2.0 * (aside - reach).max(0.0) + aside * 0.25))
}

/// Collects the stops it is shown.
#[derive(Default)]
struct List(Vec<Focus>);

impl List {
    fn take(&mut self, bounds: Rectangle, state: &dyn Any) {
        if let Some(state) = state.downcast_ref::<State>() {
            self.0.push(Focus {
                words: state.words.clone(),
                bounds,
                position: (self.0.len() + 1, 0),
                focused: state.focused,
            });
        }
    }
}

impl Operation<Vec<Focus>> for List {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<Vec<Focus>>)) {
        operate(self);
    }

    fn custom(&mut self, _id: Option<&Id>, bounds: Rectangle, state: &mut dyn Any) {
        self.take(bounds, state);
    }

    fn finish(&self) -> Outcome<Vec<Focus>> {
        let count = self.0.len();
        let stops = self.0.iter().cloned().map(|stop| Focus { position: (stop.position.0, count), ..stop });
        Outcome::Some(stops.collect())
    }
}

type Choose = Box<dyn Fn(&[Focus]) -> Option<usize> + Send>;

/// Collects the stops, then moves the focus to the one that is chosen.
struct Collect {
    stops: List,
    choose: Choose,
}

impl Collect {
    fn then(choose: impl Fn(&[Focus]) -> Option<usize> + Send + 'static) -> Self {
        Self { stops: List::default(), choose: Box::new(choose) }
    }
}

impl Operation<Focus> for Collect {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<Focus>)) {
        operate(self);
    }

    fn custom(&mut self, _id: Option<&Id>, bounds: Rectangle, state: &mut dyn Any) {
        self.stops.take(bounds, state);
    }

    fn finish(&self) -> Outcome<Focus> {
        match (self.choose)(&self.stops.0) {
            Some(target) => Outcome::Chain(Box::new(Apply { target, seen: 0, found: None })),
            None => Outcome::None,
        }
    }
}

/// Gives the focus to one stop and takes it from all others.
struct Apply {
    target: usize,
    seen: usize,
    found: Option<Focus>,
}

impl Operation<Focus> for Apply {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<Focus>)) {
        operate(self);
    }

    fn custom(&mut self, _id: Option<&Id>, bounds: Rectangle, state: &mut dyn Any) {
        if let Some(state) = state.downcast_mut::<State>() {
            state.focused = self.seen == self.target;
            self.seen += 1;
            if state.focused {
                self.found =
                    Some(Focus { words: state.words.clone(), bounds, position: (self.seen, 0), focused: true });
            }
        }
    }

    fn finish(&self) -> Outcome<Focus> {
        match self.found.clone() {
            Some(found) => Outcome::Some(Focus { position: (found.position.0, self.seen), ..found }),
            None => Outcome::None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use iced::Size;

    fn stops(places: &[(f32, f32, f32)], focused: usize) -> Vec<Focus> {
        let of = |(i, (x, y, w)): (usize, &(f32, f32, f32))| Focus {
            words: Words { id: format!("stop.{i}"), role: Role::Button, text: String::new(), value: None },
            bounds: Rectangle::new(Point::new(*x, *y), Size::new(*w, 80.0)),
            position: (i + 1, places.len()),
            focused: i == focused,
        };
        places.iter().enumerate().map(of).collect()
    }

    #[test]
    fn arrows_follow_what_the_eye_sees() {
        // a wide header above three tiles in a row that reads right to left, a wide button below
        let places =
            [(0.0, 0.0, 600.0), (400.0, 100.0, 190.0), (200.0, 100.0, 190.0), (0.0, 100.0, 190.0), (0.0, 200.0, 600.0)];
        let from = |i, go| target(&stops(&places, i), go);
        assert_eq!(from(1, Go::Left), Some(2));
        assert_eq!(from(2, Go::Left), Some(3));
        assert_eq!(from(3, Go::Left), Some(3), "no wrap at the edge");
        assert_eq!(from(3, Go::Right), Some(2));
        for tile in 1..=3 {
            assert_eq!(from(tile, Go::Up), Some(0));
            assert_eq!(from(tile, Go::Down), Some(4));
        }
        assert_eq!(from(0, Go::Down), Some(2), "the middle one lies straight below");
        assert_eq!(from(4, Go::Next), Some(0));
        assert_eq!(from(0, Go::Previous), Some(4));
        assert_eq!(target(&stops(&places, 99), Go::Down), Some(0), "without focus the first");
        assert_eq!(target(&[], Go::Next), None);
    }
}
