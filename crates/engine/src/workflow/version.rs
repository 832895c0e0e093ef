//! Versions and directory names of new revisions.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::error::Error;
use crate::migrations::Repository;

/// Returns a version as Diesel's generator writes it, `2026-11-22-150200-0000`, that is later than every revision.
pub(super) fn after<'r>(repositories: impl Iterator<Item = &'r Repository>) -> String {
    let last = repositories
        .filter_map(|repository| repository.revisions().next_back())
        .map(|revision| revision.version.clone())
        .max();
    later_than(last.as_deref())
}

/// Returns a version that is later than one other.
pub(super) fn later_than(last: Option<&str>) -> String {
    following(last, TimeZone::UTC.to_datetime(Timestamp::now()))
}

/// The longest version that Diesel's table of records has room for on every database.
const LONGEST_VERSION: usize = 50;

/// Names with a meaning of their own.
const NAMES: [&str; 4] = ["base", "current", "head", "heads"];

/// Checks a version that a person chose. A version is a part of a directory's name, which ends at the first `_` and loses
/// each `-`, and MySQL's key takes `ab1` and `AB1` for the same.
///
/// # Errors
///
/// [`Error::RevId`].
pub(super) fn chosen(repository: &Repository, id: &str) -> Result<String, Error> {
    let refused = |reason| Error::RevId {
        id: id.to_owned(),
        reason,
    };
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if id.is_empty() || !id.chars().all(fits) {
        return Err(refused("it has lower-case letters and digits only"));
    }
    if id.len() > LONGEST_VERSION {
        return Err(refused("it has at most 50 characters"));
    }
    if NAMES.contains(&id) {
        return Err(refused("this name has a meaning of its own"));
    }
    let mut versions = repository.revisions().map(|revision| &revision.version);
    if versions.any(|version| version.eq_ignore_ascii_case(id)) {
        return Err(refused("there is a revision of this version"));
    }
    Ok(id.to_owned())
}

fn following(last: Option<&str>, now: DateTime) -> String {
    let now = name_of(now);
    let Some(last) = last.filter(|last| *now.replace('-', "") <= **last) else {
        return now;
    };
    moment_of(last)
        .and_then(|last| last.checked_add(Duration::from_secs(1)).ok())
        .map_or_else(|| successor(last), name_of)
}

/// Returns the next version of the same length: `b2` after `b1`, `ba` after `b9`, `c0` after `bz`. Only a version that
/// has none gets a longer one.
fn successor(version: &str) -> String {
    let mut characters: Vec<char> = version.chars().collect();
    for character in characters.iter_mut().rev() {
        let next = match *character {
            'z' | 'Z' => '0',
            '9' => 'a',
            other if other.is_ascii_alphanumeric() => {
                char::from_u32(u32::from(other) + 1).unwrap_or(other)
            }
            // A separator stays.
            _ => continue,
        };
        *character = next;
        if next != '0' {
            return characters.into_iter().collect();
        }
    }
    format!("{version}0")
}

fn name_of(moment: DateTime) -> String {
    format!("{}-0000", moment.strftime("%Y-%m-%d-%H%M%S"))
}

fn moment_of(version: &str) -> Option<DateTime> {
    DateTime::strptime("%Y%m%d%H%M%S", version.get(..14)?).ok()
}

/// The longest slug: a path has room for it on every system.
const LONGEST_SLUG: usize = 60;

/// `2026-11-22-150200-0000_add_mpa_column`, the words from the message.
pub(super) fn directory_name(version: &str, message: &str) -> String {
    let ascii = deunicode::deunicode_with_tofu(message, "-").to_ascii_lowercase();
    let words = ascii.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let slug: String = words.join("_").chars().take(LONGEST_SLUG).collect();
    let slug = slug.trim_matches('_');
    format!(
        "{version}_{}",
        if slug.is_empty() { "migration" } else { slug }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_later_than_the_last_and_as_long() {
        let now = DateTime::constant(2026, 12, 31, 23, 59, 59, 999_999_999);
        for (last, expected) in [
            (None, "2026-12-31-235959-0000"),
            (Some("202611221448120000"), "2026-12-31-235959-0000"),
            (Some("202612312359590000"), "2027-01-01-000000-0000"),
            (Some("202612312359599999"), "2027-01-01-000000-0000"),
            (Some("202802282359590000"), "2028-02-29-000000-0000"),
            (Some("999912312359590000"), "999912312359590001"),
            (Some("20271301000000"), "20271301000001"),
            (Some("first"), "firsu"),
            (Some("b1"), "b2"),
            (Some("b9"), "ba"),
            (Some("bz"), "c0"),
            (Some("b1zz"), "b200"),
            (Some("AB9"), "ABa"),
            (Some("v1.z"), "v2.0"),
            (Some("zz"), "zz0"),
            (Some("zz0"), "zz1"),
            (Some("1"), "2026-12-31-235959-0000"),
        ] {
            assert_eq!(following(last, now), expected, "after {last:?}");
        }
    }
}
