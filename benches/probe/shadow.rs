//! The same kiosk without a window: it tells where to press, and what should be seen then.
//!
//! It is a real kiosk with its own store and virtual devices. Whatever is done
//! on the measured one is done on this one first.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use iced::Size;
use kiosk::config::Config;
use kiosk::config::data::DataDir;
use kiosk::kiosk::{Kiosk, StartOptions, Started};
use kiosk::ui::app::{App, World};
use kiosk::ui::headless::Headless;
use kiosk::ui::live::{Live, Speaking};
use tokio::runtime::Runtime;

use crate::Trouble;
use crate::screen::{At, Picture};

/// The longest that a step may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The shadow.
pub(crate) struct Shadow {
    window: Headless<App>,
    /// Its virtual devices must live on.
    _started: Started,
    _runtime: Runtime,
}

impl Shadow {
    /// A resting kiosk with this configuration and its own state folder.
    pub(crate) fn start(config: &Path, state: &Path, size: (u16, u16)) -> Result<Self, Trouble> {
        let mut config_read = Config::load(config)?;
        config_read.store.state_dir = state.to_path_buf();
        let data = DataDir::find(Some(config))?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let options = StartOptions::new(config_read, data, runtime.handle().clone());
        let clock = Arc::clone(&options.clock);
        let started = Kiosk::start(options)?;
        let kiosk = started.kiosk.clone();
        let world = World {
            locales: kiosk.locales().clone(),
            catalogue: Arc::clone(kiosk.catalogue()),
            config: Arc::new(kiosk.config().clone()),
            clock,
            backend: Arc::new(Live::new(kiosk, Speaking::Off)),
        };
        let size = Size::new(f32::from(size.0), f32::from(size.1));
        let window = Headless::new(runtime.handle().clone(), size, 1.0, App::new(world, size))?;
        Ok(Self { window, _started: started, _runtime: runtime })
    }

    /// The stable id of what is shown.
    pub(crate) fn shown(&self) -> &'static str {
        self.window.program().shown()
    }

    /// Waits for a screen.
    pub(crate) fn expect(&mut self, screen: &str) -> Result<(), Trouble> {
        let came = self.window.wait_until(PATIENCE, |window| window.program().shown() == screen);
        came.map_err(|_| format!("\"{screen}\" was expected, \"{}\" is shown", self.shown()).into())
    }

    /// Presses the first thing whose id begins and ends so, and answers where it lies.
    pub(crate) fn tap(&mut self, begins: &str, ends: &str) -> Result<At, Trouble> {
        let mut found = None;
        let came = self.window.wait_until(PATIENCE, |window| {
            found = window
                .stops()
                .into_iter()
                .find(|stop| stop.words.id.starts_with(begins) && stop.words.id.ends_with(ends));
            found.is_some()
        });
        let Some(found) = found.filter(|_| came.is_ok()) else {
            let there: Vec<String> = self.window.stops().into_iter().map(|stop| stop.words.id).collect();
            return Err(
                format!("\"{begins}…{ends}\" is not on \"{}\"; there is {}", self.shown(), there.join(", ")).into()
            );
        };
        let centre = found.bounds.center();
        self.window.tap(centre);
        Ok((centre.x as i16, centre.y as i16))
    }

    /// Presses a key of the on-screen keyboard by what stands on it.
    pub(crate) fn tap_text(&mut self, text: &str) -> Result<At, Trouble> {
        let texts = self.window.texts();
        let found = texts.iter().find(|seen| seen.text == text);
        let centre = found.ok_or_else(|| format!("no key \"{text}\" on \"{}\"", self.shown()))?.bounds.center();
        self.window.tap(centre);
        Ok((centre.x as i16, centre.y as i16))
    }

    /// What is seen now, in the order of an X picture.
    pub(crate) fn picture(&mut self) -> Picture {
        let _busy = self.window.pump();
        let (_, mut pixels) = self.window.screenshot();
        for pixel in pixels.chunks_exact_mut(4) {
            pixel.swap(0, 2);
        }
        Picture(pixels)
    }
}
