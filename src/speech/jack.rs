//! Headphone jacks: whether something is plugged in.
//!
//! Linux tells it as switch events of an input device (`/dev/input/event*`, switch 2); the state at the
//! start comes from the controls of the sound card (`amixer`, of alsa-utils). Keypads with a socket of their
//! own tell it by a key instead.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tokio::sync::broadcast;

use super::VoiceEvent;

/// `EV_SW` and `SW_HEADPHONE_INSERT` of Linux.
const SWITCH: u16 = 5;
const HEADPHONES: u16 = 2;

/// Watches every jack of this machine, each on a thread of its own that sleeps until something is plugged.
pub(super) fn watch(events: &broadcast::Sender<VoiceEvent>) {
    let list = std::fs::read_to_string("/proc/bus/input/devices").unwrap_or_default();
    let jacks = jacks(&list);
    for device in &jacks {
        follow(device, events.clone());
    }
    // without a switch nobody would tell when they are pulled out again
    if jacks.is_empty() {
        return;
    }
    let events = events.clone();
    let at_start = move || {
        let cards = std::fs::read_dir("/proc/asound").into_iter().flatten().filter_map(Result::ok);
        let cards = cards.filter_map(|entry| entry.file_name().to_str()?.strip_prefix("card")?.parse::<u32>().ok());
        for card in cards {
            let asked =
                Command::new("amixer").args(["-c", &card.to_string(), "contents"]).stderr(Stdio::null()).output();
            if asked.is_ok_and(|output| is_plugged(&String::from_utf8_lossy(&output.stdout))) {
                let _ = events.send(VoiceEvent::Headphones(true));
            }
        }
    };
    if let Err(error) = std::thread::Builder::new().name("jack".into()).spawn(at_start) {
        tracing::warn!(event = "speech.jack", %error);
    }
}

/// The input devices that have a headphone switch, in the list of the kernel.
fn jacks(list: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for device in list.split("\n\n") {
        let line = |start: &str| device.lines().find_map(|line| line.strip_prefix(start));
        let switches = line("B: SW=").and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok()).unwrap_or(0);
        let event =
            line("H: Handlers=").and_then(|names| names.split_whitespace().find(|name| name.starts_with("event")));
        if let (true, Some(event)) = (switches & (1 << HEADPHONES) != 0, event) {
            found.push(Path::new("/dev/input").join(event));
        }
    }
    found
}

/// Tells what happens at this device, until it is gone.
fn follow(device: &Path, events: broadcast::Sender<VoiceEvent>) {
    let file = match File::open(device) {
        Ok(file) => file,
        Err(error) => {
            tracing::warn!(event = "speech.jack", device = %device.display(), %error, "add the kiosk's user to the group input");
            return;
        }
    };
    let watch = move || {
        let mut file = file;
        while let Some(plugged) = next(&mut file) {
            tracing::info!(event = "speech.headphones", plugged);
            let _ = events.send(VoiceEvent::Headphones(plugged));
        }
    };
    if let Err(error) = std::thread::Builder::new().name("jack".into()).spawn(watch) {
        tracing::warn!(event = "speech.jack", %error);
    }
}

/// The next change of the headphone switch; `None` when the device is gone.
fn next(device: &mut impl Read) -> Option<bool> {
    // struct input_event: two longs of time, type, code, value
    const TIME: usize = 2 * size_of::<usize>();
    let mut event = [0_u8; TIME + 8];
    loop {
        device.read_exact(&mut event).ok()?;
        let short = |at: usize| u16::from_ne_bytes([event[at], event[at + 1]]);
        if (short(TIME), short(TIME + 2)) == (SWITCH, HEADPHONES) {
            return Some(event[TIME + 4..].iter().any(|byte| *byte != 0));
        }
    }
}

/// Whether a headphone jack is plugged, in what `amixer contents` prints.
fn is_plugged(contents: &str) -> bool {
    contents.split("numid=").any(|control| {
        let name = control.lines().next().unwrap_or_default();
        name.contains("Headphone") && name.contains("Jack") && control.contains(": values=on")
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use std::io::Write as _;

    const LIST: &str = "I: Bus=0000 Vendor=0000\nN: Name=\"HDA Intel PCH Headphone\"\nH: Handlers=event9 \nB: EV=21\nB: SW=4\n\nN: Name=\"HDA Intel PCH Mic\"\nH: Handlers=event8 \nB: EV=21\nB: SW=10\n\nN: Name=\"AT keyboard\"\nH: Handlers=sysrq kbd event0 leds \nB: EV=120013\n";

    #[test]
    fn the_kernel_names_the_jack() {
        assert_eq!(jacks(LIST), [Path::new("/dev/input/event9")]);
        assert_eq!(jacks(""), Vec::<PathBuf>::new());
    }

    #[test]
    fn the_state_at_the_start_is_that_of_the_card() {
        let card = |state: &str| {
            format!(
                "numid=20,iface=CARD,name='Mic Jack'\n  ; type=BOOLEAN,access=r-------,values=1\n  : values=on\nnumid=21,iface=CARD,name='Headphone Jack'\n  ; type=BOOLEAN,access=r-------,values=1\n  : values={state}\n"
            )
        };
        assert!(is_plugged(&card("on")));
        assert!(!is_plugged(&card("off")));
    }

    #[tokio::test]
    async fn plugging_is_heard_from_the_device() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("event9");
        nix::unistd::mkfifo(&path, nix::sys::stat::Mode::S_IRWXU).unwrap();
        let (events, mut heard) = broadcast::channel(4);
        let writer = std::thread::spawn({
            let path = path.clone();
            move || {
                let mut device = File::options().write(true).open(path).unwrap();
                for (kind, code, value) in
                    [(4_u16, 4_u16, 9_i32), (SWITCH, HEADPHONES, 1), (0, 0, 0), (SWITCH, 4, 1), (SWITCH, HEADPHONES, 0)]
                {
                    let mut event = vec![0_u8; 2 * size_of::<usize>()];
                    event.extend(kind.to_ne_bytes());
                    event.extend(code.to_ne_bytes());
                    event.extend(value.to_ne_bytes());
                    device.write_all(&event).unwrap();
                }
            }
        });
        follow(&path, events);
        assert_eq!(heard.recv().await.unwrap(), VoiceEvent::Headphones(true));
        assert_eq!(heard.recv().await.unwrap(), VoiceEvent::Headphones(false));
        writer.join().unwrap();
    }
}
