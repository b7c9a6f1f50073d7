//! A line of text with a caret, typed into by the on-screen keyboard or a real one.
//!
//! The application owns text and caret ([`Edit`]); the widget draws them and
//! reports where the caret should go when touched. iced's `text_input` cannot
//! be used: its caret is wrong in right-to-left text (0.14).

mod caret;
mod edit;

pub use edit::Edit;

use super::keyboard::Key;
use super::press::Contact;
use super::stop::{self, Role, Words};
use crate::ui::theme::{Direction, Look, Type};
use crate::ui::{Element, Renderer, font};
use iced::advanced::graphics::text::Paragraph;
use iced::advanced::layout::{Limits, Node};
use iced::advanced::renderer::Quad;
use iced::advanced::text::paragraph::Plain;
use iced::advanced::text::{self, Renderer as _};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Layout, Renderer as _, Shell, Widget, renderer};
use iced::keyboard::{self, key::Named};
use iced::{Border, Color, Event, Length, Pixels, Point, Rectangle, Size, Theme, mouse};

/// What stands for each character of a masked field.
const MASK: char = '•';

/// A field that shows `edit`; `label` is what the voice says.
pub fn field<'a, M: 'a>(look: &Look, id: impl Into<String>, label: impl Into<String>, edit: &'a Edit) -> Field<'a, M> {
    Field {
        look: *look,
        id: id.into(),
        label: label.into(),
        edit,
        direction: look.direction,
        placeholder: String::new(),
        masked: None,
        tail: 0,
        error: false,
        active: true,
        shown: None,
        on_caret: None,
        on_key: None,
    }
}

/// Shows kept digits in those of the language.
type Shown<'a> = Box<dyn Fn(&str) -> String + 'a>;

/// A field being described; becomes an element by `into()`.
pub struct Field<'a, M> {
    look: Look,
    id: String,
    label: String,
    edit: &'a Edit,
    direction: Direction,
    placeholder: String,
    /// What the voice says instead of the value.
    masked: Option<String>,
    /// How many characters at the end a mask leaves to be seen.
    tail: usize,
    error: bool,
    active: bool,
    shown: Option<Shown<'a>>,
    on_caret: Option<Box<dyn Fn(usize) -> M + 'a>>,
    on_key: Option<Box<dyn Fn(Key) -> M + 'a>>,
}

