//! The interactive shell: SQL with its results as tables, the tables of the database, transactions, and moviectl's
//! own commands by name, which it runs through a [`Host`].

mod describe;
mod error;
mod help;
mod history;
mod host;
mod input;
mod interactive;
mod script;
mod session;

pub use error::Error;
pub use host::Host;
pub use interactive::interactive;
pub use script::script;
