#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use std::path::PathBuf;

#[test]
fn the_shipped_catalogue_is_right() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let locales = Locales::load(&root.join("locales")).unwrap();
    let (catalogue, problems) = Catalogue::check(&root.join("assets/catalogue"), &locales);
    let errors: Vec<_> =
        problems.iter().filter(|p| p.severity == crate::problem::Severity::Error).map(|p| format!("{p:#}")).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    assert_eq!(catalogue.unwrap().services.len(), 6);
}

const HEAD: &str = "version = \"1\"\n\n[[categories]]\nid = \"traffic\"\nicon = \"car\"\nqueue = \"A\"\norder = 1\nname = { en = \"Traffic\", ckb = \"هاتووچۆ\" }\n";
const LISTS: &str = "[lists.yes_no]\noptions = [\n  { id = \"yes\", name = { en = \"Yes\", ckb = \"بەڵێ\" } },\n  { id = \"no\", name = { en = \"No\", ckb = \"نەخێر\" } },\n]\n";
const FIELDS: &str = "[fields.mobile]\nkind = \"phone\"\npattern = '^7\\d+$'\nlabel = { en = \"Mobile\", ckb = \"مۆبایل\" }\n\n[fields.agree]\nkind = \"choice\"\nlist = \"yes_no\"\nlabel = { en = \"Agree\", ckb = \"ڕازی\" }\n";
const SERVICE: &str = r#"id = "licence"
number = 1
category = "traffic"
icon = "car"
order = 1
schema = "tra.licence@1"
name = { en = "Licence", ckb = "مۆڵەت" }
about = { en = "About", ckb = "دەربارە" }

[office]
value = { en = "Office", ckb = "نووسینگە" }
basis = "public"

[fee]
amount = 5000
currency = "IQD"
basis = "sample"

[time]
amount = 90
unit = "minutes"
basis = "public"

[[eligibility]]
id = "has"
list = "yes_no"
continue_if = "yes"
text = { en = "Do you?", ckb = "هەتە؟" }
stop = { en = "Sorry", ckb = "ببوورە" }

[[documents]]
id = "card"
original = true
copies = 1
ask_if = "has=yes"
name = { en = "Card", ckb = "کارت" }
basis = "sample"

[[pages]]
id = "contact"
fields = ["mobile", "agree"]
"#;

/// Writes the small catalogue with one piece of one file replaced, and returns what is said.
fn broken(file: &str, from: &str, to: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let text = if name == format!("catalogue/{file}") {
            assert!(from.is_empty() || text.contains(from), "{from}");
            text.replacen(from, to, 1)
        } else {
            text.to_owned()
        };
        std::fs::write(path, text).unwrap();
    };
    write("catalogue/catalogue.toml", HEAD);
    write("catalogue/lists.toml", LISTS);
    write("catalogue/fields.toml", FIELDS);
    write("catalogue/services/licence.toml", SERVICE);
    write("icons/car.svg", "");
    for (tag, status) in [("en", "complete"), ("ckb", "complete"), ("kmr", "draft")] {
        write(
            &format!("locales/{tag}/language.toml"),
            &format!(
                "name = \"{tag}\"\nenglish = \"{tag}\"\ndirection = \"ltr\"\ndigits = \"latin\"\nstatus = \"{status}\"\nkeyboards = []\norder = 1\n"
            ),
        );
        write(&format!("locales/{tag}/a.ftl"), "a = a\n");
    }
    let locales = Locales::load(&dir.path().join("locales")).unwrap();
    let folder = dir.path().join("catalogue");
    match Catalogue::load(&folder, &locales) {
        Ok(_) => String::new(),
        Err(mut problems) => {
            problems.0.retain(|problem| problem.severity == crate::problem::Severity::Error);
            problems.to_string().replace(&format!("{}/", folder.display()), "")
        }
    }
}

#[test]
fn the_small_catalogue_is_right() {
    assert_eq!(broken("catalogue.toml", "", ""), "");
}

