//! The on-screen keyboard as one widget.
//!
//! One widget instead of forty buttons: it follows every finger by its own
//! position (rollover), repeats backspace and opens alternates with
//! `request_redraw_at` (no subscription), and reports only finished keys. Each
//! key is a focus stop. Rows are drawn as the board lists them, never mirrored.

mod board;
mod hold;

pub use board::{Board, BoardError, Deck, Key};

use super::press::Contact;
use super::stop::{self, Role, Words};
use crate::ui::icon::{self, Icon};
use crate::ui::theme::{self, Direction, Look, Type, metrics};
use crate::ui::{Element, Renderer, font};
use board::{Cap, Face};
use hold::{Hold, Outcome};
use iced::Alignment::Center;
use iced::advanced::graphics::text::Paragraph;
use iced::advanced::image::{self, Renderer as _};
use iced::advanced::layout::{Limits, Node};
use iced::advanced::renderer::Quad;
use iced::advanced::text::paragraph::Plain;
use iced::advanced::text::{self, Renderer as _};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Layout, Renderer as _, Shell, Widget, renderer};
use iced::time::Instant;
use iced::{Border, Event, Font, Length, Pixels, Rectangle, Size, Theme, mouse, window};

/// What the special keys say, in the language of the screen.
#[derive(Debug, Clone, Default)]
pub struct KeyWords {
    /// On the space bar.
    pub space: String,
    /// On the last key: "Done".
    pub done: String,
    /// On the ZWNJ key: what it does, in plain words.
    pub zwnj: String,
    /// For the voice; the key shows an icon.
    pub backspace: String,
    /// To the digits: "123" in the digits of the language.
    pub digits: String,
    /// For the voice; the key shows an arrow.
    pub left: String,
    /// For the voice; the key shows an arrow.
    pub right: String,
    /// Back to the letters.
    pub letters: String,
    /// To the alphabetical order.
    pub alphabetical: String,
    /// Back to the standard order.
    pub standard: String,
    /// To the letters behind a long press.
    pub others: String,
    /// What the signs are called that no voice says: each with its name.
    pub signs: Vec<(char, String)>,
    /// Labels of the digits 0-9 when they are not ASCII (`٠`…); they type ASCII all the same.
    pub digit_labels: Option<[char; 10]>,
}

/// A keyboard that shows the deck's board and publishes each finished key.
pub fn keyboard<'a, M: 'a>(
    look: &Look,
    deck: &Deck,
    words: KeyWords,
    on_key: impl Fn(Key) -> M + 'a,
) -> Element<'a, M> {
    Element::new(Keyboard {
        look: *look,
        board: deck.board(),
        alphabetical: deck.is_alphabetical(),
        words,
        on_key: Box::new(on_key),
    })
}

struct Keyboard<'a, M> {
    look: Look,
    board: &'static Board,
    alphabetical: bool,
    words: KeyWords,
    on_key: Box<dyn Fn(Key) -> M + 'a>,
}

struct State {
    labels: Vec<Plain<Paragraph>>,
    alternates: Vec<Plain<Paragraph>>,
    stops: Vec<stop::State>,
    hold: Hold,
    board: String,
}

