//! Columns for schemas whose references go so deep that one column a step would be far too wide: a number of columns is
//! given, and tables are moved and exchanged between them for as long as that makes lines shorter.

use super::graph::{Graph, at, list};

/// How often all tables are tried.
const PASSES: usize = 12;
/// Exchanging each with each takes long where there are many.
const MOST_TO_EXCHANGE: usize = 120;

/// The cost of a line from a parent's column to a child's, in tenths of a column passed through.
pub(super) fn line_cost(parent: usize, child: usize) -> i32 {
    let span = i32::try_from(parent.abs_diff(child)).unwrap_or(i32::MAX / 1024);
    match span {
        0 => 7,
        _ if child > parent => (span - 1) * 10,
        _ => span * 10,
    }
}

/// The tables in columns that are hardly higher than `limit`, in the given order at first.
pub(super) fn fold(graph: &Graph, order: &[usize], heights: &[i32], limit: i32) -> Vec<Vec<usize>> {
    let mut folding = Folding::new(graph, order, heights, limit);
    for _ in 0..PASSES {
        let moved = folding.move_tables(order);
        let exchanged = order.len() <= MOST_TO_EXCHANGE && folding.exchange_tables(order);
        if !moved && !exchanged {
            break;
        }
    }
    let mut columns = vec![Vec::new(); folding.used.len()];
    for table in order {
        if let Some(column) = columns.get_mut(at(&folding.column_of, *table)) {
            column.push(*table);
        }
    }
    columns.retain(|column: &Vec<usize>| !column.is_empty());
    columns
}

struct Folding<'a> {
    graph: &'a Graph,
    heights: &'a [i32],
    limit: i32,
    used: Vec<i32>,
    column_of: Vec<usize>,
}

impl<'a> Folding<'a> {
    fn new(graph: &'a Graph, order: &[usize], heights: &'a [i32], limit: i32) -> Self {
        let mut used = vec![0];
        let mut column_of = vec![0; heights.len()];
        for table in order {
            let height = at(heights, *table);
            let last = used.len() - 1;
            if at(&used, last) > 0 && at(&used, last) + height > limit {
                used.push(0);
            }
            let column = used.len() - 1;
            if let Some(used) = used.get_mut(column) {
                *used += height;
            }
            if let Some(own) = column_of.get_mut(*table) {
                *own = column;
            }
        }
        Self {
            graph,
            heights,
            // A little room, without which nothing could move.
            limit: limit + limit / 12,
            used,
            column_of,
        }
    }

    /// The total cost of a table's lines.
    fn cost(&self, table: usize) -> i32 {
        let own = at(&self.column_of, table);
        let parents = list(&self.graph.parents, table).iter();
        let children = list(&self.graph.children, table).iter();
        let up: i32 = parents
            .map(|parent| line_cost(at(&self.column_of, *parent), own))
            .sum();
        let down: i32 = children
            .map(|child| line_cost(own, at(&self.column_of, *child)))
            .sum();
        up + down
    }

    fn put(&mut self, table: usize, column: usize) {
        let height = at(self.heights, table);
        let old = at(&self.column_of, table);
        if let Some(used) = self.used.get_mut(old) {
            *used -= height;
        }
        if let Some(used) = self.used.get_mut(column) {
            *used += height;
        }
        if let Some(own) = self.column_of.get_mut(table) {
            *own = column;
        }
    }

    fn move_tables(&mut self, order: &[usize]) -> bool {
        let mut moved = false;
        for table in order {
            let height = at(self.heights, *table);
            for column in 0..self.used.len() {
                let (old, before) = (at(&self.column_of, *table), self.cost(*table));
                if column == old || at(&self.used, column) + height > self.limit {
                    continue;
                }
                self.put(*table, column);
                if self.cost(*table) < before {
                    moved = true;
                } else {
                    self.put(*table, old);
                }
            }
        }
        moved
    }

    fn exchange_tables(&mut self, order: &[usize]) -> bool {
        let mut exchanged = false;
        for (index, one) in order.iter().enumerate() {
            for other in order.iter().skip(index + 1) {
                exchanged |= self.exchange(*one, *other);
            }
        }
        exchanged
    }

    fn exchange(&mut self, one: usize, other: usize) -> bool {
        let (here, there) = (at(&self.column_of, one), at(&self.column_of, other));
        if here == there {
            return false;
        }
        let before = self.cost(one) + self.cost(other);
        self.put(one, there);
        self.put(other, here);
        let fits = |column| at(&self.used, column) <= self.limit;
        if fits(here) && fits(there) && self.cost(one) + self.cost(other) < before {
            return true;
        }
        self.put(one, here);
        self.put(other, there);
        false
    }
}
