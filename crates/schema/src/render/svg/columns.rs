//! Which column each table stands in: what refers stands to the right of what it refers to, as far as the page is not
//! too wide for that.

use super::folding::{fold, line_cost};
use super::geometry::{Entity, count};
use super::graph::{Graph, at, list};

/// Width over height of a page that people like to look at.
const ASPECT: f64 = 1.4;
/// The size of a page that fits on a screen.
const SCREEN: (i32, i32) = (1600, 1100);
/// The approximate width that a column needs beside its boxes.
const CHANNEL: i32 = 90;
/// The approximate space between two boxes of a column.
const GAP: i32 = 22;

/// The columns from left to right, of all tables that have relations.
pub(super) fn columns(entities: &[Entity], graph: &Graph) -> Vec<Vec<usize>> {
    let order = topological(graph, entities.len());
    let heights: Vec<i32> = entities.iter().map(|own| own.height + GAP).collect();
    let total: i32 = order.iter().map(|table| at(&heights, *table)).sum();
    let tallest = order.iter().map(|table| at(&heights, *table)).max();
    let tallest = tallest.unwrap_or_default();
    let mut best: Option<(f64, Vec<Vec<usize>>)> = None;
    for parts in 1..=order.len().min(24) {
        let limit = (total / count(parts)).max(tallest);
        for columns in [
            fill(graph, &order, &heights, limit),
            fold(graph, &order, &heights, limit),
        ] {
            let cost = cost(&columns, entities, &heights, graph);
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, columns));
            }
        }
    }
    best.map(|(_, columns)| columns).unwrap_or_default()
}

/// Parents before children. Cycles are cut where the fewest parents are missing.
fn topological(graph: &Graph, tables: usize) -> Vec<usize> {
    let mut left: Vec<usize> = (0..tables)
        .filter(|table| !graph.is_alone(*table))
        .collect();
    let mut order = Vec::with_capacity(left.len());
    let mut done = vec![false; tables];
    while let Some(next) = left
        .iter()
        .copied()
        .min_by_key(|table| missing(graph, &done, *table))
    {
        left.retain(|table| *table != next);
        if let Some(flag) = done.get_mut(next) {
            *flag = true;
        }
        order.push(next);
    }
    order
}

fn missing(graph: &Graph, done: &[bool], table: usize) -> usize {
    let parents = list(&graph.parents, table).iter();
    parents.filter(|parent| !at(done, **parent)).count()
}

/// Each table in the first column behind its parents' that has room.
fn fill(graph: &Graph, order: &[usize], heights: &[i32], limit: i32) -> Vec<Vec<usize>> {
    let mut filler = Filler {
        heights,
        limit,
        used: Vec::new(),
        column_of: vec![None; heights.len()],
    };
    for table in order {
        let parents = list(&graph.parents, *table).iter();
        let behind = parents
            .filter_map(|parent| at(&filler.column_of, *parent))
            .map(|column| column + 1)
            .max();
        let mut column = behind.unwrap_or_default();
        while !filler.has_room(*table, column) {
            column += 1;
        }
        filler.put(*table, column);
    }
    for table in order.iter().rev() {
        filler.approach_children(graph, *table);
    }
    let mut columns = vec![Vec::new(); filler.used.len()];
    for table in order {
        if let Some(column) = at(&filler.column_of, *table).and_then(|at| columns.get_mut(at)) {
            column.push(*table);
        }
    }
    columns.retain(|column: &Vec<usize>| !column.is_empty());
    columns
}

struct Filler<'a> {
    heights: &'a [i32],
    limit: i32,
    used: Vec<i32>,
    column_of: Vec<Option<usize>>,
}

impl Filler<'_> {
    fn has_room(&self, table: usize, column: usize) -> bool {
        let used = at(&self.used, column);
        used == 0 || used + at(self.heights, table) <= self.limit
    }

    fn put(&mut self, table: usize, column: usize) {
        if self.used.len() <= column {
            self.used.resize(column + 1, 0);
        }
        let height = at(self.heights, table);
        if let Some(old) = at(&self.column_of, table).and_then(|old| self.used.get_mut(old)) {
            *old -= height;
        }
        if let Some(used) = self.used.get_mut(column) {
            *used += height;
        }
        if let Some(own) = self.column_of.get_mut(table) {
            *own = Some(column);
        }
    }

    /// Moves a table that has more children than parents next to the first of them.
    fn approach_children(&mut self, graph: &Graph, table: usize) {
        let Some(own) = at(&self.column_of, table) else {
            return;
        };
        let children = list(&graph.children, table);
        if children.len() <= list(&graph.parents, table).len() {
            return;
        }
        let columns = children
            .iter()
            .filter_map(|child| at(&self.column_of, *child));
        let Some(first) = columns.filter(|column| *column > own).min() else {
            return;
        };
        let nearer = (own + 1..first).rev();
        if let Some(column) = nearer.into_iter().find(|to| self.has_room(table, *to)) {
            self.put(table, column);
        }
    }
}

/// How far the page would be from a good one: its shape, and the length of the lines.
fn cost(columns: &[Vec<usize>], entities: &[Entity], heights: &[i32], graph: &Graph) -> f64 {
    let width: i32 = columns
        .iter()
        .map(|column| {
            let widths = column.iter().filter_map(|table| entities.get(*table));
            widths.map(|own| own.width).max().unwrap_or_default() + CHANNEL
        })
        .sum();
    let height = columns
        .iter()
        .map(|column| column.iter().map(|table| at(heights, *table)).sum::<i32>())
        .max()
        .unwrap_or_default();
    let mut column_of = vec![0; heights.len()];
    for (index, column) in columns.iter().enumerate() {
        for table in column {
            if let Some(own) = column_of.get_mut(*table) {
                *own = index;
            }
        }
    }
    let mut lines = 0;
    let mut length = 0;
    for (child, parents) in graph.parents.iter().enumerate() {
        for parent in parents {
            lines += 1;
            length += line_cost(at(&column_of, *parent), at(&column_of, child));
        }
    }
    shape_cost(width, height) + 0.03 * f64::from(length) / f64::from(lines.max(1))
}

/// Nothing for a page that a screen holds, or of about the right shape.
fn shape_cost(width: i32, height: i32) -> f64 {
    if width <= SCREEN.0 && height <= SCREEN.1 {
        return 0.0;
    }
    let shape = f64::from(width.max(1)) / f64::from(height.max(1)) / ASPECT;
    (shape.ln().abs() - 0.15).max(0.0)
}
