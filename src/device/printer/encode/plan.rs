//! The cheapest way to put rows on paper: feeds, rasters and stripes, chosen by dynamic programming.
//!
//! The plan is a shortest path over the rows from the top. A step goes from row to row; its length is the
//! bytes of its commands (and, on printers that stop for each command, [`Commands::pause`] for each). A
//! state beside the row remembers whether a feed is open, which more white rows join for nothing, and how
//! lines are aligned. What `GS L` costs is counted for each raster; [`super::write`] saves some of them.

use std::collections::BTreeSet;

use super::place::{LANE_COST, Lane, Paper, Place, Wanted};
use super::rows::Rows;
use super::stripe;

/// Bytes of `GS v 0` before its data.
const RASTER_HEADER: u32 = 8;
/// Bytes of `ESC J`.
const FEED_COST: u32 = 3;
/// The length of a step that loses a dot: taken only where there is no other.
const LOSS: u64 = 1 << 32;
const NEVER: u64 = u64::MAX / 2;

/// What a printer can be told, and what that costs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Commands {
    /// `GS v 0`.
    pub raster: Option<RasterLimits>,
    /// `ESC *` of 24 rows.
    pub columns: bool,
    /// What a command costs beside its bytes, in bytes.
    pub pause: u32,
}

/// Limits of `GS v 0`.
#[derive(Clone, Copy, Debug)]
pub(super) struct RasterLimits {
    pub max_rows: u32,
    pub max_bytes: u32,
    /// Whether dots can be doubled (`m` = 1, 2, 3).
    pub scaling: bool,
}

/// What turned out to hold a real-time command once its bytes were there.
#[derive(Clone, Debug, Default)]
pub(super) struct Banned {
    /// Rows at which no stripe may begin.
    pub stripes: BTreeSet<u32>,
    /// Rows that may not be sent at double width.
    pub wide: BTreeSet<u32>,
}

/// A raster to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RasterStep {
    pub top: u32,
    /// Rows of paper.
    pub height: u32,
    /// First dot with ink, and the dot after the last.
    pub left: u32,
    pub right: u32,
    pub scale_x: u32,
    pub scale_y: u32,
    pub lane: Lane,
    pub place: Place,
    /// Bit `n`: may begin at dots `≡ n (mod 8)`.
    pub allowed: u8,
}

/// One step of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A white row.
    White,
    /// Rows by `GS v 0`.
    Raster(RasterStep),
    /// 24 rows by `ESC *`, aligned left.
    Stripe { top: u32 },
}

/// Whether a feed is open, and how lines are aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    lane: Lane,
    feeding: bool,
}

const STATES: usize = 6;

impl State {
    const fn index(self) -> usize {
        self.lane as usize * 2 + self.feeding as usize
    }

    const fn of(index: usize) -> Self {
        Self { lane: Lane::ALL[index / 2], feeding: index % 2 == 1 }
    }
}

#[derive(Clone, Copy)]
struct Node {
    cost: u64,
    from: (usize, usize),
    step: Step,
}

const UNREACHED: Node = Node { cost: NEVER, from: (0, 0), step: Step::White };

struct Search<'a> {
    rows: &'a Rows,
    paper: Paper,
    commands: Commands,
    banned: &'a Banned,
    nodes: Vec<[Node; STATES]>,
}

/// Plans all rows, beginning with lines aligned as `lane`.
pub(super) fn plan(rows: &Rows, paper: Paper, commands: Commands, lane: Lane, banned: &Banned) -> Vec<Step> {
    let height = rows.height();
    let mut search = Search { rows, paper, commands, banned, nodes: vec![[UNREACHED; STATES]; height + 1] };
    search.nodes[0][State { lane, feeding: false }.index()].cost = 0;
    let overlaid = if commands.columns { rows.overlaid(stripe::ROWS) } else { Vec::new() };
    for y in 0..height {
        search.white(y);
        if commands.columns {
            search.stripe(y, &overlaid[y * rows.words()..(y + 1) * rows.words()]);
        }
        if let Some(limits) = commands.raster {
            search.rasters(y, limits);
        }
    }
    search.path()
}

