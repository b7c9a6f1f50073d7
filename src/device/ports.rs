//! The serial ports of this machine, as the kernel and udev know them, and names for them that stay.

use std::fs;
use std::path::{Path, PathBuf};

/// What is known about the adapter behind a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usb {
    /// Four hexadecimal digits.
    pub vendor: String,
    /// Four hexadecimal digits.
    pub product: String,
    /// Its serial number, if it has one; many cheap adapters have none, or all the same.
    pub serial: Option<String>,
    /// What it calls itself.
    pub name: String,
}

/// What a device usually is, by its maker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A receipt printer.
    Printer,
    /// A scanner.
    Scanner,
}

impl Role {
    /// The section of the configuration, and the name under `/dev/kiosk/`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Printer => "printer",
            Self::Scanner => "scanner",
        }
    }
}

/// One serial port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// Its present name, such as `/dev/ttyUSB0`; another one after the next start, perhaps.
    pub path: PathBuf,
    /// Its name by what it is (`/dev/serial/by-id/…`): stays in any socket.
    pub by_id: Option<PathBuf>,
    /// Its name by where it is plugged in (`/dev/serial/by-path/…`): stays for the socket.
    pub by_path: Option<PathBuf>,
    /// The adapter, when it is one.
    pub usb: Option<Usb>,
}

impl Port {
    /// The name for the configuration: the one that stays, as far as there is one.
    #[must_use]
    pub fn stable(&self) -> &Path {
        self.by_id.as_deref().or(self.by_path.as_deref()).unwrap_or(&self.path)
    }

    /// What it probably is. Makers of both kinds say nothing.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        // USB vendor ids: Epson, Star, Citizen, Bixolon, Custom; Honeywell (and Metrologic), Zebra (Symbol), Datalogic,
        // Newland, ZKTeco.
        match self.usb.as_ref()?.vendor.as_str() {
            "04b8" | "0519" | "1d90" | "2730" | "1504" | "0dd4" => Some(Role::Printer),
            "0c2e" | "0536" | "05e0" | "05f9" | "1eab" | "1b55" => Some(Role::Scanner),
            _ => None,
        }
    }

    /// A line for udev that gives this device the name `/dev/kiosk/NAME`.
    #[must_use]
    pub fn udev_rule(&self, name: &str) -> Option<String> {
        let usb = self.usb.as_ref()?;
        let mut rule = format!(
            "SUBSYSTEM==\"tty\", ATTRS{{idVendor}}==\"{}\", ATTRS{{idProduct}}==\"{}\"",
            usb.vendor, usb.product
        );
        match (&usb.serial, &self.by_path) {
            (Some(serial), _) => rule.push_str(&format!(", ATTRS{{serial}}==\"{serial}\"")),
            // Two of the same kind without a number of their own: only the socket tells them apart.
            (None, Some(by_path)) => {
                let socket = by_path.file_name().unwrap_or_default().to_string_lossy();
                let socket = socket.split("-port").next().unwrap_or_default();
                rule.push_str(&format!(", ENV{{ID_PATH}}==\"{socket}\""));
            }
            (None, None) => {}
        }
        rule.push_str(&format!(", SYMLINK+=\"kiosk/{name}\""));
        Some(rule)
    }
}

/// The ports below `root` (`/` on a real machine), adapters first. Ports of the mainboard that have no chip behind them
/// are left out.
#[must_use]
pub fn list(root: &Path) -> Vec<Port> {
    let (ids, places) = (links(&root.join("dev/serial/by-id")), links(&root.join("dev/serial/by-path")));
    let named = |links: &[(PathBuf, PathBuf)], path: &Path| {
        let found = links.iter().find(|(_, target)| target.file_name() == path.file_name());
        found.map(|(link, _)| absolute(root, link))
    };
    let mut ports: Vec<Port> = entries(&root.join("sys/class/tty"))
        .into_iter()
        .filter_map(|tty| {
            let device = fs::canonicalize(tty.join("device")).ok()?;
            let name = tty.file_name()?.to_str()?.to_owned();
            let usb = usb_of(&device);
            let on_board =
                name.strip_prefix("ttyS").is_some() && read(&tty.join("type")).is_none_or(|kind| kind == "0");
            if on_board || !(usb.is_some() || name.starts_with("ttyS") || name.starts_with("ttyAMA")) {
                return None;
            }
            let path = Path::new("/dev").join(&name);
            let (by_id, by_path) = (named(&ids, &path), named(&places, &path));
            Some(Port { path, by_id, by_path, usb })
        })
        .collect();
    ports.sort_by(|a, b| (a.usb.is_none(), &a.path).cmp(&(b.usb.is_none(), &b.path)));
    ports
}

