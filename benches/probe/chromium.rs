//! The same first screen in Chromium's kiosk mode.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::common::{CALM, Idle, Rounds, flips, presses, starts};
use crate::figures::Figure;
use crate::process::Program;
use crate::screen::Screen;
use crate::{ASIDE, IDLE_SECONDS, Trouble};

/// Where the page has its buttons; see `benches/chromium/attract.html`.
const FIRST_LANGUAGE: (i16, i16) = (540, 865);
const SERVICE: (i16, i16) = (540, 488);
const BACK: (i16, i16) = (934, 1857);

/// Measures it.
pub(crate) fn measure(screen: &Screen, program: &Path, page: &Path, rounds: Rounds) -> Result<(), Trouble> {
    let profile = tempfile::tempdir()?;
    let url = format!("file://{}", page.canonicalize()?.display());
    let command = || {
        let mut command = Command::new(program);
        let (width, height) = crate::SIZE;
        command
            .args(["--kiosk", "--no-sandbox", "--no-first-run", "--disable-features=Translate", "--hide-scrollbars"])
            .args(["--disable-component-update", "--disable-sync", "--password-store=basic", "--window-position=0,0"])
            .arg(format!("--window-size={width},{height}"))
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg(&url)
            // the kiosk's own variable names a configuration without fonts
            .env_remove("FONTCONFIG_FILE")
            .env("DISPLAY", &screen.display);
        command
    };
    let (started, _) = starts(screen, rounds.starts, command)?;
    Figure::of("start to the first screen, warm", "ms", None, started).tell();

    let mut running = Program::start(&mut command())?;
    std::thread::sleep(Duration::from_secs(3));
    let _picture = screen.at_rest(CALM, Duration::from_secs(30))?;
    screen.point(ASIDE)?;
    std::thread::sleep(Duration::from_secs(5));
    let memory = running.memory();
    Figure::one("resident memory (RSS, all processes)", "MB", None, memory.rss as f64 / 1024.0).tell();
    Figure::one("proportional memory (PSS)", "MB", None, memory.pss as f64 / 1024.0).tell();
    Figure::one("processes", "", None, memory.processes as f64).tell();
    Figure::one("processor when idle, 10 s", "%", None, Idle::of(&running, IDLE_SECONDS).percent).tell();
    Figure::of("press feedback", "ms", None, presses(screen, rounds.touches, FIRST_LANGUAGE, ASIDE)?).tell();
    screen.click(FIRST_LANGUAGE)?;
    let _home = screen.at_rest(CALM, Duration::from_secs(10))?;
    Figure::of("page flip", "ms", None, flips(screen, rounds.touches, [SERVICE, BACK])?).tell();
    running.still_runs()?;
    Ok(())
}
