//! What is measured in the same way for the kiosk and for Chromium.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::Trouble;
use crate::figures::ms;
use crate::process::Program;
use crate::screen::{At, Picture, Screen};

/// The longest that a page may take to appear.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Between two touches: longer than the kiosk ignores presses after a change of
/// screen (300 ms), so that each counts.
pub(crate) const BETWEEN: Duration = Duration::from_millis(420);

/// A screen is at rest when nothing has changed for so long.
pub(crate) const CALM: Duration = Duration::from_millis(1200);

/// How often a start, and how often a touch, is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rounds {
    /// Starts.
    pub(crate) starts: usize,
    /// Presses and flips.
    pub(crate) touches: usize,
}

/// Between two looks at a program that starts: a start is told at most so much too long.
const START_LOOKS: Duration = Duration::from_millis(2);

/// From the start of the program until the middle column of the screen looks as it does at
/// rest, in milliseconds. Answers the whole screen at rest as well.
pub(crate) fn starts(
    screen: &Screen,
    rounds: usize,
    mut command: impl FnMut() -> Command,
) -> Result<(Vec<f64>, Picture), Trouble> {
    let empty = screen.whole()?;
    let at_rest = {
        // twice: the first run fills the page cache and makes what is made once
        drop(first(screen, &empty, &mut command)?);
        std::thread::sleep(Duration::from_millis(500));
        first(screen, &empty, &mut command)?
    };
    let column = screen.column_of(&at_rest, MIDDLE);
    let mut taken = Vec::new();
    for _ in 0..rounds {
        gone(screen, &empty)?;
        let began = Instant::now();
        let mut program = Program::start(&mut command())?;
        match screen.until_every(START_LOOKS, began, PATIENCE, |screen| Ok(screen.column(MIDDLE)? == column))? {
            Some(time) => taken.push(ms(time)),
            None => {
                program.still_runs()?;
                return Err("the first page never looked as it did at rest".into());
            }
        }
    }
    gone(screen, &empty)?;
    Ok((taken, at_rest))
}

fn first(screen: &Screen, empty: &Picture, command: &mut impl FnMut() -> Command) -> Result<Picture, Trouble> {
    let mut program = Program::start(&mut command())?;
    let began = Instant::now();
    let painted = screen.until(began, Duration::from_secs(30), |screen| Ok(screen.whole()? != *empty))?;
    program.still_runs()?;
    painted.ok_or("nothing is painted")?;
    screen.at_rest(CALM, Duration::from_secs(30))
}

/// Waits until the window of the last run is gone, and a little for the dust to settle.
fn gone(screen: &Screen, empty: &Picture) -> Result<(), Trouble> {
    screen.until(Instant::now(), PATIENCE, |screen| Ok(screen.whole()? == *empty))?.ok_or("the window does not go")?;
    std::thread::sleep(Duration::from_millis(300));
    Ok(())
}

/// The column that is watched: it cuts through titles, texts and tiles.
pub(crate) const MIDDLE: i16 = crate::SIZE.0.cast_signed() / 2;

/// From the press of the button at `at` until what is pressed looks so, in milliseconds. It is
/// let go elsewhere (`aside`), so that nothing comes of it.
pub(crate) fn presses(screen: &Screen, rounds: usize, at: At, aside: At) -> Result<Vec<f64>, Trouble> {
    let up = || -> Result<(), Trouble> {
        screen.point(aside)?;
        std::thread::sleep(Duration::from_millis(60));
        screen.release()
    };
    screen.point(at)?;
    std::thread::sleep(BETWEEN);
    let before = screen.whole()?;
    screen.press()?;
    std::thread::sleep(Duration::from_millis(300));
    let pressed = screen.whole()?;
    up()?;
    let watch = screen.first_difference(&before, &pressed, at, 30).ok_or("a press is not seen")?;
    let mut taken = Vec::new();
    for _ in 0..rounds {
        screen.point(at)?;
        std::thread::sleep(BETWEEN);
        let rest = screen.pixel(watch)?;
        let began = Instant::now();
        screen.press()?;
        let time = screen.until(began, PATIENCE, |screen| Ok(screen.pixel(watch)? != rest))?;
        taken.push(ms(time.ok_or("a press was not seen")?));
        up()?;
        std::thread::sleep(BETWEEN);
    }
    Ok(taken)
}

