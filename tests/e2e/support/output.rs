//! The output and the exit code of a command.

/// A finished command. Its asserts return it, so that they can be chained.
#[derive(Debug, Clone)]
pub(crate) struct Output {
    pub(crate) command: String,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// -1 where a signal ended it.
    pub(crate) code: i32,
}

impl Output {
    #[track_caller]
    pub(crate) fn code(&self, expected: i32) -> &Self {
        assert_eq!(self.code, expected, "exit status of {self}");
        self
    }

    #[track_caller]
    pub(crate) fn success(&self) -> &Self {
        self.code(0)
    }

    /// Failed as a command of ours fails: status 1, nothing on stdout, `error: …` in front, no panic.
    #[track_caller]
    pub(crate) fn failure(&self) -> &Self {
        self.code(1).stdout("");
        let said = self.stderr.lines().any(|line| line.starts_with("error: "));
        assert!(said, "no `error: …` in {self}");
        self.stderr_lacks("panicked")
    }

    /// Refused or failed with that status, in a form that people can read: one `error: …` line that has `part`, only
    /// `caused by:`, `hint:` and lines of a file behind it, nothing on stdout, no panic, no backtrace, no password.
    #[track_caller]
    pub(crate) fn refused(&self, code: i32, part: &str) -> &Self {
        self.code(code).stdout("");
        let errors: Vec<&str> = self
            .stderr
            .lines()
            .filter(|line| line.starts_with("error: "))
            .collect();
        assert_eq!(errors.len(), 1, "one `error: …` in {self}");
        assert!(
            errors[0].contains(part),
            "no {part:?} in the error of {self}"
        );
        let after = self
            .stderr
            .lines()
            .skip_while(|line| !line.starts_with("error: "));
        for line in after.skip(1) {
            let known = ["caused by: ", "hint: ", "    "];
            let gutter = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
            assert!(
                known.iter().any(|begin| line.starts_with(begin)) || gutter.starts_with('|'),
                "{line:?} in {self}"
            );
        }
        for never in ["panicked", "stack backtrace", "pa55", "testpw"] {
            self.stderr_lacks(never);
        }
        self
    }

    #[track_caller]
    pub(crate) fn stdout(&self, expected: &str) -> &Self {
        assert_eq!(self.stdout, expected, "stdout of {self}");
        self
    }

    #[track_caller]
    pub(crate) fn stderr(&self, expected: &str) -> &Self {
        assert_eq!(self.stderr, expected, "stderr of {self}");
        self
    }

    #[track_caller]
    pub(crate) fn stdout_has(&self, part: &str) -> &Self {
        assert!(
            self.stdout.contains(part),
            "no {part:?} on stdout of {self}"
        );
        self
    }

    #[track_caller]
    pub(crate) fn stderr_has(&self, part: &str) -> &Self {
        assert!(
            self.stderr.contains(part),
            "no {part:?} on stderr of {self}"
        );
        self
    }

    #[track_caller]
    pub(crate) fn stdout_lacks(&self, part: &str) -> &Self {
        assert!(!self.stdout.contains(part), "{part:?} on stdout of {self}");
        self
    }

    #[track_caller]
    pub(crate) fn stderr_lacks(&self, part: &str) -> &Self {
        assert!(!self.stderr.contains(part), "{part:?} on stderr of {self}");
        self
    }

    /// A `hint: …` line that has `part`.
    #[track_caller]
    pub(crate) fn hint(&self, part: &str) -> &Self {
        let hinted = self
            .stderr
            .lines()
            .any(|line| line.starts_with("hint: ") && line.contains(part));
        assert!(hinted, "no hint with {part:?} in {self}");
        self
    }

    /// Parses stdout as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("no JSON ({error}) on stdout of {self}"))
    }
}

impl std::fmt::Display for Output {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "`{}`", self.command)?;
        writeln!(f, "--- stdout\n{}", self.stdout.trim_end())?;
        writeln!(f, "--- stderr\n{}", self.stderr.trim_end())?;
        write!(f, "--- exit status {}", self.code)
    }
}
