//! Accounts of MySQL and MariaDB that want to be spoken to in a certain way: passwords of each kind, encryption,
//! certificates.
//!
//! If `MOVIECTL_TEST_MYSQL_CA` names the authority of the server's certificate, that certificate is verified as well. A
//! `client-cert.pem` with its `client-key.pem` beside it, as MySQL makes them, is shown to accounts that ask for one.

use std::path::{Path, PathBuf};

use crate::support::{Backend, Db, Output, unique_name, variable};

const CA: &str = "MOVIECTL_TEST_MYSQL_CA";

/// One that has to be percent-encoded.
const PASSWORD: &str = "p:@/% wörd''";
const ENCODED: &str = "p%3A%40%2F%25%20w%C3%B6rd%27";

/// An account with all rights on the database, which is dropped at the end.
struct Account<'a> {
    db: &'a Db,
    name: String,
}

impl<'a> Account<'a> {
    /// `how`: by which plugin, and what it has to be like.
    fn new(db: &'a Db, how: &str) -> Self {
        let name = unique_name().replace("moviectl_test", "m");
        let how = how.replace(":password", &format!("'{PASSWORD}'"));
        db.execute(&format!("CREATE USER {name}@'%' {how}"));
        let database = db.database();
        db.execute(&format!("GRANT ALL ON {database}.* TO {name}@'%'"));
        Self { db, name }
    }

    fn connects(&self, parameters: &str) -> Output {
        let mut url = url::Url::parse(self.db.url()).unwrap();
        url.set_username(&self.name).unwrap();
        let text = url.as_str().replacen(
            &format!("//{}:{}@", self.name, url.password().unwrap_or_default()),
            &format!("//{}:{ENCODED}@", self.name),
            1,
        );
        let url = format!("{text}?{parameters}");
        let sql = "SHOW SESSION STATUS LIKE 'Ssl_cipher'";
        let arguments = [
            "--database-url",
            &url,
            "shell",
            "--format",
            "csv",
            "-c",
            sql,
        ];
        let output = self.db.moviectl(arguments);
        output.stderr_lacks("w%C3").stderr_lacks("wörd");
        output
    }

    #[track_caller]
    fn comes_in(&self, parameters: &str, encrypted: bool) {
        let output = self.connects(parameters);
        let cipher = output.success().stdout.lines().nth(1).unwrap_or_default();
        assert_eq!(cipher != "Ssl_cipher,", encrypted, "{output}");
    }
}

impl Drop for Account<'_> {
    fn drop(&mut self) {
        self.db.execute(&format!("DROP USER {}@'%'", self.name));
    }
}

fn offers_encryption(db: &Db) -> bool {
    let lines = db.lines("SHOW GLOBAL STATUS LIKE 'Ssl_server_not_after'");
    lines.iter().any(|line| !line.ends_with('|'))
}

fn encrypted(test: impl FnOnce(&Db)) {
    Db::with(Backend::Mysql, |db| match offers_encryption(db) {
        true => test(db),
        // Not missing: this server was started without.
        false => eprintln!("skipped: the server does not encrypt"),
    });
}

#[test]
fn passwords_of_every_kind() {
    Db::with(Backend::Mysql, |db| {
        let kinds = [
            (
                "caching_sha2_password",
                "IDENTIFIED WITH caching_sha2_password BY :password",
            ),
            (
                "mysql_native_password",
                "IDENTIFIED VIA mysql_native_password USING PASSWORD(:password)",
            ),
            (
                "ed25519",
                "IDENTIFIED VIA ed25519 USING PASSWORD(:password)",
            ),
        ];
        let mut tried = 0;
        for (plugin, how) in kinds {
            let query = format!(
                "SELECT 1 FROM information_schema.plugins WHERE plugin_name = '{plugin}' AND plugin_status = 'ACTIVE'"
            );
            // MariaDB's words for them are others than MySQL's.
            if db.lines(&query).is_empty() || how.contains(" VIA ") == (db.product() == "MySQL") {
                continue;
            }
            tried += 1;
            let account = Account::new(db, how);
            // The second time, the server remembers the first.
            for _ in 0..2 {
                account.comes_in("", false);
                account.comes_in("ssl_mode=DISABLED", false);
            }
            if offers_encryption(db) {
                db.execute("FLUSH PRIVILEGES");
                account.comes_in("ssl_mode=REQUIRED", true);
                account.comes_in("ssl_mode=PREFERRED", true);
            } else {
                account
                    .connects("ssl_mode=REQUIRED")
                    .refused(1, "no encrypted connection")
                    .stderr_has("the server does not encrypt");
            }
        }
        assert!(tried > 0, "no kind of password is known");
    });
}