impl<'a, M: 'a> Field<'a, M> {
    /// Shown in soft ink while the field is empty.
    #[must_use]
    pub fn placeholder(mut self, words: impl Into<String>) -> Self {
        self.placeholder = words.into();
        self
    }

    /// Shows a dot for each character; `spoken` is what the voice says once
    /// something is entered ("entered").
    #[must_use]
    pub fn masked(mut self, spoken: impl Into<String>) -> Self {
        self.masked = Some(spoken.into());
        self
    }

    /// A mask leaves so many characters at the end to be seen, so that one can check what one types. The voice does not
    /// say them.
    #[must_use]
    pub fn but_last(mut self, characters: usize) -> Self {
        self.tail = characters;
        self
    }

    /// Draws the border of an error; the words stand in a notice beside it.
    #[must_use]
    pub fn error(mut self, error: bool) -> Self {
        self.error = error;
        self
    }

    /// Whether this field is the one being typed into (it is, unless told otherwise).
    #[must_use]
    pub fn active(mut self, active: bool) -> Self {
        self.active = active;
        self
    }

    /// Reads left to right in every language: numbers, phones, Latin names.
    #[must_use]
    pub fn ltr(mut self) -> Self {
        self.direction = Direction::Ltr;
        self
    }

    /// Shows digits otherwise than they are kept: a function that maps each
    /// character to one character (ASCII to Arabic-Indic digits).
    #[must_use]
    pub fn shown(mut self, map: impl Fn(&str) -> String + 'a) -> Self {
        self.shown = Some(Box::new(map));
        self
    }

    /// The caret should go before this byte of the text.
    #[must_use]
    pub fn on_caret(mut self, message: impl Fn(usize) -> M + 'a) -> Self {
        self.on_caret = Some(Box::new(message));
        self
    }

    /// A key of a real keyboard, while the field is active.
    #[must_use]
    pub fn on_key(mut self, message: impl Fn(Key) -> M + 'a) -> Self {
        self.on_key = Some(Box::new(message));
        self
    }

    /// The text as it is drawn: character for character that of the edit.
    fn drawn(&self) -> String {
        let text = self.edit.text();
        match (&self.masked, &self.shown) {
            (Some(_), _) => {
                let hidden = text.chars().count().saturating_sub(self.tail);
                text.chars().enumerate().map(|(place, sign)| if place < hidden { MASK } else { sign }).collect()
            }
            (None, Some(map)) => map(text),
            (None, None) => text.to_owned(),
        }
    }

    /// A byte of the edit's text as a byte of the drawn text.
    fn to_drawn(&self, drawn: &str, index: usize) -> usize {
        let before = self.edit.text().get(..index).map_or(0, |text| text.chars().count());
        drawn.char_indices().nth(before).map_or(drawn.len(), |(at, _)| at)
    }

    /// A byte of the drawn text as a byte of the edit's text.
    fn byte_of_drawn(&self, drawn: &str, index: usize) -> usize {
        let before = drawn.char_indices().take_while(|(at, _)| *at < index).count();
        let text = self.edit.text();
        text.char_indices().nth(before).map_or(text.len(), |(at, _)| at)
    }

    fn words(&self) -> Words {
        let text = self.edit.text();
        let value = match &self.masked {
            _ if text.is_empty() => None,
            Some(spoken) => Some(spoken.clone()),
            None => Some(text.to_owned()),
        };
        Words { id: self.id.clone(), role: Role::Field, text: self.label.clone(), value }
    }

    fn padding(&self) -> f32 {
        self.look.mm(4.0)
    }

    fn size(&self) -> f32 {
        self.look.text(Type::Heading)
    }

    /// Where the text starts, so that the caret stays visible.
    fn text_x(&self, bounds: Rectangle, state: &State) -> f32 {
        let inner = bounds.shrink(self.padding());
        let width = state.text.min_width();
        let caret = caret::x(state.text.raw().buffer(), state.caret).unwrap_or(0.0);
        match self.direction {
            Direction::Ltr if width <= inner.width => inner.x,
            Direction::Rtl if width <= inner.width => inner.x + inner.width - width,
            Direction::Ltr => inner.x - (caret - inner.width).max(0.0),
            Direction::Rtl => inner.x + inner.width - width + (width - caret - inner.width).max(0.0),
        }
    }
}

struct State {
    stop: stop::State,
    text: Plain<Paragraph>,
    placeholder: Plain<Paragraph>,
    drawn: String,
    /// The caret as a byte of `drawn`.
    caret: usize,
    width: f32,
}

