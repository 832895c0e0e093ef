//! Upgrade and downgrade as the tool itself does them.

use moviectl_engine::database::AnyConnection;
use moviectl_engine::migrations::{Repository, RunError, RunOptions, Target, downgrade, upgrade};

/// The real runner, with its lock and its records.
pub(crate) struct Run<'a> {
    pub(crate) connection: &'a mut AnyConnection,
    pub(crate) repository: Repository,
}

impl Run<'_> {
    pub(crate) fn up(&mut self) -> Result<(), RunError> {
        let versions: Vec<String> = self
            .repository
            .graph()
            .versions()
            .map(str::to_owned)
            .collect();
        let target = Target::Versions(versions);
        upgrade(
            self.connection,
            &self.repository,
            &target,
            RunOptions::default(),
            &mut |_| {},
        )
        .map(drop)
    }

    pub(crate) fn down(&mut self) -> Result<(), RunError> {
        downgrade(
            self.connection,
            &self.repository,
            &Target::Base,
            RunOptions::default(),
            &mut |_| {},
        )
        .map(drop)
    }
}
