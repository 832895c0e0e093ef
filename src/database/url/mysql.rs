//! A MySQL or MariaDB URL.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{MASK, UrlError, decode};

/// A MySQL or MariaDB URL, taken apart.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::database) struct MysqlUrl {
    login: Option<(String, Option<String>)>,
    address: String,
    database: Option<String>,
    query: String,
}

impl MysqlUrl {
    pub(super) fn parse(rest: &str) -> Result<Self, UrlError> {
        let (location, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (login, location) = match location.rsplit_once('@') {
            Some((login, location)) => (Some(login), location),
            None => (None, location),
        };
        let (address, database) = location.split_once('/').unwrap_or((location, ""));
        let login = match login.map(|login| login.split_once(':').ok_or(login)) {
            None => None,
            Some(Ok((user, password))) => Some((
                decode(user, "user name")?,
                Some(decode(password, "password")?),
            )),
            Some(Err(user)) => Some((decode(user, "user name")?, None)),
        };
        let database = decode(database, "database name")?;
        Ok(Self {
            login,
            address: address.to_owned(),
            database: Some(database).filter(|name| !name.is_empty()),
            query: query.to_owned(),
        })
    }

    pub(super) fn database(&self) -> Option<String> {
        self.database.clone()
    }

    pub(super) fn with_database(&self, name: &str) -> Self {
        Self {
            database: Some(name.to_owned()),
            ..self.clone()
        }
    }

    /// The URL with its password, as Diesel reads it.
    pub(in crate::database) fn to_secret_string(&self) -> String {
        self.spell(|password| encode(password))
    }

    pub(super) fn masked(&self) -> String {
        self.spell(|_| MASK.to_owned())
    }

    fn spell(&self, password: impl Fn(&str) -> String) -> String {
        let login = match &self.login {
            Some((user, Some(secret))) => format!("{}:{}@", encode(user), password(secret)),
            Some((user, None)) => format!("{}@", encode(user)),
            None => String::new(),
        };
        let database = self.database.clone().unwrap_or_default();
        let mark = if self.query.is_empty() { "" } else { "?" };
        format!(
            "mysql://{login}{}/{database}{mark}{}",
            self.address, self.query
        )
    }
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}
