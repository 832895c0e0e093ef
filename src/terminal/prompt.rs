//! Questions to the person at the terminal.

use std::io::{self, BufRead, IsTerminal as _, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use super::escape;

/// The answer of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No, or nothing, or anything else.
    No,
    /// Nobody can be asked: standard input or error is no terminal.
    NoTerminal,
}

/// Asks a question that is answered by yes or no, on standard error; no is the default.
pub fn confirm(question: &str) -> io::Result<Answer> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Ok(Answer::NoTerminal);
    }
    ask(question, &mut io::stdin().lock(), &mut io::stderr().lock())
}

/// As [`confirm`], but gives up, as if nobody were there, once `stopped` holds: for questions in the middle of work
/// that puts off Ctrl-C.
pub fn confirm_unless(question: &str, stopped: &dyn Fn() -> bool) -> io::Result<Answer> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Ok(Answer::NoTerminal);
    }
    let (answered, answer) = mpsc::channel();
    let question = question.to_owned();
    std::thread::Builder::new()
        .name("prompt".to_owned())
        .spawn(move || {
            // Nobody listens any more where the question was given up.
            let _ = answered.send(ask(
                &question,
                &mut io::stdin().lock(),
                // Unlocked: whoever gives the question up has something to say.
                &mut io::stderr(),
            ));
        })?;
    loop {
        match answer.recv_timeout(Duration::from_millis(50)) {
            Ok(answer) => return answer,
            Err(RecvTimeoutError::Timeout) if !stopped() => {}
            Err(_) => return Ok(Answer::NoTerminal),
        }
    }
}

pub(super) fn ask(
    question: &str,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> io::Result<Answer> {
    write!(output, "{} [y/N] ", escape(question))?;
    output.flush()?;
    let mut line = String::new();
    if input.read_line(&mut line)? == 0 {
        // The end of the input leaves the cursor behind the question.
        writeln!(output)?;
    }
    Ok(match line.trim().to_lowercase().as_str() {
        "y" | "yes" => Answer::Yes,
        _ => Answer::No,
    })
}
