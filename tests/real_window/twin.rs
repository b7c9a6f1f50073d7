//! The twin: the same screens without a window, in the test's own process, with a
//! kiosk of their own. Whatever the test does to the real window it does to the
//! twin; so the twin knows where every control lies, and what must be seen.

use iced::{Point, Rectangle, Size};
use kiosk::cli::demo::{Everything, Player, Wishes};
use kiosk::config::Config;
use kiosk::config::data::DataDir;
use kiosk::i18n::Language;

use super::display::Picture;
use super::program::write_config;

/// The screens without a window.
pub struct Twin {
    player: Player,
    // Held: the kiosk behind the screens, and its folder.
    _everything: Everything,
    _folder: tempfile::TempDir,
}

impl Twin {
    /// At rest, in a window of this size; central cannot be reached.
    pub fn new(width: u16, height: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::load(&write_config(folder.path(), "")).unwrap();
        let data = DataDir::find(None).unwrap();
        let wishes = Wishes {
            folder: Some(folder.path().join("everything")),
            central: false,
            speech_log: Some(folder.path().join("speech.log")),
            ..Wishes::default()
        };
        let everything = Everything::start(config, data, wishes).unwrap();
        let size = Size::new(f32::from(width), f32::from(height));
        let mut player = Player::new(&everything, size, Language::CKB).unwrap();
        player.window().settle(super::PATIENCE).unwrap();
        Self { player, _everything: everything, _folder: folder }
    }

    /// Where the control with this id lies.
    pub fn bounds(&mut self, id: &str) -> Rectangle {
        let stops = self.player.window().stops();
        let there: Vec<_> = stops.iter().map(|stop| stop.words.id.clone()).collect();
        let stop = stops.into_iter().find(|stop| stop.words.id == id);
        stop.unwrap_or_else(|| panic!("\"{id}\" is not on the screen; there is {there:?}")).bounds
    }

    /// Its middle.
    pub fn at(&mut self, id: &str) -> Point {
        self.bounds(id).center()
    }

    /// Taps it here, and tells where it was.
    pub fn tap(&mut self, id: &str) -> Point {
        let at = self.at(id);
        self.player.tap(id).unwrap();
        let _ = self.player.window().settle(super::PATIENCE);
        at
    }

    /// Touches where nothing stands in particular.
    pub fn touch(&mut self, at: Point) {
        self.player.window().tap(at);
        let _ = self.player.window().settle(super::PATIENCE);
    }

    /// Stable id of what is shown.
    pub fn shown(&self) -> &'static str {
        self.player.shown()
    }

    /// Waits for a screen.
    pub fn expect(&mut self, screen: &str) {
        self.player.expect(screen).unwrap();
    }

    /// What is drawn.
    pub fn picture(&mut self) -> Picture {
        let window = self.player.window();
        window.pump();
        let (size, rgba) = window.screenshot();
        Picture::from_rgba(size.width as usize, &rgba)
    }
}
