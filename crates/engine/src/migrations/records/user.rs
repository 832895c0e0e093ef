//! Names of the users who apply revisions, for the records.

/// Returns the user and the machine of this process, for the records.
pub(in crate::migrations) fn user() -> String {
    let variable = |names: &[&str]| {
        let mut values = names.iter().filter_map(|name| std::env::var(name).ok());
        values.find(|value| !value.is_empty())
    };
    let user = variable(&["USER", "LOGNAME", "USERNAME"]);
    let user = user.unwrap_or_else(|| "unknown".to_owned());
    // Linux tells it in a file, Windows and some shells in a variable.
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname")
        .ok()
        .map(|host| host.trim().to_owned())
        .filter(|host| !host.is_empty())
        .or_else(|| variable(&["HOSTNAME", "COMPUTERNAME"]));
    match host {
        Some(host) => format!("{user}@{host}"),
        None => user,
    }
}
