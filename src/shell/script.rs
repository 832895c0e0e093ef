//! The shell without a terminal.

use super::input::Input;
use super::session::{Next, Session};
use super::{Error, Host};
use crate::terminal::Format;
use moviectl_engine::workflow::Workspace;

/// Runs a script to its end, or to its first error. `name` is its name in messages, where it has one.
///
/// # Errors
/// The first one.
pub fn script(
    host: &mut dyn Host,
    workspace: Workspace,
    format: Format,
    text: &str,
    name: Option<&str>,
) -> Result<(), Error> {
    let mut input = Input::new(workspace.dialect(), &host.commands());
    let mut session = Session::new(workspace, format);
    let outcome = run_script(host, &mut session, &mut input, text, name);
    session.leave(host);
    outcome
}

fn run_script(
    host: &mut dyn Host,
    session: &mut Session,
    input: &mut Input,
    text: &str,
    name: Option<&str>,
) -> Result<(), Error> {
    let several = text.trim_end().contains('\n');
    let mut lines = text.lines();
    loop {
        let line = lines.next();
        let items = match line {
            Some(line) => input.line(line),
            None => input.end(),
        };
        for item in items {
            let place = |line: usize| match name {
                Some(name) => format!("{name}:{line}"),
                None if several => format!("line {line}"),
                None => String::new(),
            };
            match session.run(host, &item, &place)? {
                Next::GoOn => {}
                Next::Leave => return Ok(()),
            }
        }
        if line.is_none() {
            return Ok(());
        }
    }
}
