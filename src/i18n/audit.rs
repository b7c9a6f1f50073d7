//! What is wrong with the translations, beyond their syntax.
//!
//! Run by `kiosk check` and by `tests/locales.rs`: a message that a language lacks, that takes
//! other values than its English original, that has plural forms its language never uses, or
//! letters of another alphabet.

mod letters;
mod shape;

use std::collections::BTreeMap;

use fluent_syntax::ast;

use super::load::MessageFile;
use super::{Direction, Language, LanguageInfo, Locales, Status, said};
use crate::problem::source::place;
use crate::problem::{Problem, Problems};
use shape::Shape;

/// The language that the others are compared with.
const ORIGINAL: Language = Language::EN;

/// Everything that is wrong or unfinished in the messages of all languages, with what was
/// found while they were read.
#[must_use]
pub fn audit(locales: &Locales) -> Problems {
    let mut problems = locales.problems().clone();
    let original = locales.index(ORIGINAL).map(|index| messages(&locales.0.packs[index].files));
    for (info, pack) in locales.languages().iter().zip(&locales.0.packs) {
        let own = messages(&pack.files);
        if let Some(original) = &original
            && info.language != ORIGINAL
        {
            compare(info, &own, original, &mut problems);
        }
        for (key, message) in &own {
            within(info, key, message, &own, &mut problems);
        }
    }
    problems.sort();
    problems
}

/// One message or attribute (`key.attribute`) and where it stands.
struct Message<'a> {
    file: &'a MessageFile,
    place: (usize, usize),
    shape: Shape<'a>,
}

impl Message<'_> {
    fn problem(&self, key: &str, what: impl Into<String>) -> Problem {
        Problem::new(self.file.file.clone(), what).at(self.place.0, self.place.1).key(key)
    }
}

type Messages<'a> = BTreeMap<String, Message<'a>>;

fn messages(files: &[MessageFile]) -> Messages<'_> {
    let mut all = Messages::new();
    for file in files {
        for entry in file.resource.entries() {
            let (name, value, attributes, prefix) = match entry {
                ast::Entry::Message(message) => (message.id.name, message.value.as_ref(), &message.attributes, ""),
                ast::Entry::Term(term) => (term.id.name, Some(&term.value), &term.attributes, "-"),
                _ => continue,
            };
            let at = file.place(name);
            if let Some(pattern) = value {
                all.entry(format!("{prefix}{name}")).or_insert(Message { file, place: at, shape: Shape::of(pattern) });
            }
            for attribute in attributes {
                let key = format!("{prefix}{name}.{}", attribute.id.name);
                let at = file.place(attribute.id.name);
                all.entry(key).or_insert(Message { file, place: at, shape: Shape::of(&attribute.value) });
            }
        }
    }
    all
}

/// Attributes that a language needs only for its own voice: no other language must have them.
fn only_for_the_voice(key: &str) -> bool {
    key.rsplit_once('.').is_some_and(|(_, attribute)| {
        attribute == said::SPEECH
            || attribute.strip_suffix(said::SPEECH).is_some_and(|shown| shown.ends_with('-') && shown.len() > 1)
    })
}

/// Attributes that are shown on the staff's screen only (`.staff-steps`).
fn for_staff(key: &str) -> bool {
    key.rsplit_once('.').is_some_and(|(_, attribute)| attribute.starts_with("staff"))
}

fn compare(info: &LanguageInfo, own: &Messages<'_>, original: &Messages<'_>, problems: &mut Problems) {
    for (key, english) in original {
        if key.starts_with('-') || only_for_the_voice(key) {
            continue;
        }
        match own.get(key) {
            None => {
                let folder = english.file.file.replace("/en/", &format!("/{}/", info.language));
                let problem = Problem::new(folder, format!("the message is missing in \"{}\"", info.language))
                    .key(key)
                    .fix(format!("translate it from {}:{}", english.file.file, english.place.0));
                problems.push(if info.status == Status::Draft { problem.warning() } else { problem });
            }
            Some(message) if message.shape.variables != english.shape.variables => {
                let list = |shape: &Shape<'_>| {
                    let names: Vec<_> = shape.variables.iter().map(|name| format!("${name}")).collect();
                    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
                };
                problems.push(message.problem(
                    key,
                    format!(
                        "the message takes other values than in English ({} instead of {})",
                        list(&message.shape),
                        list(&english.shape)
                    ),
                ));
            }
            Some(_) => {}
        }
    }
    for (key, message) in own {
        if !original.contains_key(key) && !key.starts_with('-') && !only_for_the_voice(key) {
            problems.push(message.problem(key, "English has no such message").fix("remove it, or add it in English"));
        }
    }
}

