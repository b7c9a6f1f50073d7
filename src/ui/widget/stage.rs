//! The root of a touch screen: no pointer, and every event happens where it
//! happened.
//!
//! iced 0.14 resolves all events that arrived during a frame against the last
//! pointer position, so a quick second tap hits the wrong button; and a mouse
//! moved before a tap on Wayland makes buttons ignore it. Here each event is
//! handed on with its own position, and nothing stays hovered after a finger
//! has left. Overlays do not pass through: build dialogs with
//! [`modal`](super::modal()).

use crate::ui::{Element, Renderer};
use iced::advanced::layout::{Limits, Node};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, renderer};
use iced::keyboard::{self, Key, key::Named};
use iced::mouse::{self, Cursor};
use iced::{Event, Length, Point, Rectangle, Size, Theme, touch};

/// What becomes of a key before the content sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// The content may have it.
    No,
    /// The content sees Enter instead: the key selects.
    AsEnter,
    /// The content does not see it: the application takes it.
    Wholly,
}

/// Says what becomes of a key.
type Keys<'a> = Box<dyn Fn(&Key) -> Taken + 'a>;

/// The whole application's view; wrap it once, outermost.
pub fn stage<'a, M: 'a>(content: impl Into<Element<'a, M>>) -> Element<'a, M> {
    watched(|_| Taken::No, content, || ())
}

/// As [`stage`], for an application that gives keys a meaning of its own; `drawn` is called each time the whole view
/// has been drawn.
pub fn watched<'a, M: 'a>(
    keys: impl Fn(&Key) -> Taken + 'a,
    content: impl Into<Element<'a, M>>,
    drawn: impl Fn() + 'a,
) -> Element<'a, M> {
    Element::new(Stage { keys: Box::new(keys), content: content.into(), drawn: Box::new(drawn) })
}

struct Stage<'a, M> {
    keys: Keys<'a>,
    content: Element<'a, M>,
    drawn: Box<dyn Fn() + 'a>,
}

/// The event of a key that selects, as Enter.
fn as_enter(event: &keyboard::Event) -> keyboard::Event {
    let mut event = event.clone();
    if let keyboard::Event::KeyPressed { key, modified_key, text, .. } = &mut event {
        *key = Key::Named(Named::Enter);
        *modified_key = Key::Named(Named::Enter);
        *text = None;
    }
    event
}

/// Where the last event happened, by mouse and by finger.
#[derive(Debug, Default)]
struct Pointer {
    mouse: Option<Point>,
    touch: Option<Point>,
    touched: bool,
}

impl Pointer {
    /// Takes the position that `event` carries.
    fn follow(&mut self, event: &Event) {
        match event {
            Event::Mouse(mouse::Event::CursorMoved { position }) => {
                self.mouse = Some(*position);
                self.touched = false;
            }
            Event::Mouse(mouse::Event::CursorLeft) => self.mouse = None,
            Event::Touch(
                touch::Event::FingerPressed { position, .. }
                | touch::Event::FingerMoved { position, .. }
                | touch::Event::FingerLifted { position, .. }
                | touch::Event::FingerLost { position, .. },
            ) => {
                self.touch = Some(*position);
                self.touched = true;
            }
            _ => {}
        }
    }

    /// A finger that has left points nowhere.
    fn lift(&mut self, event: &Event) {
        if let Event::Touch(touch::Event::FingerLifted { .. } | touch::Event::FingerLost { .. }) = event {
            self.touch = None;
        }
    }

    fn cursor(&self) -> Cursor {
        let position = if self.touched { self.touch } else { self.mouse };
        position.map_or(Cursor::Unavailable, Cursor::Available)
    }
}

impl<M> Widget<M, Theme, Renderer> for Stage<'_, M> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<Pointer>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(Pointer::default())
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.content));
    }

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }

    fn size_hint(&self) -> Size<Length> {
        self.content.as_widget().size_hint()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &Limits) -> Node {
        self.content.as_widget_mut().layout(&mut tree.children[0], renderer, limits)
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        self.content.as_widget_mut().operate(&mut tree.children[0], layout, renderer, operation);
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        _cursor: Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, M>,
        viewport: &Rectangle,
    ) {
        let entered;
        let event = match event {
            Event::Keyboard(pressed @ keyboard::Event::KeyPressed { key, .. }) => match (self.keys)(key) {
                Taken::No => event,
                Taken::AsEnter => {
                    entered = Event::Keyboard(as_enter(pressed));
                    &entered
                }
                Taken::Wholly => return,
            },
            _ => event,
        };
        let pointer = tree.state.downcast_mut::<Pointer>();
        pointer.follow(event);
        let cursor = pointer.cursor();
        let content = self.content.as_widget_mut();
        content.update(&mut tree.children[0], event, layout, cursor, renderer, clipboard, shell, viewport);
        pointer.lift(event);
    }

    fn mouse_interaction(
        &self,
        _tree: &Tree,
        _layout: Layout<'_>,
        _cursor: Cursor,
        _viewport: &Rectangle,
        _renderer: &Renderer,
    ) -> mouse::Interaction {
        mouse::Interaction::Hidden
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: Cursor,
        viewport: &Rectangle,
    ) {
        let cursor = tree.state.downcast_ref::<Pointer>().cursor();
        self.content.as_widget().draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
        (self.drawn)();
    }
}
