//! Printer and scanner: is there a port, does it open, and does the right device answer on it at the right speed?

use std::path::Path;

use super::Findings;
use crate::config::{Config, Port};
use crate::device::line::{LineConfig, LineError, SerialLine};
use crate::device::ports;
use crate::device::probe::{self, Answer};
use crate::i18n::Texts;
use crate::kiosk::{Device, Devices};
use crate::problem::Problem;

/// Looks at both lines. A port that a running kiosk holds is not touched: the kiosk is asked. A printer that is not where it
/// should be is looked for on the scanner's port and on ports that nobody uses.
pub(super) fn look(found: &mut Findings, config: &Config, root: &Path, running: Option<&(Devices, Texts)>) {
    let printer = line(&config.printer.port, config.printer.line);
    let scanner = line(&config.scanner.port, config.scanner.line);
    let printer_told = held(printer.as_ref(), running.map(|(devices, _)| &devices.printer));
    let scanner_told = held(scanner.as_ref(), running.map(|(devices, _)| &devices.scanner));
    let elsewhere = || {
        let used =
            [&printer, &scanner].map(|line| line.as_ref().and_then(|line| std::fs::canonicalize(&line.path).ok()));
        let free = ports::list(root).into_iter().filter(|port| !used.contains(&Some(port.path.clone())));
        let asked = free.filter(|port| {
            let config = LineConfig::new(port.stable(), config.printer.line.baud);
            probe::ask_at(&config) == Ok(Answer::Printer)
        });
        asked.map(|port| port.stable().display().to_string()).next()
    };
    let on_scanner_port = match scanner_told {
        Some(_) => None,
        None => scanner.as_ref().map(|line| (line, printer_at_any_speed(line))),
    };
    match (&printer, printer_told) {
        (None, _) => found.right("printer", "virtual"),
        (_, Some((line, device))) => told(found, "printer", line, device, running),
        (Some(line), None) => {
            printer_line(found, line, on_scanner_port.as_ref().and_then(|(line, at)| Some((*line, (*at)?))), elsewhere);
        }
    }
    match (&on_scanner_port, scanner_told) {
        (_, Some((line, device))) => told(found, "scanner", line, device, running),
        (None, None) => found.right("scanner", "virtual"),
        (Some((line, printer_at)), None) => scanner_line(found, line, *printer_at),
    }
}

/// The line and the device on it, where it is the one that the running kiosk holds.
fn held<'a>(line: Option<&'a LineConfig>, device: Option<&'a Device>) -> Option<(&'a LineConfig, &'a Device)> {
    let (line, device) = (line?, device?);
    (device.port.as_ref() == Some(&line.path)).then_some((line, device))
}

/// What the running kiosk says of a device whose port it holds.
fn told(found: &mut Findings, what: &str, line: &LineConfig, device: &Device, running: Option<&(Devices, Texts)>) {
    let name = line.path.display();
    match &device.fault {
        None => found.right(what, format!("{name}: the running kiosk holds it and says that it is well")),
        Some(fault) => {
            let words = |attribute| running.and_then(|(_, texts)| texts.attr(fault, attribute));
            let told = words("staff").unwrap_or_else(|| fault.clone());
            let problem = Problem::new(what, format!("{name}: the running kiosk says: {told}"));
            found.device(match words("staff-steps") {
                Some(steps) => problem.fix(steps),
                None => problem,
            });
        }
    }
}

fn line(port: &Port, settings: crate::config::SerialLine) -> Option<LineConfig> {
    match port {
        Port::Virtual => None,
        Port::Path(path) => Some(LineConfig::from_settings(path, &settings)),
    }
}

/// The speed at which a printer answers there.
fn printer_at_any_speed(line: &LineConfig) -> Option<u32> {
    match probe::ask_at(line) {
        Ok(Answer::Printer) => Some(line.baud),
        // A scanner is silent at every speed; ten of them would only cost time. What speaks is asked more closely.
        Ok(Answer::Strange(_)) => probe::other_speed(line).ok().flatten(),
        Ok(Answer::Silence) | Err(_) => None,
    }
}

fn printer_line(
    found: &mut Findings,
    line: &LineConfig,
    on_scanner_port: Option<(&LineConfig, u32)>,
    elsewhere: impl Fn() -> Option<String>,
) {
    let name = line.path.display();
    let answer = match probe::ask_at(line) {
        Ok(answer) => answer,
        Err(error) => {
            let mut problem = not_open(&error, "printer");
            if matches!(error, LineError::NoSuchPort(_))
                && let Some(other) = elsewhere()
            {
                problem = problem.fix(format!("a printer answers on {other}: set printer.port to that"));
            }
            found.device(problem);
            return;
        }
    };
    if answer == Answer::Printer {
        found.right("printer", format!("{name} answers at {} baud", line.baud));
        return;
    }
    if let Ok(Some(baud)) = probe::other_speed(line) {
        let what = format!("{name} answers at {baud} baud, not at {}", line.baud);
        found.device(
            Problem::new("printer.baud", what)
                .fix(format!("set printer.baud = {baud}, or the printer to {}", line.baud)),
        );
        return;
    }
    if let Some((scanner, baud)) = on_scanner_port {
        let what = format!("the printer answers on the scanner's port {}, at {baud} baud", scanner.path.display());
        found
            .device(Problem::new("printer.port", what).fix("exchange printer.port and scanner.port, or the two plugs"));
        return;
    }
    let (what, fix) = match answer {
        Answer::Strange(bytes) => (
            format!("{name}: {bytes} bytes came that no printer sends"),
            "is another device on this port? `kiosk devices` lists the ports",
        ),
        Answer::Silence | Answer::Printer => (
            format!("{name} opens, but nobody answers, at any speed"),
            "is the printer on, is its cable in, and is it set to ESC/POS? Its self test (hold FEED while switching on) \
             prints its settings",
        ),
    };
    let fix = elsewhere()
        .map_or_else(|| fix.to_owned(), |other| format!("a printer answers on {other}: set printer.port to that"));
    found.device(Problem::new("printer.port", what).fix(fix));
}

fn scanner_line(found: &mut Findings, line: &LineConfig, printer_at: Option<u32>) {
    let name = line.path.display();
    if printer_at.is_some() {
        let what = format!("{name}: a printer answers here");
        found
            .device(Problem::new("scanner.port", what).fix("exchange printer.port and scanner.port, or the two plugs"));
        return;
    }
    match SerialLine::open(line) {
        Ok(_) => found.right("scanner", format!("{name} opens; try it: kiosk scan --count 1")),
        Err(error) => found.device(not_open(&error, "scanner")),
    }
}

/// A port that does not open; the error itself says what to do.
fn not_open(error: &LineError, device: &str) -> Problem {
    let told = error.to_string();
    match told.split_once("; ") {
        Some((what, fix)) => Problem::new(format!("{device}.port"), what).fix(fix),
        None => Problem::new(format!("{device}.port"), told).fix("`kiosk devices` lists the ports"),
    }
}
