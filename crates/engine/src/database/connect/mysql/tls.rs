//! Encryption of connections to MySQL or MariaDB, and trusted certificates.

use std::path::Path;

use mysql_async::{ClientIdentity, SslOpts};
use openssl::error::ErrorStack;
use openssl::pkcs12::Pkcs12;
use openssl::pkey::PKey;
use openssl::stack::Stack;
use openssl::x509::X509;

use super::address::{Way, server};
use crate::database::connect::error::{ConnectError, DriverMessage};
use crate::database::url::{MysqlUrl, SslMode};

/// Returns whether a server that does not encrypt is refused.
pub(super) fn is_required(url: &MysqlUrl) -> bool {
    mode(url) >= Some(SslMode::Required)
}

/// The mode that the URL means: who names an authority wants the server's certificate checked by it, as of MySQL's own
/// client.
fn mode(url: &MysqlUrl) -> Option<SslMode> {
    let named = url.ssl_mode();
    named.or_else(|| url.parameter("ssl_ca").map(|_| SslMode::VerifyCa))
}

/// How to encrypt, where it is to be tried: by default to other machines. On this one nobody listens.
pub(super) fn options(url: &MysqlUrl, way: &Way) -> Result<Option<SslOpts>, ConnectError> {
    let refused = |problem: String| ConnectError::Tls {
        server: server(url),
        message: DriverMessage(problem),
    };
    let mode = match (mode(url), way) {
        (None, way) if way.is_of_this_machine() => SslMode::Disabled,
        (Some(SslMode::Preferred), Way::Socket(_)) => SslMode::Disabled,
        (mode, _) => mode.unwrap_or(SslMode::Preferred),
    };
    if mode == SslMode::Disabled {
        return Ok(None);
    }
    if let Way::Socket(_) = way {
        return Err(refused(
            "a socket of this machine is not encrypted, and need not be: leave ssl_mode out, or name a host and a port"
                .to_owned(),
        ));
    }
    let mut options = SslOpts::default();
    let authority = url.parameter("ssl_ca");
    if let Some(path) = authority {
        let pem = read(path).map_err(refused)?;
        if !X509::stack_from_pem(&pem).is_ok_and(|all| !all.is_empty()) {
            return Err(refused(format!("{path} has no certificate in PEM")));
        }
        options = options
            .with_root_certs(vec![pem.into()])
            .with_disable_built_in_roots(true);
    }
    match (url.parameter("ssl_cert"), url.parameter("ssl_key")) {
        (Some(certificate), Some(key)) => {
            let identity = identity(certificate, key).map_err(refused)?;
            options = options.with_client_identity(Some(identity));
        }
        (None, None) => {}
        _ => return Err(refused("ssl_cert and ssl_key go together".to_owned())),
    }
    Ok(Some(match mode {
        SslMode::VerifyIdentity => options,
        SslMode::VerifyCa if authority.is_none() => {
            let problem = "ssl_mode=VERIFY_CA needs ssl_ca, the file of the authority";
            return Err(refused(problem.to_owned()));
        }
        SslMode::VerifyCa => options.with_danger_skip_domain_validation(true),
        SslMode::Disabled | SslMode::Preferred | SslMode::Required => options
            .with_danger_accept_invalid_certs(true)
            .with_danger_skip_domain_validation(true),
    }))
}

/// Returns the reason why a certificate was refused, without the places in OpenSSL's source:
/// `error:0A000086:…:certificate verify failed:…: (IP address mismatch)`.
pub(super) fn reason(text: &str) -> String {
    let refused = text.contains("certificate verify failed");
    let reason = text
        .rsplit_once(" (")
        .and_then(|(_, rest)| rest.strip_suffix(')'));
    match reason {
        Some(reason) if refused => format!("the server's certificate is refused: {reason}"),
        _ => text.to_owned(),
    }
}

fn read(path: &str) -> Result<Vec<u8>, String> {
    std::fs::read(Path::new(path)).map_err(|error| format!("{path}: {error}"))
}

/// The client's certificate and key, which the driver takes as one archive.
fn identity(certificate: &str, key: &str) -> Result<ClientIdentity, String> {
    let chain = read(certificate)?;
    let own = read(key)?;
    let archive = archive(&chain, &own)
        .map_err(|_| format!("{certificate} and {key} are no certificate and its key, in PEM"))?;
    Ok(ClientIdentity::new(archive.into()))
}

fn archive(chain: &[u8], key: &[u8]) -> Result<Vec<u8>, ErrorStack> {
    let key = PKey::private_key_from_pem(key)?;
    let mut certificates = X509::stack_from_pem(chain)?.into_iter();
    let mut builder = Pkcs12::builder();
    builder.pkey(&key);
    let own = certificates.next();
    if let Some(own) = &own {
        builder.cert(own);
    }
    let mut others = Stack::new()?;
    for certificate in certificates {
        others.push(certificate)?;
    }
    builder.ca(others);
    builder.build2("")?.to_der()
}
