//! A MySQL or MariaDB URL: taken apart by the rules of Diesel's, with SQLAlchemy's parameters understood.
//!
//! A misspelt `ssl_mode` must not end in a connection that anybody can read, so each parameter is known or refused.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::encoding::decode;
use super::error::UrlError;
use super::mask::MASK;

const IN_COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The parameters that control how to connect.
const OPTIONS: [&str; 5] = ["unix_socket", "ssl_mode", "ssl_ca", "ssl_cert", "ssl_key"];

/// The parameters of SQLAlchemy's drivers that have no effect here: the session uses utf8mb4 in any case.
const WITHOUT_EFFECT: [&str; 7] = [
    "charset",
    "use_unicode",
    "binary_prefix",
    "autocommit",
    "connect_timeout",
    "read_timeout",
    "write_timeout",
];

/// How sure the connection must be of being encrypted, and of whom it speaks to (MySQL's manual, `--ssl-mode`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::database) enum SslMode {
    Disabled,
    Preferred,
    Required,
    VerifyCa,
    VerifyIdentity,
}

impl SslMode {
    const ALL: [Self; 5] = [
        Self::Disabled,
        Self::Preferred,
        Self::Required,
        Self::VerifyCa,
        Self::VerifyIdentity,
    ];

    /// The mode as it stands in a URL, in any case.
    pub(in crate::database) fn name(self) -> &'static str {
        match self {
            Self::Disabled => "DISABLED",
            Self::Preferred => "PREFERRED",
            Self::Required => "REQUIRED",
            Self::VerifyCa => "VERIFY_CA",
            Self::VerifyIdentity => "VERIFY_IDENTITY",
        }
    }
}

/// A MySQL or MariaDB URL, taken apart. Everything is decoded, but the host.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::database) struct MysqlUrl {
    user: Option<String>,
    password: Option<String>,
    host: String,
    port: Option<u16>,
    database: Option<String>,
    query: Vec<(String, String)>,
}

#[cfg_attr(
    not(feature = "mysql"),
    allow(dead_code, reason = "URLs are understood, and refused, in every build")
)]
impl MysqlUrl {
    /// Parses the text after `mysql://`.
    pub(super) fn parse(rest: &str) -> Result<Self, UrlError> {
        let (login, rest) = split_login(rest);
        let (location, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (address, database) = location.split_once('/').unwrap_or((location, ""));
        let (user, password) = match login.map(|login| (login, login.split_once(':'))) {
            None => (None, None),
            Some((_, Some((user, password)))) => (Some(user), Some(password)),
            Some((user, None)) => (Some(user), None),
        };
        if address.contains('@') || database.contains(['@', '/']) {
            return Err(UrlError::malformed(
                "there is an `@` or a `/` too many (in a user name or password they are written %40 and %2F)",
            ));
        }
        let (host, port) = split_port(address)?;
        let database = decode(database, "database name")?;
        Ok(Self {
            user: user.map(|user| decode(user, "user name")).transpose()?,
            password: password
                .map(|password| decode(password, "password"))
                .transpose()?,
            host: host.to_owned(),
            port,
            database: Some(database).filter(|name| !name.is_empty()),
            query: parse_query(query)?,
        })
    }

    pub(in crate::database) fn database(&self) -> Option<String> {
        self.database.clone()
    }

    /// The same server and login with another database; with none, where the name is empty.
    pub(super) fn with_database(&self, name: &str) -> Self {
        Self {
            database: Some(name.to_owned()).filter(|name| !name.is_empty()),
            ..self.clone()
        }
    }

    /// Returns whether the URL contains a password.
    pub(in crate::database) fn has_password(&self) -> bool {
        self.password.is_some()
    }

    /// The mode that the URL asks for.
    pub(in crate::database) fn ssl_mode(&self) -> Option<SslMode> {
        self.parameter("ssl_mode").and_then(ssl_mode)
    }

    /// A parameter of the query.
    pub(in crate::database) fn parameter(&self, name: &str) -> Option<&str> {
        let (_, value) = self.query.iter().rev().find(|(key, _)| key == name)?;
        Some(value)
    }

    /// `localhost:3306`, for messages.
    pub(in crate::database) fn server(&self) -> String {
        if let Some(socket) = self.parameter("unix_socket") {
            return socket.to_owned();
        }
        match (self.host.as_str(), self.port) {
            ("", None) => "the local server".to_owned(),
            (host, None) => host.to_owned(),
            (host, Some(port)) => format!("{host}:{port}"),
        }
    }

    /// Returns whether the socket on this machine is meant, wherever that is.
    pub(in crate::database) fn is_default_socket(&self) -> bool {
        self.port.is_none()
            && matches!(self.host.as_str(), "" | "localhost")
            && self.parameter("unix_socket").is_none()
    }

    /// Everything in the URL that must not be printed.
    pub(in crate::database) fn secrets(&self) -> Vec<String> {
        let password = self.password.iter().filter(|secret| !secret.is_empty());
        let mut secrets: Vec<String> = password
            .flat_map(|secret| [secret.clone(), encode(secret)])
            .collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets.dedup();
        secrets
    }

    /// A note on parameters that are understood, and change nothing.
    pub(super) fn note(&self) -> Option<String> {
        let mut idle = self
            .query
            .iter()
            .filter(|(key, value)| !OPTIONS.contains(&key.as_str()) && !is_utf8(key, value));
        let (key, _) = idle.next()?;
        Some(format!(
            "`{key}` in the database URL changes nothing: moviectl's connections are always utf8mb4, \
             and wait ten seconds for an answer"
        ))
    }

    /// The URL with its password, as it was meant.
    pub(in crate::database) fn to_secret_string(&self) -> String {
        let password = self.password.as_deref().map(encode);
        self.spell(password.as_deref())
    }

    pub(in crate::database) fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    pub(in crate::database) fn password(&self) -> Option<&str> {
        self.password.as_deref()
    }

    /// As it is written: an IPv6 address is in brackets.
    pub(in crate::database) fn host(&self) -> &str {
        &self.host
    }

    pub(in crate::database) fn port(&self) -> Option<u16> {
        self.port
    }

    pub(super) fn masked(&self) -> String {
        let password = self.password.as_ref().map(|_| MASK);
        self.spell(password)
    }

    fn spell(&self, password: Option<&str>) -> String {
        let mut text = "mysql://".to_owned();
        if self.user.is_some() || password.is_some() {
            text.push_str(&encode(self.user.as_deref().unwrap_or_default()));
            if let Some(password) = password {
                text.push(':');
                text.push_str(password);
            }
            text.push('@');
        }
        text.push_str(&self.host);
        if let Some(port) = self.port {
            text.push_str(&format!(":{port}"));
        }
        if let Some(database) = &self.database {
            text.push('/');
            text.push_str(&encode(database));
        }
        let words: Vec<String> = self
            .query
            .iter()
            .map(|(key, value)| {
                let value = value.split('/').map(encode).collect::<Vec<_>>();
                format!("{key}={}", value.join("/"))
            })
            .collect();
        if !words.is_empty() {
            text.push('?');
            text.push_str(&words.join("&"));
        }
        text
    }
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, IN_COMPONENT).to_string()
}

