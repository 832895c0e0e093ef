//! Revisions: the repository, its graph, its records and the runner.
