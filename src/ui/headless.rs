//! The same application without a window: for pictures and tests.
//!
//! It runs what iced's own shell runs: the view is built from the state, its
//! widget state is kept from frame to frame, events and redraws reach it in
//! order, messages go to `update`, tasks and subscriptions run on tokio. The
//! pixels are those of the kiosk: the same software renderer.

mod awake;
mod program;
mod sight;
mod works;

pub use program::Program;
pub use sight::Seen;

use crate::ui::Renderer;
use crate::ui::font;
use crate::ui::widget::stop::{self, Focus};
use iced::advanced::clipboard;
use iced::advanced::renderer::{Headless as _, Style};
use iced::advanced::widget::Operation;
use iced::advanced::widget::operation::Outcome;
use iced::keyboard::{self, Location, Modifiers, key};
use iced::{Event, Pixels, Point, Rectangle, Size, Theme, mouse, touch, window};
use iced_runtime::user_interface::{Cache, State, UserInterface};
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::time::{Duration, Instant};
use thiserror::Error;
use works::Works;

/// Why a scripted step could not be done.
#[derive(Debug, Error)]
pub enum HeadlessError {
    /// The software renderer could not be made.
    #[error("the software renderer did not start")]
    Renderer,
    /// What should be tapped is not on the screen.
    #[error("`{wanted}` is not on the screen; there is: {there}")]
    NotFound {
        /// The id or the text.
        wanted: String,
        /// What there is instead.
        there: String,
    },
    /// Waiting took too long.
    #[error("nothing came of waiting {0:?}")]
    TimedOut(Duration),
    /// The picture could not be written.
    #[error("{path}: {source}")]
    Picture {
        /// The file.
        path: String,
        /// What went wrong.
        source: std::io::Error,
    },
}

/// An application that runs without a window.
pub struct Headless<P: Program> {
    program: P,
    size: Size,
    scale: f32,
    renderer: Renderer,
    cache: Cache,
    works: Works<P::Message>,
    window: window::Id,
    due: Option<Instant>,
    finger: u64,
}

impl<P: Program> Headless<P> {
    /// Starts `program` in a window of `size` logical pixels; pictures are
    /// `scale` times as large. Tasks run on the tokio runtime of `handle`.
    ///
    /// # Errors
    /// When the renderer does not start.
    pub fn new(handle: tokio::runtime::Handle, size: Size, scale: f32, program: P) -> Result<Self, HeadlessError> {
        font::load();
        let made = <Renderer as iced::advanced::renderer::Headless>::new(font::MEDIUM, Pixels(16.0), Some("tiny-skia"));
        let renderer = ready(made).flatten().ok_or(HeadlessError::Renderer)?;
        let mut headless = Self {
            program,
            size,
            scale,
            renderer,
            cache: Cache::new(),
            works: Works::new(handle),
            window: window::Id::unique(),
            due: None,
            finger: 0,
        };
        let boot = headless.program.boot();
        headless.works.start(boot);
        headless.works.subscribe(headless.program.subscription());
        let _busy = headless.pump();
        Ok(headless)
    }

    /// The application.
    pub fn program(&self) -> &P {
        &self.program
    }

    /// Size of the window in logical pixels.
    pub fn size(&self) -> Size {
        self.size
    }

    /// Gives the window another size (portrait, landscape).
    pub fn resize(&mut self, size: Size) {
        self.size = size;
        self.events(&[Event::Window(window::Event::Resized(size))]);
    }

