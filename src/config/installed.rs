//! Does the configuration fit what is installed beside it: languages, printer profiles, keyboards?

use std::path::Path;

use super::Config;
use super::data::DataDir;
use crate::i18n::{Locales, Status};
use crate::problem::source::Source;
use crate::problem::{Problem, Problems, nearest};

impl Config {
    /// Compares a configuration with the installed data. `path` is the file it was read from;
    /// its lines are named.
    #[must_use]
    pub fn check_installed(&self, path: &Path, locales: &Locales, data: &DataDir) -> Problems {
        let mut problems = match Source::open(path, path.display().to_string()) {
            Ok(source) => {
                self.against(&source, locales, data);
                source.into_problems()
            }
            Err(problem) => (*problem).into(),
        };
        problems.extend(keyboards(locales, data));
        problems
    }

    fn against(&self, source: &Source, locales: &Locales, data: &DataDir) {
        let tree = source.tree();
        let root = source.root(&tree);
        let installed: Vec<&str> = locales.languages().iter().map(|info| info.language.tag()).collect();
        let display = root.section("display");
        let entries = display.as_ref().and_then(|display| display.get("languages")).and_then(|entry| entry.list());
        for (index, language) in self.display.languages.iter().enumerate() {
            if installed.contains(&language.tag()) {
                continue;
            }
            let what = format!("the language \"{language}\" is not installed");
            let fix = Some(format!("installed are {}", installed.join(", ")));
            match entries.as_ref().and_then(|entries| entries.get(index)) {
                Some(entry) => entry.bad(what, fix),
                None => source.report_file("display.languages", what, fix),
            }
        }
        let names = root.section("centre").and_then(|centre| centre.section("name"));
        for info in locales.languages() {
            let offered = self.display.languages.contains(&info.language) && info.status == Status::Complete;
            if offered
                && self.centre.name.exactly(info.language).is_none()
                && let Some(names) = &names
            {
                names.bad_key(
                    info.language.tag(),
                    format!("the centre has no name in \"{}\"", info.language),
                    Some(format!("add {} = \"…\"", info.language)),
                );
            }
        }
        let profiles = stems(&data.printers());
        if !profiles.contains(&self.printer.profile) {
            let what = format!("there is no printer profile \"{}\"", self.printer.profile);
            let fix = nearest(&self.printer.profile, profiles.iter().map(String::as_str)).map_or_else(
                || format!("installed are {}", profiles.join(", ")),
                |near| format!("did you mean \"{near}\"?"),
            );
            match root.section("printer").and_then(|printer| printer.get("profile")) {
                Some(entry) => entry.bad(what, Some(fix)),
                None => source.report_file("printer.profile", what, Some(fix)),
            }
        }
    }
}

fn keyboards(locales: &Locales, data: &DataDir) -> Problems {
    let known = stems(&data.keyboards());
    let mut problems = Problems::default();
    for info in locales.languages() {
        for keyboard in info.keyboards.iter().filter(|keyboard| !known.contains(keyboard)) {
            let file = data.locales().join(info.language.tag()).join("language.toml");
            problems.push(
                Problem::new(file.display().to_string(), format!("there is no keyboard \"{keyboard}\""))
                    .key("keyboards")
                    .fix(format!("installed are {}", known.join(", "))),
            );
        }
    }
    problems
}

/// The names of the `*.toml` files of a folder, without the ending.
fn stems(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(dir)
        .map(|files| {
            files
                .filter_map(Result::ok)
                .map(|file| file.path())
                .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
                .filter_map(|path| path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned))
                .collect()
        })
        .unwrap_or_default();
    names.sort();
    names
}
