//! What lies between a kiosk and central: lets six pushes in ten through, and does something to the others that networks,
//! proxies and dying servers do. Into TLS it cannot look: there it cuts and holds up connections at any byte.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Repeatable chance (splitmix64).
pub(crate) struct Dice(u64);

impl Dice {
    /// The seed is mixed: the state moves on by one constant with each draw, so a multiple of that constant would begin each
    /// stream one draw behind the one before, and all would be one.
    pub(crate) fn new(seed: u64) -> Self {
        Self(mix(seed.wrapping_add(0x9E37_79B9_7F4A_7C15)))
    }

    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        (mix(self.0) % most.max(1) as u64) as usize
    }
}

/// The finaliser of splitmix64.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[test]
fn no_seed_begins_in_the_middle_of_another() {
    let draws = |seed: u64| -> Vec<usize> {
        let mut dice = Dice::new(seed);
        (0..40).map(|_| dice.below(1 << 30)).collect()
    };
    let mut seen = std::collections::HashSet::new();
    for seed in 0..200 {
        assert!(draws(seed).into_iter().all(|draw| seen.insert(draw)), "seed {seed} draws what another has drawn");
    }
}

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    Through,
    /// 503 without central having heard of it.
    BusyBefore,
    /// Central commits; the answer becomes 502 with HTML.
    BadGatewayAfter,
    /// Central commits; the connection is cut.
    CutAfter,
    /// Cut before central heard of it.
    CutBefore,
    /// A login page, 200.
    Html,
    /// All arrives, late.
    Slow,
}

struct Inside {
    dice: Mutex<Dice>,
    cut_until: Mutex<Option<Instant>>,
    /// Lets everything through.
    calm: AtomicBool,
    requests: AtomicU64,
    faults: AtomicU64,
}

pub(crate) struct Proxy {
    address: SocketAddr,
    inside: Arc<Inside>,
}

impl Proxy {
    pub(crate) fn start(central: SocketAddr, seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let inside = Arc::new(Inside {
            dice: Mutex::new(Dice::new(seed ^ 0x5EED)),
            cut_until: Mutex::new(None),
            calm: AtomicBool::new(false),
            requests: AtomicU64::new(0),
            faults: AtomicU64::new(0),
        });
        let shared = Arc::clone(&inside);
        std::thread::spawn(move || {
            for line in listener.incoming() {
                let Ok(line) = line else { return };
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || serve(line, central, &shared));
            }
        });
        Self { address, inside }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The network is away for so long.
    pub(crate) fn cut_for(&self, time: Duration) {
        *self.inside.cut_until.lock().unwrap() = Some(Instant::now() + time);
    }

    /// Lets everything through, or not any more.
    pub(crate) fn calm(&self, calm: bool) {
        self.inside.calm.store(calm, Ordering::SeqCst);
    }

    pub(crate) fn requests(&self) -> u64 {
        self.inside.requests.load(Ordering::Relaxed)
    }

    pub(crate) fn faults(&self) -> u64 {
        self.inside.faults.load(Ordering::Relaxed)
    }
}

impl Inside {
    fn is_cut(&self) -> bool {
        self.cut_until.lock().unwrap().is_some_and(|until| Instant::now() < until)
    }

    /// Four in ten of the pushes and of the pieces of documents.
    fn fate(&self, head: &str) -> Fate {
        let carries = head.starts_with("POST /v1/sync/push") || head.starts_with("PUT /v1/blobs/");
        if !carries || self.calm.load(Ordering::SeqCst) {
            return Fate::Through;
        }
        self.requests.fetch_add(1, Ordering::Relaxed);
        let fate = match self.dice.lock().unwrap().below(100) {
            0..10 => Fate::BusyBefore,
            10..20 => Fate::BadGatewayAfter,
            20..26 => Fate::CutAfter,
            26..31 => Fate::CutBefore,
            31..36 => Fate::Html,
            36..40 => Fate::Slow,
            _ => return Fate::Through,
        };
        self.faults.fetch_add(1, Ordering::Relaxed);
        fate
    }
}

/// One request a connection.
fn serve(mut line: TcpStream, central: SocketAddr, inside: &Inside) {
    line.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    if inside.is_cut() {
        return;
    }
    let mut first = [0];
    if line.peek(&mut first).is_ok_and(|count| count == 1) && first[0] == TLS_HANDSHAKE {
        return tunnel(&line, central, inside);
    }
    let Some((head, body)) = read(&mut line) else { return };
    let html = "<html><body>Please log in</body></html>";
    let answer = match inside.fate(&head) {
        Fate::Through => forward(central, &head, &body),
        Fate::BusyBefore => plain("503 Service Unavailable", "text/plain", ""),
        Fate::BadGatewayAfter => {
            forward(central, &head, &body);
            plain("502 Bad Gateway", "text/html", html)
        }
        Fate::CutAfter => {
            forward(central, &head, &body);
            return;
        }
        Fate::CutBefore => return,
        Fate::Html => plain("200 OK", "text/html", html),
        Fate::Slow => {
            let answer = forward(central, &head, &body);
            std::thread::sleep(Duration::from_millis(400));
            answer
        }
    };
    if inside.is_cut() {
        return;
    }
    // The kiosk may be dead already.
    let _ = line.write_all(&answer);
    let _ = line.shutdown(Shutdown::Write);
}

