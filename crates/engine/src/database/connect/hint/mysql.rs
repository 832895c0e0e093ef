//! Hints for the errors of MySQL and MariaDB that differ from those for PostgreSQL.

use crate::database::connect::error::{ConnectError, MYSQL};

pub(super) fn hint(error: &ConnectError) -> Option<&'static str> {
    if error.server()?.product != MYSQL {
        return None;
    }
    Some(match error {
        ConnectError::Unreachable { .. } => {
            "is the server running, and are host and port right? `localhost` without a port is the socket on this machine \
             (unix_socket=/PATH names another); `--wait SECS` waits for a server that is starting"
        }
        ConnectError::LoginRefused { .. } => {
            "check user name and password, and from which hosts the server lets this user in (special characters of a password \
             are percent-encoded in a URL); an account that requires encryption needs `ssl_mode=REQUIRED` behind the `?`, and one \
             that requires a certificate ssl_cert and ssl_key"
        }
        ConnectError::PasswordMissing { .. } => {
            "put it into DATABASE_URL, mysql://USER:PASSWORD@HOST/NAME, or into MYSQL_PWD"
        }
        ConnectError::NotAllowed { .. } => {
            "an administrator allows it: CREATE USER 'USER'@'HOST' for this host, GRANT ALL ON `NAME`.* for this database"
        }
        ConnectError::BadOption { .. } => {
            "unix_socket, ssl_mode, ssl_ca, ssl_cert and ssl_key go behind a `?` in the URL"
        }
        ConnectError::Tls { .. } => {
            "ssl_ca=/PATH/TO/CA.pem, behind the `?`, is the authority of the server's certificate; ssl_mode=VERIFY_CA does not \
             compare the host's name, and ssl_mode=REQUIRED encrypts without looking at the certificate"
        }
        _ => return None,
    })
}
