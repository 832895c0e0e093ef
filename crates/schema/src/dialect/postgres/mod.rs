//! PostgreSQL.

mod postgresql;
mod script;
mod spelling;
mod types;

use self::postgresql::POSTGRESQL;
use super::database::Database;
use super::declarable::Declarable;
use super::facts::{Facts, Features};
use super::product::ProductEntry;
use super::script::Lexical;
use crate::schema::AutoIncrement;

/// PostgreSQL, and the servers that speak its SQL.
pub(super) struct Postgres;

impl Database for Postgres {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }
}

const FACTS: Facts = Facts {
    name: "postgres",
    other_names: &["postgresql", "pg"],
    products: &[
        &POSTGRESQL,
        &ProductEntry::untested("CockroachDB", "cockroachdb"),
        &ProductEntry::untested("YugabyteDB", "-yb-"),
        &ProductEntry::untested("Amazon Redshift", "redshift"),
        &ProductEntry::untested("Greenplum", "greenplum database"),
        &ProductEntry::untested("Materialize", "materialize"),
        &ProductEntry::untested("QuestDB", "questdb"),
        &ProductEntry::untested("openGauss", "opengauss"),
    ],
    default_schema: Some("public"),
    // Longer names are truncated (PostgreSQL's manual, section 4.1.1).
    longest_name: Some(63),
    name_unit: "bytes",
    lexical: Lexical {
        line_ends: &['\n', '\r'],
        nested_comments: true,
        escape_strings: true,
        dollar_quotes: true,
        ..Lexical::STANDARD
    },
    folds_unquoted: true,
    strings_are_names: false,
    lists_temporary: false,
    last_number_functions: &["lastval", "currval"],
    features: Features {
        alter_in_place: true,
        embedded: false,
        rowids: false,
        cuts_names: true,
        schemas: true,
        comments: true,
        operator_classes: true,
        enum_types: true,
        ddl_commits: false,
        forms_vary: true,
        autocommit_off: false,
        several_actions: true,
        concurrent_indexes: true,
    },
    declarable: Declarable {
        numberings: &[
            AutoIncrement::Serial,
            AutoIncrement::IdentityByDefault,
            AutoIncrement::IdentityAlways,
        ],
        unnumbered: true,
        enums: true,
        index_methods: None,
        included_columns: true,
        index_parameters: true,
        partial_indexes: true,
        nulls_order: true,
        constraint_options: true,
        unenforced_checks: true,
        deferrable_keys: true,
        set_default: true,
        ..Declarable::NONE
    },
    arrays: true,
    values_in_types: false,
    truth_is_a_number: false,
    generated_not_null: true,
    key_numbering: Some(AutoIncrement::Serial),
    // A TIMESTAMP has no time zone and holds UTC, as Diesel's sessions write it. `CURRENT_TIMESTAMP` is that of the
    // transaction's begin; this moment is one for all parts of a statement.
    now: "(pg_catalog.statement_timestamp() AT TIME ZONE 'UTC')",
    bigint_cast: "BIGINT",
    long_text: "TEXT",
    clustered_table: "",
    account_word: "role",
    forget_last_number: Some("DISCARD SEQUENCES"),
    unlock_tables: None,
    server_process: "(SELECT pid || ' ' || EXTRACT(EPOCH FROM backend_start) FROM pg_catalog.pg_stat_activity \
                     WHERE pid = pg_catalog.pg_backend_pid())",
};
