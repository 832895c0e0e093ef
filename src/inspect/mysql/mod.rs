//! MySQL and MariaDB, from `information_schema`.

use diesel::mysql::MysqlConnection;

use super::{Bystander, InspectError};
use crate::schema::{Schema, Spellings};

pub(super) fn inspect(_connection: &mut MysqlConnection) -> Result<Schema, InspectError> {
    Ok(Schema::default())
}

pub(super) fn spellings(
    _connection: &mut MysqlConnection,
    _declared: &Schema,
) -> Result<Spellings, InspectError> {
    Ok(Spellings::default())
}

pub(super) fn bystanders(
    _connection: &mut MysqlConnection,
) -> Result<Vec<Bystander>, InspectError> {
    Ok(Vec::new())
}
