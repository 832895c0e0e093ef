//! Diesel's configuration, `diesel.toml`: the schema files that `diesel print-schema` writes, and the directory of migrations
//! (<https://diesel.rs/guides/configuring-diesel-cli.html>).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use regex_lite::Regex;
use serde::Deserialize;

use moviectl_schema::schema::TableName;

/// The settings of `diesel.toml` that moviectl reads.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct DieselConfig {
    print_schema: PrintSchema,
    pub(super) migrations_directory: MigrationsDirectory,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct MigrationsDirectory {
    pub(super) dir: Option<PathBuf>,
}

/// `[print_schema]`, and the tables `[print_schema.NAME]`, each of which is for another file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "BTreeMap<String, toml::Value>")]
struct PrintSchema(Vec<PrintedSchema>);

/// A file that `diesel print-schema` writes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct PrintedSchema {
    /// The file.
    pub(super) file: Option<PathBuf>,
    /// The patch that is applied to the file after it was written.
    pub(super) patch_file: Option<PathBuf>,
    /// The namespace whose tables are in the file; the default one without it.
    schema: Option<String>,
    filter: Filter,
}

/// The tables of a namespace that are in a file. A pattern matches any part of a name.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Filter {
    only_tables: Option<Vec<Pattern>>,
    except_tables: Vec<Pattern>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
struct Pattern(Regex);

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(pattern: String) -> Result<Self, String> {
        let regex = Regex::new(&pattern);
        regex
            .map(Self)
            .map_err(|error| format!("'{pattern}' is no regular expression: {error}"))
    }
}

impl TryFrom<BTreeMap<String, toml::Value>> for PrintSchema {
    type Error = toml::de::Error;

    fn try_from(settings: BTreeMap<String, toml::Value>) -> Result<Self, toml::de::Error> {
        let (of_names, own): (BTreeMap<_, _>, BTreeMap<_, _>) = settings
            .into_iter()
            .partition(|(key, value)| value.is_table() && key != "filter");
        // Without a file of its own, the section itself has no table if others have files.
        let is_other =
            of_names.contains_key("default") || (!of_names.is_empty() && !own.contains_key("file"));
        let own = match is_other {
            true => None,
            false => Some(toml::Value::Table(own.into_iter().collect())),
        };
        let all = own.into_iter().chain(of_names.into_values());
        let all = all.map(toml::Value::try_into);
        Ok(Self(all.collect::<Result<_, _>>()?))
    }
}

impl DieselConfig {
    /// The files that `diesel print-schema` writes, with paths as from `root`.
    pub(super) fn printed(self, root: &Path) -> Vec<PrintedSchema> {
        let under_root = |path: Option<PathBuf>| path.map(|path| root.join(path));
        let printed = self.print_schema.0.into_iter().map(|own| PrintedSchema {
            file: under_root(own.file),
            patch_file: under_root(own.patch_file),
            ..own
        });
        printed.collect()
    }
}

impl PrintedSchema {
    /// Returns whether the file has the tables of the namespace that `table` is in.
    pub(super) fn is_of(&self, table: &TableName) -> bool {
        let default = |schema: &&str| *schema != "public";
        let own = self.schema.as_deref().filter(default);
        table.schema.as_deref().filter(default) == own
    }

    /// Returns whether the filter accepts a table of the namespace.
    pub(super) fn accepts(&self, table: &TableName) -> bool {
        let matches = |pattern: &Pattern| pattern.0.is_match(&table.name);
        // These expressions know letters and digits of ASCII alone, and Diesel's know all. A table that may be left out stays.
        let is_unsure = |pattern: &Pattern| {
            let text = pattern.0.as_str();
            !table.name.is_ascii() && (text.contains('\\') || text.contains("(?"))
        };
        match &self.filter.only_tables {
            Some(only) => only.iter().any(|own| matches(own) && !is_unsure(own)),
            None => {
                let mut except = self.filter.except_tables.iter();
                !except.any(|own| matches(own) || is_unsure(own))
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn printed(text: &str) -> Vec<PrintedSchema> {
        let config: DieselConfig = toml::from_str(text).unwrap();
        config.printed(Path::new("/p"))
    }

    fn table(name: &str) -> TableName {
        match name.split_once('.') {
            Some((schema, name)) => TableName {
                schema: Some(schema.to_owned()),
                name: name.to_owned(),
            },
            None => TableName::new(name),
        }
    }

    #[test]
    fn a_filter_matches_parts_of_names() {
        let only = printed("[print_schema]\nfilter = { only_tables = [\"^us\", \"1$\"] }");
        let except = printed("[print_schema.filter]\nexcept_tables = [\"log\"]");
        for (name, by_only, by_except) in [
            ("users", true, true),
            ("users2", true, true),
            ("t1", true, true),
            ("audit_log", false, false),
            ("schl\u{fc}ssel", false, true),
        ] {
            assert_eq!(only[0].accepts(&table(name)), by_only, "{name}");
            assert_eq!(except[0].accepts(&table(name)), by_except, "{name}");
        }
    }

    #[test]
    fn several_files_have_settings_of_their_own() {
        let all = printed(
            "[print_schema]\nfile = \"a.rs\"\nwith_docs = true\n[print_schema.other]\nfile = \"b.rs\"\nschema = \"other\"\n\
             patch_file = \"b.patch\"\n[print_schema.other.filter]\nonly_tables = [\"x\"]",
        );
        let files: Vec<&Path> = all.iter().filter_map(|own| own.file.as_deref()).collect();
        assert_eq!(files, [Path::new("/p/a.rs"), Path::new("/p/b.rs")]);
        assert_eq!(all[1].patch_file.as_deref(), Some(Path::new("/p/b.patch")));
        assert!(all[0].is_of(&table("t")) && !all[0].is_of(&table("other.x")));
        assert!(all[1].is_of(&table("other.x")) && !all[1].accepts(&table("other.y")));
        let replaced =
            printed("[print_schema]\nfile = \"a.rs\"\n[print_schema.default]\nfile = \"b.rs\"");
        assert_eq!(replaced.len(), 1);
    }

    #[test]
    fn a_pattern_that_is_none_is_named() {
        let error =
            toml::from_str::<DieselConfig>("[print_schema]\nfilter = { only_tables = [\"a(\"] }");
        let error = error.unwrap_err().to_string();
        assert!(error.contains("'a(' is no regular expression"), "{error}");
    }
}