impl<M> Keyboard<'_, M> {
    /// Number of keys of the widest row: all keys are as wide as its keys.
    fn columns(&self) -> f32 {
        let widths = self.board.rows.iter().map(|row| row.iter().map(|cap| cap.width).sum::<f32>());
        widths.fold(1.0, f32::max)
    }

    fn is_keypad(&self) -> bool {
        self.columns() <= 3.0
    }

    /// 3 mm and more; on a narrow panel less, so that the keys keep their 15 mm.
    fn gap(&self) -> f32 {
        if self.is_keypad() {
            return self.look.metrics.gap();
        }
        let room = self.look.metrics.window.width - 2.0 * self.look.metrics.margin();
        let keys = self.board.rows.iter().map(Vec::len).max().unwrap_or(1) as f32;
        let spare = (room - keys * self.look.mm(metrics::KEY_MM)) / (keys - 1.0).max(1.0);
        self.look.mm(3.0).min(spare.floor()).max(self.look.mm(1.0))
    }

    /// Font size of the letters.
    fn letter(&self) -> f32 {
        self.look.mm(8.4).max(self.look.text(Type::Small))
    }

    /// Where a label stands on its key: a little below the middle of its line,
    /// which in Vazirmatn lies under the middle of the letters.
    fn seat(&self, key: Rectangle, label: &Plain<Paragraph>) -> iced::Point {
        let at = key.anchor(label.min_bounds(), Center, Center);
        iced::Point::new(at.x, at.y + (self.letter() * 0.06).round())
    }

    fn key_height(&self) -> f32 {
        match (self.is_keypad(), self.look.layout()) {
            (true, _) | (false, theme::Layout::Portrait) => self.look.metrics.target(),
            (false, theme::Layout::Landscape) => self.look.mm(metrics::KEY_MM + 2.0),
        }
    }

    /// The keypad does not stretch over the whole panel.
    fn width(&self, available: f32) -> f32 {
        if self.is_keypad() { available.min(self.look.mm(140.0)) } else { available.min(self.look.mm(330.0)) }
    }

    /// Bounds of every key, row by row. Rows of letters share one key width and
    /// stand in the middle; the bottom row fills the width.
    fn keys(&self, bounds: Rectangle) -> Vec<Rectangle> {
        let (gap, height) = (self.gap(), self.key_height());
        let count = self.board.rows.len();
        let letters = self.board.rows.iter().take(count - 1);
        let most = letters.map(|row| row.iter().map(|cap| cap.width).sum::<f32>()).fold(1.0, f32::max);
        let mut keys = Vec::new();
        for (line, row) in self.board.rows.iter().enumerate() {
            let total: f32 = row.iter().map(|cap| cap.width).sum();
            let across = if line + 1 == count { total } else { most };
            let unit = (bounds.width + gap) / across;
            let mut x = bounds.x + (across - total) * unit / 2.0;
            for cap in row {
                let y = bounds.y + line as f32 * (height + gap);
                let end = x + unit * cap.width;
                // whole pixels: crisp edges
                keys.push(Rectangle { x: x.round(), y: y.round(), width: (end - gap).round() - x.round(), height });
                x = end;
            }
        }
        keys
    }

    /// The alternates over a held key, in the order of the script: the first lies nearest.
    fn popup(&self, key: Rectangle, bounds: Rectangle, count: usize) -> Vec<Rectangle> {
        let (gap, n) = (self.gap(), count as f32);
        let side = key.width.max(self.look.mm(metrics::KEY_MM));
        let width = n * side + (n - 1.0) * gap;
        let x = (key.center_x() - width / 2.0).clamp(bounds.x, (bounds.x + bounds.width - width).max(bounds.x));
        let place = |index: usize| {
            let index = if self.board.direction() == Direction::Rtl { count - 1 - index } else { index };
            Rectangle {
                x: x + index as f32 * (side + gap),
                y: key.y - key.height - gap,
                width: side,
                height: key.height,
            }
        };
        (0..count).map(place).collect()
    }

    fn label(&self, cap: &Cap) -> String {
        match (&cap.face, &cap.key) {
            (Face::Itself, Key::Text(text)) => self.shown(text),
            (Face::Space, _) => self.words.space.clone(),
            (Face::Zwnj, _) => self.words.zwnj.clone(),
            (Face::Backspace, _) => self.words.backspace.clone(),
            (Face::Left, _) => self.words.left.clone(),
            (Face::Right, _) => self.words.right.clone(),
            (Face::Done, _) => self.words.done.clone(),
            (Face::Digits, _) => self.words.digits.clone(),
            (Face::Letters, _) => self.words.letters.clone(),
            (Face::Others, _) => self.words.others.clone(),
            (Face::Order, _) if self.alphabetical => self.words.standard.clone(),
            (Face::Order, _) => self.words.alphabetical.clone(),
            (Face::Itself, _) => String::new(),
        }
    }

    /// A digit in the digits of the language.
    fn shown(&self, text: &str) -> String {
        let Some(labels) = &self.words.digit_labels else { return text.to_owned() };
        let digit = |sign: char| sign.to_digit(10).and_then(|value| labels.get(value as usize));
        text.chars().map(|sign| digit(sign).copied().unwrap_or(sign)).collect()
    }

    /// What the key says, and its stable id.
    fn cap_words(&self, cap: &Cap) -> Words {
        let id = match (&cap.face, &cap.key) {
            (Face::Space, _) => "key.space".to_owned(),
            (Face::Zwnj, _) => "key.zwnj".to_owned(),
            (_, Key::Text(text)) => format!("key.{text}"),
            (_, Key::Backspace) => "key.backspace".to_owned(),
            (_, Key::Left) => "key.caret.left".to_owned(),
            (_, Key::Right) => "key.caret.right".to_owned(),
            (_, Key::Done) => "key.done".to_owned(),
            (_, Key::Digits) => "key.digits".to_owned(),
            (_, Key::Letters) => "key.letters".to_owned(),
            (_, Key::Order) => "key.order".to_owned(),
            (_, Key::Others) => "key.others".to_owned(),
        };
        Words { id, role: Role::Key, text: self.named(cap), value: None }
    }

    /// What the key is called: its label, or the name of its sign.
    fn named(&self, cap: &Cap) -> String {
        let label = self.label(cap);
        let sign = self.words.signs.iter().find(|(sign, _)| label.chars().eq([*sign]));
        sign.map_or(label, |(_, name)| name.clone())
    }

    fn paragraph(&self, content: &str, size: f32, face: Font) -> Plain<Paragraph> {
        let mut paragraph = Plain::default();
        let _changed = paragraph.update(text::Text {
            content,
            bounds: Size::INFINITE,
            size: Pixels(size),
            line_height: text::LineHeight::Relative(font::LINE_HEIGHT),
            font: face,
            align_x: text::Alignment::Default,
            align_y: iced::alignment::Vertical::Top,
            shaping: text::Shaping::Advanced,
            wrapping: text::Wrapping::None,
        });
        paragraph
    }

    /// Shapes the labels; words that are too long for their key become smaller.
    fn shape(&self, keys: &[Rectangle]) -> Vec<Plain<Paragraph>> {
        let letter = self.letter();
        let shape = |(cap, bounds): (&Cap, &Rectangle)| {
            let label = self.label(cap);
            if cap.face == Face::Itself {
                return self.paragraph(&label, letter, font::MEDIUM);
            }
            let size = self.look.text(Type::Small).min(letter);
            let paragraph = self.paragraph(&label, size, font::BOLD);
            let room = bounds.width - self.look.mm(2.0);
            if paragraph.min_width() <= room {
                return paragraph;
            }
            self.paragraph(&label, (size * room / paragraph.min_width()).max(self.look.mm(3.5)), font::BOLD)
        };
        self.board.caps().zip(keys).map(shape).collect()
    }

    fn publish(&self, outcome: Outcome, shell: &mut Shell<'_, M>) {
        let Some(cap) = self.board.caps().nth(outcome.cap) else { return };
        let key = match outcome.alternate {
            Some(index) => cap.alternates.get(index).map(|text| Key::Text(text.clone())),
            None => Some(cap.key.clone()),
        };
        if let Some(key) = key {
            shell.publish((self.on_key)(key));
        }
    }
}

