//! The use cases that the command line and the shell share.
