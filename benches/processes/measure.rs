//! Two commands in turn: A B A B …, so that both see the same weather, and the ratio pair by pair.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A command line, to be started many times.
#[derive(Clone)]
pub(crate) struct Work {
    program: PathBuf,
    args: Vec<String>,
    directory: PathBuf,
    environment: Vec<(String, String)>,
}

impl Work {
    pub(crate) fn new(program: impl AsRef<Path>, directory: &Path) -> Self {
        Self {
            program: program.as_ref().to_owned(),
            args: Vec::new(),
            directory: directory.to_owned(),
            environment: Vec::new(),
        }
    }

    /// The binary that is measured.
    pub(crate) fn moviectl(directory: &Path) -> Self {
        Self::new(env!("CARGO_BIN_EXE_moviectl"), directory)
    }

    pub(crate) fn args<S: AsRef<str>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        let args = args.into_iter().map(|arg| arg.as_ref().to_owned());
        self.args.extend(args);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    fn command(&self, program: impl AsRef<OsStr>, before: &[&OsStr]) -> Command {
        let mut command = Command::new(program);
        command
            .args(before)
            .args(&self.args)
            .current_dir(&self.directory)
            .env_remove("DATABASE_URL")
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        command
    }

    /// Runs it to its end; the time from its start to its exit.
    pub(crate) fn run(&self) -> Duration {
        let mut command = self.command(&self.program, &[]);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let started = Instant::now();
        let output = command.output().expect("the command starts");
        let took = started.elapsed();
        assert!(
            output.status.success(),
            "{} {}: {}",
            self.program.display(),
            self.args.first().map_or("", String::as_str),
            String::from_utf8_lossy(&output.stderr)
        );
        took
    }

    /// Runs the command and returns its output.
    pub(crate) fn output(&self) -> String {
        let mut command = self.command(&self.program, &[]);
        let output = command.output().expect("the command starts");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "{}: {error}",
            self.program.display()
        );
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Its peak memory in kilobytes, where GNU time is installed.
    fn peak(&self) -> Option<u64> {
        let format = [OsStr::new("-f"), OsStr::new("%M"), self.program.as_os_str()];
        let mut command = self.command("/usr/bin/time", &format);
        let output = command.stdout(Stdio::null()).output().ok()?;
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        text.lines().last()?.trim().parse().ok()
    }
}

/// Ours and another's, with what puts things back before each run.
pub(crate) struct Pair<'a> {
    pub(crate) ours: Work,
    pub(crate) other: Option<Work>,
    pub(crate) prepare: &'a dyn Fn(),
}

/// The result of a measurement.
pub(crate) struct Measured {
    pub(crate) ours: Duration,
    pub(crate) other: Option<Duration>,
    /// Median, least, greatest.
    pub(crate) ratio: Option<[f64; 3]>,
    /// Kilobytes.
    pub(crate) peak: Option<u64>,
    pub(crate) other_peak: Option<u64>,
}

impl Pair<'_> {
    pub(crate) fn measure(&self, pairs: usize) -> Measured {
        let prepared = |work: &Work| {
            (self.prepare)();
            work.run().as_secs_f64()
        };
        // Once uncounted: files come into the cache, servers grow their own.
        prepared(&self.ours);
        let (mut ours, mut others) = (Vec::new(), Vec::new());
        if let Some(other) = &self.other {
            prepared(other);
        }
        for _ in 0..pairs {
            ours.push(prepared(&self.ours));
            others.extend(self.other.as_ref().map(prepared));
        }
        let ratios: Vec<f64> = ours
            .iter()
            .zip(&others)
            .map(|(ours, other)| ours / other)
            .collect();
        let peak = |work: &Work| {
            (self.prepare)();
            work.peak()
        };
        Measured {
            ours: Duration::from_secs_f64(median(&ours)),
            other: self
                .other
                .as_ref()
                .map(|_| Duration::from_secs_f64(median(&others))),
            ratio: self.other.as_ref().map(|_| sorted(&ratios)),
            peak: peak(&self.ours),
            other_peak: self.other.as_ref().and_then(peak),
        }
    }
}

/// Median, least and greatest.
fn sorted(values: &[f64]) -> [f64; 3] {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    let half = values.len() / 2;
    let median = if values.len() % 2 == 1 {
        at(half)
    } else {
        f64::midpoint(at(half.saturating_sub(1)), at(half))
    };
    [median, at(0), at(values.len().saturating_sub(1))]
}

fn median(values: &[f64]) -> f64 {
    let [median, ..] = sorted(values);
    median
}
