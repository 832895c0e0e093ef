//! A plan: ordered steps in both directions, and their scripts.

use crate::dialect::Server;
use crate::dialect::requirements::lack_of_statements;

/// One step in both directions.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// The statements that make the change, without semicolons.
    pub up: Vec<String>,
    /// The statements that take it back.
    pub down: Vec<String>,
}

impl Step {
    /// A step of these statements.
    pub fn new(up: Vec<String>, down: Vec<String>) -> Self {
        Self { up, down }
    }
}

/// Ordered steps.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// The steps in the order of `up.sql`.
    pub steps: Vec<Step>,
    /// True if foreign keys must be off while the scripts run. SQLite allows that only outside a transaction: the
    /// scripts bring their own transaction, and the revision must not run in another one.
    pub own_transaction: bool,
    /// True if a script has a statement that cannot run in a transaction: one that builds an index while other sessions
    /// write.
    pub outside_transaction: bool,
    /// True if each statement commits by itself. The scripts then number their steps, so that a script that stopped
    /// half-way can be taken back from that step. Step `n` of `down.sql` takes back step `n` of `up.sql`.
    pub numbered: bool,
}

impl Plan {
    /// Describes a feature of the plan that the server lacks.
    pub fn lack(&self, server: Server) -> Option<String> {
        let statements = self
            .steps
            .iter()
            .flat_map(|step| step.up.iter().chain(&step.down));
        lack_of_statements(server, statements)
    }

    /// The same plan for a server: its scripts number their steps where no transaction holds them.
    #[must_use]
    pub fn for_server(mut self, server: Server) -> Self {
        self.numbered = !server.capabilities().transactional_ddl;
        self
    }

    /// The same plan with its indexes made and dropped while others write to their tables (PostgreSQL's `CONCURRENTLY`);
    /// `None` where it does anything else.
    #[must_use]
    pub fn concurrently(mut self) -> Option<Self> {
        const HEADS: [&str; 3] = ["CREATE UNIQUE INDEX ", "CREATE INDEX ", "DROP INDEX "];
        let concurrent = |statement: &String| {
            HEADS.iter().find_map(|head| {
                let rest = statement.strip_prefix(head)?;
                Some(format!("{head}CONCURRENTLY {rest}"))
            })
        };
        for step in &mut self.steps {
            step.up = step.up.iter().map(concurrent).collect::<Option<_>>()?;
            step.down = step.down.iter().map(concurrent).collect::<Option<_>>()?;
        }
        self.outside_transaction = true;
        Some(self)
    }

    /// The statements of `up.sql`, the transaction's own where the script brings one.
    pub fn up_statements(&self) -> Vec<String> {
        let statements = self.steps.iter().flat_map(|step| step.up.iter().cloned());
        self.enveloped(statements.collect())
    }

    /// The statements of `down.sql`, likewise.
    pub fn down_statements(&self) -> Vec<String> {
        let steps = self.steps.iter().rev();
        self.enveloped(steps.flat_map(|step| step.down.iter().cloned()).collect())
    }

    /// The text of `up.sql`.
    pub fn up_sql(&self) -> String {
        if !self.numbered {
            return script(&self.up_statements());
        }
        let steps = self.numbered_steps();
        steps.map(|(n, step)| step_script(n, &step.up)).collect()
    }

    /// The text of `down.sql`.
    pub fn down_sql(&self) -> String {
        if !self.numbered {
            return script(&self.down_statements());
        }
        let steps = self.numbered_steps().rev();
        steps.map(|(n, step)| step_script(n, &step.down)).collect()
    }

    /// The steps that do anything, from 1.
    fn numbered_steps(&self) -> impl DoubleEndedIterator<Item = (usize, &Step)> {
        let steps = self.steps.iter();
        let some: Vec<&Step> = steps
            .filter(|step| !step.up.is_empty() || !step.down.is_empty())
            .collect();
        some.into_iter()
            .enumerate()
            .map(|(at, step)| (at + 1, step))
    }

    /// SQLite ignores `PRAGMA foreign_keys` inside of a transaction, and with foreign keys on, `DROP TABLE` deletes
    /// the rows of child tables (<https://www.sqlite.org/lang_altertable.html>, section 7).
    fn enveloped(&self, statements: Vec<String>) -> Vec<String> {
        if !self.own_transaction {
            return statements;
        }
        let mut all = vec![
            "PRAGMA foreign_keys=OFF".to_owned(),
            "BEGIN IMMEDIATE".to_owned(),
        ];
        all.extend(statements);
        all.push("COMMIT".to_owned());
        all.push("PRAGMA foreign_keys=ON".to_owned());
        all
    }
}

/// The statements of one step, under its number.
fn step_script(number: usize, statements: &[String]) -> String {
    format!("-- step {number}\n{}", script(statements))
}

/// Statements as a script that a person reads.
pub fn script(statements: &[String]) -> String {
    let mut text = String::new();
    for statement in statements {
        text.push_str(statement);
        text.push_str(";\n");
    }
    text
}
