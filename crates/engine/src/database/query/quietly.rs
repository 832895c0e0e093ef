//! Work that may panic in a library, and must not tell the user so.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
}

/// What `work` gives, or nothing where it panics. Other panics are reported as ever.
pub(super) fn quietly<T>(work: impl FnOnce() -> T) -> Option<T> {
    static INSTALLED: Once = Once::new();

    INSTALLED.call_once(|| {
        let report = take_hook();
        set_hook(Box::new(move |panic| {
            if !IS_QUIET.get() {
                report(panic);
            }
        }));
    });
    IS_QUIET.set(true);
    // What was being done is dropped, and not looked at again.
    let result = catch_unwind(AssertUnwindSafe(work));
    IS_QUIET.set(false);
    result.ok()
}
