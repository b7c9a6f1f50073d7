//! What an application must offer to run without a window.

use crate::ui::Element;
use iced::{Subscription, Task, Theme};

/// An application: the functions that `iced::application` is given.
pub trait Program {
    /// What happens to it.
    type Message: Send + 'static;

    /// What it starts with.
    fn boot(&mut self) -> Task<Self::Message> {
        Task::none()
    }

    /// Changes the state.
    fn update(&mut self, message: Self::Message) -> Task<Self::Message>;

    /// Shows the state.
    fn view(&self) -> Element<'_, Self::Message>;

    /// What it listens to.
    fn subscription(&self) -> Subscription<Self::Message> {
        Subscription::none()
    }

    /// iced's theme.
    fn theme(&self) -> Theme {
        Theme::Light
    }

    /// Background and text colour of the window.
    fn style(&self) -> iced::theme::Style;
}
