//! The context of every command: the options of all commands, the printer, and the workspace.

use std::sync::Arc;
use std::time::Duration;

use super::args::GlobalArgs;
use super::failure::Usage;
use crate::movies::{CATALOGUE, default_database};
use crate::terminal::{Answer, Printer, confirm, confirm_unless, echo_line};
use moviectl_engine::database::{Echo, interrupt};
use moviectl_engine::workflow::{Event, Options, Workspace, working_directory};

pub(super) struct Context {
    pub(super) printer: Printer,
    global: GlobalArgs,
}

impl Context {
    pub(super) fn new(global: GlobalArgs) -> Self {
        Self {
            printer: Printer::new(global.color, global.quiet),
            global,
        }
    }

    /// The project here and its database.
    pub(super) fn workspace(&mut self) -> anyhow::Result<Workspace> {
        let global = &self.global;
        let mut options = Options::default();
        options.database_url = global.database_url.clone();
        options.directory = global.directory.clone();
        options.schema = global.schema.clone();
        options.embedded = global.embedded;
        options.embedded_project = Some(CATALOGUE);
        options.defaults = default_database();
        options.wait = global.wait;
        options.echo = global.echo.then(echo);
        let workspace = Workspace::open(&working_directory()?, options)?;
        workspace.remarks(&mut |event| tell(&mut self.printer, event));
        Ok(workspace)
    }

    /// Runs `work` with the options of a command line within this one. Options that it omits keep their values.
    pub(super) fn within<T>(
        &mut self,
        options: GlobalArgs,
        work: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let outer = self.global.clone();
        self.global = options.over(&outer);
        let result = work(self);
        self.global = outer;
        result
    }

    /// Shows an event as it happens.
    pub(super) fn tell(&mut self, event: Event) {
        tell(&mut self.printer, event);
    }

    /// Asks what only a person knows; `None` where nobody is there, or somebody wants to end.
    pub(super) fn ask(&mut self, question: &str) -> Option<bool> {
        if self.global.no_input {
            return None;
        }
        match confirm_unless(question, &|| interrupt::requested().is_some()) {
            Ok(Answer::Yes) => Some(true),
            Ok(Answer::No) => Some(false),
            Ok(Answer::NoTerminal) | Err(_) => None,
        }
    }

    /// Asks before something is destroyed; `yes` is the answer given beforehand.
    pub(super) fn confirm(&mut self, question: &str, yes: bool) -> anyhow::Result<bool> {
        if yes {
            return Ok(true);
        }
        let answer = if self.global.no_input {
            Answer::NoTerminal
        } else {
            confirm(question)?
        };
        match answer {
            Answer::Yes => Ok(true),
            Answer::No => {
                self.printer.status("Nothing was done.");
                Ok(false)
            }
            Answer::NoTerminal => Err(Usage::new(format!(
                "there is no terminal to ask on: {question}"
            ))
            .hint("--yes answers in advance")
            .into()),
        }
    }
}

fn tell(printer: &mut Printer, event: Event) {
    match event {
        Event::Note(text) => printer.note(&text),
        Event::Warning(text) => printer.warning(&text),
        other => printer.status(&other.to_string()),
    }
}

fn echo() -> Echo {
    Arc::new(|statement: &str, took: Duration| echo_line(statement, took))
}
