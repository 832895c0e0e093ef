//! What a script drops with a table, and no revision has made: a column, a trigger, a policy or a grant that somebody added
//! to the live table. A proof speaks of the database that the migrations build, which has nothing of that.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::error::records;
use super::{Context, RunError};
use crate::database::AnyConnection;
use crate::migrations::repository::Repository;
use crate::migrations::revision::{Direction, Revision};
use crate::migrations::script::{Manner, Prepared};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Created, Qualified, created, dropped_tables, split};

/// Something of a live table.
#[derive(QueryableByName)]
struct Part {
    /// `column`, `trigger`, `policy`, `row level security` or `grant`.
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
}

/// Refuses a script that would lose something that nobody expects there.
pub(super) fn refuse(
    context: &mut Context<'_>,
    revision: &Revision,
    direction: Direction,
    prepared: &Prepared<'_>,
) -> Result<(), RunError> {
    let losses = find(context, prepared)?;
    if losses.is_empty() {
        return Ok(());
    }
    Err(RunError::Losses {
        version: revision.version.clone(),
        direction,
        losses,
    })
}

/// What the script would lose, in words; nothing where the application does not say which revisions there are.
fn find(context: &mut Context<'_>, prepared: &Prepared<'_>) -> Result<Vec<String>, RunError> {
    let Some(repository) = context.repository.filter(|_| !context.options.accept_loss) else {
        return Ok(Vec::new());
    };
    let dialect = context.connection.dialect();
    let dropped = dropped_tables(dialect, prepared.statements());
    if dropped.is_empty() {
        return Ok(Vec::new());
    }
    let known = Known::of(repository, dialect);
    let mut losses = Vec::new();
    for table in dropped {
        // A table that no revision has made is dropped by somebody who knows of it.
        if !known.tables.contains(&table.name.to_lowercase()) {
            continue;
        }
        let parts = parts(context.connection, &table)
            .map_err(records("look at the tables that the script drops"))?;
        for part in parts {
            // These go on with the new table.
            let is_kept = prepared.manner == Manner::Rebuild && part.kind == "trigger";
            if !is_kept && !known.has(&part) {
                losses.push(part.of(&table.name));
            }
        }
    }
    Ok(losses)
}

impl Part {
    fn of(&self, table: &str) -> String {
        let Self { kind, name } = self;
        match kind.as_str() {
            "row level security" => format!("{kind} of table '{table}'"),
            "grant" => format!("the grant to '{name}' on table '{table}'"),
            kind => format!("{kind} '{name}' of table '{table}'"),
        }
    }
}

/// What the scripts of a repository speak of.
struct Known {
    /// All words, in lower case: a name that stands nowhere was made by nobody.
    words: BTreeSet<String>,
    /// The tables that they make.
    tables: BTreeSet<String>,
}

impl Known {
    fn of(repository: &Repository, dialect: Dialect) -> Self {
        let mut known = Self {
            words: BTreeSet::new(),
            tables: BTreeSet::new(),
        };
        for revision in repository.revisions() {
            for direction in [Direction::Up, Direction::Down] {
                // One that can't be read is told of when it runs.
                let Ok(Some(script)) = revision.script(direction) else {
                    continue;
                };
                known.read(dialect, &script.text);
            }
        }
        known
    }

    fn has(&self, part: &Part) -> bool {
        match part.kind.as_str() {
            "grant" => self.words.contains(ANY_GRANT),
            "row level security" => self.words.contains(SECURITY),
            _ => self.words.contains(&part.name.to_lowercase()),
        }
    }

