//! `moviectl edit`.

use std::io::{IsTerminal as _, stdin, stdout};
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, bail};
use clap::Args;

use crate::cli::args::revision;
use crate::cli::context::Context;
use crate::cli::failure::Usage;
use crate::cli::outcome::Outcome;
use moviectl_engine::workflow::plan_edit;

/// Open a revision's scripts in your editor
///
/// The editor is what $VISUAL names, else $EDITOR; both scripts are opened at once.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl edit\n  EDITOR=\"code --wait\" moviectl edit add_mpa")]
pub(in crate::cli) struct EditArgs {
    /// The revision: version, prefix, slug, head, current, REV-N
    #[arg(value_name = "REV", default_value = "head", allow_hyphen_values = true, value_parser = revision)]
    revision: String,
}

pub(in crate::cli) fn cmd_edit(context: &mut Context, args: &EditArgs) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let plan = plan_edit(&workspace, &args.revision, &mut |event| context.tell(event))?;
    let editor = Editor::find()?;
    if !stdin().is_terminal() || !stdout().is_terminal() {
        let files: Vec<String> = plan
            .files
            .iter()
            .map(|file| workspace.shown(file).display().to_string())
            .collect();
        return Err(Usage::new("there is no terminal to edit on")
            .hint(format!("the scripts are {}", files.join(" and ")))
            .into());
    }
    if plan.applied {
        context.printer.warning(&format!(
            "revision {} is applied in this database already: what you change is not run there, \
             and its checksum will not be the recorded one",
            plan.version
        ));
    }
    context.printer.flush()?;
    editor.open(&plan.files)?;
    let again = plan_edit(&workspace, &plan.version, &mut |_| {})?;
    if plan.applied && again.checksum != plan.checksum {
        context.printer.warning(&format!(
            "up.sql of the applied revision {} was edited",
            plan.version
        ));
        context.printer.hint(&format!(
            "`moviectl stamp --accept-changes {}` takes it as it is now; a new revision changes what the database has",
            plan.version
        ));
    }
    Ok(Outcome::Done)
}

/// The command that opens files.
struct Editor {
    words: Vec<String>,
    text: String,
}

impl Editor {
    fn find() -> anyhow::Result<Self> {
        const VARIABLES: [&str; 2] = ["VISUAL", "EDITOR"];
        let found = VARIABLES.into_iter().find_map(|name| {
            let text = std::env::var(name).ok()?;
            (!text.trim().is_empty()).then_some((name, text))
        });
        let Some((name, text)) = found else {
            return Err(Usage::new("neither VISUAL nor EDITOR names an editor")
                .hint("EDITOR=nano moviectl edit")
                .into());
        };
        let words = shell_words::split(&text).map_err(|_| {
            Usage::new(format!("{name} can't be understood: {text}"))
                .hint("a quotation mark is missing in it")
        })?;
        Ok(Self { words, text })
    }

    fn open(&self, files: &[PathBuf]) -> anyhow::Result<()> {
        let Some((program, arguments)) = self.words.split_first() else {
            bail!("the editor has no name");
        };
        let status = Command::new(program)
            .args(arguments)
            .args(files)
            .status()
            .with_context(|| format!("can't run the editor `{}`", self.text))?;
        if !status.success() {
            bail!("the editor `{}` failed: {status}", self.text);
        }
        Ok(())
    }
}
