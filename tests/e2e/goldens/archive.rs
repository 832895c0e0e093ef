//! Several files in one, as Go's `txtar` has them: each behind a line `-- NAME --`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

pub(super) struct Archive {
    path: PathBuf,
    files: Vec<(String, String)>,
}

impl Archive {
    pub(super) fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let mut files: Vec<(String, String)> = Vec::new();
        for line in text.split_inclusive('\n') {
            let heading = line
                .trim_end()
                .strip_prefix("-- ")
                .and_then(|rest| rest.strip_suffix(" --"))
                .filter(|name| !name.contains(' '));
            match (heading, files.last_mut()) {
                (Some(name), _) => {
                    let is_new = files.iter().all(|(other, _)| other != name);
                    assert!(is_new, "{}: {name} is there twice", path.display());
                    files.push((name.to_owned(), String::new()));
                }
                (None, Some((_, content))) => content.push_str(line),
                (None, None) => panic!("{}: no file begins with {line}", path.display()),
            }
        }
        Self {
            path: path.to_owned(),
            files,
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let (_, content) = self.files.iter().find(|(other, _)| other == name)?;
        Some(content)
    }

    /// Writes a file of the archive anew, and leaves those that others wrote meanwhile.
    pub(super) fn replace(&self, name: &str, content: &str) {
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let mut files = Self::read(&self.path).files;
        match files.iter_mut().find(|(other, _)| other == name) {
            Some((_, old)) => content.clone_into(old),
            None => files.push((name.to_owned(), content.to_owned())),
        }
        let text: String = files
            .iter()
            .map(|(name, content)| format!("-- {name} --\n{content}"))
            .collect();
        fs::write(&self.path, text).unwrap();
    }
}
