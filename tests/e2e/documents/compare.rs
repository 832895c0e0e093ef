//! Compares the output of a command with the lines of a document: both streams, in any order between the two, and `…`
//! for any lines in between.

/// The output of a command as lines, without the parts that differ from run to run.
pub(super) struct Said {
    pub(super) stdout: Vec<String>,
    pub(super) stderr: Vec<String>,
}

impl Said {
    /// Returns whether the two streams, in some order between them, are the expected lines.
    pub(super) fn fits(&self, expected: &[String]) -> bool {
        interleaves(expected, &self.stdout, &self.stderr)
    }
}

fn interleaves(expected: &[String], a: &[String], b: &[String]) -> bool {
    let Some((line, rest)) = expected.split_first() else {
        return a.is_empty() && b.is_empty();
    };
    let takes = |stream: &[String]| stream.first().is_some_and(|first| first == line);
    if line.trim() == "…" {
        return interleaves(rest, a, b)
            || (!a.is_empty() && interleaves(expected, &a[1..], b))
            || (!b.is_empty() && interleaves(expected, a, &b[1..]));
    }
    (takes(a) && interleaves(rest, &a[1..], b)) || (takes(b) && interleaves(rest, a, &b[1..]))
}

#[test]
fn both_streams_are_compared_in_any_order() {
    let lines = |text: &str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
    let said = Said {
        stdout: lines("a\nb"),
        stderr: lines("note\nb"),
    };
    assert!(said.fits(&lines("note\na\nb\nb")));
    assert!(said.fits(&lines("a\n…")));
    assert!(!said.fits(&lines("b\na\nnote\nb")));
    assert!(!said.fits(&lines("a\nb")));
}
