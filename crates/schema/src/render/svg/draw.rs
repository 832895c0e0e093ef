//! The page as SVG.

use super::arrangement::Foot;
use super::geometry::{Entity, PAD, ROW, Row};
use super::graph::Net;
use super::page::{Lines, Page, Placed, Stub};
use crate::render::xml::escape;

/// Boxes have a ground of their own, and the lines' colours are of middling lightness: both are readable on any page.
const STYLE: &str = "\
text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#1f2937}
.box{fill:#ffffff;stroke:#8b97a6}
.head{fill:#dfe8f2}
.rule{stroke:#8b97a6}
.stripe{fill:#f5f7fa}
.name{font:bold 13px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace}
.type{fill:#57606a}
.null{font-size:9px;fill:#6e7781}
.mark{font-size:9px;font-weight:bold}
.pk{fill:#9a5b00}
.fk{fill:#1f5fa8}
.uk{fill:#5f5f9f}
.net{fill:none;stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round}
.net circle.dot{stroke:none}
@media (prefers-color-scheme:dark){
text{fill:#e6edf3}
.box{fill:#161b22;stroke:#57606a}
.head{fill:#263040}
.rule{stroke:#57606a}
.stripe{fill:#1b212a}
.type{fill:#a7b1bd}
.null{fill:#8b949e}
.pk{fill:#e3b341}
.fk{fill:#79b0f0}
.uk{fill:#b4b4e8}
}
";

/// A line's colour is its parent's.
const COLOURS: [&str; 8] = [
    "#4e79a7", "#b5651d", "#4f8a3c", "#b0508a", "#7a62b8", "#1f8a8a", "#a57c00", "#c2504b",
];

pub(super) fn draw(entities: &[Entity], nets: &[Net], page: &Page) -> String {
    let (width, height) = (page.width, page.height);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\">\n<title>Entity-relationship diagram</title>\n\
         <style>\n{STYLE}</style>\n"
    );
    for (index, net) in nets.iter().enumerate() {
        draw_net(
            &mut svg,
            net,
            page.lines.iter().filter(|own| own.net == index),
        );
    }
    for placed in &page.boxes {
        if let Some(entity) = entities.get(placed.table) {
            draw_box(&mut svg, entity, placed);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn draw_net<'a>(svg: &mut String, net: &Net, lines: impl Iterator<Item = &'a Lines>) {
    let colour = COLOURS
        .get(net.parent.table % COLOURS.len())
        .unwrap_or(&"#4e79a7");
    svg.push_str(&format!(
        "<g class=\"net\" stroke=\"{colour}\">\n<title>{}</title>\n",
        escape(&net.descriptions.join("; "))
    ));
    let mut path = String::new();
    let mut rings = String::new();
    for part in lines {
        draw_lines(part, colour, &mut path, &mut rings);
    }
    svg.push_str(&format!("<path d=\"{}\"/>\n{rings}</g>\n", path.trim_end()));
}

fn draw_lines(lines: &Lines, colour: &str, path: &mut String, rings: &mut String) {
    let trunk = lines.trunk;
    let ys = || lines.stubs.iter().map(|stub| stub.y);
    let low = ys().min().unwrap_or_default();
    let high = ys().max().unwrap_or_default();
    if low != high {
        path.push_str(&format!("M{trunk} {low}V{high} "));
    }
    for stub in &lines.stubs {
        draw_stub(stub, trunk, path, rings);
        // A dot tells a branch from a crossing.
        let inside = low < stub.y && stub.y < high;
        let shared = low != high && ys().filter(|y| *y == stub.y).count() > 1;
        if inside || shared {
            rings.push_str(&format!(
                "<circle class=\"dot\" cx=\"{trunk}\" cy=\"{}\" r=\"3\" fill=\"{colour}\"/>\n",
                stub.y
            ));
        }
    }
}

/// The line from a box to the trunk, and its foot: bars for one, a ring for none, the crow's foot for many.
fn draw_stub(stub: &Stub, trunk: i32, path: &mut String, rings: &mut String) {
    let Stub { x, y, .. } = *stub;
    let out = |distance: i32| {
        if stub.rightwards {
            x + distance
        } else {
            x - distance
        }
    };
    let mut bar = |distance: i32| {
        let x = out(distance);
        path.push_str(&format!("M{x} {}V{} ", y - 5, y + 5));
    };
    let ring = match stub.foot {
        Foot::Lane => false,
        Foot::One => {
            bar(7);
            bar(12);
            false
        }
        Foot::ZeroOrOne => {
            bar(7);
            true
        }
        Foot::ZeroOrMany => {
            let tip = out(11);
            path.push_str(&format!("M{x} {}L{tip} {y}L{x} {} ", y - 6, y + 6));
            true
        }
    };
    if ring {
        path.push_str(&format!("M{x} {y}H{} M{} {y}H{trunk} ", out(11), out(19)));
        rings.push_str(&format!(
            "<circle cx=\"{}\" cy=\"{y}\" r=\"4\"/>\n",
            out(15)
        ));
    } else {
        path.push_str(&format!("M{x} {y}H{trunk} "));
    }
}

fn draw_box(svg: &mut String, entity: &Entity, placed: &Placed) {
    let Placed {
        x,
        y,
        width,
        height,
        ..
    } = *placed;
    svg.push_str(&format!(
        "<g transform=\"translate({x} {y})\">\n\
         <rect class=\"box\" width=\"{width}\" height=\"{height}\" rx=\"4\"/>\n\
         <path class=\"head\" d=\"M.5 {ROW}V4.5Q.5 .5 4.5 .5H{}Q{r} .5 {r} 4.5V{ROW}Z\"/>\n\
         <path class=\"rule\" d=\"M0 {ROW}H{width}\"/>\n\
         <text class=\"name\" x=\"{PAD}\" y=\"16\">{}</text>\n",
        f64::from(width) - 4.5,
        escape(&entity.name),
        r = f64::from(width) - 0.5,
    ));
    for (index, row) in entity.rows.iter().enumerate() {
        draw_row(svg, entity, (index, row), width);
    }
    svg.push_str("</g>\n");
}

fn draw_row(svg: &mut String, entity: &Entity, (index, row): (usize, &Row), width: i32) {
    let middle = Entity::row_middle(index);
    if index % 2 == 1 {
        svg.push_str(&format!(
            "<rect class=\"stripe\" x=\"1\" y=\"{}\" width=\"{}\" height=\"{ROW}\"/>\n",
            middle - ROW / 2,
            width - 2
        ));
    }
    let baseline = middle + 4;
    let marks: Vec<String> = row
        .marks
        .words()
        .iter()
        .map(|mark| format!("<tspan class=\"{}\">{mark}</tspan>", mark.to_lowercase()))
        .collect();
    if !marks.is_empty() {
        svg.push_str(&format!(
            "<text class=\"mark\" x=\"{PAD}\" y=\"{}\">{}</text>\n",
            baseline - 1,
            marks.join(" ")
        ));
    }
    svg.push_str(&format!(
        "<text x=\"{}\" y=\"{baseline}\">{}</text>\n\
         <text class=\"type\" x=\"{}\" y=\"{baseline}\">{}</text>\n",
        entity.name_x,
        escape(&row.name),
        entity.type_x,
        escape(&row.sql_type)
    ));
    if row.not_null {
        svg.push_str(&format!(
            "<text class=\"null\" x=\"{}\" y=\"{}\" text-anchor=\"end\">NOT NULL</text>\n",
            width - PAD,
            baseline - 1
        ));
    }
}
