//! The machine itself: disk, clock, sound, touch panel, and the size of a pixel.

use std::fs;
use std::path::Path;

use super::Findings;
use crate::config::{Config, SpeechOutput};
use crate::problem::Problem;

/// Looks at everything that is on the machine. `root` is `/` on a real one.
pub(super) fn look(found: &mut Findings, config: &Config, root: &Path) {
    disk(found, config);
    clock(found, root);
    sound(found, config, root);
    touch(found, root);
    display(found, config, root);
}

fn disk(found: &mut Findings, config: &Config) {
    let folder = &config.store.state_dir;
    // Before the first start the folder may not be there yet: then the one above it counts.
    let Some(there) = folder.ancestors().find(|folder| folder.is_dir()) else { return };
    match nix::sys::statvfs::statvfs(there) {
        Ok(about) => {
            let free = about.blocks_available() * about.fragment_size();
            let told = format!("{} MB free in {}", free >> 20, there.display());
            if free < config.store.requests_need {
                let what = format!("{told}: less than store.requests_need_mb ({})", config.store.requests_need >> 20);
                found.device(Problem::new("disk", what).fix("free room, or put store.state_dir on a larger disk"));
            } else {
                found.right("disk", told);
            }
        }
        Err(error) => found.device(Problem::new("disk", format!("{}: {error}", there.display()))),
    }
    if let Err(error) = tempfile::tempfile_in(there) {
        let what = format!("{} cannot be written: {error}", there.display());
        found
            .device(Problem::new("disk", what).fix("run this as the kiosk's user, and see that the folder is its own"));
    }
}

/// A clock whose battery is empty begins in the past; what keeps it right is told.
fn clock(found: &mut Findings, root: &Path) {
    let now = jiff::Timestamp::now();
    // No kiosk of this program ran before it was written.
    if now < jiff::Timestamp::constant(1_767_225_600, 0) {
        let what = format!("the clock says {}", now.strftime("%Y-%m-%d %H:%M UTC"));
        found.device(
            Problem::new("clock", what)
                .fix("timedatectl set-time 'YYYY-MM-DD HH:MM'; when it returns after power off, replace the battery"),
        );
        return;
    }
    let kept = if root.join("run/systemd/timesync/synchronized").exists() { "kept by NTP" } else { "not kept by NTP" };
    found.right("clock", format!("{}, {kept}", now.strftime("%Y-%m-%d %H:%M UTC")));
}

fn sound(found: &mut Findings, config: &Config, root: &Path) {
    if config.speech.output != SpeechOutput::Device {
        return;
    }
    let cards = fs::read_to_string(root.join("proc/asound/cards")).unwrap_or_default();
    let names: Vec<&str> = cards
        .lines()
        .filter(|line| line.trim_start().starts_with(|c: char| c.is_ascii_digit()))
        .filter_map(|line| Some(line.split_once("]: ")?.1))
        .collect();
    if names.is_empty() {
        // It serves everybody but those who need the voice.
        let problem = Problem::new("sound", "there is no sound device: nobody can be spoken to").warning();
        found.device(problem.fix("is the loudspeaker's card in? Without one, set speech.output = \"off\""));
    } else {
        found.right("sound", names.join(", "));
    }
}

/// A touch panel is an input device that points directly (`INPUT_PROP_DIRECT`, bit 1 of PROP) and has absolute axes.
fn touch(found: &mut Findings, root: &Path) {
    let devices = fs::read_to_string(root.join("proc/bus/input/devices")).unwrap_or_default();
    let panels: Vec<&str> = devices
        .split("\n\n")
        .filter(|device| {
            let bits = |key: &str| {
                let line = device.lines().find_map(|line| line.strip_prefix(key))?;
                u64::from_str_radix(line.split_whitespace().next_back()?, 16).ok()
            };
            bits("B: PROP=").is_some_and(|prop| prop & 0b10 != 0) && bits("B: ABS=").is_some_and(|axes| axes != 0)
        })
        .filter_map(|device| device.lines().find_map(|line| line.strip_prefix("N: Name=")))
        .map(|name| name.trim_matches('"'))
        .collect();
    if panels.is_empty() {
        let problem = Problem::new("touch", "there is no touch panel").warning();
        found.device(problem.fix("is the panel's USB cable in? A mouse works all the same"));
    } else {
        found.right("touch", panels.join(", "));
    }
}

/// Compares the pitch in the configuration with what the screen says of itself (EDID).
fn display(found: &mut Findings, config: &Config, root: &Path) {
    let outputs = fs::read_dir(root.join("sys/class/drm")).map(|dir| dir.flatten().map(|file| file.path()).collect());
    let mut outputs: Vec<std::path::PathBuf> = outputs.unwrap_or_default();
    outputs.sort();
    let connected =
        |output: &Path| fs::read_to_string(output.join("status")).is_ok_and(|status| status.trim() == "connected");
    for output in outputs.into_iter().filter(|output| connected(output)) {
        let name = output.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some((pixels, millimetres)) = fs::read(output.join("edid")).ok().as_deref().and_then(size_of) else {
            found.right("display", format!("{name}; it does not say how large it is"));
            continue;
        };
        let pitch = f64::from(millimetres.0) / f64::from(pixels.0);
        let told = format!("{name}: {} x {} pixels on {} x {} mm", pixels.0, pixels.1, millimetres.0, millimetres.1);
        // A tenth too large or small is seen at once; makers round to millimetres.
        if (pitch / config.display.pixel_pitch.0 - 1.0).abs() > 0.05 {
            let what = format!("{told}: {pitch:.3} mm a pixel, not {}", config.display.pixel_pitch.0);
            let fix = format!("measure the picture; if the screen is right, set display.pixel_pitch_mm = {pitch:.3}");
            found.device(Problem::new("display.pixel_pitch_mm", what).fix(fix).warning());
        } else {
            found.right("display", told);
        }
    }
}

