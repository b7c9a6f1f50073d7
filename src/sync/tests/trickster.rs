//! A proxy before the real central, on plain sockets so that it can do what no honest server would.

use std::collections::VecDeque;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kiosk_central::keys::Keys;
use kiosk_protocol::http_signature::AnswerParts;

/// What happens to a request instead of reaching central.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Trick {
    /// A login page: 200, HTML.
    Html,
    /// HTML with another status.
    HtmlAs(u16),
    /// 302 to a login page.
    Redirect,
    /// A problem of central's, signed by it.
    Problem(u16),
    /// A problem of central's kind that somebody else has made.
    Unsigned(u16),
    /// An answer that takes everything, as central would, but not signed by it.
    Forged,
    /// 503 with Retry-After in seconds.
    Busy(u32),
    /// No answer.
    Hang,
    /// Connection closed at once.
    Reset,
    /// The real answer, cut in the middle.
    Truncated,
    /// Central commits; the answer becomes 502.
    BadGatewayAfterCommit,
    /// Central commits; the connection is cut.
    CutAfterCommit,
    /// A well-formed answer without results.
    TooFewResults,
    /// JSON of something else.
    OtherJson,
    /// Central's answer, but not as JSON.
    TextPlain,
}

#[derive(Default)]
struct Inside {
    script: VecDeque<Trick>,
    all: Option<Trick>,
    poison: Option<String>,
    batches: Vec<usize>,
    probes: usize,
    packed: bool,
    poisoned_alone: usize,
    keys: Option<Arc<Keys>>,
}

pub(super) struct Trickster {
    addr: SocketAddr,
    inside: Arc<Mutex<Inside>>,
}

impl Trickster {
    /// Does these tricks to pushes, one each; then, and to all else, lets through.
    pub(super) fn start(central: SocketAddr, keys: Keys, script: Vec<Trick>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let inside =
            Arc::new(Mutex::new(Inside { script: script.into(), keys: Some(Arc::new(keys)), ..Inside::default() }));
        let shared = Arc::clone(&inside);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { return };
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || serve(stream, central, &shared));
            }
        });
        Self { addr, inside }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Does this to everything, until told otherwise.
    pub(super) fn all(&self, trick: Option<Trick>) {
        self.inside.lock().unwrap().all = trick;
    }

    /// Answers 400 to every batch that holds this.
    pub(super) fn poison(&self, text: &str) {
        self.inside.lock().unwrap().poison = Some(text.to_owned());
    }

    pub(super) fn pushes(&self) -> usize {
        self.inside.lock().unwrap().batches.len()
    }

    pub(super) fn batches(&self) -> Vec<usize> {
        self.inside.lock().unwrap().batches.clone()
    }

    pub(super) fn probes(&self) -> usize {
        self.inside.lock().unwrap().probes
    }

    pub(super) fn saw_packed(&self) -> bool {
        self.inside.lock().unwrap().packed
    }

    pub(super) fn poisoned_alone(&self) -> usize {
        self.inside.lock().unwrap().poisoned_alone
    }
}

/// One request a connection.
fn serve(mut stream: TcpStream, central: SocketAddr, inside: &Mutex<Inside>) {
    let Some((head, body)) = read(&mut stream) else {
        return;
    };
    let (trick, keys) = {
        let mut inside = inside.lock().unwrap();
        (decide(&head, &body, &mut inside), inside.keys.clone())
    };
    let answer = match trick {
        None => forward(central, &head, &body),
        Some(trick) => match act(trick, central, &head, &body, keys.as_deref()) {
            Some(answer) => answer,
            None => return,
        },
    };
    // The client may have gone.
    let _ = stream.write_all(&answer);
}

fn decide(head: &str, body: &[u8], inside: &mut Inside) -> Option<Trick> {
    if head.starts_with("get /healthz") {
        inside.probes += 1;
    }
    if !head.starts_with("post /v1/sync/push") {
        return inside.all;
    }
    inside.packed |= head.contains("content-encoding: zstd");
    let text = unpacked(head, body);
    let batch: serde_json::Value = serde_json::from_str(&text).unwrap();
    let items = batch["items"].as_array().unwrap().len();
    inside.batches.push(items);
    if inside.poison.as_ref().is_some_and(|poison| text.contains(poison)) {
        inside.poisoned_alone += usize::from(items == 1);
        return Some(Trick::Problem(400));
    }
    inside.all.or_else(|| inside.script.pop_front())
}

fn unpacked(head: &str, body: &[u8]) -> String {
    let mut text = String::new();
    if head.contains("content-encoding: zstd") {
        zstd::Decoder::new(body).unwrap().read_to_string(&mut text).unwrap();
    } else {
        text.push_str(std::str::from_utf8(body).unwrap());
    }
    text
}

