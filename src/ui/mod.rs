//! The screen: everything that knows iced.

pub mod app;
pub mod font;
pub mod headless;
pub mod icon;
pub mod screen;
pub mod theme;
pub mod widget;
