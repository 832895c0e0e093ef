//! Objects that moviectl has no model of, at random: they must come back with their tables and columns.

use moviectl_engine::database::AnyConnection;
use moviectl_engine::inspect::inspect;
use moviectl_engine::workflow::{Error, Expectation, LeftAlone, prove_completed};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::diff::Side;
use moviectl_schema::plan::{Plan, plan_completed, script};
use moviectl_schema::schema::{Schema, Table};

use super::{Built, Case, Outcome, explain};
use crate::database::{Database, lines};
use crate::fills;
use crate::random::Random;
use crate::renames;
use crate::tally::Tally;

impl Case {
    /// Objects without a model are kept and come back, or the migration is refused.
    pub(super) fn attached(
        &self,
        database: &mut Database,
        built: &Built,
        random: &mut Random,
        tally: &mut Tally,
    ) -> Outcome {
        let statements = some(self.dialect, &built.built, &self.declared, random);
        let connection = database.emptied();
        self.begin(connection)?;
        let explained = |error: &dyn std::fmt::Display| error.to_string();
        connection
            .run(beforehand(self.dialect))
            .map_err(|error| explained(&error))?;
        let mut objects = Vec::new();
        for statement in statements {
            if connection.run(&statement).is_ok() {
                objects.push(statement);
            }
        }
        if objects.is_empty() {
            return Ok(());
        }
        tally.attached += 1;
        let built_now = inspect(connection).map_err(|error| explained(&error))?;
        let renamed = renames::renamed(connection, &self.renames, inspect)?
            .map_err(|error| explained(&error))?;
        // An enum type stays while one of these objects uses it.
        let changes = self.left(&renamed);
        let fills = fills::fills(&self.fills);
        let Ok(plan) = plan_completed(self.dialect, &renamed, &changes, &fills) else {
            tally.attached_refused += 1;
            return Ok(());
        };
        let mut plan = plan.after_renames(self.dialect, &built_now, &self.renames);
        let [_, spelled] = &self.spelled;
        let expectation = Expectation {
            built: &built_now,
            renamed: &renamed,
            renames: &self.renames,
            declared: Side::new(&self.declared, spelled),
            mode: self.mode,
            left_alone: &LeftAlone::default(),
        };
        let revise = |plan: &Plan| self.whole(plan);
        let told = |what: &str, objects: &[String]| format!("{what}\nwith {}", objects.join(";\n"));
        match prove_completed(database.scratch(), &mut plan, revise, &expectation) {
            Ok(proved) if proved.dropped.is_empty() && proved.lost.is_empty() => {}
            // The server itself may refuse a script: a sequence has the owner of its table, for example.
            Ok(_) | Err(Error::Breaks(_) | Error::Proof(_, Some(_))) => {
                tally.attached_refused += 1;
                return Ok(());
            }
            Err(error) => return Err(told(&explain(&error), &objects)),
        }
        // In the test's own eyes.
        let connection = database.emptied();
        self.begin(connection)?;
        connection
            .run(beforehand(self.dialect))
            .map_err(|error| explained(&error))?;
        connection
            .run(&script(&objects))
            .map_err(|error| told(&explained(&error), &objects))?;
        let before = objects_of(connection);
        for statements in [plan.up_statements(), plan.down_statements()] {
            connection
                .run(&script(&statements))
                .map_err(|error| told(&explained(&error), &objects))?;
        }
        let after = objects_of(connection);
        if before == after {
            return Ok(());
        }
        let what = format!(
            "before:\n{}\nafter:\n{}",
            before.join("\n"),
            after.join("\n")
        );
        Err(told(&what, &objects))
    }
}

/// Objects that the first schema may need, and which are no object of any table.
fn beforehand(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => {
            "CREATE FUNCTION attached() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
        }
        _ => "SELECT 1",
    }
}