#[test]
fn an_account_that_requires_encryption() {
    encrypted(|db| {
        let account = Account::new(db, "IDENTIFIED BY :password REQUIRE SSL");
        account
            .connects("")
            .refused(1, "refused the login")
            .hint("`ssl_mode=REQUIRED`");
        account.comes_in("ssl_mode=REQUIRED", true);
        account.comes_in("ssl_mode=PREFERRED", true);
    });
}

/// The file of the authority, and those of a client's certificate and key beside it, where they are.
fn authority() -> Option<(PathBuf, Option<[PathBuf; 2]>)> {
    let Some(ca) = variable(CA) else {
        eprintln!("skipped: no certificate of an authority ({CA})");
        return None;
    };
    let ca = PathBuf::from(ca);
    let beside = ["client-cert.pem", "client-key.pem"].map(|name| ca.with_file_name(name));
    let readable = beside.iter().all(|path| path.exists());
    Some((ca, readable.then_some(beside)))
}

fn shown(path: &Path) -> std::path::Display<'_> {
    path.display()
}

#[test]
fn certificates_are_looked_at_where_an_authority_is_named() {
    encrypted(|db| {
        let Some((ca, client)) = authority() else {
            return;
        };
        let account = Account::new(db, "IDENTIFIED BY :password REQUIRE SSL");
        let ca = shown(&ca);
        account.comes_in(&format!("ssl_ca={ca}"), true);
        account.comes_in(&format!("ssl_mode=VERIFY_CA&ssl_ca={ca}"), true);
        let refused = |parameters: &str, why: &str| {
            account
                .connects(parameters)
                .refused(
                    1,
                    "no encrypted connection to the MySQL or MariaDB server at ",
                )
                .stderr_has(why)
                .hint("ssl_ca=/PATH/TO/CA.pem");
        };
        // A certificate that the server made for itself names no host.
        refused(
            &format!("ssl_mode=VERIFY_IDENTITY&ssl_ca={ca}"),
            "the server's certificate is refused: ",
        );
        refused(
            "ssl_mode=VERIFY_IDENTITY",
            "the server's certificate is refused: ",
        );
        refused("ssl_mode=VERIFY_CA", "needs ssl_ca");
        refused("ssl_ca=/no/such.pem", "/no/such.pem: No such file");
        db.write("empty.pem", "no certificate\n");
        refused(
            &format!("ssl_ca={}", shown(&db.path("empty.pem"))),
            "empty.pem has no certificate in PEM",
        );
        let Some([certificate, key]) = client else {
            return;
        };
        let (certificate, key) = (shown(&certificate), shown(&key));
        refused(
            &format!("ssl_ca={certificate}"),
            "the server's certificate is refused: ",
        );
        let own = format!("ssl_cert={certificate}&ssl_key={key}");
        let strict = Account::new(db, "IDENTIFIED BY :password REQUIRE X509");
        strict
            .connects("ssl_mode=REQUIRED")
            .refused(1, "refused the login")
            .hint("ssl_cert and ssl_key");
        strict.comes_in(&format!("ssl_mode=REQUIRED&{own}"), true);
        strict.comes_in(&format!("ssl_ca={ca}&{own}"), true);
        strict
            .connects(&format!("ssl_mode=REQUIRED&ssl_cert={certificate}"))
            .refused(1, "no encrypted connection")
            .stderr_has("ssl_cert and ssl_key go together");
    });
}
