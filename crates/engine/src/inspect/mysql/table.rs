//! The properties of a table beside its columns and keys.

use super::catalogue::TableRow;
use super::server::Server;
use moviectl_schema::schema::{Table, TableName};

/// A table or a view on its way into the schema.
pub(super) struct Own {
    pub(super) view: bool,
    /// The collation that its columns have where nothing is said of them.
    pub(super) collation: Option<String>,
    pub(super) table: Table,
}

/// A table or a view without columns; `None` for what is neither: MariaDB's sequences, and its temporary tables, which
/// later versions list.
pub(super) fn empty(row: TableRow, server: &Server) -> Option<Own> {
    let view = match row.kind.as_str() {
        "BASE TABLE" | "SYSTEM VERSIONED" => false,
        "VIEW" => true,
        _ => return None,
    };
    let mut table = Table::new(TableName::new(row.name));
    if !view {
        table.comment = row.comment.filter(|comment| !comment.is_empty());
        if row.kind == "SYSTEM VERSIONED" {
            table.unsupported.push("WITH SYSTEM VERSIONING".to_owned());
        }
        storage(
            &mut table,
            row.engine.as_deref(),
            row.options.as_deref(),
            server,
        );
    }
    Some(Own {
        view,
        collation: row.collation,
        table,
    })
}

/// The engine and the options that were chosen for the table alone.
fn storage(table: &mut Table, engine: Option<&str>, options: Option<&str>, server: &Server) {
    let other = engine.filter(|engine| !engine.eq_ignore_ascii_case(&server.engine));
    table.mysql.engine = other.map(str::to_owned);
    for option in options.unwrap_or_default().split_whitespace() {
        let plain = |c: char| c.is_ascii_alphanumeric() || "_=".contains(c);
        if option == "partitioned" {
            table.unsupported.push("PARTITION BY".to_owned());
        } else if option.contains('=') && option.chars().all(plain) {
            table.mysql.options.push(option.to_uppercase());
        } else {
            table.unsupported.push(format!("the table option {option}"));
        }
    }
}

/// Says what collation the table's columns get, where the database's default is another.
pub(super) fn finish(own: &mut Own, default: Option<&str>) {
    let Some(collation) = own.collation.as_deref().filter(|_| !own.view) else {
        return;
    };
    if Some(collation) == default {
        return;
    }
    own.table.mysql.collation = Some(collation.to_owned());
}