#[test]
fn each_mistake_is_named_with_its_place() {
    let service = "services/licence.toml";
    let cases = [
        (
            service,
            ", ckb = \"مۆڵەت\"",
            "",
            "services/licence.toml:7:8: name: the translation into \"ckb\" is missing; add ckb = \"…\"",
        ),
        (
            service,
            "name = { en = \"Licence\"",
            "name = { em = \"Licence\"",
            "services/licence.toml:7:8: name: the translation into \"en\" is missing; add en = \"…\"\nservices/licence.toml:7:10: name.em: \"em\" is not an installed language; did you mean `en`?",
        ),
        (
            service,
            "currency = \"IQD\"\n",
            "",
            "services/licence.toml:14:1: fee.currency: the fee has no currency; write currency = \"IQD\"",
        ),
        (
            service,
            "\"IQD\"",
            "\"USD\"",
            "services/licence.toml:16:12: fee.currency: \"USD\" is not a known currency; known is \"IQD\"",
        ),
        (
            service,
            "category = \"traffic\"",
            "category = \"trafic\"",
            "services/licence.toml:3:12: category: there is no category \"trafic\"; did you mean \"traffic\"?",
        ),
        (
            service,
            "icon = \"car\"",
            "icon = \"cat\"",
            "services/licence.toml:4:8: icon: there is no picture \"cat\"; did you mean \"car\"?",
        ),
        (
            service,
            "[\"mobile\", ",
            "[\"mobil\", ",
            "services/licence.toml:41:11: pages[0].fields[0]: there is no question \"mobil\"; did you mean \"mobile\"?",
        ),
        (
            service,
            "[\"mobile\", ",
            "[\"mobile\", \"mobile\", ",
            "services/licence.toml:41:21: pages[0].fields[1]: the question \"mobile\" is asked twice; give the page a prefix, or remove one",
        ),
        (
            service,
            "ask_if = \"has=yes\"",
            "ask_if = \"hass=yes\"",
            "services/licence.toml:35:10: documents[0].ask_if: there is no question \"hass\" before this; did you mean \"has\"?",
        ),
        (
            service,
            "ask_if = \"has=yes\"",
            "ask_if = \"has=perhaps\"",
            "services/licence.toml:35:10: documents[0].ask_if: \"has\" has no answer \"perhaps\"; the answers are yes, no",
        ),
        (
            service,
            "continue_if = \"yes\"",
            "continue_if = \"yeah\"",
            "services/licence.toml:27:15: eligibility[0].continue_if: there is no answer \"yeah\"; the answers are yes, no",
        ),
        (
            service,
            "stop = { en = \"Sorry\", ckb = \"ببوورە\" }\n",
            "",
            "services/licence.toml:24:1: eligibility[0].stop: nobody is told why the visit ends; write stop = { … }",
        ),
        (
            service,
            "list = \"yes_no\"",
            "list = \"yes_on\"",
            "services/licence.toml:26:8: eligibility[0].list: there is no list \"yes_on\"; did you mean \"yes_no\"?",
        ),
        (
            service,
            "unit = \"minutes\"",
            "unit = \"minuets\"",
            "services/licence.toml:21:8: time.unit: \"minuets\" is not known here; did you mean \"minutes\"?",
        ),
        (
            service,
            "basis = \"sample\"\n\n[time]",
            "\n[time]",
            "services/licence.toml:14:1: fee.basis: `basis` is missing",
        ),
        (
            service,
            "schema = \"tra.licence@1\"",
            "schema = \"tra.licence\"",
            "services/licence.toml:6:10: schema: \"tra.licence\" is not a schema; write it like \"civ.birth@1\"",
        ),
        (
            service,
            "id = \"licence\"",
            "id = \"license\"",
            "services/licence.toml:1:6: id: the service \"license\" stands in the file licence.toml; name the file license.toml",
        ),
        (
            service,
            "order = 1\n",
            "order = 1\nprivat = true\n",
            "services/licence.toml:6:1: privat: there is no such key; did you mean `private`?",
        ),
        (
            "fields.toml",
            "list = \"yes_no\"",
            "list = \"yesno\"",
            "fields.toml:8:8: fields.agree.list: there is no list \"yesno\"; did you mean \"yes_no\"?\nservices/licence.toml:41:21: pages[0].fields[1]: there is no question \"agree\"; add it to fields.toml",
        ),
        (
            "fields.toml",
            "'^7\\d+$'",
            "'^7(\\d+$'",
            "fields.toml:3:11: fields.mobile.pattern: this is not a regular expression: unclosed group",
        ),
        (
            "fields.toml",
            "kind = \"phone\"",
            "kind = \"fone\"",
            "fields.toml:2:8: fields.mobile.kind: \"fone\" is not known here; did you mean \"phone\"?\nservices/licence.toml:41:11: pages[0].fields[0]: there is no question \"mobile\"; add it to fields.toml",
        ),
        (
            "lists.toml",
            "{ id = \"no\"",
            "{ id = \"yes\"",
            "lists.toml:4:3: lists.yes_no.options[1]: the option \"yes\" stands twice; rename or remove one of them",
        ),
        (
            "lists.toml",
            "{ id = \"no\"",
            "{ id = \"no\", fixed = true",
            "lists.toml:4:24: lists.yes_no.options[1].fixed: every option keeps its place in a list that is not sorted; remove this",
        ),
        (
            "catalogue.toml",
            "queue = \"A\"",
            "queue = \"I\"",
            "catalogue.toml:6:9: categories[0].queue: \"I\" is not a queue letter; write one letter of A to Z except I and O",
        ),
    ];
    for (file, from, to, expected) in cases {
        let said = broken(file, from, to);
        let first: Vec<&str> = said.lines().take(expected.lines().count()).collect();
        assert_eq!(first.join("\n"), expected, "{from} -> {to}\n{said}");
    }
}