    fn interface<T>(
        &mut self,
        with: impl FnOnce(&mut UserInterface<'_, P::Message, Theme, Renderer>, &mut Renderer) -> T,
    ) -> T {
        let cache = std::mem::take(&mut self.cache);
        let mut interface = UserInterface::build(self.program.view(), self.size, cache, &mut self.renderer);
        let answer = with(&mut interface, &mut self.renderer);
        self.cache = interface.into_cache();
        answer
    }

    /// Hands events to the application as one frame does, then redraws.
    pub fn events(&mut self, events: &[Event]) {
        self.feed(events);
        self.frame(Instant::now());
    }

    fn feed(&mut self, events: &[Event]) {
        let mut messages = Vec::new();
        // the cursor is what iced's shell has at the end of the frame: the last position
        let cursor =
            events.iter().rev().find_map(position).map_or(mouse::Cursor::Unavailable, mouse::Cursor::Available);
        let (state, statuses) = self.interface(|interface, renderer| {
            interface.update(events, cursor, renderer, &mut clipboard::Null, &mut messages)
        });
        if let State::Updated { redraw_request, .. } = state {
            self.due = match redraw_request {
                window::RedrawRequest::At(at) => Some(self.due.map_or(at, |due| due.min(at))),
                window::RedrawRequest::NextFrame | window::RedrawRequest::Wait => self.due,
            };
        }
        for (event, status) in events.iter().zip(statuses) {
            self.works.broadcast(self.window, event.clone(), status);
        }
        for message in messages {
            self.update(message);
        }
    }

    /// Gives the application a message, as a test or a device would.
    pub fn update(&mut self, message: P::Message) {
        let task = self.program.update(message);
        self.works.start(task);
        self.works.subscribe(self.program.subscription());
    }

    /// One redraw at `now`: what widgets wait for (long press, repetition) happens.
    pub fn frame(&mut self, now: Instant) {
        if self.due.is_some_and(|due| due <= now) {
            self.due = None;
        }
        self.feed(&[Event::Window(window::Event::RedrawRequested(now))]);
    }

    /// When a widget asked to be redrawn, if one did.
    pub fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Applies what tasks and subscriptions have brought so far, and the redraw
    /// that is due. Answers whether there was anything.
    pub fn pump(&mut self) -> bool {
        let mut busy = false;
        while let Some(done) = self.works.next() {
            busy = true;
            match done {
                works::Done::Message(message) => self.update(message),
                works::Done::Operation(operation) => self.operate(operation),
            }
        }
        if self.due.is_some_and(|due| due <= Instant::now()) {
            self.frame(Instant::now());
            busy = true;
        }
        busy
    }

    fn operate(&mut self, operation: Box<dyn Operation>) {
        self.interface(|interface, renderer| {
            let mut current = Some(operation);
            while let Some(mut operation) = current.take() {
                interface.operate(renderer, operation.as_mut());
                if let Outcome::Chain(next) = operation.finish() {
                    current = Some(next);
                }
            }
        });
    }

    fn ask<T: 'static>(&mut self, mut operation: impl Operation<T>) -> Option<T> {
        self.interface(|interface, renderer| {
            interface.operate(renderer, &mut iced::advanced::widget::operation::black_box(&mut operation));
        });
        match operation.finish() {
            Outcome::Some(answer) => Some(answer),
            Outcome::None | Outcome::Chain(_) => None,
        }
    }

    /// Runs tasks until none is pending and subscriptions have taken what was sent to them (a key, an event of the
    /// outside). What a subscription waits for is not waited for.
    ///
    /// # Errors
    /// When tasks are still pending after `timeout`.
    pub fn settle(&mut self, timeout: Duration) -> Result<(), HeadlessError> {
        self.settle_but(0, timeout)
    }

    /// The same, while `held` tasks wait for something that does not come yet.
    ///
    /// # Errors
    /// When more tasks are still pending after `timeout`.
    pub fn settle_but(&mut self, held: usize, timeout: Duration) -> Result<(), HeadlessError> {
        // a task sends before it ends: when none was pending before the pump and
        // the pump found nothing, nothing is under way
        self.wait_until(timeout, |headless| headless.works.pending() <= held && !headless.pump())
    }