/// Pixels and millimetres of the preferred picture: the first detailed timing of an EDID (VESA E-EDID A.2, bytes 54 to 71).
fn size_of(edid: &[u8]) -> Option<((u32, u32), (u32, u32))> {
    let timing = edid.get(54..72)?;
    let number = |low: usize, high: u8| u32::from(timing[low]) | (u32::from(high) << 8);
    let pixels = (number(2, timing[4] >> 4), number(5, timing[7] >> 4));
    let millimetres = (number(12, timing[14] >> 4), number(13, timing[14] & 0x0F));
    let whole = [pixels.0, pixels.1, millimetres.0, millimetres.1].iter().all(|n| *n > 0);
    // Without a pixel clock it is no timing.
    (whole && timing[..2] != [0, 0]).then_some((pixels, millimetres))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::problem::Severity;

    fn at(root: &Path, config: &Config) -> Findings {
        let mut found = Findings::default();
        look(&mut found, config, root);
        found
    }

    fn file(root: &Path, path: &str, bytes: impl AsRef<[u8]>) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// 1920 x 1080 on 527 x 296 mm: the 24 inch panel of most kiosks.
    fn edid() -> Vec<u8> {
        let mut edid = vec![0; 128];
        edid[54..72].copy_from_slice(&[
            0x02, 0x3A, 0x80, 0x18, 0x71, 0x38, 0x2D, 0x40, 0x58, 0x2C, 0x45, 0x00, 0x0F, 0x28, 0x21, 0x00, 0x00, 0x1E,
        ]);
        edid
    }

    #[test]
    fn a_screen_says_how_large_a_pixel_is() {
        assert_eq!(size_of(&edid()), Some(((1920, 1080), (527, 296))));
        assert_eq!(size_of(&[0; 128]), None);
        assert_eq!(size_of(&[1; 60]), None);
        let root = tempfile::tempdir().unwrap();
        file(root.path(), "sys/class/drm/card0-HDMI-A-1/status", "connected\n");
        file(root.path(), "sys/class/drm/card0-HDMI-A-1/edid", edid());
        file(root.path(), "sys/class/drm/card0-DP-1/status", "disconnected\n");
        let mut config = Config::default();
        let found = at(root.path(), &config);
        assert!(found.says("display", "1920 x 1080 pixels on 527 x 296 mm"), "{found:?}");
        config.display.pixel_pitch = crate::config::Millimetres(0.369);
        let found = at(root.path(), &config);
        let problem = found.devices.iter().find(|problem| problem.file == "display.pixel_pitch_mm").unwrap();
        assert_eq!(problem.severity, Severity::Warning);
        assert!(problem.fix.as_ref().unwrap().ends_with("display.pixel_pitch_mm = 0.274"), "{problem}");
    }

    #[test]
    fn a_touch_panel_is_told_from_a_mouse_and_a_tablet() {
        let root = tempfile::tempdir().unwrap();
        let mouse = "I: Bus=0003\nN: Name=\"Mouse\"\nB: PROP=0\nB: REL=143\n";
        let tablet = "I: Bus=0003\nN: Name=\"Tablet of a virtual machine\"\nB: PROP=0\nB: ABS=3\n";
        file(root.path(), "proc/bus/input/devices", format!("{mouse}\n{tablet}\n"));
        let found = at(root.path(), &Config::default());
        assert!(found.devices.iter().any(|problem| problem.file == "touch"), "{found:?}");
        let panel =
            "I: Bus=0003\nN: Name=\"ILITEK ILITEK-TP\"\nB: PROP=2\nB: KEY=400 0 0 0 0 0\nB: ABS=260800000000003\n";
        file(root.path(), "proc/bus/input/devices", format!("{mouse}\n{panel}\n"));
        assert!(at(root.path(), &Config::default()).says("touch", "ILITEK ILITEK-TP"));
    }

    #[test]
    fn sound_is_looked_for_when_it_is_wanted() {
        let root = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        config.speech.output = SpeechOutput::Off;
        assert!(!at(root.path(), &config).devices.iter().any(|problem| problem.file == "sound"));
        config.speech.output = SpeechOutput::Device;
        file(root.path(), "proc/asound/cards", "--- no soundcards ---\n");
        assert!(at(root.path(), &config).devices.iter().any(|problem| problem.file == "sound"));
        file(
            root.path(),
            "proc/asound/cards",
            " 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n                      HDA at 0x1\n",
        );
        assert!(at(root.path(), &config).says("sound", "HDA-Intel - HDA Intel PCH"));
    }

    #[test]
    fn a_full_disk_is_told() {
        let root = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        config.store.state_dir = root.path().join("state");
        config.store.requests_need = u64::MAX;
        let found = at(root.path(), &config);
        let problem = found.devices.iter().find(|problem| problem.file == "disk").unwrap();
        assert!(problem.what.contains("less than store.requests_need_mb"), "{problem}");
        config.store.requests_need = 0;
        assert!(at(root.path(), &config).says("disk", "MB free in"));
    }
}
