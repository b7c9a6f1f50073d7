//! What lies between a kiosk and central: one request a connection, and the line can be cut in the middle of a document.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[derive(Default)]
struct Inside {
    /// The `Content-Range` of every piece that was sent towards central, in order.
    ranges: Vec<String>,
    /// The line breaks in the middle of the piece with this number (from 0).
    breaks_at: Option<usize>,
    broken: bool,
}

pub(crate) struct Line {
    address: SocketAddr,
    inside: Arc<Mutex<Inside>>,
}

impl Line {
    pub(crate) fn start(central: SocketAddr, breaks_at: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let inside = Arc::new(Mutex::new(Inside { breaks_at: Some(breaks_at), ..Inside::default() }));
        let shared = Arc::clone(&inside);
        std::thread::spawn(move || {
            for kiosk in listener.incoming() {
                let Ok(kiosk) = kiosk else { return };
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || serve(kiosk, central, &shared));
            }
        });
        Self { address, inside }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.inside.lock().unwrap().broken
    }

    /// The pieces so far, as their `Content-Range` says.
    pub(crate) fn ranges(&self) -> Vec<String> {
        self.inside.lock().unwrap().ranges.clone()
    }

    pub(crate) fn mend(&self) {
        let mut inside = self.inside.lock().unwrap();
        inside.broken = false;
        inside.breaks_at = None;
    }
}

fn serve(mut kiosk: TcpStream, central: SocketAddr, inside: &Mutex<Inside>) {
    kiosk.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    if inside.lock().unwrap().broken {
        return;
    }
    let Some((request, range)) = read(&mut kiosk) else { return };
    let cut = {
        let mut inside = inside.lock().unwrap();
        let number = inside.ranges.len();
        let cut = range.is_some() && inside.breaks_at == Some(number);
        inside.ranges.extend(range);
        inside.broken |= cut;
        cut
    };
    let Ok(mut server) = TcpStream::connect(central) else { return };
    server.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
    if cut {
        // Half of the piece arrives; then there is nothing at either end.
        let _ = server.write_all(&request[..request.len() / 2]);
        return;
    }
    let mut answer = Vec::new();
    let _ = server.write_all(&request).and_then(|()| server.read_to_end(&mut answer));
    // The kiosk may be gone.
    let _ = kiosk.write_all(&answer);
}

/// One request, whole, with `Connection: close`, which no signature covers; and its `Content-Range`.
fn read(kiosk: &mut TcpStream) -> Option<(Vec<u8>, Option<String>)> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 65_536];
    loop {
        if let Some(end) = bytes.windows(4).position(|part| part == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let header = |wanted: &str| {
                let named = head.lines().filter_map(|line| line.split_once(':'));
                named
                    .filter(|(name, _)| name.eq_ignore_ascii_case(wanted))
                    .map(|(_, value)| value.trim().to_owned())
                    .next()
            };
            let length: usize = header("content-length").map_or(0, |length| length.parse().unwrap());
            if bytes.len() >= end + 4 + length {
                let first = head.find("\r\n").unwrap_or(end) + 2;
                let mut request = bytes[..first].to_vec();
                request.extend_from_slice(b"Connection: close\r\n");
                request.extend_from_slice(&bytes[first..]);
                return Some((request, header("content-range")));
            }
        }
        match kiosk.read(&mut chunk) {
            Ok(count) if count > 0 => bytes.extend_from_slice(&chunk[..count]),
            _ => return None,
        }
    }
}
