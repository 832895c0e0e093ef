//! What people see: tables, JSON, CSV, prompts.
