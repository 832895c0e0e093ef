//! The `moviectl` binary.

fn main() {}
