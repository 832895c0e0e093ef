//! The shell's help.

use std::io;

use super::Host;

const HELP: &str = "\
SQL             ends with ; and may go over several lines
BEGIN; COMMIT; ROLLBACK;
                a transaction; the prompt shows an open one: movies*=>
                and one that failed and can only be rolled back: movies!=>
\\dt             the tables
\\d TABLE        the columns, keys and indexes of a table
\\l              the databases
\\? or help      this
\\q or Ctrl-D    leaves; an open transaction is rolled back
Ctrl-C          clears the line, or cancels the statement that runs
help COMMAND    what a moviectl command does
";

/// Prints it.
pub(super) fn show(host: &mut dyn Host) -> io::Result<()> {
    let commands = host.commands().join(" ");
    let printer = host.printer();
    printer.text(HELP)?;
    printer.text(&format!(
        "\nmoviectl commands:\n{}\n",
        wrapped(&commands, 78)
    ))?;
    printer.flush()
}

fn wrapped(words: &str, width: usize) -> String {
    let mut lines = vec![String::new()];
    for word in words.split(' ') {
        let full = lines
            .last()
            .is_some_and(|line| line.len() + word.len() + 1 > width);
        if full {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join("\n")
}
