//! The content of the columns: tables, lanes for lines that pass through a column, and the links between them.

use super::geometry::{Entity, ROW};
use super::graph::{End, Net, at};

/// Height of a lane; half of a row, so that boxes and lanes share a grid.
pub(super) const LANE: i32 = ROW / 2;
/// The offset of the line in its lane, at a height where no row of a box has its middle.
const LANE_LINE: i32 = 3;
/// A parent's end is beside the middle of its row, at either side of the box otherwise, so that it is not in line with
/// another end across the channel, which would look like one line.
const PARENT_SHIFTS: [[i32; 3]; 2] = [[-4, -6, 6], [5, -3, 8]];

/// One thing in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Table(usize),
    /// Of a net.
    Lane(usize),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    pub(super) kind: Kind,
    pub(super) height: i32,
}

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Foot {
    /// In a lane, which goes on.
    Lane,
    One,
    ZeroOrOne,
    ZeroOrMany,
}

/// The end of a link: its item, its offset below the item's top, and its foot.
#[derive(Debug, Clone, Copy)]
pub(super) struct Port {
    pub(super) item: usize,
    pub(super) offset: i32,
    pub(super) foot: Foot,
}

/// The part of a net in the channel behind a column: what it joins on the column's side and on the next one's.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) net: usize,
    pub(super) channel: usize,
    pub(super) left: Vec<Port>,
    pub(super) right: Vec<Port>,
}

/// Columns of items, and the links in their channels.
#[derive(Debug, Clone, Default)]
pub(super) struct Arrangement {
    pub(super) items: Vec<Item>,
    pub(super) columns: Vec<Vec<usize>>,
    pub(super) links: Vec<Link>,
}

impl Arrangement {
    pub(super) fn new(entities: &[Entity], nets: &[Net], columns: &[Vec<usize>]) -> Self {
        let mut own = Self::default();
        let mut places = vec![(0, 0); entities.len()];
        for (index, column) in columns.iter().enumerate() {
            own.columns.push(Vec::new());
            for table in column {
                let height = entities.get(*table).map_or(0, |entity| entity.height);
                let item = own.add(index, Kind::Table(*table), height);
                if let Some(place) = places.get_mut(*table) {
                    *place = (index, item);
                }
            }
        }
        for (index, net) in nets.iter().enumerate() {
            Wiring {
                own: &mut own,
                places: &places,
                index,
                net,
            }
            .wire();
        }
        own
    }

    fn add(&mut self, column: usize, kind: Kind, height: i32) -> usize {
        let item = self.items.len();
        self.items.push(Item { kind, height });
        if let Some(column) = self.columns.get_mut(column) {
            column.push(item);
        }
        item
    }
}

/// One net that gets its lanes and links.
struct Wiring<'a> {
    own: &'a mut Arrangement,
    places: &'a [(usize, usize)],
    index: usize,
    net: &'a Net,
}

impl Wiring<'_> {
    fn wire(&mut self) {
        let (start, _) = at(self.places, self.net.parent.table);
        let columns: Vec<usize> = self
            .net
            .branches
            .iter()
            .map(|branch| at(self.places, branch.child.table).0)
            .collect();
        let last = columns.iter().copied().max().unwrap_or(start).max(start);
        let first = columns.iter().copied().min().unwrap_or(start).min(start);
        let same = columns.contains(&start);
        self.wire_rightwards(start, last, same);
        self.wire_leftwards(start, first);
    }

    fn wire_rightwards(&mut self, start: usize, last: usize, same: bool) {
        let mut from = self.parent(true);
        for channel in start..last.max(start + usize::from(same)) {
            let mut left = vec![from];
            if channel == start {
                left.extend(self.children(start));
            }
            let mut right = self.children(channel + 1);
            if channel + 1 < last {
                from = self.lane(channel + 1);
                right.push(from);
            }
            self.link(channel, left, right);
        }
    }

    fn wire_leftwards(&mut self, start: usize, first: usize) {
        let mut from = self.parent(false);
        for channel in (first..start).rev() {
            let right = vec![from];
            let mut left = self.children(channel);
            if channel > first {
                from = self.lane(channel);
                left.push(from);
            }
            self.link(channel, left, right);
        }
    }

    fn link(&mut self, channel: usize, left: Vec<Port>, right: Vec<Port>) {
        self.own.links.push(Link {
            net: self.index,
            channel,
            left,
            right,
        });
    }

    fn parent(&self, rightwards: bool) -> Port {
        let End { table, row } = self.net.parent;
        let [alone, needed, optional] = if rightwards {
            PARENT_SHIFTS[0]
        } else {
            PARENT_SHIFTS[1]
        };
        let shift = match (self.net.shares_row, self.net.optional) {
            (true, true) => optional,
            (true, false) => needed,
            (false, _) => alone,
        };
        Port {
            item: at(self.places, table).1,
            offset: Entity::row_middle(row) + shift,
            foot: if self.net.optional {
                Foot::ZeroOrOne
            } else {
                Foot::One
            },
        }
    }

    /// The ends at the children in a column.
    fn children(&self, column: usize) -> Vec<Port> {
        let branches = self.net.branches.iter();
        branches
            .filter(|branch| at(self.places, branch.child.table).0 == column)
            .map(|branch| Port {
                item: at(self.places, branch.child.table).1,
                offset: Entity::row_middle(branch.child.row),
                foot: if branch.single {
                    Foot::ZeroOrOne
                } else {
                    Foot::ZeroOrMany
                },
            })
            .collect()
    }

    fn lane(&mut self, column: usize) -> Port {
        Port {
            item: self.own.add(column, Kind::Lane(self.index), LANE),
            offset: LANE_LINE,
            foot: Foot::Lane,
        }
    }
}
