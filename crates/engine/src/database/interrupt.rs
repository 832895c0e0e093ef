//! Handling of Ctrl-C and SIGTERM. Without a [`Guard`], they end the process at once. Under a [`Guard`], the first
//! signal only requests an end: the running statement is cancelled, and the engine rolls back and cleans up. The second
//! signal ends the process anyway.

mod canceller;
mod running;
mod statement;

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, Once, OnceLock, PoisonError};
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

pub use canceller::Canceller;
pub(super) use running::Running;

/// A request to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Signal {
    /// Ctrl-C.
    Interrupt,
    /// SIGTERM.
    Terminate,
}

impl Signal {
    /// The exit code of a process that this signal ended: 130, 143.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Interrupt => 130,
            Self::Terminate => 143,
        }
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Interrupt => "interrupted",
            Self::Terminate => "terminated",
        })
    }
}

/// The user asked to end; what was begun has been, or is to be, rolled back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{signal}")]
#[non_exhaustive]
pub struct Interrupted {
    /// Which signal came.
    pub signal: Signal,
}

impl From<Signal> for Interrupted {
    fn from(signal: Signal) -> Self {
        Self { signal }
    }
}

impl Interrupted {
    /// The exit code of the process.
    pub fn exit_code(self) -> u8 {
        self.signal.exit_code()
    }
}

/// While it lives, the first signal only asks.
#[doc(hidden)]
#[must_use = "signals end the process at once when the guard is gone"]
#[derive(Debug)]
pub struct Guard {
    state: &'static State,
    number: usize,
}

static STATE: State = State::new();
static INSTALLED: Once = Once::new();
static FAREWELL: OnceLock<Farewell> = OnceLock::new();

/// Reports a signal before the process ends during an operation. The text is the account of the finished work, if there
/// is one.
pub type Farewell = fn(Signal, Option<&str>);

/// Account of the finished and the current work, for [`Farewell`].
static ACCOUNT: Mutex<Option<String>> = Mutex::new(None);

/// Sets the account that is reported if a signal ends the process at once.
pub(crate) fn tell_at_the_end(account: Option<String>) {
    *ACCOUNT.lock().unwrap_or_else(PoisonError::into_inner) = account;
}

/// Listens for the signals from now on; `farewell` is called before the process is ended in the middle of something.
/// Only the first call does something.
///
/// # Errors
/// When the system refuses; signals then do what they do to any process.
pub fn install(farewell: Farewell) -> io::Result<()> {
    let mut result = Ok(());
    INSTALLED.call_once(|| {
        FAREWELL.get_or_init(|| farewell);
        result = listen();
    });
    result
}

fn listen() -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            for number in signals.forever() {
                let signal = if number == SIGTERM {
                    Signal::Terminate
                } else {
                    Signal::Interrupt
                };
                match STATE.receive(signal) {
                    Action::Exit => exit(signal),
                    Action::Cancel(canceller) => run_beside(canceller),
                }
            }
        })?;
    Ok(())
}

fn exit(signal: Signal) {
    if let Some(farewell) = FAREWELL.get() {
        let account = ACCOUNT.lock().unwrap_or_else(PoisonError::into_inner);
        farewell(signal, account.as_deref());
    }
    // Without exit handlers: other threads are in the middle of using what those would free.
    signal_hook::low_level::exit(signal.exit_code().into());
}

/// Ends the process if the signal that came is still not obeyed after `grace`.
fn exit_after(grace: Duration) {
    std::thread::sleep(grace);
    let busy = STATE.guards.load(Ordering::SeqCst) > 0;
    if let Some(signal) = STATE.requested().filter(|_| busy) {
        exit(signal);
    }
}

/// In a thread of its own, so that a second signal is heard while the server does not answer.
fn run_beside(canceller: Option<Canceller>) {
    if let Some(canceller) = canceller {
        // Without a thread the flag alone must do.
        let _ = std::thread::Builder::new()
            .name("cancel".to_owned())
            .spawn(move || canceller.cancel());
    }
}

/// Puts off the end of the process until the guard is gone; `cancel` is what stops the statement that is running.
#[doc(hidden)]
pub fn guard(cancel: Option<Canceller>) -> Guard {
    STATE.guard(cancel)
}

/// The signal that came under a guard.
#[doc(hidden)]
pub fn requested() -> Option<Signal> {
    STATE.requested()
}

/// To be asked between statements.
///
/// # Errors
/// When a signal came under a guard.
#[doc(hidden)]
pub fn check() -> Result<(), Interrupted> {
    match requested() {
        Some(signal) => Err(Interrupted { signal }),
        None => Ok(()),
    }
}

/// Forgets a signal, for an interactive program that goes on after it.
#[doc(hidden)]
pub fn clear() {
    STATE.received.store(NONE, Ordering::SeqCst);
}

const NONE: usize = 0;
const INTERRUPT: usize = 1;
const TERMINATE: usize = 2;

#[derive(Debug)]
struct State {
    guards: AtomicUsize,
    received: AtomicUsize,
    /// Those of the living guards, each with its guard's number: guards go in any order.
    cancellers: Mutex<Vec<(usize, Canceller)>>,
    next: AtomicUsize,
}

enum Action {
    Exit,
    Cancel(Option<Canceller>),
}

impl State {
    const fn new() -> Self {
        Self {
            guards: AtomicUsize::new(0),
            received: AtomicUsize::new(NONE),
            cancellers: Mutex::new(Vec::new()),
            next: AtomicUsize::new(0),
        }
    }

    fn guard(&'static self, cancel: Option<Canceller>) -> Guard {
        let number = self.next.fetch_add(1, Ordering::SeqCst);
        let mut cancellers = self.cancellers();
        cancellers.extend(cancel.map(|cancel| (number, cancel)));
        self.guards.fetch_add(1, Ordering::SeqCst);
        Guard {
            state: self,
            number,
        }
    }

    fn cancellers(&self) -> MutexGuard<'_, Vec<(usize, Canceller)>> {
        self.cancellers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn requested(&self) -> Option<Signal> {
        match self.received.load(Ordering::SeqCst) {
            INTERRUPT => Some(Signal::Interrupt),
            TERMINATE => Some(Signal::Terminate),
            _ => None,
        }
    }

    fn receive(&self, signal: Signal) -> Action {
        let cancellers = self.cancellers();
        if self.guards.load(Ordering::SeqCst) == 0 {
            return Action::Exit;
        }
        let number = match signal {
            Signal::Interrupt => INTERRUPT,
            Signal::Terminate => TERMINATE,
        };
        match self.received.swap(number, Ordering::SeqCst) {
            // The innermost knows what is running.
            NONE => Action::Cancel(cancellers.last().map(|(_, cancel)| cancel.clone())),
            _ => Action::Exit,
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let mut cancellers = self.state.cancellers();
        cancellers.retain(|(number, _)| *number != self.number);
        self.state.guards.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests;