    fn read(&mut self, dialect: Dialect, text: &str) {
        let text_in_lower_case = text.to_lowercase();
        let is_end = |c: char| !(c.is_alphanumeric() || c == '_');
        self.words
            .extend(text_in_lower_case.split(is_end).map(str::to_owned));
        for statement in split(dialect, text) {
            if let Some((Created::Table, name)) = created(dialect, &statement) {
                self.tables.insert(name.to_lowercase());
            }
            // The new name of a table stands last, and that of anything else does no harm.
            if statement.tokens.iter().any(|token| token.is_word("rename"))
                && let Some(name) = statement.tokens.last().and_then(|token| token.identifier())
            {
                self.tables.insert(name.to_lowercase());
            }
            // Names of more than letters and digits are no words.
            let quoted = statement
                .tokens
                .iter()
                .filter_map(|token| token.identifier());
            self.words.extend(quoted.map(|name| name.to_lowercase()));
        }
        if text_in_lower_case.contains("grant") || text_in_lower_case.contains("privileges") {
            self.words.insert(ANY_GRANT.to_owned());
        }
        if text_in_lower_case.contains("row level security") {
            self.words.insert(SECURITY.to_owned());
        }
    }
}

/// The word that stands for all grants: roles are named in many ways.
const ANY_GRANT: &str = "any grant";
const SECURITY: &str = "row level security";

fn parts(connection: &mut AnyConnection, table: &Qualified) -> QueryResult<Vec<Part>> {
    match connection {
        AnyConnection::Sqlite(connection) => {
            let query = "SELECT 'column' AS kind, name FROM pragma_table_xinfo($1) \
                         UNION ALL SELECT 'trigger', name FROM sqlite_schema WHERE type = 'trigger' AND lower(tbl_name) = lower($1)";
            diesel::sql_query(query)
                .bind::<Text, _>(&table.name)
                .load(connection)
        }
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(connection) => {
            let quote = |name: &str| Dialect::Postgres.quote(name);
            let name = match &table.schema {
                Some(schema) => format!("{}.{}", quote(schema), quote(&table.name)),
                None => quote(&table.name),
            };
            // What default privileges give comes back with the table.
            let query = "WITH t AS (SELECT c.oid, c.relacl, c.relowner, c.relrowsecurity, c.relnamespace FROM pg_catalog.pg_class c \
                         WHERE c.oid = pg_catalog.to_regclass($1) AND c.relkind IN ('r', 'p')) \
                         SELECT 'column' AS kind, a.attname::text AS name FROM pg_catalog.pg_attribute a, t \
                         WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped \
                         UNION ALL SELECT 'trigger', g.tgname::text FROM pg_catalog.pg_trigger g, t WHERE g.tgrelid = t.oid AND NOT g.tgisinternal \
                         UNION ALL SELECT 'policy', p.polname::text FROM pg_catalog.pg_policy p, t WHERE p.polrelid = t.oid \
                         UNION ALL SELECT 'row level security', 'row level security' FROM t WHERE relrowsecurity \
                         UNION ALL SELECT DISTINCT 'grant', CASE WHEN x.grantee = 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(x.grantee)::text END \
                         FROM t, pg_catalog.aclexplode(t.relacl) x WHERE x.grantee <> t.relowner AND NOT EXISTS (SELECT FROM pg_catalog.pg_default_acl d \
                         WHERE d.defaclrole = t.relowner AND d.defaclobjtype = 'r' AND d.defaclnamespace IN (0, t.relnamespace))";
            diesel::sql_query(query)
                .bind::<Text, _>(name)
                .load(connection)
        }
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(connection) => {
            let query = "SELECT 'column' AS kind, column_name AS name FROM information_schema.columns \
                         WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ? \
                         UNION ALL SELECT 'trigger', trigger_name FROM information_schema.triggers \
                         WHERE event_object_schema = COALESCE(?, DATABASE()) AND event_object_table = ?";
            diesel::sql_query(query)
                .bind::<diesel::sql_types::Nullable<Text>, _>(&table.schema)
                .bind::<Text, _>(&table.name)
                .bind::<diesel::sql_types::Nullable<Text>, _>(&table.schema)
                .bind::<Text, _>(&table.name)
                .load(connection)
        }
    }
}