/// A problem that central has signed for this request.
fn problem(status: u16, head: &str, keys: &Keys) -> Vec<u8> {
    let signature = head.lines().find_map(|line| line.strip_prefix("signature: psc=")).unwrap_or_default();
    let parts = AnswerParts { status, content: b"{}", request: signature };
    let now = jiff::Timestamp::now();
    let signed = parts.sign(keys.answer_key(now.as_millisecond()).unwrap(), now.as_second()).unwrap();
    let headers = format!(
        "content-type: application/problem+json\r\ncontent-digest: {}\r\nsignature-input: {}\r\nsignature: {}\r\n",
        signed.content_digest, signed.signature_input, signed.signature
    );
    answer(status, &headers, "{}")
}

/// Every item of a push accepted.
fn forged(head: &str, body: &[u8]) -> String {
    if !head.starts_with("post") {
        return r#"{"changes":[],"next_cursor":"x","more":false}"#.to_owned();
    }
    let batch: serde_json::Value = serde_json::from_str(&unpacked(head, body)).unwrap();
    let items = batch["items"].as_array().unwrap();
    let results: Vec<_> =
        items.iter().map(|item| serde_json::json!({ "id": item["id"], "status": "accepted" })).collect();
    serde_json::json!({ "server_ms": 1, "contiguous_seq": items.len(), "results": results }).to_string()
}

fn act(trick: Trick, central: SocketAddr, head: &str, body: &[u8], keys: Option<&Keys>) -> Option<Vec<u8>> {
    let html = "<html><body>Please log in to the network</body></html>";
    let json = "content-type: application/json\r\n";
    Some(match trick {
        Trick::Html => answer(200, "content-type: text/html\r\n", html),
        Trick::HtmlAs(status) => answer(status, "content-type: text/html\r\n", html),
        Trick::Redirect => answer(302, "location: http://127.0.0.1:1/login\r\n", ""),
        Trick::Problem(status) => problem(status, head, keys?),
        Trick::Unsigned(status) => answer(status, "content-type: application/problem+json\r\n", "{}"),
        Trick::Forged => answer(200, json, &forged(head, body)),
        Trick::Busy(seconds) => answer(503, &format!("retry-after: {seconds}\r\n"), ""),
        Trick::Hang => {
            std::thread::sleep(Duration::from_secs(3));
            return None;
        }
        Trick::Reset => return None,
        Trick::Truncated => {
            let whole = forward(central, "get /v1/time http/1.1\r\nhost: c", b"");
            whole[..whole.len() - 5].to_vec()
        }
        Trick::BadGatewayAfterCommit => {
            forward(central, head, body);
            answer(502, "content-type: text/html\r\n", html)
        }
        Trick::CutAfterCommit => {
            forward(central, head, body);
            return None;
        }
        Trick::TooFewResults => answer(200, json, r#"{"server_ms":1,"contiguous_seq":99,"results":[]}"#),
        Trick::OtherJson => answer(200, json, r#"{"status":"ok"}"#),
        Trick::TextPlain => {
            answer(200, "content-type: text/plain\r\n", r#"{"server_ms":1,"contiguous_seq":9,"results":[]}"#)
        }
    })
}

fn answer(status: u16, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} x\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}").into_bytes()
}

/// The head, method and names of fields in lower case, and the body.
fn read(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 8192];
    loop {
        if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let lower: Vec<String> = head
                .lines()
                .map(|line| match line.split_once(':') {
                    Some((name, value)) => format!("{}:{value}", name.to_ascii_lowercase()),
                    None => line.to_owned(),
                })
                .collect();
            let length: usize =
                lower.iter().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |n| n.parse().unwrap());
            if bytes.len() >= end + 4 + length {
                // The request line keeps its case: cursors are case-sensitive.
                let first = head.lines().next().unwrap_or("");
                let rest = lower[1..].join("\r\n");
                let method = first.split(' ').next().unwrap_or("").to_ascii_lowercase();
                let path = first.split(' ').nth(1).unwrap_or("");
                return Some((format!("{method} {path} http/1.1\r\n{rest}"), bytes.split_off(end + 4)));
            }
        }
        match stream.read(&mut chunk) {
            Ok(n) if n > 0 => bytes.extend_from_slice(&chunk[..n]),
            _ => return None,
        }
    }
}

/// Asks the real central; nothing when it is away.
fn forward(central: SocketAddr, head: &str, body: &[u8]) -> Vec<u8> {
    let ask = || -> std::io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect(central)?;
        let (line, rest) = head.split_once("\r\n").unwrap_or((head, ""));
        let (method, line) = line.split_once(' ').unwrap_or(("", line));
        let path = line.trim_end_matches("http/1.1");
        let method = method.to_ascii_uppercase();
        write!(stream, "{method} {path}HTTP/1.1\r\nconnection: close\r\n{rest}\r\n\r\n")?;
        stream.write_all(body)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(answer)
    };
    ask().unwrap_or_default()
}
