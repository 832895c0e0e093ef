//! The printer writes data to standard output, and everything else to standard error.

use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::str::FromStr;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use super::escape::escape_lines;
use super::{Excerpt, Format, Rows, TableStyle, escape};

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` or its like says otherwise.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// A word that is no answer to when to use colour.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not one of auto, always, never")]
pub struct ParseColorError(String);

impl FromStr for Color {
    type Err = ParseColorError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "auto" => Ok(Self::Auto),
            "always" => Ok(Self::Always),
            "never" => Ok(Self::Never),
            _ => Err(ParseColorError(name.to_owned())),
        }
    }
}

impl Color {
    fn on(self, automatic: ColorChoice) -> bool {
        match self {
            Self::Auto => automatic != ColorChoice::Never,
            Self::Always => true,
            Self::Never => false,
        }
    }
}

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const NOTE: Style = AnsiColor::Cyan.on_default();
const HINT: Style = AnsiColor::Green.on_default();

/// The two streams and how to use them.
///
/// A failure to write data is the caller's to handle: [`io::ErrorKind::BrokenPipe`] means that the reader has seen
/// enough. A failure to write to standard error has nowhere to go and must not stop work that is half done, so it is
/// ignored.
pub struct Printer {
    out: Stream,
    err: Stream,
    quiet: bool,
}

/// One stream and what may be written to it.
pub(super) struct Stream {
    pub(super) writer: Box<dyn Write>,
    pub(super) terminal: bool,
    pub(super) color: bool,
}

impl Printer {
    /// The process's own streams. `quiet` leaves out status lines and notes, never warnings and errors.
    pub fn new(color: Color, quiet: bool) -> Self {
        let (out, err) = (io::stdout(), io::stderr());
        let out_color = color.on(AutoStream::choice(&out));
        let err_color = color.on(AutoStream::choice(&err));
        Self {
            out: Stream {
                terminal: out.is_terminal(),
                color: out_color,
                writer: Box::new(BufWriter::new(out)),
            },
            err: Stream {
                terminal: err.is_terminal(),
                color: err_color,
                writer: Box::new(err),
            },
            quiet,
        }
    }

    #[cfg(test)]
    pub(super) fn on(out: Stream, err: Stream, quiet: bool) -> Self {
        Self { out, err, quiet }
    }

    /// Returns whether standard output is a terminal.
    pub fn is_terminal(&self) -> bool {
        self.out.terminal
    }

    /// Returns whether progress can be shown: standard error is a terminal, and `--quiet` is not given.
    pub fn shows_progress(&self) -> bool {
        self.err.terminal && !self.quiet
    }

    /// A line for people, with its control characters spelled out: what is written to a file or through a pager is shown
    /// by a terminal later.
    pub fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out.writer, "{}", escape(text))?;
        self.shown()
    }

    /// Lines for people, the last one with its line break. All control characters but line breaks and tabs are spelled
    /// out.
    pub fn text(&mut self, text: &str) -> io::Result<()> {
        self.out.writer.write_all(escape_lines(text).as_bytes())?;
        self.shown()
    }

    /// Data for programs (SQL, JSON, a diagram), which ends in a line break of its own. It stays as it is, but for what a
    /// terminal would act upon.
    pub fn data(&mut self, text: &str) -> io::Result<()> {
        if self.out.terminal {
            return self.text(text);
        }
        self.out.writer.write_all(text.as_bytes())
    }

    /// Shows what was written, where somebody watches.
    fn shown(&mut self) -> io::Result<()> {
        match self.out.terminal {
            true => self.out.writer.flush(),
            false => Ok(()),
        }
    }

    /// Rows of data. A table without rows is its headers alone, and a status line says that this is all.
    pub fn rows(&mut self, rows: &Rows, format: Format) -> io::Result<()> {
        let style = TableStyle {
            width: self.width(),
            bold: self.out.color,
        };
        rows.write(format, style, &mut *self.out.writer)?;
        if format == Format::Table && rows.is_empty() {
            self.status("(0 rows)");
        }
        Ok(())
    }

    /// Standard output as it is, for data that is written in a stream.
    pub fn out(&mut self) -> &mut dyn Write {
        &mut *self.out.writer
    }

    /// Writes out what is still held back. To be called before the process ends, or the last failure goes unseen.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.writer.flush()
    }

    /// A line about what is being done.
    pub fn status(&mut self, text: &str) {
        if !self.quiet {
            self.message(None, text);
        }
    }

    /// `note: …`, something to know.
    pub fn note(&mut self, text: &str) {
        if !self.quiet {
            self.message(Some(("note", NOTE)), text);
        }
    }

    /// `warning: …`, something that may be wrong.
    pub fn warning(&mut self, text: &str) {
        self.message(Some(("warning", WARNING)), text);
    }

    /// `error: …`, why the command failed.
    pub fn error(&mut self, text: &str) {
        self.message(Some(("error", ERROR)), text);
    }

    /// The line of a text that the message before it is about.
    pub fn excerpt(&mut self, excerpt: &Excerpt<'_>) {
        let text = excerpt.draw(self.err_width(), self.err.color);
        let _ = self.err.writer.write_all(text.as_bytes());
    }

    /// `caused by: …`, why that happened.
    pub fn cause(&mut self, text: &str) {
        self.message(Some(("caused by", ERROR)), text);
    }

    /// `hint: …`, what to do next.
    pub fn hint(&mut self, text: &str) {
        self.message(Some(("hint", HINT)), text);
    }

    fn width(&self) -> Option<u16> {
        if self.out.terminal {
            columns(&comfy_table::Table::new())
        } else {
            None
        }
    }

    /// Columns for a message: those of the usual terminal if there is none.
    fn err_width(&self) -> usize {
        const WITHOUT_TERMINAL: usize = 100;
        let terminal = self.err.terminal.then(|| {
            let mut table = comfy_table::Table::new();
            columns(table.use_stderr())
        });
        terminal.flatten().map_or(WITHOUT_TERMINAL, usize::from)
    }

    fn message(&mut self, label: Option<(&str, Style)>, text: &str) {
        // Earlier data must appear before the message. A failure recurs at the next write to standard output.
        let _ = self.out.writer.flush();
        let line = match label {
            None => format!("{}\n", escape_lines(text)),
            Some((label, style)) => {
                let style = if self.err.color { style } else { Style::new() };
                // The lines after the first are indented, so that they do not pass for messages of their own.
                let text = escape_lines(text.trim_end()).replace('\n', "\n    ");
                format!("{style}{label}:{style:#} {text}\n")
            }
        };
        let _ = self.err.writer.write_all(line.as_bytes());
    }
}

/// Shows a statement that was run, on standard error. For callbacks that have no printer at hand.
pub fn echo_line(statement: &str, took: std::time::Duration) {
    let milliseconds = took.as_secs_f64() * 1000.0;
    let statement = escape_lines(statement.trim());
    let _ = writeln!(io::stderr(), "-- {milliseconds:.1} ms\n{statement}");
}

/// The columns of the terminal that a table would be written to. A terminal that does not know its size says 0.
fn columns(table: &comfy_table::Table) -> Option<u16> {
    table.width().filter(|width| *width > 0)
}