/// The plural forms of a language whose rules are known here.
fn plural_forms(language: Language) -> Option<&'static [&'static str]> {
    match language.tag() {
        "ar" => Some(&["zero", "one", "two", "few", "many", "other"]),
        "en" | "ckb" | "ku" | "tr" | "az" => Some(&["one", "other"]),
        _ => None,
    }
}

fn within(info: &LanguageInfo, key: &str, message: &Message<'_>, own: &Messages<'_>, problems: &mut Problems) {
    for name in &message.shape.references {
        if !own.contains_key(*name) && !own.contains_key(&format!("-{name}")) {
            problems.push(
                message.problem(key, format!("it uses the message \"{name}\", which this language does not have")),
            );
        }
    }
    if let Some(forms) = plural_forms(info.plural) {
        for used in &message.shape.plurals {
            if let Some(idle) = used.iter().find(|form| !forms.contains(form)) {
                problems.push(
                    message
                        .problem(key, format!("the plural form [{idle}] is never used in \"{}\"", info.language))
                        .fix(format!("its forms are {}", forms.join(", "))),
                );
            }
            // Zero may be left to "other"; the rest change the grammar of the sentence.
            let lacks: Vec<_> =
                forms.iter().filter(|form| **form != "zero" && !used.contains(*form)).copied().collect();
            if !lacks.is_empty() {
                problems.push(
                    message.problem(key, format!("the plural forms {} are not written", lacks.join(", "))).warning(),
                );
            }
        }
    }
    if only_for_the_voice(key) || info.direction == Direction::Ltr {
        return;
    }
    for text in &message.shape.texts {
        if let Some((found, fault)) = letters::fault(info.language, for_staff(key), text) {
            let source = message.file.resource.source();
            let start = (text.as_ptr() as usize).saturating_sub(source.as_ptr() as usize);
            let (line, column) = place(source, start + found);
            let mut problem = message.problem(key, fault.what);
            (problem.line, problem.column) = (line, column);
            problem.fix = fault.fix;
            problems.push(problem);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn audited(ckb: &str, ar: &str) -> String {
        let dir = tempfile::tempdir().unwrap();
        let write = |tag: &str, direction: &str, text: &str| {
            let folder = dir.path().join(tag);
            std::fs::create_dir_all(&folder).unwrap();
            let info = format!(
                "name = \"x\"\nenglish = \"x\"\ndirection = \"{direction}\"\ndigits = \"latin\"\nstatus = \"complete\"\nkeyboards = []\norder = 1\n"
            );
            std::fs::write(folder.join("language.toml"), info).unwrap();
            std::fs::write(folder.join("ui.ftl"), text).unwrap();
        };
        write("en", "ltr", "hello = Hello\nleft = { $n ->\n    [one] { $n } left\n   *[other] { $n } left\n }\n");
        write("ckb", "rtl", ckb);
        write("ar", "rtl", ar);
        let problems = audit(&Locales::load(dir.path()).unwrap());
        problems.to_string().replace(&format!("{}/", dir.path().display()), "")
    }

    /// A machine voice guesses the vowels of Arabic: whatever a citizen may hear has them written.
    #[test]
    fn every_arabic_text_for_citizens_has_its_vowels_for_the_voice() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let locales = Locales::load(&root.join("locales")).unwrap();
        let files = &locales.0.packs[locales.index(Language::AR).unwrap()].files;
        let letter = |sign: &char| matches!(sign, '\u{0621}'..='\u{063A}' | '\u{0641}'..='\u{064A}');
        let vowel = |sign: char| matches!(sign, '\u{064B}'..='\u{0652}' | '\u{0670}');
        let (mut seen, mut wrong) = (0, Vec::new());
        for file in
            files.iter().filter(|file| !file.file.ends_with("staff.ftl") && !file.file.ends_with("technician.ftl"))
        {
            for entry in file.resource.entries() {
                let ast::Entry::Message(message) = entry else { continue };
                let of = |name: &str| message.attributes.iter().find(|attribute| attribute.id.name == name);
                let shown = [
                    (message.value.as_ref(), of("speech")),
                    (of("citizen").map(|attribute| &attribute.value), of("citizen-speech")),
                ];
                for (shown, speech) in shown {
                    let Some(shown) = shown else { continue };
                    if !said::literals(shown).iter().any(|text| text.chars().any(|sign| letter(&sign))) {
                        continue;
                    }
                    seen += 1;
                    let place = format!("{}: {}", file.file, message.id.name);
                    let Some(speech) = speech else {
                        wrong.push(format!("{place} has no speech"));
                        continue;
                    };
                    for word in said::literals(&speech.value).iter().flat_map(|text| text.split_whitespace()) {
                        if word.chars().filter(letter).count() > 2 && !word.chars().any(vowel) {
                            wrong.push(format!("{place}: {word} has no vowels"));
                        }
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(seen > 500, "{seen} texts");
    }

    const CKB: &str = "hello = سڵاو\nleft = { $n } ماوە\n";
    const AR: &str = "hello = مرحباً\nleft = بقي { $n }\n";

    #[test]
    fn good_languages_have_no_problem() {
        assert_eq!(audited(CKB, AR), "");
    }

    #[test]
    fn each_mistake_is_named() {
        for (ckb, ar, said) in [
            (
                "left = { $n } ماوە\n",
                AR,
                "ckb/ui.ftl: hello: the message is missing in \"ckb\"; translate it from en/ui.ftl:1",
            ),
            (
                "hello = سڵاو\nleft = { $m } ماوە\n",
                AR,
                "ckb/ui.ftl:2:1: left: the message takes other values than in English ($m instead of $n)",
            ),
            (
                "hello = سڵاو\nleft = { $n } ماوە\nmore = زیاتر\n",
                AR,
                "ckb/ui.ftl:3:1: more: English has no such message; remove it, or add it in English",
            ),
            (
                "hello = كوردی\nleft = { $n } ماوە\n",
                AR,
                "ckb/ui.ftl:1:9: hello: the letter ك (U+0643) is not Kurdish; write ک (U+06A9)",
            ),
            (CKB, "hello = سڵاو\nleft = بقي { $n }\n", "ar/ui.ftl:1:10: hello: the letter ڵ (U+06B5) is not Arabic"),
            (
                "hello = Hello سڵاو\nleft = { $n } ماوە\n",
                AR,
                "ckb/ui.ftl:1:9: hello: the Latin word \"Hello\" stands in a text written from the right; translate it, or add it to the allowed words",
            ),
            (
                "hello = سڵاو\nleft = { $n ->\n    [few] { $n }\n    [one] { $n }\n   *[other] { $n }\n }\n",
                AR,
                "ckb/ui.ftl:2:1: left: the plural form [few] is never used in \"ckb\"; its forms are one, other",
            ),
            (
                "hello = سڵاو { bye }\nleft = { $n } ماوە\n",
                AR,
                "ckb/ui.ftl:1:1: hello: it uses the message \"bye\", which this language does not have",
            ),
            (
                CKB,
                "hello = مرحباً\nleft = { $n ->\n    [one] واحد { $n }\n   *[other] { $n }\n }\n",
                "ar/ui.ftl:2:1: left: the plural forms two, few, many are not written",
            ),
        ] {
            assert_eq!(audited(ckb, ar), said);
        }
    }
}
