//! The program around the shell.

use std::process::ExitCode;

use super::Error;
use crate::terminal::Printer;

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
