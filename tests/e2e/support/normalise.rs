//! Replaces the parts of an output that differ from run to run by fixed names.

use std::path::Path;

use regex_lite::{Captures, Regex};
use url::Url;

/// The replacement for a URL that was printed with its password: no transcript expects it.
const SHOWN: &str = "<url with its password>";

/// Replaces versions by `<v1>`, `<v2>`… in the order in which they appear, and the sandbox's path, the database's URL
/// and name, scratch databases, points in time and durations by `<dir>`, `<url>`, `<db>`, `<scratch>`, `<when>`, `<time>`.
#[derive(Clone)]
pub(crate) struct Normaliser {
    /// Literal texts and their names, the longest first.
    literals: Vec<(String, &'static str)>,
    patterns: Vec<(Regex, &'static str)>,
    version: Regex,
    /// The versions seen, as digits.
    versions: Vec<String>,
}

impl Normaliser {
    pub(crate) fn new(root: &Path, url: Option<&str>) -> Self {
        let mut literals = vec![(root.display().to_string(), "<dir>")];
        for (text, name) in url.map(url_spellings).unwrap_or_default() {
            literals.push((text, name));
        }
        literals.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
        let pattern = |pattern| Regex::new(pattern).unwrap();
        Self {
            literals,
            patterns: vec![
                (pattern(r"moviectl_scratch_\w+"), "<scratch>"),
                (
                    pattern(r"\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?( ?UTC|Z|\+00(:00)?)?"),
                    "<when>",
                ),
                (pattern(r"\b\d+(\.\d+)? ?(ns|µs|ms|s)\b"), "<time>"),
            ],
            version: pattern(r"\b(\d{4}-\d\d-\d\d-\d{6}-\d{4}|\d{14}0000)(\b|_)"),
            versions: Vec::new(),
        }
    }

    pub(crate) fn apply(&mut self, text: &str) -> String {
        let mut text = text.to_owned();
        for (literal, name) in &self.literals {
            text = text.replace(literal, name);
        }
        let versions = &mut self.versions;
        let replace = |found: &Captures<'_>| {
            let version = found[1].replace('-', "");
            let known = versions.iter().position(|seen| *seen == version);
            let index = known.unwrap_or_else(|| {
                versions.push(version);
                versions.len() - 1
            });
            format!("<v{}>{}", index + 1, &found[2])
        };
        let mut text = self.version.replace_all(&text, replace).into_owned();
        for (pattern, name) in &self.patterns {
            text = pattern.replace_all(&text, *name).into_owned();
        }
        text
    }
}

/// The ways in which a database's URL, with its password hidden, and its name may be printed.
fn url_spellings(url: &str) -> Vec<(String, &'static str)> {
    let mut spellings = Vec::new();
    let parsed = Url::parse(url).ok();
    let secret = parsed.as_ref().is_some_and(|url| url.password().is_some());
    spellings.push((url.to_owned(), if secret { SHOWN } else { "<url>" }));
    if let Some(mut parsed) = parsed
        && parsed.set_password(Some("***")).is_ok()
    {
        spellings.push((parsed.to_string().replace("%2A", "*"), "<url>"));
        spellings.push((parsed.path().trim_start_matches('/').to_owned(), "<db>"));
    }
    spellings
}

#[test]
fn versions_are_numbered_as_they_appear() {
    let mut normaliser = Normaliser::new(Path::new("/tmp/box"), None);
    assert_eq!(
        normaliser.apply(
            "Generating /tmp/box/m/2026-11-22-144812-0000_initial/up.sql\nat 202611221502000000"
        ),
        "Generating <dir>/m/<v1>_initial/up.sql\nat <v2>"
    );
    assert_eq!(
        normaliser.apply("202611221448120000 -> 202611221502000000 (head)"),
        "<v1> -> <v2> (head)"
    );
}

#[test]
fn urls_times_and_scratch_names_are_replaced() {
    let url = "postgresql://postgres:secret@127.0.0.1:5433/moviectl_test_1";
    let mut normaliser = Normaliser::new(Path::new("/tmp/box"), Some(url));
    assert_eq!(
        normaliser
            .apply("postgresql://postgres:***@127.0.0.1:5433/moviectl_test_1 moviectl_test_1"),
        "<url> <db>"
    );
    assert_eq!(
        normaliser.apply("moviectl_scratch_1_a: 12.5 ms at 2026-11-22 14:48:12"),
        "<scratch>: <time> at <when>"
    );
    assert_eq!(normaliser.apply(url), SHOWN);
}
