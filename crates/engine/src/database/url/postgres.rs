//! A PostgreSQL URL, taken apart by libpq's rules and no further than needed.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::encoding::decode;
use super::error::UrlError;
use super::mask::{MASK, is_secret_key, masked_query};
use super::words::split_words;

const IN_COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Every part as it was written, still percent-encoded.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::database) struct PostgresUrl {
    user: Option<String>,
    password: Option<String>,
    /// `host:port`, several separated by commas; may be empty.
    hosts: String,
    database: Option<String>,
    query: Vec<(String, String)>,
}

#[cfg_attr(
    not(feature = "postgres"),
    allow(dead_code, reason = "URLs are understood, and refused, in every build")
)]
impl PostgresUrl {
    /// Parses the text after `postgresql://`.
    pub(super) fn parse(rest: &str) -> Result<Self, UrlError> {
        let (login, rest) = split_login(rest);
        let (location, query) = match rest.split_once('?') {
            Some((location, query)) => (location, parse_query(query)?),
            None => (rest, Vec::new()),
        };
        let (hosts, database) = match location.split_once('/') {
            Some((hosts, database)) => (hosts, Some(database.to_owned())),
            None => (location, None),
        };
        let (user, password) = match login.map(|login| (login, login.split_once(':'))) {
            None => (None, None),
            Some((_, Some((user, password)))) => (Some(user), Some(password)),
            Some((user, None)) => (Some(user), None),
        };
        // libpq does not read the text after the first `@` (or a raw `/`) as a password. It may be the rest of one, and
        // must not be shown as a host or a name.
        let name_has_at = database.as_ref().is_some_and(|name| name.contains('@'));
        if hosts.contains('@') || (name_has_at && (login.is_some() || hosts.contains(':'))) {
            return Err(UrlError::malformed(
                "there is an `@` or a `/` too many (in a user name or password they are written %40 and %2F)",
            ));
        }
        check_hosts(hosts)?;
        decode(user.unwrap_or_default(), "user name")?;
        decode(password.unwrap_or_default(), "password")?;
        decode(database.as_deref().unwrap_or_default(), "database name")?;
        Ok(Self {
            user: user.map(str::to_owned),
            password: password.map(str::to_owned),
            hosts: hosts.to_owned(),
            database,
            query,
        })
    }

    /// libpq's `host=… user='…'`, turned into a URL that says the same.
    pub(super) fn parse_words(text: &str) -> Result<Self, UrlError> {
        let query = split_words(text)?
            .into_iter()
            .map(|(key, value)| {
                let value = encode(&value);
                check_query_port(&key, &value)?;
                Ok((key, value))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            user: None,
            password: None,
            hosts: String::new(),
            database: None,
            query,
        })
    }

    pub(super) fn from_parts(
        username: &str,
        password: Option<&str>,
        host: &str,
        port: &str,
        database: &str,
    ) -> Result<Self, UrlError> {
        let parts = [username, password.unwrap_or_default(), host, database];
        if parts.iter().any(|part| part.contains('\0')) {
            return Err(UrlError::malformed("it contains a NUL character"));
        }
        check_port(port)?;
        let is_address = host.contains(':') && !host.contains('/');
        let host = if is_address {
            format!("[{}]", host.trim_matches(['[', ']']))
        } else {
            encode(host)
        };
        let colon = if port.is_empty() { "" } else { ":" };
        // A URL has no place for a password without a login.
        let has_login = !username.is_empty() || password.is_some();
        Ok(Self {
            user: has_login.then(|| encode(username)),
            password: password.map(encode),
            hosts: format!("{host}{colon}{port}"),
            database: Some(encode(database)),
            query: Vec::new(),
        })
    }

    /// The database that libpq would take from the URL. A parameter wins over the path.
    pub(in crate::database) fn database(&self) -> Option<String> {
        self.parameter("dbname")
            .or_else(|| decoded(self.database.as_deref()?))
            .filter(|name| !name.is_empty())
    }

    pub(super) fn with_database(&self, name: &str) -> Self {
        let mut url = self.clone();
        url.query.retain(|(key, _)| key != "dbname");
        url.database = Some(encode(name));
        url
    }

    /// The URL with one more parameter, unless it has it already.
    pub(in crate::database) fn with_default(&self, key: &str, value: &str) -> Self {
        let mut url = self.clone();
        if self.parameter(key).is_none() {
            url.query.push((key.to_owned(), encode(value)));
        }
        url
    }

    /// The user name in the URL.
    pub(in crate::database) fn user(&self) -> Option<String> {
        self.parameter("user")
            .or_else(|| decoded(self.user.as_deref()?))
    }