/// The adapter: the first folder above the device that has a vendor.
fn usb_of(device: &Path) -> Option<Usb> {
    let folder = device.ancestors().take(6).find(|folder| folder.join("idVendor").is_file())?;
    let name = [read(&folder.join("manufacturer")), read(&folder.join("product"))];
    Some(Usb {
        vendor: read(&folder.join("idVendor"))?,
        product: read(&folder.join("idProduct"))?,
        serial: read(&folder.join("serial")),
        name: name.into_iter().flatten().collect::<Vec<_>>().join(" "),
    })
}

fn read(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).map(|files| files.flatten().map(|file| file.path()).collect()).unwrap_or_default()
}

/// The links of a folder and where they lead.
fn links(folder: &Path) -> Vec<(PathBuf, PathBuf)> {
    entries(folder).into_iter().filter_map(|link| fs::read_link(&link).ok().map(|target| (link, target))).collect()
}

fn absolute(root: &Path, path: &Path) -> PathBuf {
    Path::new("/").join(path.strip_prefix(root).unwrap_or(path))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use std::os::unix::fs::symlink;

    use super::*;

    /// A machine's folders with one adapter, as Linux 6 lays them out.
    fn adapter(root: &Path, tty: &str, socket: &str, facts: &[(&str, &str)]) {
        let device = root.join(format!("sys/devices/usb1/{socket}/{socket}:1.0/{tty}"));
        fs::create_dir_all(&device).unwrap();
        for (file, value) in facts {
            fs::write(root.join(format!("sys/devices/usb1/{socket}/{file}")), format!("{value}\n")).unwrap();
        }
        let class = root.join("sys/class/tty").join(tty);
        fs::create_dir_all(&class).unwrap();
        symlink(&device, class.join("device")).unwrap();
        for (kind, name) in [
            ("by-id", facts.iter().find(|(f, _)| *f == "serial").map(|(_, s)| format!("usb-{s}-if00"))),
            ("by-path", Some(format!("pci-0000:00:14.0-usb-0:{socket}:1.0-port0"))),
        ] {
            let Some(name) = name else { continue };
            let folder = root.join("dev/serial").join(kind);
            fs::create_dir_all(&folder).unwrap();
            symlink(format!("../../{tty}"), folder.join(name)).unwrap();
        }
    }

    #[test]
    fn adapters_are_named_by_what_they_are_or_by_their_socket() {
        let root = tempfile::tempdir().unwrap();
        let epson = [("idVendor", "04b8"), ("idProduct", "0202"), ("serial", "X7K1"), ("product", "TM-T20")];
        adapter(root.path(), "ttyUSB1", "1-2", &epson);
        adapter(
            root.path(),
            "ttyUSB0",
            "1-4",
            &[("idVendor", "1a86"), ("idProduct", "7523"), ("product", "USB Serial")],
        );
        // A port of the mainboard with nothing behind it, and a virtual terminal.
        fs::create_dir_all(root.path().join("sys/class/tty/ttyS3/device")).unwrap();
        fs::write(root.path().join("sys/class/tty/ttyS3/type"), "0\n").unwrap();
        fs::create_dir_all(root.path().join("sys/class/tty/tty1")).unwrap();

        let ports = list(root.path());
        assert_eq!(ports.len(), 2, "{ports:?}");
        assert_eq!(ports[0].path, Path::new("/dev/ttyUSB0"));
        assert_eq!(ports[0].stable(), Path::new("/dev/serial/by-path/pci-0000:00:14.0-usb-0:1-4:1.0-port0"));
        assert_eq!(ports[0].role(), None);
        assert_eq!(
            ports[0].udev_rule("scanner").unwrap(),
            "SUBSYSTEM==\"tty\", ATTRS{idVendor}==\"1a86\", ATTRS{idProduct}==\"7523\", \
             ENV{ID_PATH}==\"pci-0000:00:14.0-usb-0:1-4:1.0\", SYMLINK+=\"kiosk/scanner\""
        );
        assert_eq!(ports[1].stable(), Path::new("/dev/serial/by-id/usb-X7K1-if00"));
        assert_eq!(ports[1].role(), Some(Role::Printer));
        assert!(ports[1].udev_rule("printer").unwrap().contains("ATTRS{serial}==\"X7K1\""));
    }

    #[test]
    fn a_machine_without_ports_has_none() {
        assert_eq!(list(tempfile::tempdir().unwrap().path()), vec![]);
    }
}
