//! The `moviectl` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    moviectl::cli::run(std::env::args_os())
}