    /// Runs tasks, subscriptions and redraws until `arrived`.
    ///
    /// # Errors
    /// When that is not the case after `timeout`.
    pub fn wait_until(
        &mut self,
        timeout: Duration,
        mut arrived: impl FnMut(&mut Self) -> bool,
    ) -> Result<(), HeadlessError> {
        let end = Instant::now() + timeout;
        loop {
            let _busy = self.pump();
            if arrived(self) {
                return Ok(());
            }
            if Instant::now() >= end {
                return Err(HeadlessError::TimedOut(timeout));
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Puts a finger down at `at` and lifts it there.
    pub fn tap(&mut self, at: Point) {
        self.finger += 1;
        let id = touch::Finger(self.finger);
        self.events(&[
            Event::Touch(touch::Event::FingerPressed { id, position: at }),
            Event::Touch(touch::Event::FingerLifted { id, position: at }),
        ]);
        let _busy = self.pump();
    }

    /// Taps the focus stop with this id.
    ///
    /// # Errors
    /// When it is not on the screen; the error lists the stops that are.
    pub fn tap_id(&mut self, id: &str) -> Result<(), HeadlessError> {
        let stops = self.stops();
        let Some(found) = stops.iter().find(|stop| stop.words.id == id) else {
            let there = stops.iter().map(|stop| stop.words.id.as_str()).collect::<Vec<_>>().join(", ");
            return Err(HeadlessError::NotFound { wanted: id.to_owned(), there });
        };
        self.tap(found.bounds.center());
        Ok(())
    }

    /// Taps the middle of this text (the whole of it, as it is written).
    ///
    /// # Errors
    /// When it is not on the screen; the error lists the texts that are.
    pub fn tap_text(&mut self, text: &str) -> Result<(), HeadlessError> {
        let texts = self.texts();
        let Some(found) = texts.iter().find(|seen| seen.text == text) else {
            let there = texts.iter().map(|seen| seen.text.as_str()).collect::<Vec<_>>().join(" | ");
            return Err(HeadlessError::NotFound { wanted: text.to_owned(), there });
        };
        self.tap(found.bounds.center());
        Ok(())
    }

    /// Presses and releases a key of the keypad or of a real keyboard.
    pub fn key(&mut self, named: key::Named) {
        self.press(keyboard::Key::Named(named), None);
    }

    /// Types each character of `text` on a real keyboard.
    pub fn type_text(&mut self, text: &str) {
        for sign in text.chars() {
            self.press(keyboard::Key::Character(sign.to_string().into()), Some(sign));
        }
    }

    /// Presses and releases a key while others are held.
    pub fn chord(&mut self, held: Modifiers, named: key::Named) {
        self.press_while(held, keyboard::Key::Named(named), None);
    }

    fn press(&mut self, key: keyboard::Key, sign: Option<char>) {
        self.press_while(Modifiers::empty(), key, sign);
    }

    fn press_while(&mut self, modifiers: Modifiers, key: keyboard::Key, sign: Option<char>) {
        let physical_key = key::Physical::Unidentified(key::NativeCode::Unidentified);
        let location = Location::Standard;
        let pressed = keyboard::Event::KeyPressed {
            key: key.clone(),
            modified_key: key.clone(),
            physical_key,
            location,
            modifiers,
            text: sign.map(|sign| sign.to_string().into()),
            repeat: false,
        };
        let released =
            keyboard::Event::KeyReleased { key: key.clone(), modified_key: key, physical_key, location, modifiers };
        self.events(&[Event::Keyboard(pressed), Event::Keyboard(released)]);
        let _busy = self.pump();
    }

    /// What the application has asked of a window or of the system so far, by kind: "exit" ends it, "window" moves, hides or
    /// closes its window. None of it is done here.
    pub fn beyond(&self) -> Vec<&'static str> {
        self.works.beyond()
    }

    /// Every focus stop of the screen, in reading order.
    pub fn stops(&mut self) -> Vec<Focus> {
        self.ask(stop::list()).unwrap_or_default()
    }

    /// Where the focus is.
    pub fn focus(&mut self) -> Option<Focus> {
        self.stops().into_iter().find(|stop| stop.focused)
    }

    /// Every text of the screen with its place.
    pub fn texts(&mut self) -> Vec<Seen> {
        let window = Rectangle::with_size(self.size);
        let seen = self.ask(sight::texts()).unwrap_or_default();
        seen.into_iter().filter(|seen| seen.bounds.intersects(&window)).collect()
    }

    /// The screen as it is now: RGBA, `size * scale` pixels.
    pub fn screenshot(&mut self) -> (Size<u32>, Vec<u8>) {
        self.frame(Instant::now());
        let (style, theme) = (self.program.style(), self.program.theme());
        self.interface(|interface, renderer| {
            interface.draw(renderer, &theme, &Style { text_color: style.text_color }, mouse::Cursor::Unavailable);
        });
        let size =
            Size::new((self.size.width * self.scale).round() as u32, (self.size.height * self.scale).round() as u32);
        (size, self.renderer.screenshot(size, self.scale, style.background_color))
    }

    /// Writes the screen as PNG; makes the folder when it is not there.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save_png(&mut self, path: &Path) -> Result<(), HeadlessError> {
        let (size, pixels) = self.screenshot();
        write_png(path, size, &pixels)
            .map_err(|source| HeadlessError::Picture { path: path.display().to_string(), source })
    }
}

/// Where a pointer event happened.
fn position(event: &Event) -> Option<Point> {
    match event {
        Event::Mouse(mouse::Event::CursorMoved { position })
        | Event::Touch(
            touch::Event::FingerPressed { position, .. }
            | touch::Event::FingerMoved { position, .. }
            | touch::Event::FingerLifted { position, .. }
            | touch::Event::FingerLost { position, .. },
        ) => Some(*position),
        _ => None,
    }
}

/// Writes RGBA pixels as PNG.
fn write_png(path: &Path, size: Size<u32>, pixels: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(path)?), size.width, size.height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(())
}

/// The result of a future that is ready at once: the software renderer waits for nothing.
fn ready<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop())) {
        std::task::Poll::Ready(value) => Some(value),
        std::task::Poll::Pending => None,
    }
}
