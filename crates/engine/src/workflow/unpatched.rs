//! Schema files that Diesel's `patch_file` changed, as `diesel print-schema` wrote them: such a file describes the database. The
//! patch is for Rust, and its changes are no difference to the database.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::project::Project;
use super::project_error::ProjectError;
use moviectl_schema::source::Source;

/// Returns the texts of the project's patched files before the patch, by their paths.
///
/// # Errors
///
/// [`ProjectError::Unreadable`], and [`ProjectError::Patch`] if a patch does not fit its file.
pub(super) fn unpatched(project: &Project) -> Result<HashMap<PathBuf, Source>, ProjectError> {
    let mut texts = HashMap::new();
    for printed in &project.printed {
        let (Some(file), Some(patch)) = (&printed.file, &printed.patch_file) else {
            continue;
        };
        if !project.schema.contains(file) || !file.exists() {
            continue;
        }
        let text =
            taken_back(&read(file)?, &read(patch)?).map_err(|reason| ProjectError::Patch {
                patch: project.relative(patch).to_owned(),
                file: project.relative(file).to_owned(),
                reason,
            })?;
        let source = Source {
            path: file.clone(),
            text,
        };
        texts.insert(file.clone(), source);
    }
    Ok(texts)
}

/// Takes a patch back from a text. A text that still has to be patched stays.
fn taken_back(text: &str, patch: &str) -> Result<String, String> {
    let lines: Vec<&str> = text.lines().collect();
    let hunks = hunks(patch)?;
    let mut before: Vec<&str> = Vec::with_capacity(lines.len());
    let (mut done, mut drift) = (0, 0);
    for (number, hunk) in hunks.iter().enumerate() {
        let (at, hunk) = match hunk.place(&lines, done, drift) {
            Place::At(at, hunk) => (at, hunk),
            Place::Nowhere if hunks.iter().all(|own| !all_at(&lines, &own.old).is_empty()) => {
                return Ok(text.to_owned());
            }
            Place::Nowhere => {
                return Err(format!(
                    "no lines of the file are those of hunk {} after the patch",
                    number + 1
                ));
            }
            Place::Several => {
                return Err(format!(
                    "hunk {} fits several places, and none of them is at the line that its head says",
                    number + 1
                ));
            }
        };
        drift = at.cast_signed() - hunk.at.cast_signed();
        before.extend_from_slice(lines.get(done..at).unwrap_or_default());
        before.extend_from_slice(&hunk.old);
        done = at + hunk.new.len();
    }
    before.extend_from_slice(lines.get(done..).unwrap_or_default());
    Ok(before.join("\n") + "\n")
}

/// The greatest number of lines at each end of a hunk that the file may have changed, as `patch --fuzz` has it.
const FUZZ: usize = 2;

/// A part of a patch: lines before it and after it.
#[derive(Default, Clone)]
struct Hunk<'p> {
    /// The place of the new lines in the patched file, from 0.
    at: usize,
    /// The numbers of lines that its head tells.
    lengths: (usize, usize),
    old: Vec<&'p str>,
    new: Vec<&'p str>,
}

/// The place at which a hunk was applied.
enum Place<'p> {
    /// The line, and the hunk without lines around it that have changed since.
    At(usize, Hunk<'p>),
    Nowhere,
    Several,
}

impl<'p> Hunk<'p> {
    /// Looks for the hunk in `lines`, from `done` on. Lines may have come or gone before it, `drift` of them before the last hunk. If it
    /// fits several places, its head decides. A wrong guess would move a column to another table.
    fn place(&self, lines: &[&str], done: usize, drift: isize) -> Place<'p> {
        for fuzz in 0..=FUZZ {
            let Some(hunk) = self.without_ends(fuzz) else {
                break;
            };
            let mut places = all_at(lines, &hunk.new);
            places.retain(|at| *at >= done);
            let expected = hunk.at.checked_add_signed(drift);
            match places.as_slice() {
                [] => {}
                [only] => return Place::At(*only, hunk),
                several => {
                    let mut right = several.iter().filter(|at| Some(**at) == expected);
                    return match right.next() {
                        Some(at) if fuzz == 0 => Place::At(*at, hunk),
                        _ => Place::Several,
                    };
                }
            }
        }
        Place::Nowhere
    }

    /// The hunk without some of the lines that stay at its ends; `None` if it has fewer.
    fn without_ends(&self, count: usize) -> Option<Self> {
        let mut hunk = self.clone();
        hunk.at += count;
        for _ in 0..count {
            if hunk.old.first()? != hunk.new.first()? || hunk.old.last()? != hunk.new.last()? {
                return None;
            }
            for lines in [&mut hunk.old, &mut hunk.new] {
                lines.remove(0);
                lines.pop();
            }
        }
        (!hunk.new.is_empty()).then_some(hunk)
    }

    fn is_whole(&self) -> bool {
        (self.old.len(), self.new.len()) == self.lengths
    }
}

