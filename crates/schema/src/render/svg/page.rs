//! The positions of all boxes and lines on the page.

use super::arrangement::{Arrangement, Foot, Kind, Link, Port};
use super::geometry::{Entity, count};
use super::graph::{Graph, Net, at};
use super::placement::place;
use super::tracks::{Wire, tracks};

/// Space around everything.
const MARGIN: i32 = 24;
/// Space for the foot of a line beside a box.
const FOOT: i32 = 26;
/// Space between two trunks.
const TRACK: i32 = 10;
/// Space between boxes that have no lines.
const GAP: i32 = 24;

/// A box and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) table: usize,
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// The end of a line: where the line begins, where it meets its trunk, and what it looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stub {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) foot: Foot,
    /// The line goes to the right from here.
    pub(super) rightwards: bool,
}

/// The lines of a net in one channel: a trunk and what it joins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lines {
    pub(super) net: usize,
    pub(super) trunk: i32,
    pub(super) stubs: Vec<Stub>,
}

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) boxes: Vec<Placed>,
    pub(super) lines: Vec<Lines>,
}

impl Page {
    pub(super) fn new(
        entities: &[Entity],
        graph: &Graph,
        nets: &[Net],
        columns: &[Vec<usize>],
    ) -> Self {
        let mut arrangement = Arrangement::new(entities, nets, columns);
        let tops = place(&mut arrangement);
        let mut page = Self::default();
        page.draw_columns(entities, &arrangement, &tops);
        page.draw_lonely(entities, graph);
        page.width += MARGIN;
        page.height += MARGIN;
        page
    }

    fn draw_columns(&mut self, entities: &[Entity], arrangement: &Arrangement, tops: &[i32]) {
        let up = tops.iter().min().copied().unwrap_or_default() - MARGIN;
        let mut x = MARGIN;
        for (index, column) in arrangement.columns.iter().enumerate() {
            let mut right = x;
            for item in column {
                let kind = arrangement.items.get(*item).map(|item| item.kind);
                let Some(Kind::Table(table)) = kind else {
                    continue;
                };
                if let Some(entity) = entities.get(table) {
                    let y = at(tops, *item) - up;
                    self.put(entity, table, (x, y));
                    right = right.max(x + entity.width);
                }
            }
            let links: Vec<&Link> = arrangement
                .links
                .iter()
                .filter(|link| link.channel == index)
                .collect();
            let channel = Channel {
                arrangement,
                tops,
                up,
                left: x,
                right,
            };
            x = channel.draw(self, &links, entities);
        }
    }

    fn put(&mut self, entity: &Entity, table: usize, (x, y): (i32, i32)) {
        self.boxes.push(Placed {
            table,
            x,
            y,
            width: entity.width,
            height: entity.height,
        });
        self.width = self.width.max(x + entity.width);
        self.height = self.height.max(y + entity.height);
    }

    /// The tables without relations, below all others: each in the column that is the shortest so far.
    fn draw_lonely(&mut self, entities: &[Entity], graph: &Graph) {
        let lonely = || {
            let all = entities.iter().enumerate();
            all.filter(|(table, _)| graph.is_alone(*table))
        };
        let Some(widest) = lonely().map(|(_, entity)| entity.width).max() else {
            return;
        };
        let area: i32 = lonely()
            .map(|(_, own)| (own.height + GAP) * (widest + GAP))
            .sum();
        let square = f64::from(area * 7 / 5).sqrt();
        #[allow(clippy::cast_possible_truncation, reason = "the width of a page")]
        let wanted = (square as i32).max(self.width);
        let columns = usize::try_from((wanted - MARGIN + GAP) / (widest + GAP)).unwrap_or(1);
        let top = if self.boxes.is_empty() {
            MARGIN
        } else {
            self.height + 2 * GAP
        };
        let mut bottoms = vec![top; columns.max(1)];
        for (table, entity) in lonely() {
            let shortest = bottoms
                .iter_mut()
                .enumerate()
                .min_by_key(|(_, bottom)| **bottom);
            if let Some((index, bottom)) = shortest {
                let x = MARGIN + count(index) * (widest + GAP);
                self.put(entity, table, (x, *bottom));
                *bottom += entity.height + GAP;
            }
        }
    }
}

/// The space between a column and the next.
struct Channel<'a> {
    arrangement: &'a Arrangement,
    tops: &'a [i32],
    /// The height to subtract from each top.
    up: i32,
    /// The borders of the column before it.
    left: i32,
    right: i32,
}

impl Channel<'_> {
    /// Adds the lines, and returns where the next column begins.
    fn draw(&self, page: &mut Page, links: &[&Link], entities: &[Entity]) -> i32 {
        let wires: Vec<Wire> = links
            .iter()
            .map(|link| Wire {
                left: link.left.iter().map(|port| self.y(port)).collect(),
                right: link.right.iter().map(|port| self.y(port)).collect(),
            })
            .collect();
        let tracks = tracks(&wires);
        let used = tracks.iter().max().map_or(0, |track| track + 1);
        let first = self.right + FOOT;
        let next = first + (count(used).max(1) - 1) * TRACK + FOOT;
        for (link, track) in links.iter().zip(tracks) {
            let lefts = link.left.iter().map(|port| Stub {
                x: self.end(port, entities),
                y: self.y(port),
                foot: port.foot,
                rightwards: true,
            });
            let rights = link.right.iter().map(|port| Stub {
                x: next,
                y: self.y(port),
                foot: port.foot,
                rightwards: false,
            });
            let trunk = first + count(track) * TRACK;
            page.width = page.width.max(trunk);
            page.lines.push(Lines {
                net: link.net,
                trunk,
                stubs: lefts.chain(rights).collect(),
            });
        }
        next
    }

    fn y(&self, port: &Port) -> i32 {
        at(self.tops, port.item) + port.offset - self.up
    }

    /// The x position at which a line to the right begins: the box's border, or for a lane the left border of its
    /// column.
    fn end(&self, port: &Port, entities: &[Entity]) -> i32 {
        match self.arrangement.items.get(port.item).map(|item| item.kind) {
            Some(Kind::Table(table)) => {
                self.left + entities.get(table).map_or(0, |entity| entity.width)
            }
            _ => self.left,
        }
    }
}
