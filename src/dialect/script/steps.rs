//! The comment lines `-- step n`, by which the two scripts of a revision pair their steps where no transaction holds
//! them: step n of down.sql undoes step n of up.sql.

use std::ops::Range;

use super::split;
use crate::dialect::Dialect;

/// The steps of a script, in its order: each with its number and with the statements, by their place in
/// [`split`], that stand behind its line. `None` where the script has no such lines, where a statement stands before the
/// first, and where a number comes twice.
pub fn steps(dialect: Dialect, script: &str) -> Option<Vec<(u32, Range<usize>)>> {
    let statements = split(dialect, script);
    let places: Vec<(usize, usize)> = statements
        .iter()
        .map(|statement| {
            let lines = statement.text.matches('\n').count();
            (statement.line, statement.line + lines)
        })
        .collect();
    let mut steps: Vec<(u32, Range<usize>)> = Vec::new();
    for (number, line) in script.lines().enumerate() {
        let (line_number, Some(step)) = (number + 1, marker(line)) else {
            continue;
        };
        // A line inside of a statement is a part of a string or of a program.
        if places
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&line_number))
        {
            continue;
        }
        let before = places
            .iter()
            .filter(|(first, _)| *first < line_number)
            .count();
        if steps.iter().any(|(other, _)| *other == step) {
            return None;
        }
        match steps.last_mut() {
            Some((_, range)) => range.end = before,
            None if before > 0 => return None,
            None => {}
        }
        steps.push((step, before..statements.len()));
    }
    (!steps.is_empty()).then_some(steps)
}

/// The number of a line that says where a step begins.
fn marker(line: &str) -> Option<u32> {
    line.trim().strip_prefix("-- step ")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_belong_to_the_step_above_them() {
        let of = |script| steps(Dialect::Mysql, script);
        assert_eq!(
            of("-- A title.\n-- step 1\nA;\nB\n;\n\n-- step 2\nC;\n-- step 3\n"),
            Some(vec![(1, 0..2), (2, 2..3), (3, 3..3)])
        );
        assert_eq!(
            of("-- step 2\nA;\r\n-- step 1\r\nB;"),
            Some(vec![(2, 0..1), (1, 1..2)])
        );
        assert_eq!(
            of("-- step 1\nINSERT INTO t VALUES ('\n-- step 2\n');"),
            Some(vec![(1, 0..1)])
        );
        assert_eq!(of("A;\n-- step 1\nB;"), None);
        assert_eq!(of("-- step 1\nA;\n-- step 1\nB;"), None);
        assert_eq!(of("A; B; -- one step 1\n"), None);
        assert_eq!(of(""), None);
    }
}