impl<'a, M: 'a> Widget<M, Theme, Renderer> for Field<'a, M> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State {
            stop: stop::State::new(self.words()),
            text: Plain::default(),
            placeholder: Plain::default(),
            drawn: String::new(),
            caret: 0,
            width: 0.0,
        })
    }

    fn diff(&self, tree: &mut Tree) {
        let _same = tree.state.downcast_mut::<State>().stop.renew(&self.words());
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Shrink)
    }

    fn layout(&mut self, tree: &mut Tree, _renderer: &Renderer, limits: &Limits) -> Node {
        let size = self.size();
        let line = text::LineHeight::Relative(font::LINE_HEIGHT);
        let height = line.to_absolute(Pixels(size)).0;
        let state = tree.state.downcast_mut::<State>();
        state.drawn = self.drawn();
        state.caret = self.to_drawn(&state.drawn, self.edit.caret());
        let spec = |content| text::Text {
            content,
            bounds: Size::new(f32::INFINITY, height),
            size: Pixels(size),
            line_height: line,
            font: font::MEDIUM,
            align_x: text::Alignment::Default,
            align_y: iced::alignment::Vertical::Top,
            shaping: text::Shaping::Advanced,
            wrapping: text::Wrapping::None,
        };
        let _changed = state.text.update(spec(state.drawn.as_str()));
        let _changed = state.placeholder.update(spec(self.placeholder.as_str()));
        let least = (height + 2.0 * self.look.mm(2.5)).max(self.look.metrics.target());
        let node = Node::new(limits.resolve(Length::Fill, Length::Shrink, Size::new(0.0, least)));
        state.width = node.size().width;
        node
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, _renderer: &Renderer, operation: &mut dyn Operation) {
        let state = tree.state.downcast_mut::<State>();
        state.stop.offer(layout.bounds(), operation);
        let seen = if state.drawn.is_empty() { &self.placeholder } else { &state.drawn };
        operation.text(None, layout.bounds(), seen);
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &Renderer,
        _clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, M>,
        _viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_mut::<State>();
        if state.stop.is_dropped_by(event) {
            shell.request_redraw();
        }
        if let (true, Some(on_key)) = (self.active, &self.on_key)
            && let Some(key) = typed(event)
            && !shell.is_event_captured()
        {
            shell.publish(on_key(key));
            shell.capture_event();
        }
        let Some(Contact::Down(_, position)) = Contact::read(event, cursor) else { return };
        let (bounds, Some(on_caret)) = (layout.bounds(), &self.on_caret) else { return };
        if !bounds.contains(position) {
            return;
        }
        let index = caret::hit(state.text.raw().buffer(), position.x - self.text_x(bounds, state), self.direction);
        shell.publish(on_caret(self.byte_of_drawn(&state.drawn, index)));
        shell.capture_event();
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        _theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let p = self.look.palette();
        let state = tree.state.downcast_ref::<State>();
        let bounds = layout.bounds();
        let (color, width) = match (self.error, self.active) {
            (true, _) => (p.error, self.look.mm(0.9)),
            (false, true) => (p.accent, self.look.mm(0.9)),
            (false, false) => (p.outline, self.look.mm(0.4)),
        };
        let border = Border { color, width, radius: self.look.metrics.radius().into() };
        renderer.fill_quad(Quad { bounds, border, ..Quad::default() }, p.card);
        let inner = bounds.shrink(self.padding());
        let x = self.text_x(bounds, state);
        let middle = |height: f32| bounds.center_y() - height / 2.0;
        let empty = state.drawn.is_empty();
        let caret_size = Size::new(self.look.mm(0.6), self.size() * 1.25);
        renderer.with_layer(bounds.shrink(width), |renderer| {
            if empty {
                let hint = &state.placeholder;
                // beside the caret, not under it
                let aside = caret_size.width * 2.0;
                let x = if self.direction == Direction::Ltr {
                    inner.x + aside
                } else {
                    inner.x + inner.width - hint.min_width() - aside
                };
                renderer.fill_paragraph(hint.raw(), Point::new(x, middle(hint.min_height())), p.soft, bounds);
            } else {
                renderer.fill_paragraph(
                    state.text.raw(),
                    Point::new(x, middle(state.text.min_height())),
                    p.ink,
                    bounds,
                );
            }
            if self.active {
                let start = if self.direction == Direction::Ltr { inner.x } else { inner.x + inner.width };
                let at = caret::x(state.text.raw().buffer(), state.caret)
                    .filter(|_| !empty)
                    .map_or(start, |caret| x + caret);
                let place = Point::new((at - caret_size.width / 2.0).round(), middle(caret_size.height).round());
                let quad = Quad { bounds: Rectangle::new(place, caret_size), ..Quad::default() };
                renderer.fill_quad(quad, Color { ..p.accent });
            }
        });
        if state.stop.is_focused() {
            stop::draw_ring(renderer, &self.look, bounds, viewport);
        }
    }
}

/// What a real keyboard typed. Enter and the arrows stay with the keypad.
fn typed(event: &Event) -> Option<Key> {
    let Event::Keyboard(keyboard::Event::KeyPressed { key, text, modifiers, .. }) = event else { return None };
    if matches!(key, keyboard::Key::Named(Named::Backspace)) {
        return Some(Key::Backspace);
    }
    if modifiers.control() || modifiers.alt() || modifiers.logo() {
        return None;
    }
    let text = text.as_ref().filter(|text| !text.is_empty() && !text.chars().any(char::is_control))?;
    Some(Key::Text(text.to_string()))
}

impl<'a, M: 'a> From<Field<'a, M>> for Element<'a, M> {
    fn from(field: Field<'a, M>) -> Self {
        Element::new(field)
    }
}