#[test]
fn two_services_cannot_share_a_number_or_a_schema() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let locales = Locales::load(&root.join("locales")).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let services = dir.path().join("services");
    std::fs::create_dir(&services).unwrap();
    for name in ["catalogue.toml", "lists.toml", "fields.toml", "services/e_visa.toml"] {
        std::fs::copy(root.join("assets/catalogue").join(name), dir.path().join(name)).unwrap();
    }
    let text = std::fs::read_to_string(services.join("e_visa.toml")).unwrap();
    std::fs::write(services.join("f_visa.toml"), text.replace("id = \"e_visa\"", "id = \"f_visa\"")).unwrap();
    let said = Catalogue::load(dir.path(), &locales).unwrap_err().to_string();
    assert!(said.contains("f_visa.toml:4:10: number: the number 6 is already that of \"e_visa\""), "{said}");
    assert!(said.contains("schema: \"vis.e_visa@1\" is already the schema of \"e_visa\""), "{said}");
}

#[test]
fn forms_grow_from_pages_with_prefixes() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let locales = Locales::load(&root.join("locales")).unwrap();
    let catalogue = Catalogue::load(&root.join("assets/catalogue"), &locales).unwrap();
    let death = catalogue.service(&"death_certificate".into()).unwrap();
    let date = death.fields().find(|field| field.key.as_str() == "death.date").unwrap();
    assert_eq!(date.label.in_language(Language::EN), "Date of death");
    let today = jiff::civil::date(2026, 11, 23);
    match &date.kind {
        super::super::FieldKind::Date { min, max } => {
            assert_eq!((min.on(today), max.on(today)), (jiff::civil::date(2024, 11, 23), today));
        }
        other => panic!("{other:?}"),
    }
    assert!(!death.eligibility[0].options.iter().any(|option| option.id == "self"));

    let birth = catalogue.service(&"birth_certificate".into()).unwrap();
    let father = birth.fields().find(|field| field.key.as_str() == "father.given_name").unwrap();
    assert_eq!(father.label.in_language(Language::EN), "First name");
    assert_eq!(father.context.as_ref().unwrap().in_language(Language::EN), "Father");

    let visa = catalogue.service(&"e_visa".into()).unwrap();
    let visitor = visa.fields().find(|field| field.key.as_str() == "visitor.given_name").unwrap();
    assert!(matches!(visitor.kind, super::super::FieldKind::Text { script: super::super::Script::LatinCaps, .. }));
    let born = visa.fields().find(|field| field.key.as_str() == "visitor.date_of_birth").unwrap();
    assert_eq!(born.context.as_ref().unwrap().in_language(Language::EN), "Visitor");

    let licence = catalogue.service(&"driving_licence_renewal".into()).unwrap();
    let district = licence.fields().find(|field| field.key.as_str() == "district").unwrap();
    match &district.kind {
        super::super::FieldKind::Choice { filter_by, options, .. } => {
            assert_eq!(filter_by.as_ref().unwrap().as_str(), "governorate");
            assert!(options.iter().filter(|option| option.parent.as_deref() == Some("duhok")).count() >= 6);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(licence.queue, 'A');
    assert_eq!(licence.fee.value, super::super::Money::iqd(50_000));
    assert!(licence.has_sample_data());
    for service in &catalogue.services {
        for language in [Language::CKB, Language::KMR, Language::AR, Language::EN] {
            for field in service.fields() {
                assert!(field.label.exactly(language).is_some(), "{} {} {language}", service.id, field.key);
            }
        }
    }
}

/// A language pack translates the catalogue without a change in the catalogue's own files.
#[test]
fn a_language_pack_brings_its_texts_of_the_catalogue() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let dir = tempfile::tempdir().unwrap();
    let locales = dir.path().join("locales");
    std::fs::create_dir_all(locales.join("az-Latn-IQ")).unwrap();
    for tag in ["en", "ckb", "ar", "kmr"] {
        std::os::unix::fs::symlink(root.join("locales").join(tag), locales.join(tag)).unwrap();
    }
    let info = "name = \"x\"\nenglish = \"x\"\ndirection = \"ltr\"\ndigits = \"latin\"\nstatus = \"draft\"\nkeyboards = []\norder = 9\nfallback = \"en\"\n";
    std::fs::write(locales.join("az-Latn-IQ/language.toml"), info).unwrap();
    std::fs::write(locales.join("az-Latn-IQ/a.ftl"), "a = a\n").unwrap();
    let turkmen = Language::parse("az-Latn-IQ").unwrap();
    let load = |texts: &str| {
        std::fs::write(locales.join("az-Latn-IQ/catalogue.toml"), texts).unwrap();
        let locales = Locales::load(&locales).unwrap();
        let (catalogue, problems) = Catalogue::check(&root.join("assets/catalogue"), &locales);
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        (catalogue.unwrap(), said.into_iter().filter(|line| line.contains("az-Latn-IQ")).collect::<Vec<_>>())
    };
    let (bare, missing) = load("");
    let service = bare.services[0].clone();
    let english = service.name.exactly(Language::EN).unwrap().to_owned();
    let (catalogue, said) = load(&format!("\"{english}\" = \"Adı\"\n\"{english}?\" = \"Başka\"\n"));
    let found = catalogue.services.iter().find(|found| found.id == service.id).unwrap();
    assert_eq!(found.name.exactly(turkmen), Some("Adı"));
    assert_eq!(found.name.exactly(Language::EN), Some(&*english));
    assert!(said.len() <= missing.len(), "one translation less is missing, and one is of nothing");
    let place =
        format!("az-Latn-IQ/catalogue.toml:2:1: {english}?: the catalogue has no such English text; did you mean");
    assert!(said.iter().any(|line| line.contains(&place)), "{said:#?}");
}
