//! Buttons: an icon, a label, perhaps a note, in one of five kinds.

use super::label;
use super::lines::centred_text;
use super::press::Press;
use super::stop::{Role, Words};
use crate::ui::icon::Icon;
use crate::ui::theme::{Kind, Look, Type, skin};
use crate::ui::{Element, Renderer, font};
use iced::widget::{Column, Row, column, container, row};
use iced::{Alignment, Fill, Length, Padding, Size};

/// A button with this stable id and label; without [`Button::on_press`] it cannot be used.
pub fn button<'a, M: Clone + 'a>(
    look: &Look,
    kind: Kind,
    id: impl Into<String>,
    label: impl Into<String>,
) -> Button<'a, M> {
    Button {
        look: *look,
        kind,
        id: id.into(),
        label: label.into(),
        note: None,
        icon: None,
        trailing: None,
        custom: None,
        stacked: false,
        has_small_icon: false,
        selected: false,
        role: if kind == Kind::Tile { Role::Choice } else { Role::Button },
        words: None,
        size: if kind == Kind::Tile { Type::Heading } else { Type::Body },
        width: Length::Shrink,
        height: Length::Shrink,
        least_height: None,
        on_press: None,
        on_hold: None,
    }
}

/// A button being described; becomes an element by `into()`.
pub struct Button<'a, M> {
    look: Look,
    kind: Kind,
    id: String,
    label: String,
    note: Option<String>,
    icon: Option<Icon>,
    trailing: Option<Icon>,
    custom: Option<Element<'a, M>>,
    stacked: bool,
    has_small_icon: bool,
    selected: bool,
    role: Role,
    words: Option<String>,
    size: Type,
    width: Length,
    height: Length,
    least_height: Option<f32>,
    on_press: Option<M>,
    on_hold: Option<(M, M)>,
}

impl<'a, M: Clone + 'a> Button<'a, M> {
    /// Published on release inside.
    #[must_use]
    pub fn on_press(mut self, message: M) -> Self {
        self.on_press = Some(message);
        self
    }

    /// Published on release inside; with `None` the button cannot be used.
    #[must_use]
    pub fn on_press_maybe(mut self, message: Option<M>) -> Self {
        self.on_press = message;
        self
    }

    /// Published when a finger comes down on it and when it leaves; [`Self::on_press`] is for keys then.
    #[must_use]
    pub fn on_hold(mut self, held: M, released: M) -> Self {
        self.on_hold = Some((held, released));
        self
    }

    /// An icon before the label (above it when [`Self::stacked`]).
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// An icon as small as that of a line, also when it stands above the label.
    #[must_use]
    pub fn small_icon(mut self, icon: Icon) -> Self {
        self.has_small_icon = true;
        self.icon(icon)
    }

    /// An icon after the label, at the end.
    #[must_use]
    pub fn trailing(mut self, icon: Icon) -> Self {
        self.trailing = Some(icon);
        self
    }

    /// A second, smaller line.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Icon above the label, both in the middle.
    #[must_use]
    pub fn stacked(mut self) -> Self {
        self.stacked = true;
        self
    }

    /// Drawn as the chosen one.
    #[must_use]
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }

    /// What the voice says, when it is not the label (and note).
    #[must_use]
    pub fn words(mut self, words: impl Into<String>) -> Self {
        self.words = Some(words.into());
        self
    }

    /// What kind of thing it is for the voice.
    #[must_use]
    pub fn role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    /// The size of the label.
    #[must_use]
    pub fn size(mut self, size: Type) -> Self {
        self.size = size;
        self
    }

    /// Its width; shrinks to the label unless told otherwise.
    #[must_use]
    pub fn width(mut self, width: impl Into<Length>) -> Self {
        self.width = width.into();
        self
    }

    /// Its height; at least 20 mm whatever it is.
    #[must_use]
    pub fn height(mut self, height: impl Into<Length>) -> Self {
        self.height = height.into();
        self
    }

    /// Its least height in millimetres (20 when not told).
    #[must_use]
    pub fn least_height(mut self, millimetres: f32) -> Self {
        self.least_height = Some(millimetres);
        self
    }

    /// Other content instead of icon and label; the label is still what the voice says.
    #[must_use]
    pub fn content(mut self, content: impl Into<Element<'a, M>>) -> Self {
        self.custom = Some(content.into());
        self
    }

    fn skin(&self, pressed: bool) -> skin::Skin {
        let state = skin::State { pressed, disabled: self.on_press.is_none(), selected: self.selected };
        self.kind.skin(&self.look, state)
    }

    /// Icon, label and note in the arrangement of this kind.
    fn face(&mut self) -> Element<'a, M> {
        if let Some(content) = self.custom.take() {
            return content;
        }
        let look = &self.look;
        let color = self.skin(false).text;
        let accent = if self.on_press.is_some() && self.kind == Kind::Tile { look.palette().accent } else { color };
        let bold = self.kind.is_bold() || self.kind == Kind::Tile;
        let face = if bold { font::BOLD } else { font::MEDIUM };
        let icon_size = match (self.stacked, self.kind) {
            (true, Kind::Quiet) => look.icon_mm(9.0),
            (true, _) if self.has_small_icon => look.icon_mm(9.0),
            (true, _) => look.icon_mm(18.0),
            (false, Kind::Tile) => look.icon_mm(13.0),
            (false, _) => look.icon_mm(9.0),
        };
        // many words in the middle need lines that are centred one by one
        let write = if self.stacked { centred_text } else { label::text_in };
        let mut words = Column::new();
        if !self.label.is_empty() {
            words = words.push(write(look, self.size, face, None, self.label.clone()));
        }
        if let Some(note) = &self.note {
            let soft = look.palette().soft;
            words = words.push(write(look, Type::Small, font::REGULAR, Some(soft), note.clone()));
        }
        let words =
            sunk(look, self.size, words.align_x(if self.stacked { Alignment::Center } else { Alignment::Start }));
        let icon = self.icon.map(|icon| label::icon_image(look, icon, icon_size, accent));
        if self.stacked {
            let mut stack = Column::new().align_x(Alignment::Center).spacing(look.mm(1.5));
            if let Some(icon) = icon {
                stack = stack.push(icon);
            }
            let stack = stack.push(words);
            return if self.width == Length::Shrink { stack.into() } else { container(stack).center_x(Fill).into() };
        }
        let mut line = Row::new().align_y(Alignment::Center).spacing(look.mm(3.5));
        if let Some(icon) = icon {
            line = line.push(icon);
        }
        let trailing = self.trailing.map(|icon| label::icon_image(look, icon, look.icon_mm(9.0), accent));
        let fills = self.width != Length::Shrink;
        if self.kind == Kind::Tile && fills {
            // a row of a list: the words take the room, what follows stands at the end
            let line = line.push(container(words).width(Fill));
            return match trailing {
                Some(trailing) => line.push(trailing).into(),
                None => line.into(),
            };
        }
        line = line.push(words);
        if let Some(trailing) = trailing {
            line = line.push(trailing);
        }
        if fills { container(line).center_x(Fill).into() } else { line.into() }
    }
}

