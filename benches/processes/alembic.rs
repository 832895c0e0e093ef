//! The same work for Alembic: the models in Python, and as many revisions.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use moviectl_schema::dialect::Dialect;

use crate::measure::Work;
use crate::project::{self, TABLES, parent, table, write};

const VARIABLE: &str = "MOVIECTL_BENCH_ALEMBIC";

/// The command; `None`, said so, where it is not installed.
pub(crate) fn command() -> Option<String> {
    let command = named();
    if !crate::servers::installed(&command) {
        eprintln!("left out: Alembic ({VARIABLE} names no executable; scripts/bench installs it)");
        return None;
    }
    Some(command)
}

/// Its name and version, `alembic 1.20.1`; nothing where it is not installed.
pub(crate) fn version() -> String {
    crate::program::output(&named(), &["--version"])
}

fn named() -> String {
    std::env::var(VARIABLE).unwrap_or_else(|_| "alembic".to_owned())
}

/// The SQL that tells Alembic that all revisions are applied.
pub(crate) fn stamp() -> String {
    format!(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY); \
         INSERT INTO alembic_version VALUES ('{}');",
        revision(TABLES - 1)
    )
}

/// Writes the project: all tables declared, one of them with one more column than the revisions make.
pub(crate) fn project(root: &Path, dialect: Dialect, url: &str, with_column: usize) {
    let url = match dialect {
        Dialect::Sqlite => format!("sqlite:///{url}"),
        Dialect::Postgres | Dialect::Mysql => {
            url.replacen("postgresql://", "postgresql+psycopg://", 1)
        }
        other => unreachable!("{other} is not measured"),
    };
    // As `alembic init` writes it, without logging.
    write(
        &root.join("alembic.ini"),
        &format!(
            "[alembic]\nscript_location = %(here)s\nsqlalchemy.url = {}\n",
            url.replace('%', "%%")
        ),
    );
    write(&root.join("env.py"), ENVIRONMENT);
    write(&root.join("script.py.mako"), TEMPLATE);
    write(&root.join("models.py"), &models(with_column));
    for number in 0..TABLES {
        let path = format!("versions/{}_create.py", revision(number));
        write(&root.join(path), &script(number));
    }
}

/// `alembic revision --autogenerate`.
pub(crate) fn autogenerate(command: &str, root: &Path) -> Work {
    Work::new(command, root).args(["revision", "--autogenerate", "-m", "one column"])
}

/// `alembic check`.
pub(crate) fn check(command: &str, root: &Path) -> Work {
    Work::new(command, root).args(["check"])
}

/// Removes what autogenerate wrote.
pub(crate) fn forget_new_revisions(root: &Path) {
    for entry in fs::read_dir(root.join("versions"))
        .expect("versions")
        .flatten()
    {
        if entry
            .file_name()
            .to_string_lossy()
            .ends_with("_one_column.py")
        {
            fs::remove_file(entry.path()).expect("a revision to remove");
        }
    }
}

fn revision(number: usize) -> String {
    format!("r{number:011}")
}

fn models(with_column: usize) -> String {
    let mut text = String::from("from sqlalchemy import *\nmetadata = MetaData()\n");
    for number in 0..TABLES {
        let extra = if number == with_column {
            ", Column('extra', Text)"
        } else {
            ""
        };
        let (table, parent) = (table(number), table(parent(number)));
        writeln!(
            text,
            "Table('{table}', metadata, Column('id', Integer, primary_key=True), Column('name', String(80), \
             nullable=False), Column('amount', Integer, nullable=False, server_default='0'), Column('note', Text), \
             Column('parent_id', Integer, ForeignKey('{parent}.id', ondelete='CASCADE')){extra}, \
             Index('{table}_name_idx', 'name'), Index('{table}_parent_id_idx', 'parent_id'))"
        )
        .expect("text");
    }
    text
}

fn script(number: usize) -> String {
    let parent = match number.checked_sub(1) {
        Some(before) => format!("'{}'", revision(before)),
        None => "None".to_owned(),
    };
    let references = table(project::parent(number));
    let (table, revision) = (table(number), revision(number));
    format!(
        "\"\"\"Create {table}.\"\"\"\nfrom alembic import op\nimport sqlalchemy as sa\nrevision = '{revision}'\n\
         down_revision = {parent}\nbranch_labels = None\ndepends_on = None\n\n\
         def upgrade() -> None:\n    op.create_table('{table}', sa.Column('id', sa.Integer(), nullable=False), \
         sa.Column('name', sa.String(length=80), nullable=False), sa.Column('amount', sa.Integer(), \
         nullable=False, server_default='0'), sa.Column('note', sa.Text(), nullable=True), sa.Column('parent_id', \
         sa.Integer(), nullable=True), sa.ForeignKeyConstraint(['parent_id'], ['{references}.id'], \
         ondelete='CASCADE'), sa.PrimaryKeyConstraint('id'))\n    \
         op.create_index('{table}_name_idx', '{table}', ['name'])\n    \
         op.create_index('{table}_parent_id_idx', '{table}', ['parent_id'])\n\n\
         def downgrade() -> None:\n    op.drop_table('{table}')\n"
    )
}

const ENVIRONMENT: &str = "\
from alembic import context
from sqlalchemy import engine_from_config, pool
import os, sys
sys.path.insert(0, os.path.dirname(__file__))
from models import metadata
engine = engine_from_config(context.config.get_section('alembic'), prefix='sqlalchemy.', poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()
";

const TEMPLATE: &str = "\
\"\"\"${message}\"\"\"
from alembic import op
import sqlalchemy as sa
${imports if imports else \"\"}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}

def upgrade() -> None:
    ${upgrades if upgrades else \"pass\"}

def downgrade() -> None:
    ${downgrades if downgrades else \"pass\"}
";
