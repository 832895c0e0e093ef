//! Detection of roles that may do everything on their server.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::connection::AnyConnection;
use moviectl_schema::dialect::Dialect;

#[derive(QueryableByName)]
struct Role {
    #[diesel(sql_type = Text)]
    role: String,
}

/// Returns the connection's role where it is a superuser: on PostgreSQL by its attribute (`pg_roles.rolsuper`), on MySQL
/// where it may read the server's files, make accounts or do what `SUPER` allows (`information_schema.USER_PRIVILEGES`,
/// which does not show what it has by way of a role). `None` for others, and on SQLite, which has no roles.
///
/// # Errors
/// The database's error.
pub(crate) fn superuser(connection: &mut AnyConnection) -> QueryResult<Option<String>> {
    let query = match connection.dialect() {
        Dialect::Postgres => {
            "SELECT rolname::text AS role FROM pg_catalog.pg_roles WHERE rolname = current_user AND rolsuper"
        }
        Dialect::Mysql => {
            "SELECT DISTINCT CAST(CURRENT_USER() AS CHAR) AS role FROM information_schema.USER_PRIVILEGES \
             WHERE GRANTEE = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''') \
             AND PRIVILEGE_TYPE IN ('SUPER', 'FILE', 'CREATE USER')"
        }
        _ => return Ok(None),
    };
    diesel::sql_query(query)
        .get_result::<Role>(connection)
        .optional()
        .map(|found| found.map(|row| row.role))
}
