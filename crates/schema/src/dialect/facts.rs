//! Plain facts about the databases of a dialect, which its folder states in one constant.

use super::declarable::Declarable;
use super::product::ProductEntry;
use super::script::Lexical;
use crate::schema::AutoIncrement;

/// Facts about all databases of a dialect.
pub(super) struct Facts {
    /// The name in commands, messages and directories.
    pub(super) name: &'static str,
    /// Other spellings of the name that Diesel projects use for directories.
    pub(super) other_names: &'static [&'static str],
    /// The products that speak the dialect. The one that it is named after comes first, and is recognised last.
    pub(super) products: &'static [&'static ProductEntry],
    /// The schema that a name without one is in; `None` where there are no schemas beside the database itself.
    pub(super) default_schema: Option<&'static str>,
    /// The longest length of a name, in `name_unit`; `None` if any length is allowed.
    pub(super) longest_name: Option<usize>,
    /// The unit in which names are measured.
    pub(super) name_unit: &'static str,
    /// The tokens of its SQL.
    pub(super) lexical: Lexical,
    /// Names without quotes are folded to lower case.
    pub(super) folds_unquoted: bool,
    /// A string stands for a name where a name is expected.
    pub(super) strings_are_names: bool,
    /// Temporary objects can be found in the catalog and dropped, so that a script that leaves some needs no new session.
    pub(super) lists_temporary: bool,
    /// The functions that read the number that the session generated last, if a later script can find it.
    pub(super) last_number_functions: &'static [&'static str],
    /// Features that other code asks for.
    pub(super) features: Features,
    /// Features that a declaration may use.
    pub(super) declarable: Declarable,
    /// A type can be an array of another type.
    pub(super) arrays: bool,
    /// A column's type lists its values: `ENUM('a', 'b')`.
    pub(super) values_in_types: bool,
    /// TRUE and FALSE are synonyms of 1 and 0.
    pub(super) truth_is_a_number: bool,
    /// A generated column can be declared NOT NULL.
    pub(super) generated_not_null: bool,
    /// How an integer that is a whole primary key is numbered unless the declaration says otherwise; `None` where such a
    /// key is the row's own number.
    pub(super) key_numbering: Option<AutoIncrement>,
    /// The present moment as SQL, in UTC.
    pub(super) now: &'static str,
    /// The type that a CAST names for numbers of 64 bits.
    pub(super) bigint_cast: &'static str,
    /// A type for texts of any length.
    pub(super) long_text: &'static str,
    /// The clause that stores the rows of a table in the tree of its primary key; empty where there is none.
    pub(super) clustered_table: &'static str,
    /// The server's word for an account.
    pub(super) account_word: &'static str,
    /// SQL that makes the session forget the numbers that it generated.
    pub(super) forget_last_number: Option<&'static str>,
    /// SQL that unlocks the tables to which the session is limited; `None` where there are no such locks.
    pub(super) unlock_tables: Option<&'static str>,
    /// SQL that identifies the server process of this session.
    pub(super) server_process: &'static str,
}

/// Features of all databases of a dialect, for code that must not ask for the dialect by name.
/// [`Capabilities`](super::Capabilities) are the features of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "independent facts, each asked by itself"
)]
#[doc(hidden)]
#[non_exhaustive]
pub struct Features {
    /// `ALTER TABLE` can change a column's type and nullability, keys and constraints; else the table is rebuilt.
    pub alter_in_place: bool,
    /// The database is a file, or memory, of this process: there is no server, no user, no lock but the file's.
    pub embedded: bool,
    /// Each row has a number beside its columns, and a key can hold NULL.
    pub rowids: bool,
    /// A name that is too long is cut off without an error.
    pub cuts_names: bool,
    /// Tables live in schemas that have names.
    pub schemas: bool,
    /// Tables and columns can have comments.
    pub comments: bool,
    /// An index may name how its method compares a column: `gin_trgm_ops`.
    pub operator_classes: bool,
    /// Enum types are created by themselves, and columns name them.
    pub enum_types: bool,
    /// DDL ends the transaction that is open.
    pub ddl_commits: bool,
    /// The database may print SQL in a form that it prints differently again, if it is given that form: `a IN ('b')` over a
    /// `varchar` column.
    pub forms_vary: bool,
    /// A session can switch autocommit off, so that a statement by itself stays in an open transaction.
    pub autocommit_off: bool,
    /// One `ALTER TABLE` can add several columns.
    pub several_actions: bool,
    /// There is a word for indexes that are made while others write to their tables.
    pub concurrent_indexes: bool,
}
