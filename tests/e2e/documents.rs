//! The documents, run: README.md and docs/tutorial.md as somebody follows them, from top to bottom in one empty
//! directory; and the tables in them that are generated.
//!
//! [`read`] and [`play`] explain which blocks are run, and how their output is compared. With `MOVIECTL_TEST_BLESS=1`
//! the outputs in the documents are replaced by the actual ones.

mod book;
mod compare;
mod generated;
mod play;
mod read;
mod verb;

use play::Player;

use crate::support::{Backend, Db, POSTGRES_URL, skip, variable};

#[test]
fn the_readmes_commands_do_what_it_says() {
    Player::new().document("README.md");
}

/// As it stands: on SQLite, and the part on PostgreSQL on that.
#[test]
fn the_tutorials_commands_do_what_it_says() {
    if variable(POSTGRES_URL).is_none() {
        skip(&format!(
            "no PostgreSQL ({POSTGRES_URL}): part of the tutorial"
        ));
    }
    Player::new().document("docs/tutorial.md");
}

/// For who sets `DATABASE_URL` to PostgreSQL before the first step.
#[test]
fn the_tutorial_can_be_followed_on_postgres_alone() {
    Db::with(Backend::Postgres, |db| {
        Player::on(db).document("docs/tutorial.md");
    });
}
