//! Every visible text is a message: in every language, with the same values, in its own letters;
//! and the program neither shows a literal nor asks for a message that does not exist.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};

use kiosk::i18n::{self, Language, Locales, Status};
use kiosk::problem::Severity;
use regex::Regex;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The program text of a file with comments blanked out and without its tests (lines keep their numbers).
fn program(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut literal = false;
    while let Some(c) = chars.next() {
        match (literal, c) {
            (true, '\\') => {
                out.push(c);
                out.extend(chars.next());
            }
            (_, '"') => {
                literal = !literal;
                out.push(c);
            }
            // A character literal may hold a quotation mark.
            (false, '\'') if chars.peek() == Some(&'"') => {
                chars.next();
                out.push_str("' ");
            }
            (false, '/') if chars.peek() == Some(&'/') => {
                for skipped in chars.by_ref() {
                    if skipped == '\n' {
                        out.push('\n');
                        break;
                    }
                }
            }
            _ => out.push(c),
        }
    }
    let end = Regex::new(r"(?m)^#\[cfg\(test\)\]\s*\n(#\[.*\]\s*\n)*mod \w+ \{")
        .unwrap()
        .find(&out)
        .map_or(out.len(), |m| m.start());
    out.truncate(end);
    out
}

/// All string literals of a program text: (offset of the first quotation mark, content).
fn literals(text: &str) -> Vec<(usize, String)> {
    let literal = Regex::new(r#"(?s)"((?:[^"\\]|\\.)*)""#).unwrap();
    literal.captures_iter(text).map(|found| (found.get(0).unwrap().start(), found[1].to_owned())).collect()
}

fn line(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

/// Files that only tests see: named so, or declared under `#[cfg(test)]` by a neighbour.
fn is_test(path: &Path) -> bool {
    let stem = path.file_stem().unwrap().to_str().unwrap();
    let declared = Regex::new(&format!(r"#\[cfg\(test\)\]\s*(#\[.*\]\s*)*(pub(\(\w+\))? )?mod {stem};")).unwrap();
    let folder = path.parent().unwrap();
    let parents = [folder.join("mod.rs"), folder.join("lib.rs"), folder.with_extension("rs")];
    parents.iter().any(|parent| std::fs::read_to_string(parent).is_ok_and(|text| declared.is_match(&text)))
        || path.file_stem().is_some_and(|stem| stem == "tests")
        || path.components().any(|part| part.as_os_str() == "tests")
}

#[test]
fn every_language_says_everything_in_its_own_letters() {
    let locales = Locales::load(&root().join("locales")).unwrap();
    let problems = i18n::audit(&locales);
    let errors: Vec<String> =
        problems.iter().filter(|p| p.severity == Severity::Error).map(|p| format!("{p:#}")).collect();
    assert!(errors.is_empty(), "{} problems:\n{}", errors.len(), errors.join("\n"));
    for language in [Language::CKB, Language::AR, Language::EN] {
        assert_eq!(locales.info(language).unwrap().status, Status::Complete);
    }
    assert_eq!(locales.info(Language::KMR).unwrap().status, Status::Draft);
}

/// Before a literal on its line: what makes it a note for developers, an id or a path.
const NOT_SHOWN: &str = r#"(?x)
    (expect|reason|panic|assert\w*|debug_assert\w*|unreachable|include_bytes|include_str|concat|env|cfg|Id::new|
     error|warn|info|debug|trace|span|instrument|matches|write|writeln)\s*!?\(?[^;]*$
    | reason\s*=\s*$ | feature\s*=\s*$ | \#!?\[.*$ | Error\b.*$ | const\s+\w+:\s*&(\[.*)?$"#;

#[test]
fn the_screens_show_no_literal() {
    let not_shown = Regex::new(NOT_SHOWN).unwrap();
    let widget =
        Regex::new(r"(\btext|\btext::Text::new|Text::new|rich_text|\blabel|tooltip|\.say|\.title|placeholder)\(\s*$")
            .unwrap();
    let id = Regex::new(r"^[a-z0-9_.:/{}#-]*$").unwrap();
    let placeholder = Regex::new(r"\{[^{}]*\}").unwrap();
    let mut found = Vec::new();
    for path in sources(&root().join("src/ui")) {
        if is_test(&path) {
            continue;
        }
        let text = program(&std::fs::read_to_string(&path).unwrap());
        for (offset, literal) in literals(&text) {
            let before = &text[..offset];
            let statement = before.rfind([';', '{', '}']).map_or(before, |at| &before[at + 1..]);
            let near = &statement[statement.len() - statement.len().min(160) + padding(statement)..];
            // What stands in braces is filled in, and was a message or a value before.
            let literal = placeholder.replace_all(&literal, "{}").into_owned();
            let words = literal.chars().any(char::is_alphabetic);
            let foreign = literal.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
            let sentence = words && literal.contains(' ') && !id.is_match(&literal.replace(' ', ""));
            let shown = words && widget.is_match(before);
            let spoken_to_developers = not_shown.is_match(near);
            if (shown && !literal.trim_matches(['{', '}']).is_empty() && !literal.starts_with('{'))
                || ((foreign || sentence) && !spoken_to_developers)
            {
                let name = path.strip_prefix(root()).unwrap().display().to_string();
                found.push(format!("{name}:{}: \"{literal}\"", line(&text, offset)));
            }
        }
    }
    assert!(found.is_empty(), "visible literals; make each a message in locales/:\n{}", found.join("\n"));
}

/// So many bytes more, to begin at a whole character.
fn padding(text: &str) -> usize {
    let start = text.len() - text.len().min(160);
    (0..4).find(|extra| text.is_char_boundary(start + extra)).unwrap_or(0)
}

#[test]
fn every_message_the_program_asks_for_exists() {
    let locales = Locales::load(&root().join("locales")).unwrap();
    let english = locales.texts(Language::EN);
    let call = Regex::new(r#"\.(get|with|attr|attr_with)\(\s*"([a-z][a-z0-9-]*)""#).unwrap();
    let key_function = Regex::new(r"fn message_key\s*\([^{]*\{").unwrap();
    let key = Regex::new(r#""([a-z][a-z0-9]*(?:-[a-z0-9]+)+)""#).unwrap();
    let mut asked = 0;
    let mut found = Vec::new();
    for path in sources(&root().join("src")) {
        // Maps, JSON and configuration have a `get` too; these folders hold no `Texts`.
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        let data_only = [
            "src/config/",
            "src/problem",
            "src/catalogue/load",
            "src/receipt/design/load",
            "src/sync/",
            "src/i18n/load",
            "src/cli/accessibility",
        ];
        if is_test(&path) || data_only.iter().any(|folder| name.starts_with(folder)) {
            continue;
        }
        let text = program(&std::fs::read_to_string(&path).unwrap());
        let mut need = |offset: usize, key: &str| {
            asked += 1;
            if !english.has(key) {
                found.push(format!("{name}:{}: \"{key}\"", line(&text, offset)));
            }
        };
        for hit in call.captures_iter(&text) {
            need(hit.get(0).unwrap().start(), &hit[2]);
        }
        for start in key_function.find_iter(&text) {
            let body = body(&text[start.end()..]);
            for hit in key.captures_iter(body) {
                need(start.end() + hit.get(0).unwrap().start(), &hit[1]);
            }
        }
    }
    assert!(asked > 20, "only {asked} messages are asked for: the search no longer finds them");
    assert!(found.is_empty(), "these messages do not exist in locales/en:\n{}", found.join("\n"));
}

/// The body of a function, from behind its opening brace.
fn body(text: &str) -> &str {
    let mut depth = 1;
    for (offset, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..offset];
        }
    }
    text
}

#[test]
fn the_search_for_literals_finds_them() {
    let text = program(
        "// \"no\"\nlet a = text(\"Hello you\"); // \"neither\"\nlet b = \"a\\\"b\";\n#[cfg(test)]\nmod tests {\n \"x\" }",
    );
    let found: Vec<_> = literals(&text).into_iter().map(|(_, literal)| literal).collect();
    assert_eq!(found, ["Hello you", "a\\\"b"]);
}
