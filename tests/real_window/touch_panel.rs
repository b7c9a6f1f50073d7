//! A touch panel: the socket of Xorg's `inputtest` driver.
//!
//! Format: `xf86-input-inputtest-protocol.h` of the X server. After a greeting with
//! the version, each finger is one message of 1056 bytes in the machine's byte order.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use iced::Point;

use super::wait_for;

/// Kinds of messages.
const VERSION: u32 = 0;
const TOUCH: u32 = 6;
/// Kinds of touches: those of the X server's `XI_Touch…` events.
const BEGIN: u32 = 18;
const UPDATE: u32 = 19;
const END: u32 = 20;
/// The greatest value of both axes of the panel.
const RANGE: f64 = 65_535.0;
/// How many axes a message has room for.
const AXES: usize = 64;

/// The panel; fingers are put on it by number.
pub struct TouchPanel {
    socket: UnixStream,
    size: (f64, f64),
    fingers: u32,
}

/// A finger that lies on the panel.
#[derive(Debug, Clone, Copy)]
pub struct Finger(u32);

impl TouchPanel {
    /// Connects to the driver's socket.
    pub fn open(path: &Path, size: (u16, u16)) -> Self {
        let mut socket = wait_for("the touch panel's socket", || UnixStream::connect(path).ok());
        let mut hello = Vec::new();
        hello.extend(12_u32.to_ne_bytes());
        hello.extend(VERSION.to_ne_bytes());
        hello.extend(1_u16.to_ne_bytes());
        hello.extend(1_u16.to_ne_bytes());
        socket.write_all(&hello).unwrap();
        let mut answer = [0; 12];
        socket.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        socket.read_exact(&mut answer).expect("the driver answers with its version");
        Self { socket, size: (f64::from(size.0), f64::from(size.1)), fingers: 0 }
    }

    fn send(&mut self, finger: u32, kind: u32, at: Point) {
        let mut values = [0.0_f64; AXES];
        values[0] = f64::from(at.x) * RANGE / self.size.0;
        values[1] = f64::from(at.y) * RANGE / self.size.1;
        let mut message = Vec::with_capacity(1056);
        for word in [1056, TOUCH, finger, kind, 0] {
            message.extend(word.to_ne_bytes());
        }
        // which axes are told: the first two; then padding
        message.extend([3, 0, 0, 0, 0, 0, 0, 0]);
        message.extend([0; 4]);
        for value in values.into_iter().chain([0.0; AXES]) {
            message.extend(value.to_ne_bytes());
        }
        assert_eq!(message.len(), 1056);
        self.socket.write_all(&message).unwrap();
    }

    /// Puts a finger down.
    pub fn down(&mut self, at: Point) -> Finger {
        self.fingers += 1;
        self.send(self.fingers, BEGIN, at);
        Finger(self.fingers)
    }

    /// Moves it.
    pub fn slide(&mut self, finger: Finger, to: Point) {
        self.send(finger.0, UPDATE, to);
    }

    /// Lifts it.
    pub fn up(&mut self, finger: Finger, at: Point) {
        self.send(finger.0, END, at);
    }

    /// Taps as fingers do: down for a while.
    pub fn tap(&mut self, at: Point) {
        let finger = self.down(at);
        std::thread::sleep(Duration::from_millis(40));
        self.up(finger, at);
    }

    /// Taps in no time at all: all events wait for the same frame.
    pub fn flick(&mut self, at: Point) {
        let finger = self.down(at);
        self.up(finger, at);
    }
}
