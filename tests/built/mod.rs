//! The program of an example, as its users have it.
#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test may panic: that is a failed test"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds an example with the profile and the features of this test, so that there is one build of the library.
pub fn example(name: &str) -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let profile = here.parent().and_then(Path::parent).unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    cargo.args(["build", "--quiet", "--workspace", "--all-features", "--example", name, "--target-dir"]);
    cargo.arg(profile.parent().unwrap());
    if profile.file_name().is_some_and(|name| name == "release") {
        cargo.arg("--release");
    }
    // What cargo tells a test of its package would have the build scripts of others run again, and all that needs them.
    for (told, _) in std::env::vars_os() {
        let of_package = |told: &str| told.starts_with("CARGO_PKG_") || told.starts_with("CARGO_MANIFEST_");
        if told.to_str().is_some_and(of_package) {
            cargo.env_remove(told);
        }
    }
    assert!(cargo.status().unwrap().success(), "the example `{name}` builds");
    profile.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
