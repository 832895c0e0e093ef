#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use super::arrangement::Foot;
use super::page::{Page, Placed};
use super::{layout, svg};
use crate::dialect::Dialect;
use crate::render::tests::{Random, random_schema};

/// Many schemas, from none to forty tables, with cycles, self-references and tables that stand alone.
fn pages() -> impl Iterator<Item = (u64, Page)> {
    (0..60).map(|seed| {
        let schema = random_schema(&mut Random::new(seed));
        (seed, layout(Dialect::Postgres, &schema).2)
    })
}

#[test]
fn boxes_never_overlap() {
    for (seed, page) in pages() {
        for (index, one) in page.boxes.iter().enumerate() {
            assert!(one.x > 0 && one.y > 0, "{seed}: {one:?}");
            assert!(one.x + one.width < page.width, "{seed}: {one:?}");
            assert!(one.y + one.height < page.height, "{seed}: {one:?}");
            for other in &page.boxes[..index] {
                let apart = one.x + one.width < other.x
                    || other.x + other.width < one.x
                    || one.y + one.height < other.y
                    || other.y + other.height < one.y;
                assert!(apart, "{seed}: {one:?} {other:?}");
            }
        }
    }
}

#[test]
fn every_table_is_there_once() {
    for seed in 0..30 {
        let schema = random_schema(&mut Random::new(seed));
        let (_, _, page) = layout(Dialect::Sqlite, &schema);
        let mut tables: Vec<usize> = page.boxes.iter().map(|placed| placed.table).collect();
        tables.sort_unstable();
        assert_eq!(tables, (0..schema.tables.len()).collect::<Vec<_>>());
    }
}

#[test]
fn no_line_runs_through_a_box() {
    let inside = |placed: &Placed, (x, y): (i32, i32)| {
        placed.x < x && x < placed.x + placed.width && placed.y < y && y < placed.y + placed.height
    };
    let mut lines = 0;
    for (seed, page) in pages() {
        for part in &page.lines {
            let ys = || part.stubs.iter().map(|stub| stub.y);
            let trunk = (ys().min().unwrap()..=ys().max().unwrap()).map(|y| (part.trunk, y));
            let stubs = part.stubs.iter().flat_map(|stub| {
                let (from, to) = (stub.x.min(part.trunk), stub.x.max(part.trunk));
                (from..=to).map(|x| (x, stub.y))
            });
            for point in trunk.chain(stubs) {
                let hit = page.boxes.iter().find(|placed| inside(placed, point));
                assert!(hit.is_none(), "{seed}: {point:?} is in {hit:?}");
            }
            lines += 1;
        }
    }
    assert!(lines > 300);
}

#[test]
fn every_end_is_at_the_border_of_a_box() {
    for (seed, page) in pages() {
        for stub in page.lines.iter().flat_map(|part| &part.stubs) {
            let touches = page.boxes.iter().any(|placed| {
                let x = if stub.rightwards {
                    placed.x + placed.width
                } else {
                    placed.x
                };
                x == stub.x && placed.y < stub.y && stub.y < placed.y + placed.height
            });
            assert_eq!(touches, stub.foot != Foot::Lane, "{seed}: {stub:?}");
        }
    }
}

#[test]
fn the_xml_is_well_formed_and_the_same_again() {
    for seed in 0..30 {
        let schema = random_schema(&mut Random::new(seed));
        let text = svg(Dialect::Postgres, &schema);
        assert_well_formed(&text);
        assert_eq!(text, svg(Dialect::Postgres, &schema));
    }
}

/// Tags are closed in order, and nothing that means something to XML stands in the text or in an attribute.
fn assert_well_formed(text: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text.trim_end();
    let mut first = true;
    while let Some((before, after)) = rest.split_once('<') {
        assert_references(before);
        assert!(first || !open.is_empty(), "text after the end: {rest}");
        first = false;
        let (tag, behind) = after.split_once('>').expect("a tag ends");
        rest = behind;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
            continue;
        }
        let empty = tag.ends_with('/');
        let tag = tag.trim_end_matches('/');
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        assert_references(tag);
        if !empty {
            open.push(tag.split_whitespace().next().unwrap());
        }
    }
    assert_eq!(open, [""; 0]);
    assert_eq!(rest, "");
}

fn assert_references(text: &str) {
    for part in text.split('&').skip(1) {
        let (name, _) = part.split_once(';').expect(text);
        assert!(["amp", "lt", "gt", "quot", "#39"].contains(&name), "{text}");
    }
    assert!(
        !text.chars().any(|c| c.is_control() && c != '\n'),
        "{text:?}"
    );
}