/// The places of `wanted` in `lines`.
fn all_at(lines: &[&str], wanted: &[&str]) -> Vec<usize> {
    let windows = lines.windows(wanted.len().max(1)).enumerate();
    let found = windows.filter(|(_, window)| *window == wanted);
    found.map(|(at, _)| at).collect()
}

/// The hunks of a unified diff: ` ` is before a line that stays, `-` before one that goes, `+` before one that comes
/// (<https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html>).
fn hunks(patch: &str) -> Result<Vec<Hunk<'_>>, String> {
    let mut hunks: Vec<Hunk<'_>> = Vec::new();
    for line in patch.lines() {
        if let Some(hunk) = head(line) {
            hunks.push(hunk);
            continue;
        }
        // The names of the files come before the first hunk, and anything may follow the last one.
        let Some(hunk) = hunks.last_mut().filter(|own| !own.is_whole()) else {
            continue;
        };
        match line.split_at_checked(1) {
            Some((" ", line)) => {
                hunk.old.push(line);
                hunk.new.push(line);
            }
            Some(("-", line)) => hunk.old.push(line),
            Some(("+", line)) => hunk.new.push(line),
            // Editors remove the space of an empty line.
            None => {
                hunk.old.push("");
                hunk.new.push("");
            }
            // `\ No newline at end of file`.
            Some(_) => {}
        }
    }
    if hunks.is_empty() {
        return Err("it is no unified diff (`diff -u`)".to_owned());
    }
    match hunks.iter().position(|hunk| !hunk.is_whole()) {
        Some(place) => Err(format!(
            "hunk {} of the patch has other lines than its head says",
            place + 1
        )),
        None => Ok(hunks),
    }
}

/// The head of a hunk: `@@ -13,5 +13,4 @@`.
fn head(line: &str) -> Option<Hunk<'_>> {
    let (ranges, _) = line.strip_prefix("@@ -")?.split_once(" @@")?;
    let (old, new) = ranges.split_once(" +")?;
    let range = |text: &str| -> Option<(usize, usize)> {
        match text.split_once(',') {
            Some((start, length)) => Some((start.parse().ok()?, length.parse().ok()?)),
            None => Some((text.parse().ok()?, 1)),
        }
    };
    let ((_, before), (start, after)) = (range(old)?, range(new)?);
    Some(Hunk {
        at: start.saturating_sub(1),
        lengths: (before, after),
        ..Hunk::default()
    })
}

fn read(path: &Path) -> Result<String, ProjectError> {
    std::fs::read_to_string(path).map_err(|source| ProjectError::Unreadable {
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::taken_back;

    const PATCH: &str = "--- a\n+++ b\n@@ -1,3 +1,2 @@\n a\n-b\n c\n@@ -7,2 +6,3 @@\n x\n+y\n z\n\\ No newline at end of file\n";

    #[test]
    fn a_patch_is_taken_back() {
        for (text, expected) in [
            ("a\nc\nx\ny\nz\n", Ok("a\nb\nc\nx\nz\n")),
            (
                "new\na\nc\nmore\nx\ny\nz\nend\n",
                Ok("new\na\nb\nc\nmore\nx\nz\nend\n"),
            ),
            // It is not patched yet.
            ("a\nb\nc\nx\nz\n", Ok("a\nb\nc\nx\nz\n")),
            (
                "a\nc\nx\nz\n",
                Err("no lines of the file are those of hunk 2 after the patch"),
            ),
        ] {
            let expected = expected.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(taken_back(text, PATCH), expected, "{text}");
        }
    }

    #[test]
    fn the_place_is_the_one_in_the_head_of_the_hunk() {
        let patch = "@@ -5,4 +5,3 @@\n k\n-s\n l\n m\n";
        assert_eq!(
            taken_back("k\nl\nm\n-\nk\nl\nm\n", patch).unwrap(),
            "k\nl\nm\n-\nk\ns\nl\nm\n"
        );
        let shifted = "new\nk\nl\nm\n-\nk\nl\nm\n";
        let several =
            "hunk 1 fits several places, and none of them is at the line that its head says";
        assert_eq!(taken_back(shifted, patch).unwrap_err(), several);
        // A hunk before it tells how far the lines have moved.
        let both = format!(
            "@@ -1 +1,2 @@\n+x\n top\n{}",
            patch.replace("-5,4 +5,3", "-6,4 +7,3")
        );
        assert_eq!(
            taken_back("new\nx\ntop\nk\nl\nm\n-\nk\nl\nm\n", &both).unwrap(),
            "new\ntop\nk\nl\nm\n-\nk\ns\nl\nm\n"
        );
    }

    #[test]
    fn what_is_no_patch_is_refused() {
        for (patch, expected) in [
            ("foo\n", "it is no unified diff (`diff -u`)"),
            (
                "*** a\n--- b\n***************\n*** 1,2 ****\n",
                "it is no unified diff (`diff -u`)",
            ),
            (
                "@@ -1,3 +1,2 @@\n a\n-b\n",
                "hunk 1 of the patch has other lines than its head says",
            ),
        ] {
            assert_eq!(taken_back("a\nc\n", patch).unwrap_err(), expected);
        }
    }
}