/// Some statements, each for an object on a table of `built`. A server may refuse one of them, for example because of the
/// type of the column. Seldom, an object uses a column that `wanted` lacks.
fn some(dialect: Dialect, built: &Schema, wanted: &Schema, random: &mut Random) -> Vec<String> {
    let mut statements = Vec::new();
    for (number, table) in built.tables.iter().enumerate() {
        for turn in 0..random.below(4) {
            let often = random.once_in(20);
            let stays: Vec<&str> = table
                .columns
                .iter()
                .map(|column| column.name.as_str())
                .filter(|name| often || is_in(dialect, wanted, table, name))
                .collect();
            let all: Vec<&str> = table.columns.iter().map(|own| own.name.as_str()).collect();
            let target = Target {
                dialect,
                name: format!("attached {number} {turn}"),
                table: dialect.quote_table(&table.name),
                any: dialect.quote(random.pick(&all).copied().unwrap_or_default()),
                read: random.pick(&stays).map(|name| dialect.quote(name)),
            };
            statements.extend(match dialect {
                Dialect::Postgres => target.on_postgres(random),
                Dialect::Mysql => target.on_mysql(random),
                _ => target.on_sqlite(random),
            });
        }
    }
    statements
}

/// Returns whether the wanted schema has the column, too.
fn is_in(dialect: Dialect, wanted: &Schema, table: &Table, column: &str) -> bool {
    let mut tables = wanted.tables.iter();
    let same = |one: &str, other: &str| dialect.same_name(one, other);
    tables.any(|own| {
        own.name.schema == table.name.schema
            && same(&own.name.name, &table.name.name)
            && own.columns.iter().any(|own| same(&own.name, column))
    })
}

/// The place of an object.
struct Target {
    dialect: Dialect,
    name: String,
    table: String,
    /// Any column of the table.
    any: String,
    /// A column that the object may read.
    read: Option<String>,
}

impl Target {
    fn on_postgres(&self, random: &mut Random) -> Vec<String> {
        let Self { table, any, .. } = self;
        let name = self.dialect.quote(&self.name);
        let alter = |action: &str| format!("ALTER TABLE {table} {action}");
        let column = |action: &str| alter(&format!("ALTER COLUMN {any} {action}"));
        match (random.below(13), &self.read) {
            (0, _) => vec![alter("ENABLE ROW LEVEL SECURITY")],
            (1, Some(read)) => {
                let for_whom = random.pick(&["", "FOR SELECT TO pg_monitor ", "AS RESTRICTIVE "]);
                vec![
                    format!(
                        "CREATE POLICY {name} ON {table} {}USING ({read} IS NOT NULL)",
                        for_whom.unwrap()
                    ),
                    format!("COMMENT ON POLICY {name} ON {table} IS 'it''s'"),
                ]
            }
            (2, Some(read)) => {
                let state = random.pick(&["DISABLE", "ENABLE", "ENABLE ALWAYS", "ENABLE REPLICA"]);
                vec![
                    format!(
                        "CREATE TRIGGER {name} BEFORE UPDATE OF {read} ON {table} FOR EACH ROW \
                         WHEN (NEW.{read} IS NOT NULL) EXECUTE FUNCTION attached()"
                    ),
                    alter(&format!("{} TRIGGER {name}", state.unwrap())),
                ]
            }
            (3, Some(read)) => vec![format!(
                "CREATE RULE {name} AS ON DELETE TO {table} WHERE OLD.{read} IS NULL DO INSTEAD NOTHING"
            )],
            (4, Some(read)) => vec![format!(
                "CREATE STATISTICS {name} ON {any}, {read} FROM {table}"
            )],
            (5, _) => vec![
                format!("GRANT SELECT ON {table} TO PUBLIC"),
                format!("GRANT INSERT, DELETE ON {table} TO pg_monitor WITH GRANT OPTION"),
            ],
            (6, _) => vec![format!("GRANT UPDATE ({any}) ON {table} TO pg_monitor")],
            (7, _) => vec![column("SET STORAGE MAIN")],
            (8, _) => vec![column("SET STATISTICS 7"), column("SET (n_distinct = 5)")],
            (9, _) => vec![alter("SET (fillfactor = 70)")],
            (10, _) => vec![alter("REPLICA IDENTITY FULL")],
            // Nobody but the owner of a table makes a sequence for it, so some changes are refused then.
            (11, _) if random.once_in(4) => vec![alter("OWNER TO pg_monitor")],
            _ => vec![
                "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_monitor".to_owned(),
                format!("GRANT TRUNCATE ON {table} TO PUBLIC"),
            ],
        }
    }

