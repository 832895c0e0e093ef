//! The versions that a document shows, and those that there really are.

use std::path::Path;

use regex_lite::{Captures, Regex};

use crate::support::{Normaliser, Output};

/// The record of one database's revisions. Two databases may have revisions of the same second.
#[derive(Clone)]
pub(super) struct Book {
    pub(super) shown: Normaliser,
    pub(super) written: Normaliser,
    /// The versions seen, in order.
    versions: Vec<String>,
    /// The hour of the first version that a document shows.
    hour: usize,
}

impl Book {
    /// For a reader at home in `home`, in the sandbox `root`.
    pub(super) fn new(root: &Path, home: &Path, hour: usize) -> Self {
        Self {
            shown: Normaliser::new(root, None),
            written: Normaliser::new(home, None),
            versions: Vec::new(),
            hour,
        }
    }

    pub(super) fn lines(&mut self, text: &str) -> Vec<String> {
        let text = self.shown.apply(text);
        text.lines()
            .map(|line| line.trim_end().to_owned())
            .collect()
    }

    pub(super) fn see_versions(&mut self, output: &Output) {
        for found in version().find_iter(&format!("{}{}", output.stderr, output.stdout)) {
            let digits = found.as_str().replace('-', "");
            if !self.versions.contains(&digits) {
                self.versions.push(digits);
            }
        }
    }

    /// A command with the versions that there are in place of those that the document shows.
    pub(super) fn with_versions(&self, line: &str) -> String {
        let mut line = line.to_owned();
        for (nth, digits) in self.versions.iter().enumerate() {
            let [date, time] = [&digits[..8], &digits[8..]];
            let dashed = format!(
                "{}-{}-{}-{}-{}",
                &date[..4],
                &date[4..6],
                &date[6..],
                &time[..6],
                &time[6..]
            );
            line = line.replace(&pretty(self.hour, nth, true), &dashed);
            line = line.replace(&pretty(self.hour, nth, false), digits);
        }
        line
    }

    /// The other way round; a version that was never seen is the next.
    pub(super) fn with_pretty_versions(&self, text: &str) -> String {
        let replace = |found: &Captures<'_>| {
            let digits = found[0].replace('-', "");
            let nth = self.versions.iter().position(|seen| *seen == digits);
            let nth = nth.unwrap_or(self.versions.len());
            pretty(self.hour, nth, found[0].contains('-'))
        };
        version().replace_all(text, replace).into_owned()
    }
}

fn version() -> Regex {
    Regex::new(r"\d{4}-\d\d-\d\d-\d{6}-\d{4}|\b\d{14}0000\b").expect("a pattern")
}

/// The nth version that a document shows: one every seven minutes.
fn pretty(hour: usize, nth: usize, with_dashes: bool) -> String {
    let minutes = nth * 7;
    let (hour, minute) = (hour + minutes / 60, minutes % 60);
    let text = format!("2026-11-22-{hour:02}{minute:02}12-0000");
    if with_dashes {
        text
    } else {
        text.replace('-', "")
    }
}

#[test]
fn versions_are_shown_as_if_made_minutes_apart() {
    assert_eq!(pretty(14, 1, true), "2026-11-22-140712-0000");
    assert_eq!(pretty(14, 9, false), "202611221503120000");
}