    /// `localhost:5433`, for messages.
    pub(in crate::database) fn server(&self) -> String {
        if let Some(host) = self
            .parameter("host")
            .or_else(|| self.parameter("hostaddr"))
            .filter(|host| !host.is_empty())
        {
            return match self.parameter("port") {
                Some(port) => format!("{host}:{port}"),
                None => host,
            };
        }
        match decoded(&self.hosts) {
            Some(hosts) if !hosts.is_empty() => hosts,
            _ => "the local server".to_owned(),
        }
    }

    /// A parameter of the query, decoded; of several, the last, as in libpq.
    pub(in crate::database) fn parameter(&self, name: &str) -> Option<String> {
        let (_, value) = self.query.iter().rev().find(|(key, _)| key == name)?;
        decoded(value)
    }

    /// Everything in the URL that must not be printed, as written and as meant.
    pub(in crate::database) fn secrets(&self) -> Vec<String> {
        let in_query = self
            .query
            .iter()
            .filter(|(key, _)| is_secret_key(key))
            .map(|(_, value)| value);
        let mut secrets: Vec<String> = self
            .password
            .iter()
            .chain(in_query)
            .flat_map(|raw| [Some(raw.clone()), decoded(raw)])
            .flatten()
            .filter(|secret| !secret.is_empty())
            .collect();
        // The longest first, or a secret inside another one would save the rest of it from being found.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets.dedup();
        secrets
    }

    pub(in crate::database) fn to_secret_string(&self) -> String {
        let words: Vec<String> = self
            .query
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        self.spell(self.password.as_deref(), &words.join("&"))
    }

    pub(super) fn masked(&self) -> String {
        let words: Vec<String> = self
            .query
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        let password = self.password.as_ref().map(|_| MASK);
        self.spell(password, &masked_query(&words.join("&")))
    }

    fn spell(&self, password: Option<&str>, query: &str) -> String {
        let mut text = "postgresql://".to_owned();
        if let Some(user) = &self.user {
            text.push_str(user);
            if let Some(password) = password {
                text.push(':');
                text.push_str(password);
            }
            text.push('@');
        }
        text.push_str(&self.hosts);
        if let Some(database) = &self.database {
            text.push('/');
            text.push_str(database);
        }
        if !query.is_empty() {
            text.push('?');
            text.push_str(query);
        }
        text
    }
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, IN_COMPONENT).to_string()
}

fn decoded(raw: &str) -> Option<String> {
    decode(raw, "").ok()
}

/// The login ends at the first `@`, unless a `/` comes before it: so says libpq.
fn split_login(text: &str) -> (Option<&str>, &str) {
    match text
        .find(['@', '/'])
        .and_then(|at| text.split_at_checked(at))
    {
        Some((login, rest)) => match rest.strip_prefix('@') {
            Some(rest) => (Some(login), rest),
            None => (None, text),
        },
        None => (None, text),
    }
}

fn check_hosts(hosts: &str) -> Result<(), UrlError> {
    for host in hosts.split(',') {
        let port = if let Some(address) = host.strip_prefix('[') {
            let (_, after) = address.split_once(']').ok_or_else(|| {
                UrlError::malformed("an IPv6 address begins with `[` but no `]` ends it")
            })?;
            after.strip_prefix(':').or(after.is_empty().then_some(""))
        } else {
            let (name, port) = host.split_once(':').unwrap_or((host, ""));
            decode(name, "host")?;
            Some(port)
        };
        check_port(port.ok_or(UrlError::BadPort)?)?;
    }
    Ok(())
}

fn check_port(port: &str) -> Result<(), UrlError> {
    let valid = port.is_empty()
        || (port.chars().all(|c| c.is_ascii_digit())
            && port.parse::<u16>().is_ok_and(|number| number > 0));
    if valid {
        Ok(())
    } else {
        Err(UrlError::BadPort)
    }
}

fn parse_query(query: &str) -> Result<Vec<(String, String)>, UrlError> {
    query
        .split('&')
        .filter(|word| !word.is_empty())
        .map(|word| {
            let (key, value) = word
                .split_once('=')
                .filter(|(key, value)| !key.is_empty() && !value.contains('='))
                .ok_or_else(|| {
                    UrlError::malformed(
                        "what follows the `?` is not `name=value` (`=`, `&` and `?` in a value or a password \
                         are written %3D, %26 and %3F)",
                    )
                })?;
            let key = decode(key, "parameter's name")?;
            decode(value, "parameter's value")?;
            check_query_port(&key, value)?;
            Ok((key, value.to_owned()))
        })
        .collect()
}

fn check_query_port(key: &str, value: &str) -> Result<(), UrlError> {
    if key != "port" {
        return Ok(());
    }
    let ports = decode(value, "port")?;
    ports.split(',').try_for_each(check_port)
}
