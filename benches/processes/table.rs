//! The results as a table in Markdown.

use std::time::Duration;

use crate::row::Row;

pub(crate) fn print(rows: &[Row]) {
    println!(
        "| work | moviectl | against | its time | ratio (least to greatest) | target | | peak memory |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for row in rows {
        let measured = &row.measured;
        let ratio = measured
            .ratio
            .map_or_else(dash, |[median, least, greatest]| {
                format!("{median:.2} ({least:.2} to {greatest:.2})")
            });
        let peak = |peak: Option<u64>| peak.map_or_else(dash, megabytes);
        let memory = match measured.other_peak {
            Some(_) => format!("{}, {}", peak(measured.peak), peak(measured.other_peak)),
            None => peak(measured.peak),
        };
        println!(
            "| {} | {} | {} | {} | {ratio} | {} | {} | {memory} |",
            row.name,
            time(measured.ours),
            row.against.unwrap_or("–"),
            measured.other.map_or_else(dash, time),
            row.target,
            match row.target.is_met(measured) {
                Some(true) => "met",
                Some(false) => "missed",
                None => "–",
            },
        );
    }
}

fn dash() -> String {
    "–".to_owned()
}

fn megabytes(kilobytes: u64) -> String {
    format!("{} MB", kilobytes.div_ceil(1024))
}

fn time(time: Duration) -> String {
    let milliseconds = time.as_secs_f64() * 1000.0;
    if milliseconds < 100.0 {
        format!("{milliseconds:.1} ms")
    } else {
        format!("{milliseconds:.0} ms")
    }
}
