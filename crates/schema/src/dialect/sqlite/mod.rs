//! SQLite.

mod library;
mod script;
mod spelling;
mod types;

pub use script::{rebuild_envelope, switches_foreign_keys, without_frame};

use self::library::SQLITE;
use super::database::Database;
use super::declarable::Declarable;
use super::facts::{Facts, Features};
use super::script::Lexical;
use crate::schema::AutoIncrement;

/// SQLite 3.
pub(super) struct Sqlite;

impl Database for Sqlite {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }
}

const FACTS: Facts = Facts {
    name: "sqlite",
    other_names: &[],
    products: &[&SQLITE],
    default_schema: Some("main"),
    longest_name: None,
    name_unit: "bytes",
    lexical: Lexical {
        marks_anywhere: true,
        backticks: true,
        brackets: true,
        ..Lexical::STANDARD
    },
    folds_unquoted: false,
    strings_are_names: true,
    lists_temporary: true,
    // `last_insert_rowid()` is set by the records of a revision in any case.
    last_number_functions: &[],
    features: Features {
        alter_in_place: false,
        embedded: true,
        rowids: true,
        cuts_names: false,
        schemas: false,
        comments: false,
        operator_classes: false,
        enum_types: false,
        ddl_commits: false,
        forms_vary: false,
        autocommit_off: false,
        several_actions: false,
        concurrent_indexes: false,
    },
    declarable: Declarable {
        numberings: &[AutoIncrement::Keyword],
        partial_indexes: true,
        nulls_order: true,
        deferrable_keys: true,
        set_default: true,
        storage_options: true,
        ..Declarable::NONE
    },
    arrays: false,
    values_in_types: false,
    truth_is_a_number: true,
    generated_not_null: true,
    key_numbering: None,
    now: "CURRENT_TIMESTAMP",
    bigint_cast: "BIGINT",
    long_text: "TEXT",
    clustered_table: " WITHOUT ROWID",
    account_word: "role",
    forget_last_number: None,
    unlock_tables: None,
    server_process: "NULL",
};
