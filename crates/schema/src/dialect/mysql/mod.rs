//! MySQL and MariaDB.

mod default;
mod lexical;
mod mariadb;
mod mysql_server;
mod script;
mod spelling;
mod types;

use self::lexical::LEXICAL;
use self::mariadb::MARIADB;
use self::mysql_server::MYSQL;
use super::database::Database;
use super::declarable::Declarable;
use super::facts::{Facts, Features};
use super::product::ProductEntry;
use crate::schema::{Attribute, AutoIncrement};

/// MySQL, MariaDB, and the servers that speak their SQL.
pub(super) struct Mysql;

impl Database for Mysql {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }
}

const FACTS: Facts = Facts {
    name: "mysql",
    other_names: &["mariadb"],
    products: &[
        &MYSQL,
        &MARIADB,
        &ProductEntry::untested("TiDB", "tidb"),
        &ProductEntry::untested("Vitess", "vitess"),
        &ProductEntry::untested("Amazon Aurora MySQL", "mysql_aurora"),
        &ProductEntry::untested("OceanBase", "oceanbase"),
    ],
    default_schema: None,
    // <https://dev.mysql.com/doc/refman/8.0/en/identifier-length.html>
    longest_name: Some(64),
    name_unit: "characters",
    lexical: LEXICAL,
    folds_unquoted: false,
    strings_are_names: false,
    lists_temporary: false,
    last_number_functions: &["last_insert_id", "lastval"],
    features: Features {
        alter_in_place: true,
        embedded: false,
        rowids: false,
        cuts_names: false,
        schemas: false,
        comments: true,
        operator_classes: false,
        enum_types: false,
        ddl_commits: true,
        forms_vary: false,
        autocommit_off: true,
        several_actions: true,
        concurrent_indexes: false,
    },
    // InnoDB checks each row at once, and knows no SET DEFAULT
    // (<https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html>).
    declarable: Declarable {
        numberings: &[AutoIncrement::Keyword],
        unnumbered: true,
        enums: true,
        index_methods: Some(&["btree", "hash", "fulltext", "spatial"]),
        attributes: &[Attribute::Invisible],
        prefixes: true,
        unique_indexes_are_constraints: true,
        unenforced_checks: true,
        ..Declarable::NONE
    },
    arrays: false,
    values_in_types: true,
    truth_is_a_number: true,
    // MariaDB has no syntax for it (<https://mariadb.com/kb/en/generated-columns/>).
    generated_not_null: false,
    key_numbering: Some(AutoIncrement::Keyword),
    now: "CURRENT_TIMESTAMP",
    bigint_cast: "SIGNED",
    long_text: "LONGTEXT",
    // InnoDB always stores rows so.
    clustered_table: "",
    account_word: "user",
    forget_last_number: Some("DO LAST_INSERT_ID(0)"),
    unlock_tables: Some("UNLOCK TABLES"),
    server_process: "CAST(CONNECTION_ID() AS CHAR)",
};