impl<M> Widget<M, Theme, Renderer> for Keyboard<'_, M> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        let stops = self.board.caps().map(|cap| stop::State::new(self.cap_words(cap))).collect();
        tree::State::new(State {
            labels: Vec::new(),
            alternates: Vec::new(),
            stops,
            hold: Hold::default(),
            board: String::new(),
        })
    }

    fn diff(&self, tree: &mut Tree) {
        let state = tree.state.downcast_mut::<State>();
        let count = self.board.caps().count();
        state.stops.truncate(count);
        for (index, cap) in self.board.caps().enumerate() {
            let words = self.cap_words(cap);
            match state.stops.get_mut(index) {
                Some(stop) => {
                    let _same = stop.renew(&words);
                }
                None => state.stops.push(stop::State::new(words)),
            }
        }
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Shrink)
    }

    fn layout(&mut self, tree: &mut Tree, _renderer: &Renderer, limits: &Limits) -> Node {
        let rows = self.board.rows.len() as f32;
        let height = rows * (self.key_height() + self.gap()) - self.gap();
        let size = limits.resolve(Length::Fill, Length::Shrink, Size::new(0.0, height));
        let state = tree.state.downcast_mut::<State>();
        // shaped anew only when the board, its words, or the size change
        let stamp =
            format!("{}|{}|{:?}|{:?}", self.board.name(), self.board.rows.len(), (size.width, self.look), self.words);
        if state.board != stamp || state.labels.is_empty() {
            if !state.board.is_empty() {
                state.hold = Hold::default();
            }
            state.labels = self.shape(&self.keys(Rectangle::with_size(Size::new(self.width(size.width), height))));
            state.board = stamp;
        }
        Node::new(size)
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, _renderer: &Renderer, operation: &mut dyn Operation) {
        let keys = self.keys(self.inner(layout.bounds()));
        let state = tree.state.downcast_mut::<State>();
        operation.container(None, layout.bounds());
        operation.traverse(&mut |operation| {
            for index in self.board.reading_order() {
                let Some(cap) = self.board.caps().nth(index) else { continue };
                state.stops[index].offer(keys[index], operation);
                // lets tests find a key by its label
                operation.text(None, keys[index], &self.label(cap));
            }
        });
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
        let bounds = self.inner(layout.bounds());
        let keys = self.keys(bounds);
        let state = tree.state.downcast_mut::<State>();
        for (index, stop) in state.stops.iter_mut().enumerate() {
            if stop.is_dropped_by(event) {
                shell.request_redraw();
            }
            if stop.is_activated_by(event) && !shell.is_event_captured() {
                self.publish(Outcome { cap: index, alternate: None }, shell);
                shell.capture_event();
            }
        }
        if let Event::Window(window::Event::RedrawRequested(now)) = event {
            let offers = |cap: usize| match self.board.caps().nth(cap) {
                Some(cap) if cap.key == Key::Backspace || cap.key.is_step() => hold::Offer::Repeat,
                Some(cap) if !cap.alternates.is_empty() => hold::Offer::Alternates,
                _ => hold::Offer::Nothing,
            };
            let tick = state.hold.tick(*now, offers);
            for outcome in tick.repeated {
                self.publish(outcome, shell);
            }
            if let Some(cap) = tick.opened.and_then(|cap| self.board.caps().nth(cap)) {
                let size = self.letter();
                state.alternates = cap.alternates.iter().map(|text| self.paragraph(text, size, font::MEDIUM)).collect();
            }
            if let Some(next) = tick.next {
                shell.request_redraw_at(next);
            }
            return;
        }
        let Some(contact) = Contact::read(event, cursor) else { return };
        match contact {
            Contact::Down(who, at) => {
                let reach = self.gap() / 2.0;
                let Some(cap) = keys.iter().position(|key| key.expand(reach).contains(at)) else { return };
                for outcome in state.hold.down(who, cap, Instant::now()) {
                    self.publish(outcome, shell);
                }
                // the next frame asks for the one in which something is due
                shell.request_redraw();
                shell.capture_event();
            }
            Contact::Up(who, at) => {
                let reach = self.gap();
                let inside = |cap: usize| keys.get(cap).is_some_and(|key| key.expand(reach).contains(at));
                if !state.hold.is_held_by(who) {
                    return;
                }
                if let Some(outcome) = state.hold.up(who, inside) {
                    self.publish(outcome, shell);
                }
                shell.request_redraw();
                shell.capture_event();
            }
            Contact::Move(who, at) => {
                let popup = |cap: usize, count: usize| self.popup(keys[cap], bounds, count);
                let pick = |cap: usize| {
                    let count = self.board.caps().nth(cap)?.alternates.len();
                    let reach = self.look.mm(3.0);
                    popup(cap, count).iter().position(|place| place.expand(reach).contains(at))
                };
                if state.hold.moved(who, pick) {
                    shell.request_redraw();
                }
            }
            Contact::Lost(who) => {
                if state.hold.lost(who) {
                    shell.request_redraw();
                }
            }
        }
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
        let bounds = self.inner(layout.bounds());
        let keys = self.keys(bounds);
        let radius = self.look.mm(1.8);
        let line = self.look.mm(0.3);
        let quad = |renderer: &mut Renderer, bounds, color, edge| {
            let border = Border { color: edge, width: line, radius: radius.into() };
            renderer.fill_quad(Quad { bounds, border, ..Quad::default() }, color);
        };
        for (index, ((cap, bounds), label)) in self.board.caps().zip(&keys).zip(&state.labels).enumerate() {
            let down = state.hold.is_down(index);
            let is_letter = cap.face == Face::Itself || cap.face == Face::Space;
            let (fill, ink, edge) = match (&cap.face, down) {
                (Face::Done, false) => (p.accent, p.on_accent, p.accent),
                (_, true) => (p.accent_pressed, p.on_accent, p.accent_pressed),
                _ if is_letter => (p.card, p.ink, p.outline),
                _ => (p.tint, p.accent, p.outline),
            };
            quad(renderer, *bounds, fill, edge);
            let picture = match cap.face {
                // on a keyboard, backspace points to where letters come from in its script
                Face::Backspace => Some((Icon::Backspace, self.board.direction())),
                // these two point where they point, in every script
                Face::Left => Some((Icon::Back, Direction::Ltr)),
                Face::Right => Some((Icon::Back, Direction::Rtl)),
                _ => None,
            };
            if let Some((picture, direction)) = picture {
                let px = self.look.mm(9.0).min(bounds.width.min(bounds.height) * 0.7).round();
                let handle = icon::handle(picture, px as u32, ink, direction);
                let place = Rectangle::new(bounds.anchor(Size::new(px, px), Center, Center), Size::new(px, px));
                renderer.draw_image(image::Image::new(handle), place, *viewport);
                continue;
            }
            renderer.fill_paragraph(label.raw(), self.seat(*bounds, label), ink, *viewport);
        }
        if let Some((cap, chosen)) = state.hold.open()
            && let Some(key) = keys.get(cap)
        {
            renderer.with_layer(*viewport, |renderer| {
                let places = self.popup(*key, bounds, state.alternates.len());
                let margin = self.look.mm(1.5);
                if let (Some(a), Some(b)) = (places.first(), places.last()) {
                    quad(renderer, a.union(b).expand(margin), p.paper, p.accent);
                }
                for (index, (place, label)) in places.iter().zip(&state.alternates).enumerate() {
                    let (fill, ink) = if chosen == Some(index) { (p.accent, p.on_accent) } else { (p.card, p.ink) };
                    quad(renderer, *place, fill, p.outline);
                    renderer.fill_paragraph(label.raw(), self.seat(*place, label), ink, *viewport);
                }
            });
        }
        for (stop, key) in state.stops.iter().zip(&keys) {
            if stop.is_focused() {
                stop::draw_ring(renderer, &self.look, *key, viewport);
            }
        }
    }
}

impl<M> Keyboard<'_, M> {
    /// Where the keys lie: in the middle when the panel is wider than they need.
    fn inner(&self, bounds: Rectangle) -> Rectangle {
        let width = self.width(bounds.width);
        Rectangle { x: (bounds.x + (bounds.width - width) / 2.0).round(), width, ..bounds }
    }
}