/// The first byte of a TLS connection (RFC 8446 §5.1: handshake).
const TLS_HANDSHAKE: u8 = 22;

/// Bytes to and fro. Four connections in ten are cut after so many bytes of answers, or held up; the others end after some
/// hundred milliseconds, as by a server that restarts, so that chance is asked again.
fn tunnel(line: &TcpStream, central: SocketAddr, inside: &Inside) {
    let Ok(server) = TcpStream::connect(central) else { return };
    let calm = inside.calm.load(Ordering::SeqCst);
    let (chance, bytes, life) = {
        let mut dice = inside.dice.lock().unwrap();
        (dice.below(100), dice.below(6000), Duration::from_millis(300 + dice.below(1500) as u64))
    };
    let (most, wait) = match chance {
        _ if calm => (usize::MAX, Duration::ZERO),
        0..30 => (bytes, Duration::ZERO),
        30..40 => (usize::MAX, Duration::from_millis(200)),
        _ => (usize::MAX, Duration::ZERO),
    };
    if !calm {
        inside.requests.fetch_add(1, Ordering::Relaxed);
        inside.faults.fetch_add(u64::from(most < usize::MAX || !wait.is_zero()), Ordering::Relaxed);
    }
    // Neither side may hold the line up by saying nothing.
    for side in [line, &server] {
        side.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    }
    let end = Instant::now() + life;
    let cut = || {
        let _ = line.shutdown(Shutdown::Both);
        let _ = server.shutdown(Shutdown::Both);
    };
    std::thread::scope(|scope| {
        scope.spawn(|| {
            pump(line, &server, usize::MAX, Duration::ZERO, end, inside);
            cut();
        });
        pump(&server, line, most, wait, end, inside);
        cut();
    });
}

/// Carries bytes until there are no more, `most` have passed, its time is over, or the network is cut.
fn pump(mut from: &TcpStream, mut to: &TcpStream, most: usize, wait: Duration, end: Instant, inside: &Inside) {
    let mut chunk = [0; 16_384];
    let mut passed = 0;
    loop {
        let over = Instant::now() > end && !inside.calm.load(Ordering::SeqCst);
        match from.read(&mut chunk) {
            Ok(count) if count > 0 && passed + count <= most && !inside.is_cut() => {
                std::thread::sleep(wait);
                passed += count;
                if to.write_all(&chunk[..count]).is_err() {
                    return;
                }
            }
            // Nobody says anything: only then a connection whose time is over ends.
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                if over || inside.is_cut() {
                    return;
                }
            }
            _ => return,
        }
    }
}

fn plain(status: &str, kind: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}")
        .into_bytes()
}

/// Head and body of a request.
fn read(line: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 65_536];
    loop {
        if let Some(end) = bytes.windows(4).position(|part| part == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let length = head
                .lines()
                .filter_map(|header| header.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .map_or(0, |(_, length)| length.trim().parse().unwrap());
            let mut body = bytes.split_off(end + 4);
            while body.len() < length {
                match line.read(&mut chunk) {
                    Ok(count) if count > 0 => body.extend_from_slice(&chunk[..count]),
                    _ => return None,
                }
            }
            return Some((head, body));
        }
        match line.read(&mut chunk) {
            Ok(count) if count > 0 => bytes.extend_from_slice(&chunk[..count]),
            _ => return None,
        }
    }
}

/// Asks the real central; nothing when it is away or dies meanwhile.
fn forward(central: SocketAddr, head: &str, body: &[u8]) -> Vec<u8> {
    let ask = || -> std::io::Result<Vec<u8>> {
        let mut line = TcpStream::connect(central)?;
        line.set_read_timeout(Some(Duration::from_secs(40)))?;
        let (first, headers) = head.split_once("\r\n").unwrap_or((head, ""));
        write!(line, "{first}\r\nConnection: close\r\n{headers}\r\n\r\n")?;
        line.write_all(body)?;
        let mut answer = Vec::new();
        line.read_to_end(&mut answer)?;
        Ok(answer)
    };
    ask().unwrap_or_default()
}
