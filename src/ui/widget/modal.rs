//! Dialogs over the screen: the keypad, the fingers and the tests reach only the dialog.
//!
//! Not an iced overlay: overlays bypass [`stage`](super::stage()).

use crate::ui::theme::Look;
use crate::ui::{Element, Renderer};
use iced::advanced::layout::{Limits, Node};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, renderer};
use iced::widget::{container, opaque, stack};
use iced::{Background, Border, Color, Event, Fill, Length, Rectangle, Size, Theme, mouse, touch};

/// How a dialog stands on the screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stand {
    /// Its greatest width in millimetres.
    pub width_mm: f32,
    /// At the lower edge of the screen, for hands that do not reach higher.
    pub is_low: bool,
}

impl Default for Stand {
    fn default() -> Self {
        Self { width_mm: 210.0, is_low: false }
    }
}

/// The screen, and over it a dialog when there is one. Give it in both cases,
/// so that the screen below keeps its state.
pub fn modal<'a, M: 'a>(
    look: &Look,
    stand: Stand,
    base: impl Into<Element<'a, M>>,
    dialog: Option<Element<'a, M>>,
) -> Element<'a, M> {
    let base = Element::new(Inert { inert: dialog.is_some(), content: base.into() });
    let Some(dialog) = dialog else { return stack![base].width(Fill).height(Fill).into() };
    let p = look.palette();
    let (radius, line, fill, accent) = (look.metrics.radius() * 1.6, look.mm(0.8), p.paper, p.accent);
    let width = look.metrics.window.width - 2.0 * look.metrics.margin();
    let window = container(dialog).padding(look.mm(9.0)).width(width.min(look.mm(stand.width_mm))).style(move |_| {
        container::Style {
            background: Some(Background::Color(fill)),
            border: Border { color: accent, width: line, radius: radius.into() },
            ..container::Style::default()
        }
    });
    let veil = Color { a: 0.55, ..Color::BLACK };
    let place = container(window).center_x(Fill).height(Fill);
    let place = if stand.is_low { place.align_bottom(Fill).padding(look.mm(4.0)) } else { place.center_y(Fill) };
    let cover = place
        .style(move |_| container::Style { background: Some(Background::Color(veil)), ..container::Style::default() });
    stack![base, opaque(cover)].width(Fill).height(Fill).into()
}

/// The end of a touch as one that was lost: nothing is pressed by it. `None`: not the end of a touch.
fn end(event: &Event) -> Option<Event> {
    match *event {
        Event::Touch(touch::Event::FingerLifted { id, position } | touch::Event::FingerLost { id, position }) => {
            Some(Event::Touch(touch::Event::FingerLost { id, position }))
        }
        Event::Mouse(mouse::Event::ButtonReleased(_) | mouse::Event::CursorLeft) => {
            Some(Event::Mouse(mouse::Event::CursorLeft))
        }
        _ => None,
    }
}

/// Content that is seen but not touched, focused or heard while a dialog is open.
struct Inert<'a, M> {
    inert: bool,
    content: Element<'a, M>,
}

impl<M> Widget<M, Theme, Renderer> for Inert<'_, M> {
    fn tag(&self) -> tree::Tag {
        self.content.as_widget().tag()
    }

    fn state(&self) -> tree::State {
        self.content.as_widget().state()
    }

    fn children(&self) -> Vec<Tree> {
        self.content.as_widget().children()
    }

    fn diff(&self, tree: &mut Tree) {
        self.content.as_widget().diff(tree);
    }

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }

    fn size_hint(&self) -> Size<Length> {
        self.content.as_widget().size_hint()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &Limits) -> Node {
        self.content.as_widget_mut().layout(tree, renderer, limits)
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        if !self.inert {
            self.content.as_widget_mut().operate(tree, layout, renderer, operation);
        }
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, M>,
        viewport: &Rectangle,
    ) {
        // a finger that was down when the dialog opened may still be lifted, without effect: what it held is let go
        let ended = self.inert.then(|| end(event));
        let event = match &ended {
            None => event,
            Some(Some(lost)) => lost,
            Some(None) => return,
        };
        self.content.as_widget_mut().update(tree, event, layout, cursor, renderer, clipboard, shell, viewport);
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        self.content.as_widget().draw(tree, renderer, theme, style, layout, cursor, viewport);
    }
}
