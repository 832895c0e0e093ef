//! Changes to ordered, reversible steps of SQL.
