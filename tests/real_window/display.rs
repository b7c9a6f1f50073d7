//! An X server for one test: it takes a free display and ends with the test.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{
    AtomEnum, BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ClientMessageEvent, ConnectionExt as _, EventMask, ImageFormat,
    InputFocus, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, MOTION_NOTIFY_EVENT, MapState, Window,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

use super::touch_panel::TouchPanel;
use super::wait_for;

/// Keys of a keypad, as X names them.
#[derive(Debug, Clone, Copy)]
pub enum Key {
    Up = 0xff52,
    Down = 0xff54,
    Left = 0xff51,
    Right = 0xff53,
    Enter = 0xff0d,
    Escape = 0xff1b,
    Tab = 0xff09,
    F1 = 0xffbe,
    F2 = 0xffbf,
    F3 = 0xffc0,
    F4 = 0xffc1,
    F5 = 0xffc2,
    F6 = 0xffc3,
    F7 = 0xffc4,
    F8 = 0xffc5,
    F9 = 0xffc6,
    F10 = 0xffc7,
    F11 = 0xffc8,
    F12 = 0xffc9,
    Delete = 0xffff,
    Alt = 0xffe9,
    Control = 0xffe3,
    Super = 0xffeb,
    Shift = 0xffe1,
}

/// So many pixels may differ: the window redraws only what has changed, and blends the edge of such a
/// part over itself. (Three were seen; the smallest letter has more.)
const SPECKS: usize = 24;

/// A running X server and a connection to it.
pub struct Display {
    server: Child,
    name: String,
    connection: RustConnection,
    root: Window,
    size: (u16, u16),
    folder: TempDir,
}

impl Drop for Display {
    fn drop(&mut self) {
        // SIGTERM, so that the server removes its lock and its socket.
        let pid = nix::unistd::Pid::from_raw(i32::try_from(self.server.id()).unwrap());
        let _ = nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM);
        let _ = self.server.wait();
    }
}

impl Display {
    /// Xvfb with a screen of this size and no window manager.
    pub fn virtual_screen(width: u16, height: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut server = Command::new("Xvfb");
        server.args(["-screen", "0", &format!("{width}x{height}x24"), "-nolisten", "tcp", "-noreset"]);
        Self::start(server, folder)
            .unwrap_or_else(|why| panic!("Xvfb does not start: {why}; `scripts/setup-debian test` installs it"))
    }

    /// A real Xorg with a touch panel; `None`, after saying so, where it cannot run.
    ///
    /// # Panics
    /// It does not start although this is Debian and we are root: there it must.
    pub fn with_touch_panel() -> Option<(Self, TouchPanel)> {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("touch");
        let config = folder.path().join("xorg.conf");
        let text =
            std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real_window/xorg.conf")).unwrap();
        std::fs::write(&config, text.replace("SOCKET", socket.to_str().unwrap())).unwrap();
        // The binary itself: Debian's wrapper refuses who does not sit at the console.
        let direct = Path::new("/usr/lib/xorg/Xorg");
        let mut server = Command::new(if direct.exists() { direct } else { Path::new("Xorg") });
        server.arg("-config").arg(&config).arg("-logfile").arg(folder.path().join("xorg.log"));
        server.args(["-nolisten", "tcp", "-noreset", "-novtswitch", "-sharevts", "vt7"]);
        match Self::start(server, folder) {
            Ok(display) => {
                let panel = TouchPanel::open(&socket, display.size);
                Some((display, panel))
            }
            Err(why) => {
                let root = std::fs::metadata("/proc/self")
                    .is_ok_and(|process| std::os::unix::fs::MetadataExt::uid(&process) == 0);
                let must = root && Path::new("/etc/debian_version").exists();
                assert!(!must, "Xorg with a touch panel does not start: {why}");
                #[expect(clippy::print_stderr, reason = "a test that proves nothing must say so")]
                {
                    eprintln!("\n*** NOT TESTED: touch on a real X server. Xorg does not start here: {why}\n");
                }
                None
            }
        }
    }

