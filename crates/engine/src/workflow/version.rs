//! Versions and directory names of new revisions.

use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

use crate::migrations::Repository;

/// `2026-11-22-150200-0000`, as Diesel's generator has it, but later than every revision there is.
pub(super) fn after<'r>(repositories: impl Iterator<Item = &'r Repository>) -> String {
    let last = repositories
        .filter_map(|repository| repository.revisions().next_back())
        .map(|revision| revision.version.clone())
        .max();
    later_than(last.as_deref())
}

/// The same, but later than one version.
pub(super) fn later_than(last: Option<&str>) -> String {
    let format = format_description!("[year]-[month]-[day]-[hour][minute][second]");
    let mut moment = OffsetDateTime::now_utc();
    // Versions tell seconds, and are compared with versions.
    moment -= time::Duration::nanoseconds(moment.nanosecond().into());
    loop {
        let Ok(text) = moment.format(format) else {
            // The format has no part that can fail for a date of this era.
            return String::new();
        };
        let name = format!("{text}-0000");
        let later = last.is_none_or(|last| *name.replace('-', "") > *last);
        if later {
            return name;
        }
        match last.and_then(moment_of).filter(|last| *last >= moment) {
            Some(last) => moment = last + time::Duration::SECOND,
            // A version that is no date sorts by itself: after it, in its own way.
            None => return format!("{}0", last.unwrap_or_default()),
        }
    }
}

fn moment_of(version: &str) -> Option<OffsetDateTime> {
    let format = format_description!("[year][month][day][hour][minute][second]");
    let digits = version.get(..14)?;
    let moment = PrimitiveDateTime::parse(digits, format).ok()?;
    Some(moment.assume_utc())
}

/// The longest slug: a path has room for it on every system.
const LONGEST_SLUG: usize = 60;

/// `2026-11-22-150200-0000_add_mpa_column`, the words from the message.
pub(super) fn directory_name(version: &str, message: &str) -> String {
    let slug = slug::slugify(message).replace('-', "_");
    let slug: String = slug.chars().take(LONGEST_SLUG).collect();
    let slug = slug.trim_matches('_');
    format!(
        "{version}_{}",
        if slug.is_empty() { "migration" } else { slug }
    )
}
