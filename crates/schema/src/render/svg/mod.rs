//! An entity-relationship diagram as SVG, drawn without any other program.
//!
//! A referencing table stands to the right of the table that it references, if the page is wide enough ([`columns`],
//! [`folding`]). Lines run in the channels between the columns. A line passes through a column only in a lane between
//! its boxes ([`arrangement`], [`tracks`]), so that no line runs through a box.

mod arrangement;
mod columns;
mod draw;
mod folding;
mod geometry;
mod graph;
mod grid;
mod page;
mod placement;
mod tracks;

#[cfg(test)]
mod tests;

use super::enums::with_enums;
use super::relation::relations;
use crate::dialect::Dialect;
use crate::schema::Schema;
use geometry::Entity;
use graph::{Graph, Net};
use page::Page;

/// The diagram: readable on light and dark grounds, the same for the same schema.
pub fn svg(dialect: Dialect, schema: &Schema) -> String {
    let schema = &with_enums(schema);
    let (entities, nets, page) = layout(dialect, schema);
    draw::draw(&entities, &nets, &page)
}

fn layout(dialect: Dialect, schema: &Schema) -> (Vec<Entity>, Vec<Net>, Page) {
    let entities = geometry::boxes(dialect, schema);
    let relations = relations(dialect, schema);
    let graph = Graph::new(entities.len(), &relations);
    let nets = graph::nets(&relations);
    let columns = columns::columns(&entities, &graph);
    let page = Page::new(&entities, &graph, &nets, &columns);
    (entities, nets, page)
}
