//! The grid that items stand on, and how near they may be to each other.

use super::arrangement::{Kind, LANE};
use super::geometry::{ROW, count};

/// Space below a box.
const BELOW_TABLE: i32 = 18;
/// Space between a box and a lane below it.
const ABOVE_LANE: i32 = 5;
/// The least space between an item and the one above it.
pub(super) fn gap(above: Option<Kind>, kind: Kind) -> i32 {
    match (above, kind) {
        (None, _) | (Some(Kind::Lane(_)), _) => 0,
        (Some(Kind::Table(_)), Kind::Lane(_)) => ABOVE_LANE,
        (Some(Kind::Table(_)), Kind::Table(_)) => BELOW_TABLE,
    }
}

/// The next place on the grid.
pub(super) fn on_grid(kind: Kind, top: i32) -> i32 {
    let step = match kind {
        Kind::Table(_) => ROW,
        Kind::Lane(_) => LANE,
    };
    top.div_euclid(step) * step + if top.rem_euclid(step) == 0 { 0 } else { step }
}

/// The rising sequence that is nearest to `wishes`: neighbours that are in each other's way get their mean.
pub(super) fn isotonic(wishes: &[f64]) -> Vec<f64> {
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for wish in wishes {
        let mut block = (*wish, 1);
        while let Some((mean, size)) = blocks.last().copied()
            && mean > block.0
        {
            blocks.pop();
            let sum = mean * f64::from(count(size)) + block.0 * f64::from(count(block.1));
            block = (sum / f64::from(count(size + block.1)), size + block.1);
        }
        blocks.push(block);
    }
    blocks
        .into_iter()
        .flat_map(|(mean, size)| std::iter::repeat_n(mean, size))
        .collect()
}