fn ssl_mode(name: &str) -> Option<SslMode> {
    SslMode::ALL
        .into_iter()
        .find(|mode| mode.name().eq_ignore_ascii_case(name))
}

/// The login ends at the first `@`, unless a `/` comes before it.
fn split_login(text: &str) -> (Option<&str>, &str) {
    let at = text.find(['@', '/', '?']).unwrap_or(text.len());
    match text.split_at_checked(at) {
        Some((login, rest)) => match rest.strip_prefix('@') {
            Some(rest) => (Some(login), rest),
            None => (None, text),
        },
        None => (None, text),
    }
}

fn split_port(address: &str) -> Result<(&str, Option<u16>), UrlError> {
    let (host, port) = if address.starts_with('[') {
        let end = address.find(']').ok_or_else(|| {
            UrlError::malformed("an IPv6 address begins with `[` but no `]` ends it")
        })?;
        let (host, after) = address.split_at_checked(end + 1).unwrap_or((address, ""));
        match after.strip_prefix(':') {
            Some(port) => (host, port),
            None if after.is_empty() => (host, ""),
            None => return Err(UrlError::BadPort),
        }
    } else {
        address.split_once(':').unwrap_or((address, ""))
    };
    let usual = |c: char| c.is_ascii_alphanumeric() || "-._[]:".contains(c);
    if !host.chars().all(usual) {
        return Err(UrlError::malformed(
            "the host is neither a name nor an address (a socket's path goes behind the `?`: unix_socket=/PATH)",
        ));
    }
    if port.is_empty() {
        return Ok((host, None));
    }
    let digits = port.bytes().all(|byte| byte.is_ascii_digit());
    let number = port.parse::<u16>().ok().filter(|port| digits && *port > 0);
    match number {
        Some(number) if !host.is_empty() => Ok((host, Some(number))),
        Some(number) => Ok(("localhost", Some(number))),
        None => Err(UrlError::BadPort),
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
            let value = decode(value, "parameter's value")?;
            check_parameter(&key, &value)?;
            Ok((key, value))
        })
        .collect()
}

fn check_parameter(key: &str, value: &str) -> Result<(), UrlError> {
    let known = OPTIONS.contains(&key) || WITHOUT_EFFECT.contains(&key);
    let problem = if !known {
        format!(
            "it has a parameter that is not known for MySQL (known are {}; and of SQLAlchemy's charset, which is always utf8mb4)",
            OPTIONS.join(", ")
        )
    } else if key == "ssl_mode" && ssl_mode(value).is_none() {
        let names = SslMode::ALL.map(SslMode::name);
        format!("ssl_mode is one of {}", names.join(", "))
    } else if OPTIONS.contains(&key) && value.is_empty() {
        format!("{key} has no value")
    } else {
        return Ok(());
    };
    Err(UrlError::malformed(problem))
}

/// `charset=utf8mb4`: what is so in any case needs no note.
fn is_utf8(key: &str, value: &str) -> bool {
    key == "charset" && value.to_ascii_lowercase().starts_with("utf8")
}
