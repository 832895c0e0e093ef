//! New projects and new repositories.

use std::path::Path;

use super::error::Error;
use super::event::{Event, Listener};
use super::project::{DIESEL_FILE, Layout, PROJECT_FILE};
use super::workspace::Workspace;
use super::write::{is_free, new_file, whole_directory};
use moviectl_schema::dialect::Dialect;

/// The layouts of a repository, each with a line about it: what `list-templates` prints.
#[doc(hidden)]
pub const TEMPLATES: [(Layout, &str, &str); 2] = [
    (
        Layout::Multi,
        "multi",
        "one directory of revisions a dialect: migrations/sqlite, migrations/postgres",
    ),
    (
        Layout::Flat,
        "flat",
        "revisions of one dialect directly in migrations/, as Diesel's own tool makes them",
    ),
];

const KEEP: &str = ".keep";

const PROJECT_TEXT: &str = "\
schema = [\"src/schema.rs\"]
migrations = \"migrations\"
# The declaration is complete: what it lacks is dropped by the next migration.
managed = true
";

const DIESEL_TEXT: &str = "\
# For Diesel's own tools, which want the revisions of one dialect. `print_schema.file` is left out on purpose: `diesel
# migration run` would overwrite the schema that is declared there.
[migrations_directory]
";

/// Makes a project of these files, each a path in it and its text.
///
/// # Errors
///
/// [`Error::DirectoryExists`], or files that can't be written.
#[doc(hidden)]
pub fn new_project(
    directory: &Path,
    shown: &Path,
    files: &[(&str, &str)],
    events: Listener<'_>,
) -> Result<(), Error> {
    if !is_free(directory)? {
        return Err(Error::DirectoryExists(shown.to_owned()));
    }
    whole_directory(directory, || {
        for (file, text) in files {
            new_file(&directory.join(file), text)?;
            events(Event::Generated(shown.join(file)));
        }
        Ok(())
    })
}

/// Makes the repository of the project here, and the files that make a project where they are missing.
///
/// # Errors
///
/// [`Error::RepositoryExists`], or files that can't be written.
pub fn init(
    workspace: &Workspace,
    directory: &Path,
    layout: Layout,
    events: Listener<'_>,
) -> Result<(), Error> {
    let project = workspace.any_project();
    let root = project.map_or(directory, |project| project.root.as_path());
    let migrations = project.map_or_else(
        || {
            directory.join(
                workspace
                    .named_migrations()
                    .unwrap_or(Path::new("migrations")),
            )
        },
        |project| project.migrations.clone(),
    );
    let shown = |path: &Path| path.strip_prefix(root).unwrap_or(path).to_owned();
    if migrations.exists() && !migrations.is_dir() {
        return Err(Error::NotADirectory(shown(&migrations)));
    }
    if !is_free(&migrations)? {
        return Err(Error::RepositoryExists(shown(&migrations)));
    }
    let places = match layout {
        Layout::Flat => vec![migrations.clone()],
        Layout::Multi => Dialect::ALL
            .map(|dialect| migrations.join(dialect.name()))
            .to_vec(),
    };
    whole_directory(&migrations, || {
        for place in &places {
            new_file(&place.join(KEEP), "")?;
            events(Event::MadeDirectory(shown(place)));
        }
        project_files(workspace, root, layout, &shown(&migrations), events)
    })
}

/// Writes the files that make a project, where they are missing: all, or none if one can't be.
fn project_files(
    workspace: &Workspace,
    root: &Path,
    layout: Layout,
    migrations: &Path,
    events: Listener<'_>,
) -> Result<(), Error> {
    let for_diesel = match layout {
        Layout::Flat => migrations.to_owned(),
        Layout::Multi => migrations.join(workspace.dialect().name()),
    };
    let value = toml::Value::String(for_diesel.to_string_lossy().into_owned());
    let files = [
        (PROJECT_FILE, PROJECT_TEXT.to_owned()),
        (DIESEL_FILE, format!("{DIESEL_TEXT}dir = {value}\n")),
    ];
    let mut made = Vec::new();
    for (file, text) in files {
        // Existing files are the user's and stay as they are; a plain Diesel project gets no project file of moviectl.
        if file == PROJECT_FILE && workspace.any_project().is_some() {
            continue;
        }
        let path = root.join(file);
        match new_file(&path, &text) {
            Ok(false) => {}
            Ok(true) => {
                events(Event::Generated(file.into()));
                made.push(path);
            }
            Err(error) => {
                for path in made {
                    // The first error is the one to tell.
                    let _ = std::fs::remove_file(path);
                }
                return Err(error);
            }
        }
    }
    Ok(())
}
