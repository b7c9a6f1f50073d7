//! After wrong PINs nobody is let in for a while.

use std::time::Duration;

/// So many wrong PINs are free.
pub const FREE: u32 = 5;
/// The first wait; each further wrong PIN doubles it.
const FIRST: Duration = Duration::from_secs(60);
/// The longest wait.
const LONGEST: Duration = Duration::from_secs(4 * 3600);

/// How long nobody is let in after so many wrong PINs in a row. Measured on the monotonic clock from the last of them,
/// and after a restart anew from the start.
#[must_use]
pub fn wait_after(failures: u32) -> Duration {
    match failures.checked_sub(FREE) {
        None => Duration::ZERO,
        Some(more) => {
            2_u32.checked_pow(more).and_then(|times| FIRST.checked_mul(times)).map_or(LONGEST, |wait| wait.min(LONGEST))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_are_free_then_it_doubles_up_to_a_bound() {
        let seconds = |failures| wait_after(failures).as_secs();
        assert_eq!([0, 4, 5, 6, 7].map(seconds), [0, 0, 60, 120, 240]);
        assert_eq!(wait_after(u32::MAX), LONGEST);
        assert!((0..100).map(wait_after).is_sorted());
    }
}