    /// Starts the server on the first free display, which it tells on its standard output.
    fn start(mut server: Command, folder: TempDir) -> Result<Self, String> {
        let errors = folder.path().join("server.err");
        let mut child = server
            .args(["-displayfd", "1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&errors).unwrap())
            .spawn()
            .map_err(|error| error.to_string())?;
        let mut number = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut number).map_err(|error| error.to_string())?;
        if number.trim().is_empty() {
            let _ = child.kill();
            let _ = child.wait();
            return Err(std::fs::read_to_string(&errors).unwrap_or_default());
        }
        let name = format!(":{}", number.trim());
        let (connection, screen) = x11rb::connect(Some(&name)).map_err(|error| error.to_string())?;
        let screen = &connection.setup().roots[screen];
        let (root, size) = (screen.root, (screen.width_in_pixels, screen.height_in_pixels));
        Ok(Self { server: child, name, connection, root, size, folder })
    }

    /// The process of the server.
    pub fn server(&self) -> u32 {
        self.server.id()
    }

    /// Its name for `DISPLAY`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A folder that goes with it.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_path_buf()
    }

    fn fake(&self, kind: u8, detail: u8, at: (i16, i16)) {
        self.connection.xtest_fake_input(kind, detail, 0, self.root, at.0, at.1, 0).unwrap().check().unwrap();
    }

    /// Moves the mouse.
    pub fn point(&self, at: iced::Point) {
        self.fake(MOTION_NOTIFY_EVENT, 0, (at.x.round() as i16, at.y.round() as i16));
    }

    /// Presses the left button of the mouse.
    pub fn press(&self) {
        self.fake(BUTTON_PRESS_EVENT, 1, (0, 0));
    }

    /// Releases it.
    pub fn release(&self) {
        self.fake(BUTTON_RELEASE_EVENT, 1, (0, 0));
    }

    /// Clicks there.
    pub fn click(&self, at: iced::Point) {
        self.point(at);
        self.press();
        self.release();
    }

    /// Clicks there one after the other in no time at all: all events wait for the same frame.
    pub fn flicks(&self, places: &[iced::Point]) {
        let send = |kind, detail, (x, y): (i16, i16)| {
            // Not waited for: sent all at once below.
            drop(self.connection.xtest_fake_input(kind, detail, 0, self.root, x, y, 0).unwrap());
        };
        for at in places {
            send(MOTION_NOTIFY_EVENT, 0, (at.x.round() as i16, at.y.round() as i16));
            send(BUTTON_PRESS_EVENT, 1, (0, 0));
            send(BUTTON_RELEASE_EVENT, 1, (0, 0));
        }
        self.connection.flush().unwrap();
    }

    /// Presses and releases a key.
    pub fn key(&self, key: Key) {
        let code = self.code_of(key as u32);
        self.fake(KEY_PRESS_EVENT, code, (0, 0));
        self.fake(KEY_RELEASE_EVENT, code, (0, 0));
    }

    /// Types a digit, or a small Latin letter.
    pub fn sign(&self, sign: char) {
        // X names them by their Latin-1 codes
        let code = self.code_of(u32::from(sign));
        self.fake(KEY_PRESS_EVENT, code, (0, 0));
        self.fake(KEY_RELEASE_EVENT, code, (0, 0));
    }

    /// Presses a key while another is held.
    pub fn chord(&self, held: Key, key: Key) {
        let code = self.code_of(held as u32);
        self.fake(KEY_PRESS_EVENT, code, (0, 0));
        self.key(key);
        self.fake(KEY_RELEASE_EVENT, code, (0, 0));
    }

    fn code_of(&self, symbol: u32) -> u8 {
        let setup = self.connection.setup();
        let (first, count) = (setup.min_keycode, setup.max_keycode - setup.min_keycode + 1);
        let map = self.connection.get_keyboard_mapping(first, count).unwrap().reply().unwrap();
        let per = usize::from(map.keysyms_per_keycode);
        let index = map.keysyms.chunks(per).position(|symbols| symbols.contains(&symbol));
        first + u8::try_from(index.expect("the keyboard has the key")).unwrap()
    }

