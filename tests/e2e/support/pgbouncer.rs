//! A PgBouncer of a test's own, with fewer server connections than clients.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use url::Url;

/// Ends with this.
pub(crate) struct PgBouncer {
    child: Child,
    /// The URL of the same database by way of it.
    pub(crate) url: String,
    _directory: TempDir,
}

impl PgBouncer {
    /// Transaction pooling before the database at `url`; `None` where the program is not installed.
    pub(crate) fn before(url: &str) -> Option<Self> {
        Self::with(url, "*", "pool_mode = transaction")
    }

    /// A pooler that serves `databases`, `*` for all, with these settings; `None` where the program is not installed, or is
    /// too old for the settings.
    pub(crate) fn with(url: &str, databases: &str, settings: &str) -> Option<Self> {
        let named = std::env::var("MOVIECTL_TEST_PGBOUNCER").ok();
        let program = [
            "/usr/sbin/pgbouncer",
            "/usr/bin/pgbouncer",
            "/usr/local/bin/pgbouncer",
        ]
        .into_iter()
        .find(|path| Path::new(path).exists());
        let program = named.or_else(|| program.map(str::to_owned))?;
        let mut url = Url::parse(url).unwrap();
        let directory = tempfile::Builder::new()
            .prefix("moviectl-pgbouncer-")
            .tempdir()
            .unwrap();
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .unwrap()
            .port();
        let users = directory.path().join("users.txt");
        fs::write(
            &users,
            format!(
                "\"{}\" \"{}\"\n",
                url.username(),
                url.password().unwrap_or_default()
            ),
        )
        .unwrap();
        let ini = directory.path().join("pgbouncer.ini");
        fs::write(
            &ini,
            format!(
                "[databases]\n{databases} = host={} port={}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
                 unix_socket_dir =\nauth_type = trust\nauth_file = {}\n{settings}\n\
                 default_pool_size = 4\nmax_client_conn = 200\nlogfile = {}\n",
                url.host_str().unwrap(),
                url.port().unwrap_or(5432),
                users.display(),
                directory.path().join("log").display()
            ),
        )
        .unwrap();
        let mut command = Command::new(program);
        if is_root() {
            // It refuses to run as root.
            let given = Command::new("chown")
                .args(["-R", "nobody"])
                .arg(directory.path())
                .status();
            assert!(given.unwrap().success());
            command.args(["-u", "nobody"]);
        }
        let mut child = command
            .arg(&ini)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            // `max_prepared_statements` came with 1.21.
            if child.try_wait().unwrap().is_some() {
                return None;
            }
            assert!(began.elapsed() < Duration::from_secs(20), "no pgbouncer");
            std::thread::sleep(Duration::from_millis(20));
        }
        url.set_host(Some("127.0.0.1")).unwrap();
        url.set_port(Some(port)).unwrap();
        Some(Self {
            child,
            url: url.into(),
            _directory: directory,
        })
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.starts_with(b"0\n"))
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
