#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use std::path::PathBuf;

#[test]
fn the_shipped_catalogue_is_right() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let locales = Locales::load(&root.join("locales")).unwrap();
    let (catalogue, problems) = Catalogue::check(&root.join("assets/catalogue"), &locales);
    let errors: Vec<_> = problems.iter().filter(|p| p.severity == crate::problem::Severity::Error).map(|p| format!("{p:#}")).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    assert_eq!(catalogue.unwrap().services.len(), 6);
}