    /// The window with this title, its place and its size, once it is shown.
    pub fn window(&self, title: &str) -> Option<(Window, (i16, i16, u16, u16))> {
        let name = self.connection.intern_atom(false, b"_NET_WM_NAME").unwrap().reply().unwrap().atom;
        let children = self.connection.query_tree(self.root).unwrap().reply().unwrap().children;
        children.into_iter().find_map(|window| {
            let value =
                self.connection.get_property(false, window, name, AtomEnum::ANY, 0, 64).ok()?.reply().ok()?.value;
            let shown =
                self.connection.get_window_attributes(window).ok()?.reply().ok()?.map_state == MapState::VIEWABLE;
            let place = self.connection.get_geometry(window).ok()?.reply().ok()?;
            (shown && value == title.as_bytes()).then_some((window, (place.x, place.y, place.width, place.height)))
        })
    }

    /// Gives the window the keyboard, as a window manager does.
    pub fn focus(&self, window: Window) {
        self.connection.set_input_focus(InputFocus::PARENT, window, 0_u32).unwrap().check().unwrap();
    }

    /// Asks the window to close, as the cross of a window manager does.
    pub fn ask_to_close(&self, window: Window) {
        let atom = |name: &[u8]| self.connection.intern_atom(false, name).unwrap().reply().unwrap().atom;
        let data = [atom(b"WM_DELETE_WINDOW"), 0, 0, 0, 0];
        let event = ClientMessageEvent::new(32, window, atom(b"WM_PROTOCOLS"), data);
        self.connection.send_event(false, window, EventMask::NO_EVENT, event).unwrap().check().unwrap();
    }

    /// What stands on the screen.
    pub fn picture(&self) -> Picture {
        let (width, height) = self.size;
        let image = self
            .connection
            .get_image(ImageFormat::Z_PIXMAP, self.root, 0, 0, width, height, !0)
            .unwrap()
            .reply()
            .unwrap();
        let rgb = image.data.chunks_exact(4).map(|pixel| [pixel[2], pixel[1], pixel[0]]).collect();
        Picture { width: usize::from(width), rgb }
    }

    /// Waits until the screen is `wanted`, but for [`SPECKS`]; keeps both for people when it never is.
    pub fn wait_for_picture(&self, name: &str, wanted: &Picture) {
        let end = std::time::Instant::now() + super::PATIENCE / 4;
        loop {
            let seen = self.picture();
            let differ = seen.differ(wanted);
            if differ <= SPECKS {
                return seen.save(name);
            }
            if std::time::Instant::now() > end {
                seen.save(&format!("{name}-seen"));
                wanted.save(&format!("{name}-wanted"));
                panic!("{name}: {differ} pixels are not as they must be; see target/pictures/{name}-*.png");
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }

    /// Waits until the screen does not change any more.
    pub fn settled(&self) -> Picture {
        let mut last = self.picture();
        wait_for("a screen that rests", || {
            std::thread::sleep(std::time::Duration::from_millis(60));
            let next = self.picture();
            let same = next == last;
            last = next.clone();
            same.then_some(next)
        })
    }
}

/// Pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub width: usize,
    pub rgb: Vec<[u8; 3]>,
}

impl Picture {
    /// From RGBA.
    pub fn from_rgba(width: usize, rgba: &[u8]) -> Self {
        Self { width, rgb: rgba.chunks_exact(4).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect() }
    }

    /// How many pixels are not the same (by more than the rounding of a colour).
    pub fn differ(&self, other: &Self) -> usize {
        if self.rgb.len() != other.rgb.len() {
            return usize::MAX;
        }
        let far = |(a, b): &(&[u8; 3], &[u8; 3])| a.iter().zip(b.iter()).any(|(a, b)| a.abs_diff(*b) > 3);
        self.rgb.iter().zip(&other.rgb).filter(far).count()
    }

    /// How often each colour occurs, the most frequent first.
    pub fn colours(&self) -> Vec<([u8; 3], usize)> {
        let mut counts = std::collections::HashMap::new();
        for pixel in &self.rgb {
            *counts.entry(*pixel).or_insert(0_usize) += 1;
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts
    }

    /// For people: `target/pictures/NAME.png`.
    pub fn save(&self, name: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pictures");
        std::fs::create_dir_all(&folder).unwrap();
        let file = File::create(folder.join(format!("{name}.png"))).unwrap();
        let height = self.rgb.len() / self.width;
        let mut encoder = png::Encoder::new(file, u32::try_from(self.width).unwrap(), u32::try_from(height).unwrap());
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        encoder.write_header().unwrap().write_image_data(self.rgb.as_flattened()).unwrap();
    }
}
