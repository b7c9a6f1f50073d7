//! The gapless sequence of a device: how far everything is in custody, and what is missing above. No
//! database, so that every store finds the same.

/// No answer names more missing numbers.
const MAX_MISSING: usize = 1000;
/// No push looks at more rows to find them.
pub(crate) const MAX_SCAN: i64 = 10_000;

/// The mark moved on over `above` (numbers greater than `mark`, rising), and what is missing from there
/// to the highest of them.
pub(crate) fn advance<E>(mark: i64, above: impl IntoIterator<Item = Result<i64, E>>) -> Result<(i64, Vec<u64>), E> {
    let mut mark = mark;
    let mut last = mark;
    let mut missing = Vec::new();
    for seq in above {
        let seq = seq?;
        if seq == mark + 1 && missing.is_empty() {
            mark = seq;
        } else {
            missing.extend((last + 1..seq).take(MAX_MISSING - missing.len()).map(i64::cast_unsigned));
        }
        last = seq;
        if missing.len() == MAX_MISSING {
            break;
        }
    }
    Ok((mark, missing))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn of(mark: i64, above: &[i64]) -> (i64, Vec<u64>) {
        advance(mark, above.iter().map(|n| Ok::<_, std::convert::Infallible>(*n))).unwrap()
    }

    #[test]
    fn the_mark_stops_at_the_first_gap() {
        assert_eq!(of(0, &[]), (0, vec![]));
        assert_eq!(of(0, &[1, 2, 3]), (3, vec![]));
        assert_eq!(of(2, &[3, 5, 6, 9]), (3, vec![4, 7, 8]));
        assert_eq!(of(7, &[1_000_000]).1.len(), MAX_MISSING);
    }
}
