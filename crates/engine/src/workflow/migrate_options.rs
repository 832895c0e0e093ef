//! The options of `migrate`.

/// The schema that the declaration is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Against {
    /// The schema that the migrations build.
    #[default]
    Migrations,
    /// The schema of the database.
    Database,
}

/// How to migrate.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct MigrateOptions {
    /// The message of the migration; without one, the first change is the message.
    pub message: Option<String>,
    /// The schema that the declaration is compared with.
    pub against: Against,
    /// Write it unproved.
    pub no_proof: bool,
    /// Write it although `down.sql` does not bring back everything that `up.sql` takes away.
    pub accept_loss: bool,
    /// Write nothing.
    pub dry_run: bool,
    /// Another server for scratch databases.
    pub scratch_url: Option<String>,
    /// Databases whose dialects get the revision too.
    pub also: Vec<String>,
    /// Renamed tables and columns: `OLD=NEW`.
    pub rename: Vec<String>,
    /// Values for existing rows: `TABLE.COLUMN=VALUE`.
    pub fill: Vec<String>,
    /// Indexes are made and dropped while others write to their tables.
    pub concurrently: bool,
    /// The revision that it follows; the only head, unless said.
    pub head: Option<String>,
    /// True if it may follow one that another follows already.
    pub splice: bool,
    /// A version of one's own, instead of the time.
    pub rev_id: Option<String>,
}
