//! `moviectl check`.

use clap::Args;

use super::migrate::AgainstArg;
use crate::cli::context::Context;
use crate::cli::hints::{EDITED, SEVERAL_HEADS, UNKNOWN_APPLIED, goes_on};
use crate::cli::listing::{HalfApplied, ListingFormat, half_done};
use crate::cli::outcome::Outcome;
use moviectl_engine::workflow::{CheckReport, check};
use moviectl_schema::schema::Change;

/// Tell whether a migration is missing, or one is pending
///
/// Exit code 0 if not, 3 if so. Makes and writes nothing in the database.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl check || moviectl migrate")]
pub(in crate::cli) struct CheckArgs {
    /// Compare schema.rs with the database, or with what the migrations build
    #[arg(long, value_enum, default_value_t = AgainstArg::Database)]
    against: AgainstArg,
    /// The server for scratch databases (--against migrations)
    #[arg(long, value_name = "URL")]
    scratch_url: Option<String>,
    /// text or json
    #[arg(long, value_enum, default_value_t = ListingFormat::Text)]
    format: ListingFormat,
}

pub(in crate::cli) fn cmd_check(
    context: &mut Context,
    args: &CheckArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let report = check(
        &workspace,
        args.against.into(),
        args.scratch_url.as_deref(),
        &mut |event| {
            context.tell(event);
        },
    )?;
    match args.format {
        ListingFormat::Text => print(context, &report)?,
        ListingFormat::Json => context.printer.data(&format!("{}\n", json(&report)))?,
    }
    Ok(if report.is_clean() {
        Outcome::Done
    } else {
        Outcome::Found
    })
}

fn print(context: &mut Context, report: &CheckReport) -> anyhow::Result<()> {
    let printer = &mut context.printer;
    if report.is_clean() {
        printer.status("No new upgrade operations detected.");
        return Ok(());
    }
    let differences = report.differences.iter().flat_map(Change::describe);
    for line in differences {
        printer.line(&format!("Detected {line}"))?;
    }
    for version in &report.unknown {
        printer.warning(&format!(
            "revision {version} is recorded in the database, and is not in the repository"
        ));
    }
    if !report.unknown.is_empty() {
        printer.hint(UNKNOWN_APPLIED);
    }
    if !report.heads.is_empty() {
        printer.warning(&format!(
            "there are several heads: {}",
            report.heads.join(", ")
        ));
        printer.hint(SEVERAL_HEADS);
    }
    for version in &report.edited {
        printer.warning(&format!(
            "up.sql of revision {version} was edited after it was applied"
        ));
    }
    if !report.edited.is_empty() {
        printer.hint(EDITED);
    }
    for half in &report.half_done {
        printer.warning(&format!("revision {} is {}", half.version, half_done(half)));
        printer.hint(&goes_on(half.direction));
    }
    if report.unrecorded {
        printer.warning("the tables are there, and no revision is recorded");
        printer.hint(
            "`moviectl stamp REV` records the revision that the tables are of (`stamp head`, if all are)",
        );
        return Ok(());
    }
    for version in &report.pending {
        printer.warning(&format!("revision {version} is pending"));
    }
    if !report.heads.is_empty() {
        // One head first: an upgrade would not know which is meant.
        return Ok(());
    }
    if !report.pending.is_empty() {
        printer.hint("`moviectl upgrade` applies what is pending");
    } else if !report.differences.is_empty() {
        printer.hint("`moviectl migrate -m \"…\"` writes the migration");
    }
    Ok(())
}

fn json(report: &CheckReport) -> serde_json::Value {
    let differences: Vec<serde_json::Value> = report
        .differences
        .iter()
        .map(|change| {
            let mut object = serde_json::Map::new();
            object.insert("kind".into(), change.kind().into());
            if let Some(table) = change.table() {
                object.insert("table".into(), table.to_string().into());
            }
            if let Some(own) = change.enum_type() {
                object.insert("enum".into(), own.name.to_string().into());
            }
            if let Change::CreateSchema(name) | Change::DropSchema(name) = change {
                object.insert("schema".into(), name.as_str().into());
            }
            if let Some(column) = change.column() {
                object.insert("column".into(), column.into());
            }
            object.into()
        })
        .collect();
    let half_applied: Vec<_> = report.half_done.iter().map(HalfApplied::new).collect();
    serde_json::json!({
        "pending": report.pending,
        "differences": differences,
        "unrecorded": report.unrecorded,
        "unknown": report.unknown,
        "heads": report.heads,
        "edited": report.edited,
        "half_applied": half_applied,
    })
}
