//! The history of the shell's input. Failures are no errors: a history that cannot be saved is not saved.

use std::fs;
use std::path::{Path, PathBuf};

use rustyline::Editor;
use rustyline::history::FileHistory;

/// The line editor, and the file of its history.
pub(super) struct History {
    path: Option<PathBuf>,
}

impl History {
    /// Loads what was typed before.
    pub(super) fn load(editor: &mut Editor<(), FileHistory>) -> Self {
        let path = file(&|name| std::env::var_os(name).map(PathBuf::from));
        if let Some(path) = &path {
            let _ = path.parent().map(make_directory);
            let _ = editor.load_history(path);
        }
        Self { path }
    }

    /// Remembers what was typed, unless it has a secret in it.
    pub(super) fn add(&self, editor: &mut Editor<(), FileHistory>, text: &str) {
        let text = text.trim();
        if text.is_empty() || has_secret(text) {
            return;
        }
        let added = editor.add_history_entry(text).unwrap_or(false);
        if let Some(path) = self.path.as_ref().filter(|_| added) {
            let _ = editor.append_history(path);
        }
    }
}

/// Returns whether the text may contain a password: it has the word, or a URL.
fn has_secret(text: &str) -> bool {
    let text = text.to_lowercase();
    ["password", "passwd", "://"]
        .iter()
        .any(|word| text.contains(word))
}

/// `$XDG_STATE_HOME/moviectl/history`, else `~/.local/state/moviectl/history`.
fn file(variable: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    // A relative path is to be ignored, says the specification.
    let state = variable("XDG_STATE_HOME")
        .filter(|path| path.is_absolute())
        .or_else(|| variable("HOME").map(|home| home.join(".local/state")))?;
    state.is_absolute().then(|| state.join("moviectl/history"))
}

#[cfg(unix)]
fn make_directory(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
}

#[cfg(not(unix))]
fn make_directory(path: &Path) -> std::io::Result<()> {
    fs::create_dir_all(path)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn secrets_are_forgotten() {
        assert!(has_secret("ALTER ROLE me PASSWORD 'x'"));
        assert!(has_secret("list --database-url postgresql://me:x@host/db"));
        assert!(!has_secret("SELECT * FROM movie"));
    }

    #[test]
    fn the_file_is_in_the_state_directory() {
        let home = |name: &str| (name == "HOME").then(|| PathBuf::from("/home/me"));
        let path = file(&home).unwrap();
        assert_eq!(path, Path::new("/home/me/.local/state/moviectl/history"));
        let state = |name: &str| (name == "XDG_STATE_HOME").then(|| PathBuf::from("/state"));
        assert_eq!(file(&state).unwrap(), Path::new("/state/moviectl/history"));
        let relative = |_: &str| Some(PathBuf::from("state"));
        assert_eq!(file(&relative), None);
        assert_eq!(file(&|_| None), None);
    }
}