    fn on_mysql(&self, random: &mut Random) -> Vec<String> {
        let Self { table, .. } = self;
        let name = self.dialect.quote(&self.name);
        let alter = |action: &str| format!("ALTER TABLE {table} {action}");
        let event = random
            .pick(&["BEFORE INSERT", "BEFORE UPDATE", "AFTER UPDATE"])
            .unwrap();
        match (random.below(6), &self.read) {
            (0 | 1, Some(read)) => vec![format!(
                "CREATE TRIGGER {name} {event} ON {table} FOR EACH ROW SET @seen = NEW.{read}"
            )],
            (2, Some(read)) => vec![format!(
                "CREATE TRIGGER {name} {event} ON {table} FOR EACH ROW BEGIN SET @seen = NEW.{read}; SET @one = 1; END"
            )],
            (3, Some(read)) => vec![format!("CREATE VIEW {name} AS SELECT {read} FROM {table}")],
            (4, _) => vec![alter("STATS_PERSISTENT = 0")],
            _ => vec![alter("ROW_FORMAT = COMPACT")],
        }
    }

    fn on_sqlite(&self, random: &mut Random) -> Vec<String> {
        let Self { table, .. } = self;
        let name = self.dialect.quote(&self.name);
        let Some(read) = &self.read else {
            return Vec::new();
        };
        let event = random
            .pick(&["BEFORE INSERT", "AFTER INSERT", "AFTER UPDATE"])
            .unwrap();
        vec![match random.below(3) {
            0 => format!("CREATE VIEW {name} AS SELECT {read} FROM {table}"),
            _ => format!("CREATE TRIGGER {name} {event} ON {table} BEGIN SELECT NEW.{read}; END"),
        }]
    }
}

const POSTGRES: &str = "\
SELECT line FROM (
    SELECT format('policy %s', p) AS line FROM pg_policies AS p
    UNION ALL SELECT format('security of %s: %s %s', oid::regclass, relrowsecurity, relforcerowsecurity) FROM pg_class
        WHERE relrowsecurity OR relforcerowsecurity
    UNION ALL SELECT format('trigger %s: %s', pg_get_triggerdef(oid), tgenabled) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT format('rule %s', r) FROM pg_rules AS r WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
    UNION ALL SELECT format('statistics %s', pg_get_statisticsobjdef(oid)) FROM pg_statistic_ext
    UNION ALL SELECT format('table %s: %s %s %s %s', oid::regclass, relowner, ARRAY(SELECT a::text FROM unnest(COALESCE(relacl, acldefault('r', relowner))) AS a ORDER BY 1),
        reloptions, relreplident) FROM pg_class WHERE relkind = 'r' AND oid >= 16384 AND relname NOT LIKE '\\_\\_%'
    UNION ALL SELECT format('column %s.%s: %s %s %s %s', attrelid::regclass, attname, attacl, attstorage,
        NULLIF(to_jsonb(a) ->> 'attstattarget', '-1'), attoptions) FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
        WHERE c.relkind = 'r' AND attrelid >= 16384 AND attnum > 0 AND NOT attisdropped AND relname NOT LIKE '\\_\\_%'
    UNION ALL SELECT format('comment %s', (pg_identify_object(classoid, objoid, objsubid), description)) FROM pg_description
        WHERE objoid >= 16384
) AS everything ORDER BY line COLLATE \"C\"";

const MYSQL: &str = "\
SELECT line FROM (
    SELECT concat('trigger ', event_object_table, ' ', trigger_name, ' ', action_timing, ' ', event_manipulation, ' ', action_order,
        ' ', action_statement, ' ', definer, ' ', sql_mode) AS line FROM information_schema.triggers WHERE trigger_schema = database()
    UNION ALL SELECT concat('view ', table_name, ' ', view_definition) FROM information_schema.views WHERE table_schema = database()
    UNION ALL SELECT concat('table ', table_name, ' ', coalesce(engine, ''), ' ', coalesce(create_options, ''), ' ',
        coalesce(table_collation, '')) FROM information_schema.tables WHERE table_schema = database() AND table_name NOT LIKE '\\_\\_%'
) AS everything ORDER BY 1";

const SQLITE: &str = "SELECT type || ' ' || name || ': ' || sql AS line FROM sqlite_schema WHERE type IN ('trigger', 'view') ORDER BY 1";

/// The objects, as the catalog reports them.
fn objects_of(connection: &mut AnyConnection) -> Vec<String> {
    let query = match connection.dialect() {
        Dialect::Postgres => POSTGRES,
        Dialect::Mysql => MYSQL,
        _ => SQLITE,
    };
    lines(connection, query)
}
