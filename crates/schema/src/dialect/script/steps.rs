//! The comment lines `-- step n`, by which the two scripts of a revision pair their steps where no transaction holds
//! them: step n of down.sql undoes step n of up.sql.

use std::ops::Range;

use super::split;
use crate::dialect::Dialect;

/// The steps of a script, in its order: each with its number and with the statements, by their place in
/// [`split`], that stand behind its line. `None` where the script has no such lines, where a statement stands before the
/// first, and where a number comes twice.
pub fn steps(dialect: Dialect, script: &str) -> Option<Vec<(u32, Range<usize>)>> {
    let places = places(dialect, script);
    let statements = places.len();
    let mut steps: Vec<(u32, Range<usize>)> = Vec::new();
    for (number, line) in script.lines().enumerate() {
        let line_number = number + 1;
        let Some(step) = outside(&places, line_number, line) else {
            continue;
        };
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
        steps.push((step, before..statements));
    }
    (!steps.is_empty()).then_some(steps)
}

/// A script whose steps have numbers that are higher by `shift`, or are no steps any more.
pub fn renumbered(dialect: Dialect, script: &str, shift: Option<u32>) -> String {
    let places = places(dialect, script);
    let lines = script.split_inclusive('\n').enumerate();
    lines
        .filter_map(|(number, line)| match outside(&places, number + 1, line) {
            None => Some(line.to_owned()),
            Some(step) => shift.map(|shift| format!("-- step {}\n", step.saturating_add(shift))),
        })
        .collect()
}

/// Returns whether a line has the form `-- step n`. Inside of a statement, such a line begins no step.
pub fn is_step(line: &str) -> bool {
    marker(line).is_some()
}

/// The first and the last line of each statement.
fn places(dialect: Dialect, script: &str) -> Vec<(usize, usize)> {
    split(dialect, script)
        .iter()
        .map(|statement| {
            let lines = statement.text.matches('\n').count();
            (statement.line, statement.line + lines)
        })
        .collect()
}

/// The number of a line that says where a step begins, and is not inside of a statement, where it is a part of a string
/// or of a program.
fn outside(places: &[(usize, usize)], number: usize, line: &str) -> Option<u32> {
    let inside = |(first, last): &(usize, usize)| (*first..=*last).contains(&number);
    marker(line).filter(|_| !places.iter().any(inside))
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

    #[test]
    fn steps_go_on_counting() {
        let script = "-- A title.\n-- step 1\nINSERT INTO t VALUES ('\n-- step 1\n');\n-- step 2\n";
        let again = |shift| renumbered(Dialect::Mysql, script, shift);
        assert_eq!(
            again(Some(3)),
            "-- A title.\n-- step 4\nINSERT INTO t VALUES ('\n-- step 1\n');\n-- step 5\n"
        );
        assert_eq!(
            again(None),
            "-- A title.\nINSERT INTO t VALUES ('\n-- step 1\n');\n"
        );
    }
}
