//! Which track of its channel each link's trunk runs on.

/// A link in a channel: the heights at which it leaves to the left and to the right.
#[derive(Debug, Clone)]
pub(super) struct Wire {
    pub(super) left: Vec<i32>,
    pub(super) right: Vec<i32>,
}

/// Lines nearer than this are taken for one by the eye.
const NEAR: i32 = 3;
/// Space between the ends of two trunks on one track.
const APART: i32 = 8;
/// The cost of two lines that run into each other, in crossings.
const OVERLAP: i32 = 1000;

impl Wire {
    fn low(&self) -> i32 {
        self.left
            .iter()
            .chain(&self.right)
            .copied()
            .min()
            .unwrap_or_default()
    }

    fn high(&self) -> i32 {
        self.left
            .iter()
            .chain(&self.right)
            .copied()
            .max()
            .unwrap_or_default()
    }

    /// A line without a bend needs no track.
    fn is_straight(&self) -> bool {
        self.low() == self.high()
    }

    fn meets(&self, other: &Self) -> bool {
        self.low() <= other.high() + APART && other.low() <= self.high() + APART
    }

    /// The cost, in crossings, of placing this trunk to the left of the other.
    fn cost_left_of(&self, other: &Self) -> i32 {
        let within = |ys: &[i32], wire: &Self| {
            let inside = ys.iter().filter(|y| wire.low() < **y && **y < wire.high());
            i32::try_from(inside.count()).unwrap_or(i32::MAX / OVERLAP)
        };
        let overlaps = other
            .left
            .iter()
            .flat_map(|y| self.right.iter().map(move |own| (y - own).abs()))
            .filter(|distance| *distance <= NEAR)
            .count();
        let overlaps = i32::try_from(overlaps).unwrap_or(i32::MAX / OVERLAP / 2);
        within(&self.right, other) + within(&other.left, self) + overlaps * OVERLAP
    }
}

/// The track of each wire, counted from the left; trunks on one track are apart.
pub(super) fn tracks(wires: &[Wire]) -> Vec<usize> {
    let order = order(wires);
    let mut tracks = vec![0; wires.len()];
    let mut placed: Vec<(usize, &Wire)> = Vec::new();
    for index in order {
        let Some(wire) = wires.get(index) else {
            continue;
        };
        let behind = placed
            .iter()
            .filter(|(_, other)| !wire.is_straight() && !other.is_straight())
            .filter(|(_, other)| wire.meets(other))
            .map(|(track, _)| track + 1)
            .max()
            .unwrap_or_default();
        placed.push((behind, wire));
        if let Some(track) = tracks.get_mut(index) {
            *track = behind;
        }
    }
    tracks
}

/// An order from left to right with few crossings: each wire is put where it costs least.
fn order(wires: &[Wire]) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::new();
    for (index, wire) in wires.iter().enumerate() {
        // Before the first, it is to the left of all others; with each step to the right one of them changes sides.
        let others = order.iter().filter_map(|other| wires.get(*other));
        let sides = others.map(|other| (wire.cost_left_of(other), other.cost_left_of(wire)));
        let sides: Vec<(i32, i32)> = sides.collect();
        let mut cost: i32 = sides.iter().map(|(before, _)| before).sum();
        let mut best = (cost, 0);
        for (at, (before, behind)) in sides.iter().enumerate() {
            cost += behind - before;
            if cost < best.0 {
                best = (cost, at + 1);
            }
        }
        order.insert(best.1, index);
    }
    order
}
