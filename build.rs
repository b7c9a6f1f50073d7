//! How the program is linked.

fn main() {
    // 36,000 places of a program that may lie anywhere in memory are to be corrected at each start (twice: `main.rs`
    // starts it anew). Packed, the list of them is 20 KB instead of 900, to read and to keep. Needs glibc 2.36, which
    // Debian 12 has.
    println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    println!("cargo::rerun-if-changed=build.rs");
}
