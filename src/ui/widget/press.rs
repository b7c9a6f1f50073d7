//! What can be pressed: acts on release inside, not when the finger slides off.
//!
//! iced's own button forgets which finger pressed it and stays hovered after a
//! touch. This one follows one finger by its id, or the mouse, and looks only
//! pressed or not. It is a focus stop as well.

use super::stop::{self, Words};
use crate::ui::theme::{Look, Skin};
use crate::ui::{Element, Renderer};
use iced::advanced::layout::{Limits, Node};
use iced::advanced::renderer::Quad;
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Layout, Renderer as _, Shell, Widget, layout, renderer};
use iced::{Border, Event, Length, Padding, Point, Rectangle, Size, Theme, mouse, touch};

/// A surface that publishes a message when pressed and released inside.
pub struct Press<'a, M> {
    pub(super) look: Look,
    pub(super) words: Words,
    pub(super) content: Element<'a, M>,
    /// `None`: cannot be used now; then it is no focus stop either.
    pub(super) on_press: Option<M>,
    pub(super) rest: Skin,
    pub(super) pressed: Skin,
    pub(super) width: Length,
    pub(super) height: Length,
    /// Smallest size in pixels.
    pub(super) least: Size,
    pub(super) padding: Padding,
    /// Not for fingers: reached by keys only.
    pub(super) by_keys_only: bool,
    /// Published while a finger rests on it and when it leaves, instead of `on_press`, which is then for keys.
    pub(super) on_hold: Option<(M, M)>,
}

/// Who presses: a finger, or the mouse.
type Presser = Option<touch::Finger>;

#[derive(Debug)]
struct State {
    stop: stop::State,
    /// Who holds it, and whether inside.
    held: Option<(Presser, bool)>,
}

/// A pointer event in one form for finger and mouse.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Contact {
    Down(Presser, Point),
    Move(Presser, Point),
    Up(Presser, Point),
    Lost(Presser),
}

impl Contact {
    /// Reads an event. A finger's own position counts, never the cursor's.
    pub(super) fn read(event: &Event, cursor: mouse::Cursor) -> Option<Self> {
        let mouse = || cursor.position();
        Some(match event {
            Event::Touch(touch::Event::FingerPressed { id, position }) => Self::Down(Some(*id), *position),
            Event::Touch(touch::Event::FingerMoved { id, position }) => Self::Move(Some(*id), *position),
            Event::Touch(touch::Event::FingerLifted { id, position }) => Self::Up(Some(*id), *position),
            Event::Touch(touch::Event::FingerLost { id, .. }) => Self::Lost(Some(*id)),
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => Self::Down(None, mouse()?),
            Event::Mouse(mouse::Event::CursorMoved { position }) => Self::Move(None, *position),
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => match mouse() {
                Some(position) => Self::Up(None, position),
                None => Self::Lost(None),
            },
            Event::Mouse(mouse::Event::CursorLeft) => Self::Lost(None),
            _ => return None,
        })
    }
}

/// Takes the focus from everything below `tree` that can be pressed: it is not shown now.
pub fn leave(tree: &mut Tree) {
    if tree.tag == tree::Tag::of::<State>() {
        tree.state.downcast_mut::<State>().stop.leave();
    }
    tree.children.iter_mut().for_each(leave);
}

impl<M> Press<'_, M> {
    fn outer(&self, limits: &Limits) -> Limits {
        limits.width(self.width).height(self.height).min_width(self.least.width).min_height(self.least.height)
    }
}

impl<M: Clone> Widget<M, Theme, Renderer> for Press<'_, M> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State { stop: stop::State::new(self.words.clone()), held: None })
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }

    fn diff(&self, tree: &mut Tree) {
        let state = tree.state.downcast_mut::<State>();
        if !state.stop.renew(&self.words) || self.on_press.is_none() {
            // another button took this place while a finger was down
            state.held = None;
        }
        if self.on_press.is_none() {
            state.stop.leave();
        }
        tree.diff_children(std::slice::from_ref(&self.content));
    }

    fn size(&self) -> Size<Length> {
        Size::new(self.width, self.height)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &Limits) -> Node {
        let limits = self.outer(limits);
        let (content, tree) = (&mut self.content, &mut tree.children[0]);
        layout::positioned(
            &limits,
            self.width,
            self.height,
            self.padding,
            |inner| content.as_widget_mut().layout(tree, renderer, &inner.loose()),
            |node, size| {
                // start and centre line; the content says itself whether it fills the width
                let y = ((size.height - node.size().height) / 2.0).max(0.0);
                node.translate(iced::Vector::new(0.0, y))
            },
        )
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        if self.on_press.is_some() {
            tree.state.downcast_mut::<State>().stop.offer(layout.bounds(), operation);
        }
        operation.container(None, layout.bounds());
        let content = &mut self.content;
        let (tree, inner) = (&mut tree.children[0], layout.child(0));
        operation.traverse(&mut |operation| content.as_widget_mut().operate(tree, inner, renderer, operation));
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
        let Some(message) = &self.on_press else { return };
        if state.stop.is_activated_by(event) && !shell.is_event_captured() {
            shell.publish(message.clone());
            shell.capture_event();
            return;
        }
        if self.by_keys_only {
            return;
        }
        let Some(contact) = Contact::read(event, cursor) else { return };
        let bounds = layout.bounds();
        match (contact, state.held) {
            (Contact::Down(who, at), None) if bounds.contains(at) && !shell.is_event_captured() => {
                state.held = Some((who, true));
                shell.capture_event();
                shell.request_redraw();
                if let Some((held, _)) = &self.on_hold {
                    shell.publish(held.clone());
                }
            }
            (Contact::Move(who, at), Some((holder, inside))) if who == holder && bounds.contains(at) != inside => {
                state.held = Some((holder, !inside));
                shell.request_redraw();
            }
            (Contact::Up(who, at), Some((holder, _))) if who == holder => {
                state.held = None;
                shell.request_redraw();
                shell.capture_event();
                match &self.on_hold {
                    Some((_, released)) => shell.publish(released.clone()),
                    None if bounds.contains(at) => shell.publish(message.clone()),
                    None => {}
                }
            }
            (Contact::Lost(who), Some((holder, _))) if who == holder => {
                state.held = None;
                shell.request_redraw();
                if let Some((_, released)) = &self.on_hold {
                    shell.publish(released.clone());
                }
            }
            _ => {}
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_ref::<State>();
        let skin = if matches!(state.held, Some((_, true))) { &self.pressed } else { &self.rest };
        let bounds = layout.bounds();
        if skin.fill.is_some() || skin.border_width > 0.0 {
            let border = Border { color: skin.border, width: skin.border_width, radius: skin.radius.into() };
            let fill = skin.fill.unwrap_or(iced::Color::TRANSPARENT);
            renderer.fill_quad(Quad { bounds, border, ..Quad::default() }, fill);
        }
        let style = renderer::Style { text_color: skin.text };
        let content = self.content.as_widget();
        content.draw(&tree.children[0], renderer, theme, &style, layout.child(0), cursor, viewport);
        if state.stop.is_focused() {
            stop::draw_ring(renderer, &self.look, bounds, viewport);
        }
    }
}

impl<'a, M: Clone + 'a> From<Press<'a, M>> for Element<'a, M> {
    fn from(press: Press<'a, M>) -> Self {
        Element::new(press)
    }
}
