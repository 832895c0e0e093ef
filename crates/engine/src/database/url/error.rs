//! Errors of URLs.

/// Why a text is not a URL of a database that this build can open. Never contains any part of the text that could be
/// a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UrlError {
    /// Nothing but white space.
    #[error("the database URL is empty")]
    Empty,
    /// A scheme that no database of ours has.
    #[error(
        "unknown database URL scheme `{scheme}` (known are sqlite, postgresql and mysql, or the path of a SQLite file)"
    )]
    UnknownScheme {
        /// The scheme as it was written, without the driver.
        scheme: String,
    },
    /// A database that was left out of this build, or that no build has yet.
    #[error("this build has no {product} support")]
    Unsupported {
        /// `PostgreSQL`, `MySQL`.
        product: &'static str,
    },
    /// A port that is not a number from 1 to 65535.
    #[error(
        "the port in the database URL is not a number from 1 to 65535 \
         (the characters : / @ ? # % in a password are written %3A %2F %40 %3F %23 %25)"
    )]
    BadPort,
    /// Anything else.
    #[error("malformed database URL: {problem}")]
    Malformed {
        /// The problem, without the text of the URL.
        problem: String,
    },
}

impl UrlError {
    pub(super) fn malformed(problem: impl Into<String>) -> Self {
        Self::Malformed {
            problem: problem.into(),
        }
    }
}
