//! The order in each column and the height at which everything stands: lines short, boxes apart.

use super::arrangement::{Arrangement, Port};
use super::geometry::count;
use super::graph::at;
use super::grid::{gap, isotonic, on_grid};

/// How often the columns are gone through.
const SWEEPS: usize = 16;
/// The cost of a crossing, as a length of line.
const CROSSING: i32 = 60;

/// The top of each item, on the grid; orders the columns of `arrangement` on the way.
pub(super) fn place(arrangement: &mut Arrangement) -> Vec<i32> {
    let mut placement = Placement::new(arrangement);
    let mut best = (placement.cost(), placement.snapshot());
    for sweep in 0..SWEEPS {
        // The last ones keep the order, and look both ways.
        let orders = sweep < SWEEPS - 4;
        placement.sweep(sweep % 2 == 0, orders);
        let cost = placement.cost();
        if cost < best.0 {
            best = (cost, placement.snapshot());
        }
    }
    let (_, (columns, tops)) = best;
    placement.arrangement.columns = columns;
    placement.tops = tops;
    placement.swap_neighbours();
    placement.tops
}

struct Placement<'a> {
    arrangement: &'a mut Arrangement,
    tops: Vec<i32>,
    /// The height of the tallest column.
    limit: i32,
    /// For each item the offsets of its ports with the item and offset of each port that they are joined with; `true`
    /// for those of the column before.
    joints: Vec<Vec<Joint>>,
}

#[derive(Debug, Clone, Copy)]
struct Joint {
    offset: i32,
    other: usize,
    other_offset: i32,
    before: bool,
}

type Snapshot = (Vec<Vec<usize>>, Vec<i32>);

impl<'a> Placement<'a> {
    fn new(arrangement: &'a mut Arrangement) -> Self {
        let mut placement = Self {
            tops: vec![0; arrangement.items.len()],
            limit: 0,
            joints: joints(arrangement),
            arrangement,
        };
        let columns = placement.arrangement.columns.clone();
        let heights: Vec<i32> = columns
            .iter()
            .map(|column| placement.height(column))
            .collect();
        placement.limit = heights.iter().copied().max().unwrap_or_default();
        for (column, height) in columns.iter().zip(heights) {
            let middle = f64::from((placement.limit - height) / 2);
            placement.settle(column, &vec![middle; column.len()]);
        }
        placement
    }

    fn snapshot(&self) -> Snapshot {
        (self.arrangement.columns.clone(), self.tops.clone())
    }

    fn height(&self, column: &[usize]) -> i32 {
        let offsets = self.offsets(column);
        let last = column
            .last()
            .and_then(|item| self.arrangement.items.get(*item));
        offsets.last().copied().unwrap_or_default() + last.map_or(0, |item| item.height)
    }

    /// The top of each item of a column if the items were packed.
    fn offsets(&self, column: &[usize]) -> Vec<i32> {
        let mut next = 0;
        let mut above = None;
        column
            .iter()
            .filter_map(|item| self.arrangement.items.get(*item))
            .map(|item| {
                let top = on_grid(item.kind, next + gap(above, item.kind));
                next = top + item.height;
                above = Some(item.kind);
                top
            })
            .collect()
    }

    fn sweep(&mut self, rightwards: bool, orders: bool) {
        let mut indexes: Vec<usize> = (0..self.arrangement.columns.len()).collect();
        if !rightwards {
            indexes.reverse();
        }
        for index in indexes {
            let Some(mut column) = self.arrangement.columns.get(index).cloned() else {
                continue;
            };
            let mut wishes: Vec<(f64, usize)> = column
                .iter()
                .map(|item| (self.wish(*item, orders.then_some(rightwards)), *item))
                .collect();
            if orders {
                wishes.sort_by(|one, other| {
                    let middle = |wish: &(f64, usize)| {
                        let item = self.arrangement.items.get(wish.1);
                        wish.0 + f64::from(item.map_or(0, |item| item.height)) / 2.0
                    };
                    middle(one)
                        .total_cmp(&middle(other))
                        .then(one.1.cmp(&other.1))
                });
                column = wishes.iter().map(|(_, item)| *item).collect();
            }
            let tops: Vec<f64> = wishes.iter().map(|(top, _)| *top).collect();
            self.settle_wishes(&column, &tops);
            if let Some(own) = self.arrangement.columns.get_mut(index) {
                *own = column;
            }
        }
    }

    /// The top at which an item's lines would be straight on average. `before`: looking at that side alone, where there
    /// is anything.
    fn wish(&self, item: usize, before: Option<bool>) -> f64 {
        let joints = self.joints.get(item).map_or(&[][..], Vec::as_slice);
        let of_side = |joint: &&Joint| before.is_none_or(|before| joint.before == before);
        let mut chosen: Vec<&Joint> = joints.iter().filter(of_side).collect();
        if chosen.is_empty() {
            chosen = joints.iter().collect();
        }
        if chosen.is_empty() {
            return f64::from(at(&self.tops, item));
        }
        let sum: i32 = chosen
            .iter()
            .map(|joint| at(&self.tops, joint.other) + joint.other_offset - joint.offset)
            .sum();
        f64::from(sum) / f64::from(count(chosen.len()))
    }

