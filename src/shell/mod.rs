//! The interactive shell: SQL with its results as tables, the tables of the database, transactions, and moviectl's
//! own commands by name, which it runs through a [`Host`].

mod describe;
mod error;
mod help;
mod history;
mod input;
mod interactive;
mod session;

use std::process::ExitCode;

use crate::terminal::{Format, Printer};
use input::Input;
use moviectl_engine::workflow::Workspace;
use session::{Next, Session};

pub use error::Error;
pub use interactive::interactive;

/// The program that runs the shell, with the services that the shell needs of it.
pub trait Host {
    /// The printer for all output.
    fn printer(&mut self) -> &mut Printer;

    /// The names of the moviectl commands.
    fn commands(&self) -> Vec<String>;

    /// Runs a moviectl command with the options that the shell was started with, and reports its failure.
    ///
    /// # Errors
    /// The exit code of a command that failed.
    fn run(&mut self, words: &[String]) -> Result<(), ExitCode>;

    /// Reports a failure after which the shell goes on.
    fn report(&mut self, error: Error);
}

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
