//! Any text as a configuration: it is taken, or every problem has a place inside the text and can be
//! shown with its line.
#![no_main]

use std::path::Path;

use kiosk::config::Config;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Err(problems) = Config::parse(text, "kiosk-config.toml", Path::new(".")) else { return };
    assert!(problems.errors() > 0, "refused without an error");
    let lines: Vec<&str> = text.strip_prefix('\u{FEFF}').unwrap_or(text).split('\n').collect();
    for problem in &problems {
        assert!(problem.line <= lines.len(), "a line after the end");
        if problem.line > 0 {
            let width = lines[problem.line - 1].chars().count();
            // Just after the end is a place too: something is missing there.
            assert!((1..=width + 1).contains(&problem.column), "a column beside the line");
        }
        let _ = format!("{problem} {problem:#}");
    }
});
