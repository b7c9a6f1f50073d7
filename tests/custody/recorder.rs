//! What lies between a kiosk and central, passes everything on, and remembers what was asked.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub(crate) struct Recorder {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Recorder {
    pub(crate) fn start(central: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&requests);
        std::thread::spawn(move || {
            for line in listener.incoming() {
                let Ok(mut line) = line else { return };
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || {
                    let Some(request) = read(&mut line) else { return };
                    let answer = exchange(central, &request);
                    shared.lock().unwrap().push(request);
                    // The kiosk may be gone.
                    let _ = line.write_all(&answer);
                });
            }
        });
        Self { address, requests }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The requests that begin so, byte for byte.
    pub(crate) fn requests(&self, beginning: &str) -> Vec<Vec<u8>> {
        let requests = self.requests.lock().unwrap();
        requests.iter().filter(|request| request.starts_with(beginning.as_bytes())).cloned().collect()
    }
}

/// Plays a request again; gives the answer as text.
pub(crate) fn play(central: SocketAddr, request: &[u8]) -> String {
    String::from_utf8_lossy(&exchange(central, request)).into_owned()
}

/// Sends the request with `Connection: close`, which no signature covers, and reads to the end.
fn exchange(central: SocketAddr, request: &[u8]) -> Vec<u8> {
    let Ok(mut line) = TcpStream::connect(central) else { return Vec::new() };
    line.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
    let end = request.windows(2).position(|part| part == b"\r\n").unwrap() + 2;
    let mut whole = request[..end].to_vec();
    whole.extend_from_slice(b"Connection: close\r\n");
    whole.extend_from_slice(&request[end..]);
    let mut answer = Vec::new();
    let _ = line.write_all(&whole).and_then(|()| line.read_to_end(&mut answer));
    answer
}

/// One request, whole.
fn read(line: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 65_536];
    loop {
        if let Some(end) = bytes.windows(4).position(|part| part == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let length: usize = head
                .lines()
                .filter_map(|header| header.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .map_or(0, |(_, length)| length.trim().parse().unwrap());
            if bytes.len() >= end + 4 + length {
                return Some(bytes);
            }
        }
        match line.read(&mut chunk) {
            Ok(count) if count > 0 => bytes.extend_from_slice(&chunk[..count]),
            _ => return None,
        }
    }
}
