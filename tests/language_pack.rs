//! A language is a folder: two small packs are laid over the kiosk's data, and the kiosk speaks them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::path::Path;

use common::{PORTRAIT, config, root, wishes};
use kiosk::cli::demo::{Everything, Player};
use kiosk::config::data::DataDir;
use kiosk::i18n::{self, Language, Locales};
use kiosk::problem::{Problems, Severity};
use kiosk::speech::{Espeak, Voices};

const TURKMEN: &str = "az-Latn-IQ";
const SYRIAC: &str = "syr";

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The kiosk's data with both packs, as an installer lays them over it.
fn installed(folder: &Path) -> DataDir {
    for part in ["assets", "locales"] {
        copy(&root().join(part), &folder.join(part));
        copy(&root().join("tests/packs").join(part), &folder.join(part));
    }
    DataDir::find(Some(&folder.join("kiosk-config.toml"))).unwrap()
}

#[test]
fn a_folder_is_all_it_takes() {
    let folder = tempfile::tempdir().unwrap();
    let data = installed(folder.path());
    let [turkmen, syriac] = [TURKMEN, SYRIAC].map(|tag| Language::parse(tag).unwrap());
    let mut config = config();
    config.display.languages = vec![Language::CKB, turkmen, syriac];

    let locales = Locales::load(&data.locales()).unwrap();
    let problems = i18n::audit(&locales);
    let errors: Vec<String> =
        problems.iter().filter(|p| p.severity == Severity::Error).map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let missing = locales.review(syriac, &mut Problems::default()).unwrap().missing;
    assert!(missing.len() > 100 && !missing.contains(&"home-title".to_owned()));

    let everything = Everything::start(config, data, wishes()).unwrap();
    let mut player = Player::new(&everything, PORTRAIT, Language::CKB).unwrap();
    player.expect_text("Hoş geldiniz").unwrap();
    player.expect_text("ܣܘܪܝܝܐ").unwrap();
    let pictures = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packs");
    player.window().save_png(&pictures.join("attract.png")).unwrap();
    player.tap("language.az-Latn-IQ").unwrap();
    player.expect_text("Bugün neye ihtiyacınız var?").unwrap();
    player.expect_text("Yalnız sıra numarası").unwrap();
    player.window().save_png(&pictures.join("turkmen.png")).unwrap();
    // what the pack does not have comes from the language it falls back to; its keyboard is its own
    for id in [
        "home.service",
        "category.traffic",
        "service.driving_licence_renewal",
        "action.start",
        "choice.yes",
        "choice.no",
    ] {
        player.tap(id).unwrap();
    }
    player.expect("question").unwrap();
    player.expect_control("key.ə").unwrap();
    player.window().save_png(&pictures.join("turkmen-question.png")).unwrap();
    player.tap("header.language").unwrap();
    player.tap("language.syr").unwrap();
    player.expect_control("key.ܫ").unwrap();
    player.window().save_png(&pictures.join("syriac-question.png")).unwrap();
    player.tap("header.finish").unwrap();
    player.tap("finish.yes").unwrap();
}

#[test]
fn a_pack_speaks_with_its_own_number_words_and_voice() {
    let folder = tempfile::tempdir().unwrap();
    let data = installed(folder.path());
    let locales = Locales::load(&data.locales()).unwrap();
    let turkmen = Language::parse(TURKMEN).unwrap();
    let texts = locales.texts(turkmen);
    assert_eq!(texts.spoken("25,000"), "yirmi beş bin");
    assert_eq!(texts.spoken(&texts.with("page-of", &i18n::args![n = 2, of = 12])), "Sayfa iki, toplam on iki");
    let mut problems = Problems::default();
    let voices = Voices::load(&data.speech(), &locales, Espeak::new(Path::new("espeak-ng")), &mut problems);
    let sound = voices.sound(turkmen, "Hoş geldiniz", 100).unwrap();
    assert!(sound.ms() > 500 && sound.rms() > 0.02, "{} ms, {}", sound.ms(), sound.rms());
    // Syriac has no voice: it is silent, not spelled by another one
    let syriac = Language::parse(SYRIAC).unwrap();
    assert_eq!(voices.sound(syriac, "ܒܫܝܢܐ", 100).unwrap().rms(), 0.0);
}

#[test]
fn beside_every_typeface_stands_the_licence_that_it_names() {
    use skrifa::MetadataProvider as _;
    use skrifa::string::StringId;
    let mut faces = 0;
    for folder in [root().join("assets/fonts"), root().join("tests/packs/assets/fonts")] {
        let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        let of = |end: &str| files.iter().filter(|path| path.to_str().unwrap().ends_with(end)).collect::<Vec<_>>();
        let licences: Vec<String> = of("OFL.txt").iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
        for path in of(".ttf") {
            let bytes = std::fs::read(path).unwrap();
            let face = skrifa::FontRef::new(&bytes).unwrap();
            let name = |id| face.localized_strings(id).english_or_first().unwrap().to_string();
            assert!(name(StringId::LICENSE_DESCRIPTION).contains("SIL Open Font License"), "{}", path.display());
            let copyright = name(StringId::COPYRIGHT_NOTICE);
            let beside = licences.iter().filter(|text| {
                text.starts_with(&copyright)
                    && text.contains("SIL OPEN FONT LICENSE Version 1.1")
                    && text.contains("TERMINATION")
            });
            assert_eq!(beside.count(), 1, "{}: {copyright}", path.display());
            faces += 1;
        }
    }
    assert_eq!(faces, 4);
}