impl Search<'_> {
    fn relax(&mut self, from: (usize, usize), to: usize, state: State, cost: impl Into<u64>, step: Step) {
        let cost = self.nodes[from.0][from.1].cost + cost.into();
        let node = &mut self.nodes[to][state.index()];
        if cost < node.cost {
            *node = Node { cost, from, step };
        }
    }

    /// The cheapest state at `y` to begin a command aligned as `lane` from, and what aligning costs.
    fn best(&self, y: usize, lane: Lane) -> (usize, u32) {
        let switch = |index: usize| if State::of(index).lane == lane { 0 } else { LANE_COST };
        let total = |index: &usize| self.nodes[y][*index].cost + u64::from(switch(*index));
        let best = (0..STATES).min_by_key(total).unwrap_or(0);
        (best, switch(best))
    }

    fn white(&mut self, y: usize) {
        if !self.rows.is_blank(y) {
            return;
        }
        for index in 0..STATES {
            let State { lane, feeding } = State::of(index);
            let cost = if feeding { 0_u32 } else { FEED_COST + self.commands.pause };
            self.relax((y, index), y + 1, State { lane, feeding: true }, cost, Step::White);
        }
    }

    fn stripe(&mut self, y: usize, overlaid: &[u64]) {
        let end = y + stripe::ROWS;
        // Without rasters there is nothing else for the last rows: the paper moves some dots further.
        let end = if self.commands.raster.is_none() { end.min(self.rows.height()) } else { end };
        if end > self.rows.height() {
            return;
        }
        let data = stripe::cost(overlaid, self.commands.pause);
        if data == 0 {
            return;
        }
        let loss = if self.banned.stripes.contains(&(y as u32)) { LOSS } else { 0 };
        let (from, align) = self.best(y, Lane::Left);
        let cost = u64::from(data + FEED_COST + self.commands.pause + align) + loss;
        let state = State { lane: Lane::Left, feeding: true };
        self.relax((y, from), end, state, cost, Step::Stripe { top: y as u32 });
    }

    fn rasters(&mut self, y: usize, limits: RasterLimits) {
        if self.rows.is_blank(y) {
            return;
        }
        let lanes = Lane::of(self.paper.indent);
        let starts = Lane::ALL.map(|lane| self.best(y, lane));
        // What a raster less would save at most: command, way to its place, feed.
        let split = RASTER_HEADER + 8 + LANE_COST + FEED_COST + 3 * self.commands.pause;
        let (mut left, mut right) = (u32::MAX, 0);
        let (mut hidden, mut paired, mut doubled, mut white) = (0_u8, [true; 2], true, 0);
        for end in y..self.rows.height() {
            let fact = self.rows.fact(end);
            let height = (end - y) as u32 + 1;
            if !height.is_multiple_of(2) {
                doubled &= fact.same_below;
            }
            hidden |= fact.hidden;
            for (pair, own) in paired.iter_mut().zip(fact.paired) {
                *pair &= own && !self.banned.wide.contains(&(end as u32));
            }
            let Some((own_left, own_right)) = fact.ink else {
                white += 1;
                if white / 2 * (right - left).div_ceil(16) >= split {
                    return;
                }
                continue;
            };
            white = 0;
            left = left.min(own_left);
            right = right.max(own_right);
            // The least that these rows could take as a raster, and with them any that hold them.
            let least = (right - left).div_ceil(if limits.scaling && paired != [false; 2] { 16 } else { 8 });
            let rows = if limits.scaling && doubled { height.div_ceil(2) } else { height };
            if least * rows > limits.max_bytes && rows > 1 || rows > limits.max_rows {
                return;
            }
            for (scale_x, allowed) in [(1, !hidden), (2, parities(paired))] {
                for scale_y in [1, 2] {
                    let scaled = scale_x * scale_y > 1;
                    if scaled && !limits.scaling || scale_y == 2 && !(doubled && height.is_multiple_of(2)) {
                        continue;
                    }
                    let rows = height / scale_y;
                    for &lane in lanes {
                        let wanted = Wanted { left, right, scale: scale_x, allowed };
                        let Some(place) = self.paper.place(wanted, lane, rows) else { continue };
                        if rows > limits.max_rows || rows > 1 && rows * place.stride > limits.max_bytes {
                            continue;
                        }
                        let (from, align) = starts[lane as usize];
                        let cost = RASTER_HEADER + rows * place.stride + place.cost + align + self.commands.pause;
                        let step =
                            RasterStep { top: y as u32, height, left, right, scale_x, scale_y, lane, place, allowed };
                        self.relax((y, from), end + 1, State { lane, feeding: false }, cost, Step::Raster(step));
                    }
                }
            }
            if height == 1 {
                self.lossy(y, left, right, starts[Lane::Left as usize]);
            }
            if hidden == u8::MAX && paired == [false; 2] {
                return;
            }
        }
    }

    /// One row at any place, whatever it holds.
    fn lossy(&mut self, y: usize, left: u32, right: u32, (from, align): (usize, u32)) {
        let wanted = Wanted { left, right, scale: 1, allowed: u8::MAX };
        let Some(place) = self.paper.place(wanted, Lane::Left, 1) else { return };
        let step = RasterStep {
            top: y as u32,
            height: 1,
            left,
            right,
            scale_x: 1,
            scale_y: 1,
            lane: Lane::Left,
            place,
            allowed: 1 << (place.x % 8),
        };
        let cost = u64::from(RASTER_HEADER + place.stride + place.cost + align) + LOSS;
        self.relax((y, from), y + 1, State { lane: Lane::Left, feeding: false }, cost, Step::Raster(step));
    }

    fn path(&self) -> Vec<Step> {
        let mut y = self.rows.height();
        let mut index = (0..STATES).min_by_key(|index| self.nodes[y][*index].cost).unwrap_or(0);
        let mut steps = Vec::new();
        while y > 0 {
            let node = self.nodes[y][index];
            steps.push(node.step);
            (y, index) = node.from;
        }
        steps.reverse();
        steps
    }
}

/// The places (as [`Wanted::allowed`]) at which dots come in equal pairs.
const fn parities([even, odd]: [bool; 2]) -> u8 {
    (if even { 0x55 } else { 0 }) | (if odd { 0xAA } else { 0 })
}
