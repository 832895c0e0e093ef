//! The session that holds the lock.

use std::fmt;

/// The session that holds the lock, as far as the server reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LockHolder {
    /// The server process.
    pub pid: i32,
    /// The name that the client gave itself.
    pub application: Option<String>,
    /// The address that it connects from; `None` for a local socket.
    pub address: Option<String>,
    /// When its transaction began, in UTC.
    pub since: Option<String>,
    /// State of its session in the server's words, and the statement of the revision that it runs.
    pub doing: Option<String>,
}

impl fmt::Display for LockHolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {}", self.pid)?;
        if let Some(application) = &self.application {
            write!(f, ", {application}")?;
        }
        if let Some(address) = &self.address {
            write!(f, ", from {address}")?;
        }
        if let Some(since) = &self.since {
            write!(f, ", since {since} UTC")?;
        }
        match &self.doing {
            Some(doing) => write!(f, ": {doing}"),
            None => Ok(()),
        }
    }
}

/// Callback for the moment when the wait begins, with the holder if the server names it.
pub(crate) type OnWait<'a> = &'a mut dyn FnMut(Option<&LockHolder>);
