//! Tests that need something of the machine: where it has to be there, a test that cannot run has failed.

#![allow(clippy::print_stderr)]

/// Says that `what` is not tested because the Debian package `package`, or a right, is missing. On a build machine (`CI`)
/// and for root that is a failure: only on somebody's own machine may a proof be left out.
pub(crate) fn missing(what: &str, package: &str) {
    let why = format!(
        "{what} NOT tested: Debian package {package} (`scripts/setup-debian test` installs it) or the right to use it is missing"
    );
    let must = std::env::var_os("CI").is_some() || nix::unistd::Uid::effective().is_root();
    assert!(!must, "{why}");
    eprintln!("note: {why}");
}
