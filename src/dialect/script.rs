//! Where a SQL script's statements begin and end.
