//! The window.

use std::sync::Arc;
use std::time::Duration;

use iced::futures::{Stream, stream};
use iced::{Size, Subscription, Task, event, window};

use super::backend::Event;
use super::{App, Message, World, keys};
use crate::config::Display;
use crate::ui::headless::Program;
use crate::ui::{Element, font};

/// How the window opens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// In a window of this size instead of on the whole screen.
    pub windowed: Option<Size>,
}

/// Presses so soon after a change of screen are not meant for the new one.
const GUARD: Duration = Duration::from_millis(300);

/// Opens the window and shows the kiosk until the window is closed from outside.
///
/// # Errors
/// When no window can be opened (no display).
pub fn run(world: World, options: Options) -> iced::Result {
    let config = Arc::clone(&world.config);
    run_when(&config.display, move || world.clone(), options)
}

/// As [`run`], with what is ready only later: `world` is asked when the display is connected.
///
/// # Errors
/// As [`run`].
pub fn run_when(display: &Display, world: impl Fn() -> World + 'static, options: Options) -> iced::Result {
    let size = options.windowed.unwrap_or(Size::new(display.width as f32, display.height as f32));
    let fullscreen = options.windowed.is_none() && display.fullscreen;
    let settings = iced::Settings { default_font: font::MEDIUM, antialiasing: true, ..iced::Settings::default() };
    let boot = move || {
        let app = App::new(world(), size).with_guard(GUARD).steady();
        // Where the world came from another thread, this is done already.
        font::load();
        (app, cover(fullscreen))
    };
    iced::application(boot, App::update, App::view)
        .title(App::title)
        .theme(App::theme)
        .style(App::style)
        .subscription(|app: &App| Subscription::batch([app.subscription(), Subscription::run(asked_to_end)]))
        .settings(settings)
        .window(window::Settings {
            size,
            fullscreen,
            decorations: !fullscreen,
            resizable: !fullscreen,
            exit_on_close_request: !fullscreen,
            ..window::Settings::default()
        })
        .run()
}

/// The system asks the program to end (a service is stopped, Ctrl-C in a terminal). Ending by the
/// signal itself would leave the answers in memory as they are and the store unclosed.
fn asked_to_end() -> impl Stream<Item = Message> {
    stream::once(async {
        use tokio::signal::unix::{SignalKind, signal};
        let (Ok(mut term), Ok(mut int)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else {
            // Then the signal ends the program by itself.
            return std::future::pending().await;
        };
        tokio::select! {
            _ = term.recv() => {}
            _ = int.recv() => {}
        }
        tracing::info!(event = "kiosk.asked_to_end");
        Message::End
    })
}

/// Makes what the first frame needs and what takes no display: the text engine with the three faces.
pub fn prepare() {
    font::load();
}

/// Without a window manager nobody else makes the window cover the screen.
fn cover(fullscreen: bool) -> Task<Message> {
    if !fullscreen {
        return Task::none();
    }
    window::latest().and_then(|id| window::monitor_size(id).and_then(move |size| window::resize(id, size)))
}

impl App {
    /// The window's title; seen only in a window manager.
    #[must_use]
    pub fn title(&self) -> String {
        self.world.config.kiosk.name.clone()
    }

    /// Keys and touches, the world outside, and the one timer.
    pub fn subscription(&self) -> Subscription<Message> {
        let outside = Subscription::run_with(Outside(Arc::clone(&self.world.backend)), |outside| outside.0.events())
            .map(|event: Event| Message::Outside(event));
        Subscription::batch([event::listen_with(keys::heard), outside, self.timer(), self.scan(), self.follow_log()])
    }
}

/// The backend as a subscription: there is one for the life of the application.
struct Outside(Arc<dyn super::backend::Backend>);

impl std::hash::Hash for Outside {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        "backend".hash(state);
    }
}

impl Program for App {
    type Message = Message;

    fn update(&mut self, message: Message) -> Task<Message> {
        Self::update(self, message)
    }

    fn view(&self) -> Element<'_, Message> {
        Self::view(self)
    }

    fn subscription(&self) -> Subscription<Message> {
        Self::subscription(self)
    }

    fn theme(&self) -> iced::Theme {
        Self::theme(self)
    }

    fn style(&self) -> iced::theme::Style {
        self.window_style()
    }
}
