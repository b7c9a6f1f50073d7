//! The SQL of the PostgreSQL store must also run on a database that is spread over many machines (Citus,
//! YugabyteDB, CockroachDB). This reads every SQL text of it against the rules of docs/SCALE.md.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::path::Path;

/// Tables that stand whole on every machine, with the reason in docs/SCALE.md.
const REFERENCE: &[&str] = &["meta", "schema_step", "enrol_code", "device_key", "published_form"];

/// Words that only work on one machine, or make readers skip rows.
const FORBIDDEN: &[&str] = &[
    "trigger",
    "listen ",
    "notify",
    "serial",
    "identity",
    "nextval",
    "sequence",
    "advisory",
    "lock table",
    "foreign key",
    "references",
    "now()",
    "random()",
    "gen_random_uuid",
    "skip locked",
    "create extension",
    "materialized",
    "returning *",
];

fn sources() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/postgres");
    let mut found = Vec::new();
    for folder in [folder.clone(), folder.join("migrations")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "rs" || e == "sql") {
                found.push((
                    path.file_name().unwrap().to_string_lossy().into_owned(),
                    std::fs::read_to_string(&path).unwrap(),
                ));
            }
        }
    }
    assert!(found.len() > 8);
    found
}

/// SQL of a file: migrations without comments, or the statements in Rust's string literals.
fn statements(name: &str, text: &str) -> Vec<String> {
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    if name.ends_with(".sql") {
        let bare: String = text.lines().map(|line| line.split("--").next().unwrap()).collect::<Vec<_>>().join("\n");
        return bare.split(';').map(flat).filter(|s| !s.is_empty()).collect();
    }
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let literals = code.split('"').skip(1).step_by(2).map(|s| flat(&s.replace("\\\n", " ")));
    literals
        .filter(|s| {
            ["select ", "insert ", "update ", "delete ", "create ", "alter ", "with "].iter().any(|w| s.starts_with(w))
        })
        .collect()
}

fn all() -> Vec<(String, String)> {
    let all: Vec<_> = sources()
        .into_iter()
        .flat_map(|(name, text)| statements(&name, &text).into_iter().map(move |s| (name.clone(), s)))
        .collect();
    assert!(all.len() > 25, "only {} statements found: has the reader gone blind?", all.len());
    all
}

/// Whether the statement speaks of a table (as a word of its own).
fn speaks_of(statement: &str, table: &str) -> bool {
    statement.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == table)
}

#[test]
fn nothing_in_it_needs_one_machine() {
    for (name, statement) in all() {
        for word in FORBIDDEN {
            assert!(!statement.contains(word), "{name}: {word:?} in: {statement}");
        }
    }
}

#[test]
fn every_key_begins_with_the_centre() {
    let mut tables = 0;
    for (name, statement) in all().into_iter().filter(|(name, _)| name.ends_with(".sql")) {
        if let Some(rest) = statement.strip_prefix("create table ") {
            tables += 1;
            let table = rest.split([' ', '(']).next().unwrap();
            let keyed =
                statement.contains("primary key (centre_id") || statement.contains("centre_id text primary key");
            assert!(keyed || REFERENCE.contains(&table), "{name}: the key of {table} does not begin with centre_id");
        }
        if let Some(rest) = statement.strip_prefix("create unique index ") {
            let reference = REFERENCE.iter().any(|table| rest.contains(&format!(" on {table} ")));
            assert!(rest.contains("(centre_id,") || reference, "{name}: a unique index without centre_id: {statement}");
        }
    }
    assert!(tables >= 6);
}

#[test]
fn every_write_names_the_centre() {
    let mut writes = 0;
    for (name, statement) in all().into_iter().filter(|(name, _)| name.ends_with(".rs")) {
        if REFERENCE.iter().any(|table| speaks_of(&statement, table)) {
            continue;
        }
        if statement.starts_with("insert ") {
            assert!(statement.contains("(centre_id"), "{name}: {statement}");
        } else if statement.starts_with("update ") || statement.starts_with("delete ") {
            assert!(statement.contains("where centre_id = $1"), "{name}: {statement}");
            let set = statement.split(" where ").next().unwrap();
            assert!(!set.contains("centre_id ="), "{name}: a row never moves to another centre: {statement}");
        } else {
            continue;
        }
        writes += 1;
    }
    assert!(writes >= 8);
}

#[test]
fn every_table_is_placed_in_scale_md() {
    let scale = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/SCALE.md")).unwrap();
    for (_, statement) in all().into_iter().filter(|(name, _)| name.ends_with(".sql")) {
        if let Some(rest) = statement.strip_prefix("create table ") {
            let table = rest.split([' ', '(']).next().unwrap();
            let distributed = scale.contains(&format!("create_distributed_table('{table}', 'centre_id'"));
            let reference = scale.contains(&format!("create_reference_table('{table}')"));
            assert_eq!((distributed, reference), (!REFERENCE.contains(&table), REFERENCE.contains(&table)), "{table}");
        }
    }
}
