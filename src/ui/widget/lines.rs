//! Text in the middle that may take several lines.
//!
//! iced 0.14 draws centred right-to-left text outside its box, so this breaks
//! the lines itself and places each of them.

use crate::ui::theme::{Look, Type};
use crate::ui::{Element, Renderer, font};
use iced::advanced::graphics::text::Paragraph;
use iced::advanced::layout::{Limits, Node};
use iced::advanced::text::paragraph::Plain;
use iced::advanced::text::{self, Renderer as _};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Layout, Widget, renderer};
use iced::{Color, Font, Length, Pixels, Point, Rectangle, Size, Theme, mouse};

/// A text of any length, each of its lines in the middle.
pub fn centred_text<'a, M: 'a>(
    look: &Look,
    kind: Type,
    face: Font,
    color: Option<Color>,
    words: impl Into<String>,
) -> Element<'a, M> {
    Element::new(Lines { words: words.into(), size: look.text(kind), face, color })
}

struct Lines {
    words: String,
    size: f32,
    face: Font,
    color: Option<Color>,
}

#[derive(Default)]
struct State {
    /// What the lines were broken for.
    key: Option<(String, f32, Font, f32)>,
    lines: Vec<Plain<Paragraph>>,
}

impl Lines {
    fn shape(&self, content: &str) -> Plain<Paragraph> {
        let mut line = Plain::default();
        let _changed = line.update(text::Text {
            content,
            bounds: Size::INFINITE,
            size: Pixels(self.size),
            line_height: text::LineHeight::Relative(font::LINE_HEIGHT),
            font: self.face,
            align_x: text::Alignment::Default,
            align_y: iced::alignment::Vertical::Top,
            shaping: text::Shaping::Advanced,
            wrapping: text::Wrapping::None,
        });
        line
    }

    /// Breaks between words, so that each line fits `width`; a word that does
    /// not fit stands alone.
    fn wrap(&self, width: f32) -> Vec<Plain<Paragraph>> {
        let mut lines = Vec::new();
        let mut line: Option<(String, Plain<Paragraph>)> = None;
        for word in self.words.split_whitespace() {
            let longer = line.as_ref().map(|(text, _)| format!("{text} {word}"));
            line = match (line, longer) {
                (Some((_, shaped)), Some(longer)) => {
                    let fits = self.shape(&longer);
                    if fits.min_width() <= width {
                        Some((longer, fits))
                    } else {
                        lines.push(shaped);
                        Some((word.to_owned(), self.shape(word)))
                    }
                }
                _ => Some((word.to_owned(), self.shape(word))),
            };
        }
        lines.extend(line.map(|(_, shaped)| shaped));
        lines
    }

    fn height(&self) -> f32 {
        self.size * font::LINE_HEIGHT
    }
}

impl<M> Widget<M, Theme, Renderer> for Lines {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Shrink, Length::Shrink)
    }

    fn layout(&mut self, tree: &mut Tree, _renderer: &Renderer, limits: &Limits) -> Node {
        let state = tree.state.downcast_mut::<State>();
        let key = (self.words.clone(), self.size, self.face, limits.max().width);
        if state.key.as_ref() != Some(&key) {
            state.lines = self.wrap(limits.max().width);
            state.key = Some(key);
        }
        let width = state.lines.iter().map(Plain::min_width).fold(0.0, f32::max);
        let height = self.height() * state.lines.len() as f32;
        Node::new(limits.resolve(Length::Shrink, Length::Shrink, Size::new(width.ceil(), height.ceil())))
    }

    fn operate(&mut self, _tree: &mut Tree, layout: Layout<'_>, _renderer: &Renderer, operation: &mut dyn Operation) {
        operation.text(None, layout.bounds(), &self.words);
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        _theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_ref::<State>();
        let bounds = layout.bounds();
        let color = self.color.unwrap_or(style.text_color);
        super::ink::reserve(renderer, bounds);
        for (index, line) in state.lines.iter().enumerate() {
            let x = bounds.center_x() - line.min_width() / 2.0;
            let place = Point::new(x.round(), bounds.y + index as f32 * self.height());
            renderer.fill_paragraph(line.raw(), place, color, *viewport);
        }
    }
}