/// The column in which two pages differ most.
pub(crate) fn telling_column(screen: &Screen, pages: [&Picture; 2]) -> Result<i16, Trouble> {
    let differs = |x: &i16| screen.column_of(pages[0], *x).differs(&screen.column_of(pages[1], *x));
    (0..crate::SIZE.0.cast_signed()).max_by_key(differs).ok_or_else(|| "a screen without pixels".into())
}

/// From the release of the button until the other page is complete in the column that tells them apart, in
/// milliseconds, there and back: `ways` are where to press on the first page and on the second.
pub(crate) fn flips(screen: &Screen, rounds: usize, ways: [At; 2]) -> Result<Vec<f64>, Trouble> {
    let mut wholes = Vec::new();
    for way in ways {
        std::thread::sleep(BETWEEN);
        screen.click(way)?;
        wholes.push(screen.at_rest(CALM, PATIENCE)?);
    }
    let x = telling_column(screen, [&wholes[0], &wholes[1]])?;
    let pages = [0, 1].map(|page| screen.column_of(&wholes[page], x));
    let between = pages[0].differs(&pages[1]);
    if between < 20 {
        return Err("the page does not turn".into());
    }
    // smoothing differs a little where only parts were painted anew
    let looks_like = |column: &Picture, page: &Picture| column.differs(page) < between / 4;
    let mut taken = Vec::new();
    for round in 0..rounds {
        let (way, page) = (ways[round % 2], &pages[round % 2]);
        screen.point(way)?;
        std::thread::sleep(BETWEEN);
        screen.press()?;
        // a finger rests a moment: the pressed look is not part of the flip
        std::thread::sleep(Duration::from_millis(80));
        let began = Instant::now();
        screen.release()?;
        let time = screen.until(began, PATIENCE, |screen| Ok(looks_like(&screen.column(x)?, page)))?;
        let Some(time) = time else {
            let seen = concat!(env!("CARGO_TARGET_TMPDIR"), "/probe-is.png");
            screen.whole()?.write_png(Path::new(seen), crate::SIZE)?;
            return Err(format!("page {round} did not turn as it did before; see {seen}").into());
        };
        taken.push(ms(time));
    }
    Ok(taken)
}

/// What a program uses while nobody touches it.
#[derive(Debug)]
pub(crate) struct Idle {
    /// The share of one processor, in percent.
    pub(crate) percent: f64,
    /// By the name of its threads, most first: processor time, and how often they were let run.
    threads: Vec<(String, Duration, u64)>,
}

impl Idle {
    /// Watches it for so long.
    pub(crate) fn of(program: &Program, seconds: u64) -> Self {
        let before = program.threads();
        std::thread::sleep(Duration::from_secs(seconds));
        let mut by_name: BTreeMap<String, (Duration, u64)> = BTreeMap::new();
        // a thread that has ended meanwhile takes its time with it
        for (id, thread) in program.threads() {
            let (used, runs) = before.get(&id).map_or((Duration::ZERO, 0), |thread| (thread.used, thread.runs));
            let sum = by_name.entry(thread.name).or_default();
            sum.0 += thread.used.saturating_sub(used);
            sum.1 += thread.runs.saturating_sub(runs);
        }
        let mut threads: Vec<_> = by_name.into_iter().map(|(name, (used, runs))| (name, used, runs)).collect();
        threads.retain(|(_, used, _)| !used.is_zero());
        threads.sort_by_key(|thread| std::cmp::Reverse(thread.1));
        let used: Duration = threads.iter().map(|(_, used, _)| *used).sum();
        Self { percent: used.as_secs_f64() * 100.0 / seconds as f64, threads }
    }

    /// Adds a row for each name of threads to the table on stdout: what took the time.
    pub(crate) fn tell_threads(&self) {
        for (name, used, runs) in &self.threads {
            println!("| – thread `{name}` | {:.2} ms | in {runs} runs | – | | |", ms(*used));
        }
    }
}
