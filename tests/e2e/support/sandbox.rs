//! A temporary directory to run the binary in, with an environment of its own.

use std::cell::RefCell;
use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::{Output, WITHOUT, variable};

/// How long a command may take before it counts as hanging.
const PATIENCE: Duration = Duration::from_secs(120);

/// A directory that is removed at the end, and a working directory in it.
pub(crate) struct Sandbox {
    root: PathBuf,
    current: RefCell<PathBuf>,
    variables: RefCell<Vec<(String, String)>>,
    _directory: TempDir,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        let directory = tempfile::Builder::new()
            .prefix("moviectl-e2e-")
            .tempdir()
            .unwrap();
        let root = directory.path().canonicalize().unwrap();
        for above in root.ancestors() {
            for file in ["moviectl.toml", "diesel.toml"] {
                let path = above.join(file);
                assert!(
                    !path.exists(),
                    "a sandbox is no project, but {path:?} makes it one"
                );
            }
        }
        fs::create_dir(root.join("home")).unwrap();
        fs::create_dir(root.join("work")).unwrap();
        Self {
            current: RefCell::new(root.join("work")),
            variables: RefCell::new(Vec::new()),
            _directory: directory,
            root,
        }
    }

    /// The directory that commands start in: nothing but what the test put there.
    pub(crate) fn root(&self) -> PathBuf {
        self.root.join("work")
    }

    /// A path as the commands see it: relative to the working directory.
    pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.current.borrow().join(relative)
    }

    /// Changes the working directory of the commands that follow.
    #[track_caller]
    pub(crate) fn cd(&self, directory: &str) {
        let path = self.path(directory);
        assert!(path.is_dir(), "no directory {}", path.display());
        self.current.replace(path.canonicalize().unwrap());
    }

    /// Sets a variable for the commands that follow.
    pub(crate) fn export(&self, name: &str, value: &str) {
        self.variables
            .borrow_mut()
            .push((name.to_owned(), value.to_owned()));
    }

    /// Runs the binary.
    #[track_caller]
    pub(crate) fn moviectl<S: AsRef<str>>(&self, arguments: impl IntoIterator<Item = S>) -> Output {
        self.command(arguments).run()
    }

    /// The binary with arguments, to be run after variables or an input were added.
    pub(crate) fn command<S: AsRef<str>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> Invocation {
        self.program(Path::new(env!("CARGO_BIN_EXE_moviectl")), arguments)
    }

    /// Another program in the same directory and environment.
    pub(crate) fn program<S: AsRef<str>>(
        &self,
        program: &Path,
        arguments: impl IntoIterator<Item = S>,
    ) -> Invocation {
        let arguments: Vec<String> = arguments
            .into_iter()
            .map(|argument| argument.as_ref().to_owned())
            .collect();
        let mut command = Command::new(program);
        command
            .args(&arguments)
            .current_dir(&*self.current.borrow())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.root.join("home"))
            .env("TZ", "UTC")
            .env("LC_ALL", "C.UTF-8")
            .env("RUST_BACKTRACE", "1");
        // The server is made to lack the same capabilities for the whole run.
        command.envs(variable(WITHOUT).map(|without| (WITHOUT, without)));
        command.envs(self.variables.borrow().iter().cloned());
        Invocation {
            shown: format!(
                "{} {}",
                program.file_name().unwrap_or_default().to_string_lossy(),
                arguments.join(" ")
            ),
            command,
            input: None,
        }
    }

    #[track_caller]
    pub(crate) fn read(&self, relative: impl AsRef<Path>) -> String {
        let path = self.path(relative);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    #[track_caller]
    pub(crate) fn write(&self, relative: impl AsRef<Path>, text: &str) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// Replaces the only occurrence of `old` in a file.
    #[track_caller]
    pub(crate) fn edit(&self, relative: &str, old: &str, new: &str) {
        let text = self.read(relative);
        assert_eq!(
            text.matches(old).count(),
            1,
            "{relative} must have {old:?} once:\n{text}"
        );
        self.write(relative, &text.replacen(old, new, 1));
    }

    /// The files below the working directory with what is in them, databases aside: what must not change.
    pub(crate) fn snapshot(&self) -> Vec<(String, Vec<u8>)> {
        self.files()
            .into_iter()
            .filter(|file| !file.contains(".db"))
            .map(|file| {
                let bytes = fs::read(self.path(&file)).unwrap();
                (file, bytes)
            })
            .collect()
    }

    /// The files below the working directory, sorted, as relative paths.
    pub(crate) fn files(&self) -> Vec<String> {
        let base = self.path("");
        let mut found = Vec::new();
        collect_files(&base, &base, &mut found);
        found.sort();
        found
    }
}