impl<'a, M: Clone + 'a> From<Button<'a, M>> for Element<'a, M> {
    fn from(mut button: Button<'a, M>) -> Self {
        let content = button.face();
        let look = button.look;
        let spoken = button.words.take().unwrap_or_else(|| match &button.note {
            Some(note) => format!("{}. {note}", button.label),
            None => button.label.clone(),
        });
        let (rest, pressed) = (button.skin(false), button.skin(true));
        let sides = match button.kind {
            Kind::Quiet => 3.0,
            Kind::Tile => 5.0,
            _ => 7.0,
        };
        let least = look.mm(button.least_height.unwrap_or(0.0)).max(look.metrics.target());
        Press {
            look,
            words: Words { id: button.id, role: button.role, text: spoken, value: None },
            content,
            on_press: button.on_press,
            rest,
            pressed,
            width: button.width,
            height: button.height,
            least: Size::new(look.metrics.target(), least),
            padding: Padding::from([look.mm(2.0), look.mm(sides)]),
            by_keys_only: false,
            on_hold: button.on_hold,
        }
        .into()
    }
}

/// Words a little lower: in Vazirmatn the middle of letters and digits lies above
/// the middle of the line.
fn sunk<'a, M: 'a>(look: &Look, size: Type, words: Column<'a, M, iced::Theme, Renderer>) -> Element<'a, M> {
    let top = (look.text(size) * 0.12).round();
    container(words).padding(Padding { top, ..Padding::ZERO }).into()
}

/// The heading of a screen, where the focus rests when the screen is entered by keys; `on_select` says it again.
pub fn heading_stop<'a, M: Clone + 'a>(
    look: &Look,
    spoken: impl Into<String>,
    content: impl Into<Element<'a, M>>,
    on_select: M,
) -> Element<'a, M> {
    let plain = skin::Skin {
        fill: None,
        text: look.palette().ink,
        border: look.palette().outline,
        border_width: 0.0,
        radius: look.metrics.radius(),
    };
    Press {
        look: *look,
        words: Words { id: "page.title".to_owned(), role: Role::Heading, text: spoken.into(), value: None },
        content: content.into(),
        on_press: Some(on_select),
        rest: plain,
        pressed: plain,
        width: Fill,
        height: Length::Shrink,
        least: Size::ZERO,
        padding: Padding::ZERO,
        by_keys_only: true,
        on_hold: None,
    }
    .into()
}

/// Header and footer line: what stands at the start, and what at the end.
pub fn bar<'a, M: 'a>(
    look: &Look,
    start: impl IntoIterator<Item = Element<'a, M>>,
    end: impl IntoIterator<Item = Element<'a, M>>,
) -> Element<'a, M> {
    let gap = look.metrics.gap();
    row![
        Row::with_children(start).spacing(gap).align_y(Alignment::Center),
        iced::widget::space::horizontal(),
        Row::with_children(end).spacing(gap).align_y(Alignment::Center),
    ]
    .align_y(Alignment::Center)
    .into()
}

/// Things below each other with the gap between targets.
pub fn list<'a, M: 'a>(look: &Look, items: impl IntoIterator<Item = Element<'a, M>>) -> Element<'a, M> {
    column(items).spacing(look.metrics.gap()).into()
}
