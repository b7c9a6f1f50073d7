//! The X server that everything is shown on, seen from outside: pixels, pointer, time.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use x11rb::connection::{Connection as _, RequestConnection as _};
use x11rb::protocol::xproto::{
    BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConnectionExt as _, ImageFormat, MOTION_NOTIFY_EVENT,
};
use x11rb::protocol::xtest::{self, ConnectionExt as _};
use x11rb::rust_connection::RustConnection;

use crate::Trouble;

/// Between two looks at the screen. Each look costs the server some 50 µs.
const LOOK_EVERY: Duration = Duration::from_micros(200);

/// A point of the screen in pixels.
pub(crate) type At = (i16, i16);

/// A part of the screen as it was at one moment: blue, green, red and nothing for each pixel.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Picture(pub(crate) Vec<u8>);

impl Picture {
    /// How many pixels differ by more than what smoothing may do.
    pub(crate) fn differs(&self, other: &Self) -> usize {
        let apart = |(a, b): (&[u8], &[u8])| (0..3).any(|i| a[i].abs_diff(b[i]) > 24);
        self.0.chunks_exact(4).zip(other.0.chunks_exact(4)).filter(|pair| apart(*pair)).count()
    }

    /// Writes it as PNG, for whoever asks why.
    pub(crate) fn write_png(&self, path: &Path, (width, height): (u16, u16)) -> Result<(), Trouble> {
        let mut encoder = png::Encoder::new(File::create(path)?, width.into(), height.into());
        encoder.set_color(png::ColorType::Rgb);
        let pixels: Vec<u8> = self.0.chunks_exact(4).flat_map(|pixel| [pixel[2], pixel[1], pixel[0]]).collect();
        encoder.write_header()?.write_image_data(&pixels)?;
        Ok(())
    }

    /// How many pixels it has.
    pub(crate) fn len(&self) -> usize {
        self.0.len() / 4
    }
}

/// A virtual X server of one screen, and our connection to it. Ends with this value.
pub(crate) struct Screen {
    server: Child,
    connection: RustConnection,
    root: u32,
    /// Its name, for `DISPLAY`.
    pub(crate) display: String,
    width: u16,
    height: u16,
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Screen {
    /// Starts Xvfb with one screen of this size.
    pub(crate) fn start(width: u16, height: u16) -> Result<Self, Trouble> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", &format!("{width}x{height}x24"), "-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("Xvfb does not start: {error}; `scripts/setup-debian bench` installs it"))?;
        let mut number = String::new();
        if let Some(out) = server.stdout.take() {
            BufReader::new(out).read_line(&mut number)?;
        }
        let display = format!(":{}", number.trim());
        let (connection, screen) = x11rb::connect(Some(&display))?;
        connection.extension_information(xtest::X11_EXTENSION_NAME)?.ok_or("this X server has no XTest")?;
        let root = connection.setup().roots[screen].root;
        Ok(Self { server, connection, root, display, width, height })
    }

    fn part(&self, x: i16, y: i16, width: u16, height: u16) -> Result<Picture, Trouble> {
        Ok(Picture(self.connection.get_image(ImageFormat::Z_PIXMAP, self.root, x, y, width, height, !0)?.reply()?.data))
    }

    /// The whole screen.
    pub(crate) fn whole(&self) -> Result<Picture, Trouble> {
        self.part(0, 0, self.width, self.height)
    }

    /// The pixels of column `x` from top to bottom.
    pub(crate) fn column(&self, x: i16) -> Result<Picture, Trouble> {
        self.part(x, 0, 1, self.height)
    }

    /// One pixel.
    pub(crate) fn pixel(&self, (x, y): At) -> Result<Picture, Trouble> {
        self.part(x, y, 1, 1)
    }

    fn fake(&self, kind: u8, detail: u8, (x, y): At) -> Result<(), Trouble> {
        self.connection.xtest_fake_input(kind, detail, 0, self.root, x, y, 0)?;
        self.connection.flush()?;
        Ok(())
    }

    /// Moves the pointer.
    pub(crate) fn point(&self, at: At) -> Result<(), Trouble> {
        self.fake(MOTION_NOTIFY_EVENT, 0, at)
    }

    /// Presses the button where the pointer is.
    pub(crate) fn press(&self) -> Result<(), Trouble> {
        self.fake(BUTTON_PRESS_EVENT, 1, (0, 0))
    }

    /// Releases it.
    pub(crate) fn release(&self) -> Result<(), Trouble> {
        self.fake(BUTTON_RELEASE_EVENT, 1, (0, 0))
    }

    /// Points there, presses and releases.
    pub(crate) fn click(&self, at: At) -> Result<(), Trouble> {
        self.point(at)?;
        self.press()?;
        self.release()
    }

    /// Looks until `there`, and answers how long that took from `since`; `None` when `patience` ends.
    pub(crate) fn until(
        &self,
        since: Instant,
        patience: Duration,
        there: impl FnMut(&Self) -> Result<bool, Trouble>,
    ) -> Result<Option<Duration>, Trouble> {
        self.until_every(LOOK_EVERY, since, patience, there)
    }

    /// The same with so long between two looks. What takes long and needs every core is looked at less often: looking
    /// takes a third of a core otherwise.
    pub(crate) fn until_every(
        &self,
        every: Duration,
        since: Instant,
        patience: Duration,
        mut there: impl FnMut(&Self) -> Result<bool, Trouble>,
    ) -> Result<Option<Duration>, Trouble> {
        loop {
            if there(self)? {
                return Ok(Some(since.elapsed()));
            }
            if since.elapsed() > patience {
                return Ok(None);
            }
            std::thread::sleep(every);
        }
    }

    /// Waits until the screen has been the same for `calm`; answers what it then shows.
    pub(crate) fn at_rest(&self, calm: Duration, patience: Duration) -> Result<Picture, Trouble> {
        let began = Instant::now();
        let mut last = self.whole()?;
        let mut since = Instant::now();
        while since.elapsed() < calm {
            if began.elapsed() > patience {
                return Err("the screen does not come to rest".into());
            }
            std::thread::sleep(Duration::from_millis(20));
            let now = self.whole()?;
            if now != last {
                (last, since) = (now, Instant::now());
            }
        }
        Ok(last)
    }

    /// Column `x` of a picture of the whole screen.
    pub(crate) fn column_of(&self, whole: &Picture, x: i16) -> Picture {
        let (width, x) = (usize::from(self.width), usize::from(x.unsigned_abs()));
        Picture((0..usize::from(self.height)).flat_map(|y| whole.0[(y * width + x) * 4..][..4].to_vec()).collect())
    }

    /// The first pixel that clearly differs between two pictures of the whole screen and is at
    /// least `away` pixels from `from` (the pointer must not be drawn over it).
    pub(crate) fn first_difference(&self, a: &Picture, b: &Picture, from: At, away: i16) -> Option<At> {
        let width = usize::from(self.width);
        a.0.chunks_exact(4).zip(b.0.chunks_exact(4)).enumerate().find_map(|(index, (a, b))| {
            let at = (i16::try_from(index % width).ok()?, i16::try_from(index / width).ok()?);
            let far = (at.0 - from.0).abs() > away || (at.1 - from.1).abs() > away;
            (far && (0..3).any(|i| a[i].abs_diff(b[i]) > 8)).then_some(at)
        })
    }
}
