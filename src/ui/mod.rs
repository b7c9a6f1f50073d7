//! The screen: everything that knows iced.
//!
//! Views are written once in reading order (start to end) from the functions
//! of [`widget`]; each takes a [`theme::Look`], which carries colours, sizes
//! in millimetres and the direction. The root is
//! `stage(mirror(direction, view))`.

pub mod app;
pub mod font;
pub mod headless;
pub mod icon;
pub mod live;
pub mod screen;
pub mod theme;
pub mod widget;

/// Takes in the faces and keyboards that language packs have brought (`assets/fonts/`, `assets/keyboards/`).
pub fn install(data: &crate::config::data::DataDir) {
    font::install(&data.fonts());
    widget::keyboard::Board::install(&data.keyboards());
}

/// What paints the screens.
pub use kiosk_painter::Renderer;

/// An element of the kiosk: iced's own theme, our renderer.
pub type Element<'a, Message> = iced::Element<'a, Message, iced::Theme, Renderer>;
