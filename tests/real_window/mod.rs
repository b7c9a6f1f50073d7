//! What the tests of the real window share: an X server of their own, the real
//! program in it, its speech log, and a twin without a window that knows where
//! every control lies.

#![allow(dead_code, reason = "each test program uses its part")]
#![allow(unreachable_pub, reason = "a module of test programs")]

pub mod display;
pub mod office;
pub mod program;
pub mod service;
pub mod speech;
pub mod touch_panel;
pub mod twin;

use std::time::{Duration, Instant};

/// The longest that anything may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// After a change of screen, presses are ignored for 300 ms: they were meant for the screen before.
pub const GUARD: Duration = Duration::from_millis(380);

/// Asks until there is an answer.
pub fn wait_for<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < end, "{what}: nothing came within {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