fn collect_files(base: &Path, directory: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect_files(base, &path, found);
        } else {
            let relative = path.strip_prefix(base).unwrap();
            found.push(relative.to_string_lossy().into_owned());
        }
    }
}

/// A command that is about to run.
pub(crate) struct Invocation {
    shown: String,
    command: Command,
    input: Option<Vec<u8>>,
}

impl Invocation {
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// One more argument, which need not be UTF-8.
    pub(crate) fn argument(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// Pipes `text` into the command; otherwise the standard input is closed.
    pub(crate) fn input(mut self, text: impl AsRef<[u8]>) -> Self {
        self.input = Some(text.as_ref().to_owned());
        self
    }

    /// The command itself, to be run at a terminal.
    pub(crate) fn into_command(self) -> Command {
        self.command
    }

    #[track_caller]
    pub(crate) fn run(self) -> Output {
        self.spawn().finish()
    }

    /// Starts it, for what is to happen while it runs.
    #[track_caller]
    pub(crate) fn spawn(mut self) -> Running {
        let stdin = if self.input.is_some() {
            Stdio::piped()
        } else {
            Stdio::null()
        };
        let mut child = self
            .command
            .stdin(stdin)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", self.shown));
        let stdout = read_all(child.stdout.take().unwrap());
        let stderr = read_all(child.stderr.take().unwrap());
        if let Some(input) = self.input {
            // A program that does not read to the end closes the pipe; that is its right.
            let _ = child.stdin.take().unwrap().write_all(&input);
        }
        Running {
            shown: self.shown,
            child,
            stdout,
            stderr,
        }
    }
}

/// A command that is running.
pub(crate) struct Running {
    shown: String,
    child: Child,
    stdout: thread::JoinHandle<String>,
    stderr: thread::JoinHandle<String>,
}

impl Running {
    /// Sends a signal: `INT`, `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args(["-s", name, &self.child.id().to_string()])
            .status();
        assert!(sent.unwrap().success(), "kill -s {name} `{}`", self.shown);
    }

    /// Waits until something has happened; the command must be running until then.
    #[track_caller]
    pub(crate) fn until(&mut self, what: &str, mut happened: impl FnMut() -> bool) {
        let began = Instant::now();
        while !happened() {
            let ended = self.child.try_wait().unwrap().is_some();
            assert!(!ended, "`{}` ended before {what}", self.shown);
            if began.elapsed() > PATIENCE {
                let _ = self.child.kill();
                panic!("`{}`: no {what}", self.shown);
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    #[track_caller]
    pub(crate) fn finish(mut self) -> Output {
        let code = wait(&mut self.child, &self.shown);
        Output {
            command: self.shown,
            stdout: self.stdout.join().unwrap(),
            stderr: self.stderr.join().unwrap(),
            code,
        }
    }
}

fn read_all(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

#[track_caller]
fn wait(child: &mut Child, shown: &str) -> i32 {
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code().unwrap_or(-1);
        }
        if began.elapsed() > PATIENCE {
            let _ = child.kill();
            let _ = child.wait();
            panic!("`{shown}` did not end within {} s", PATIENCE.as_secs());
        }
        thread::sleep(Duration::from_millis(2));
    }
}