    fn settle_wishes(&mut self, column: &[usize], wishes: &[f64]) {
        let offsets = self.offsets(column);
        let free: Vec<f64> = wishes
            .iter()
            .zip(&offsets)
            .map(|(wish, offset)| wish - f64::from(*offset))
            .collect();
        let room = f64::from((self.limit - self.height(column)).max(0));
        let shifts: Vec<f64> = isotonic(&free)
            .into_iter()
            .map(|shift| shift.clamp(0.0, room))
            .collect();
        self.settle(column, &shifts);
    }

    /// Puts a column's items where they would be packed, shifted, and on the grid.
    fn settle(&mut self, column: &[usize], shifts: &[f64]) {
        let offsets = self.offsets(column);
        let mut next = 0;
        let mut above = None;
        for ((item, offset), shift) in column.iter().zip(offsets).zip(shifts) {
            let Some(own) = self.arrangement.items.get(*item) else {
                continue;
            };
            #[allow(clippy::cast_possible_truncation, reason = "within the page")]
            let wanted = (offset + shift.round() as i32).max(next + gap(above, own.kind));
            let top = on_grid(own.kind, wanted);
            next = top + own.height;
            above = Some(own.kind);
            if let Some(place) = self.tops.get_mut(*item) {
                *place = top;
            }
        }
    }

    /// The length of the trunks, and the crossings in the channels.
    fn cost(&self) -> i32 {
        let spans: Vec<(usize, Vec<i32>, Vec<i32>)> = self
            .arrangement
            .links
            .iter()
            .map(|link| {
                let ys = |ports: &[Port]| -> Vec<i32> {
                    let y = |port: &Port| at(&self.tops, port.item) + port.offset;
                    ports.iter().map(y).collect()
                };
                (link.channel, ys(&link.left), ys(&link.right))
            })
            .collect();
        let mut cost = 0;
        for (index, (channel, left, right)) in spans.iter().enumerate() {
            let all = || left.iter().chain(right);
            let (low, high) = (all().min(), all().max());
            cost += high.unwrap_or(&0) - low.unwrap_or(&0);
            for (other_channel, other_left, other_right) in spans.iter().take(index) {
                if other_channel == channel {
                    cost += CROSSING * crossings((left, right), (other_left, other_right));
                }
            }
        }
        cost
    }

    /// Swaps neighbours in a column for as long as that makes lines shorter. Not in schemas where it would take long.
    fn swap_neighbours(&mut self) {
        if self.arrangement.items.len() > 150 {
            return;
        }
        let mut least = self.cost();
        for _ in 0..3 {
            let before = least;
            for index in 0..self.arrangement.columns.len() {
                let length = self.arrangement.columns.get(index).map_or(0, Vec::len);
                for upper in 0..length.saturating_sub(1) {
                    let kept = self.snapshot();
                    self.swap(index, upper);
                    let cost = self.cost();
                    if cost < least {
                        least = cost;
                    } else {
                        (self.arrangement.columns, self.tops) = kept;
                    }
                }
            }
            if least == before {
                return;
            }
        }
    }

    fn swap(&mut self, column: usize, upper: usize) {
        if let Some(column) = self.arrangement.columns.get_mut(column) {
            column.swap(upper, upper + 1);
        }
        let Some(column) = self.arrangement.columns.get(column).cloned() else {
            return;
        };
        let wishes: Vec<f64> = column.iter().map(|item| self.wish(*item, None)).collect();
        self.settle_wishes(&column, &wishes);
    }
}

/// Each pair of ports of a link, seen from both.
fn joints(arrangement: &Arrangement) -> Vec<Vec<Joint>> {
    let mut joints = vec![Vec::new(); arrangement.items.len()];
    for link in &arrangement.links {
        for left in &link.left {
            for right in &link.right {
                for (own, other, before) in [(left, right, false), (right, left, true)] {
                    if let Some(list) = joints.get_mut(own.item) {
                        list.push(Joint {
                            offset: own.offset,
                            other: other.item,
                            other_offset: other.offset,
                            before,
                        });
                    }
                }
            }
        }
    }
    joints
}

/// How many pairs of lines of two links in one channel are in another order at one side than at the other.
fn crossings(one: (&[i32], &[i32]), other: (&[i32], &[i32])) -> i32 {
    let mut crossings = 0;
    for (one_left, other_left) in pairs(one.0, other.0) {
        for (one_right, other_right) in pairs(one.1, other.1) {
            let before = one_left.cmp(&other_left);
            crossings += i32::from(before == other_right.cmp(&one_right) && before.is_ne());
        }
    }
    crossings
}

fn pairs(one: &[i32], other: &[i32]) -> Vec<(i32, i32)> {
    one.iter()
        .flat_map(|a| other.iter().map(|b| (*a, *b)))
        .collect()
}
