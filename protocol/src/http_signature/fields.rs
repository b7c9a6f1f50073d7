//! The header fields: as much of RFC 8941 as signatures need, and the signature base of RFC 9421 §2.5.

use std::fmt::Write as _;

use data_encoding::BASE64;

use crate::Signature;

/// No field of ours is longer; what is, was not made by us.
const MAX_FIELD: usize = 2048;

/// A header field is not what RFC 9421 asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature fields cannot be read")]
pub struct Malformed;

/// What a signature covers: a name (`@method`, `content-digest`), perhaps of the request that is answered (`;req`), perhaps
/// one member of it (`;key`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// Lower case.
    pub name: String,
    /// Taken from the request that is answered.
    pub req: bool,
    /// One member of a dictionary field.
    pub key: Option<String>,
}

impl Component {
    /// A component without parameters.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), req: false, key: None }
    }

    fn write(&self) -> String {
        let mut text = format!("\"{}\"", self.name);
        if self.req {
            text.push_str(";req");
        }
        if let Some(key) = &self.key {
            // Writing to a string does not fail.
            let _ = write!(text, ";key=\"{key}\"");
        }
        text
    }
}

/// What a signature covers and how it was made: the value of one member of `Signature-Input`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Params {
    /// What is covered, in order.
    pub covered: Vec<Component>,
    /// The parameters behind it, in order: the order is signed.
    parameters: Vec<(String, Value)>,
}

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    Integer(i64),
    Text(String),
    True,
}

impl Params {
    /// Covers `names`, without parameters yet.
    #[must_use]
    pub fn covering(covered: Vec<Component>) -> Self {
        Self { covered, parameters: Vec::new() }
    }

    /// With a number.
    #[must_use]
    pub fn integer(mut self, name: &str, value: i64) -> Self {
        self.parameters.push((name.to_owned(), Value::Integer(value)));
        self
    }

    /// With a text of printable ASCII without `"` and `\`; what does not fit makes a field that nobody can read.
    #[must_use]
    pub fn text(mut self, name: &str, value: &str) -> Self {
        self.parameters.push((name.to_owned(), Value::Text(value.to_owned())));
        self
    }

    /// The number of this name.
    #[must_use]
    pub fn get_integer(&self, name: &str) -> Option<i64> {
        self.parameters.iter().find_map(|(key, value)| match value {
            Value::Integer(value) if key == name => Some(*value),
            _ => None,
        })
    }

    /// The text of this name.
    #[must_use]
    pub fn get_text(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find_map(|(key, value)| match value {
            Value::Text(value) if key == name => Some(value.as_str()),
            _ => None,
        })
    }

    /// As it stands in the field and in the last line of the signature base.
    #[must_use]
    pub fn write(&self) -> String {
        let covered: Vec<String> = self.covered.iter().map(Component::write).collect();
        let mut text = format!("({})", covered.join(" "));
        for (name, value) in &self.parameters {
            // Writing to a string does not fail.
            let _ = match value {
                Value::Integer(value) => write!(text, ";{name}={value}"),
                Value::Text(value) => write!(text, ";{name}=\"{value}\""),
                Value::True => write!(text, ";{name}"),
            };
        }
        text
    }

    /// Reads the member `label` of a `Signature-Input` field. Other members are read over.
    ///
    /// # Errors
    /// The field is malformed, too long, or has no such member, or has it twice.
    pub fn read(field: &str, label: &str) -> Result<Self, Malformed> {
        let mut found = None;
        let mut reader = Reader::new(field)?;
        while let Some(name) = reader.member()? {
            let params = reader.params()?;
            if name == label && found.replace(params).is_some() {
                return Err(Malformed);
            }
        }
        found.ok_or(Malformed)
    }

    /// The signature base (RFC 9421 §2.5): one line per component, then the parameters. `value` gives what a component
    /// is in this message.
    ///
    /// # Errors
    /// A component is not there, or stands twice, or holds a line feed.
    pub fn base(&self, value: impl Fn(&Component) -> Option<String>) -> Result<String, Malformed> {
        let mut base = String::new();
        for (at, component) in self.covered.iter().enumerate() {
            if self.covered.iter().take(at).any(|earlier| earlier == component) {
                return Err(Malformed);
            }
            let value = value(component).filter(|value| !value.contains(['\n', '\r'])).ok_or(Malformed)?;
            // Writing to a string does not fail.
            let _ = writeln!(base, "{}: {}", component.write(), value);
        }
        let _ = write!(base, "\"@signature-params\": {}", self.write());
        Ok(base)
    }
}

/// The value of the `Signature` field with this one signature.
#[must_use]
pub(super) fn write_signature(label: &str, signature: &Signature) -> String {
    format!("{label}={}", member(signature))
}

/// A signature as it stands behind its label.
pub(super) fn member(signature: &Signature) -> String {
    format!(":{}:", BASE64.encode(signature.as_bytes()))
}

/// Reads the member `label` of a `Signature` field.
pub(super) fn read_signature(field: &str, label: &str) -> Result<Signature, Malformed> {
    let mut found = None;
    let mut reader = Reader::new(field)?;
    while let Some(name) = reader.member()? {
        let bytes = reader.bytes()?;
        if name == label && found.replace(bytes).is_some() {
            return Err(Malformed);
        }
    }
    let bytes = found.ok_or(Malformed)?;
    bytes.try_into().map(Signature::from_bytes).map_err(|_| Malformed)
}

/// Reads a dictionary (RFC 8941 §4.2.2) of inner lists or of byte sequences.
struct Reader<'a> {
    rest: &'a str,
    first: bool,
}

impl<'a> Reader<'a> {
    fn new(field: &'a str) -> Result<Self, Malformed> {
        let plain = field.len() <= MAX_FIELD && field.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        if plain { Ok(Self { rest: field.trim_matches(' '), first: true }) } else { Err(Malformed) }
    }

    fn take(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn need(&mut self, text: &str) -> Result<(), Malformed> {
        if self.take(text) { Ok(()) } else { Err(Malformed) }
    }

    fn spaces(&mut self) {
        self.rest = self.rest.trim_start_matches(' ');
    }

    /// As many characters as fit `is`, at least one.
    fn some(&mut self, is: impl Fn(char) -> bool) -> Result<&'a str, Malformed> {
        let end = self.rest.find(|c| !is(c)).unwrap_or(self.rest.len());
        let (found, rest) = self.rest.split_at(end);
        self.rest = rest;
        if found.is_empty() { Err(Malformed) } else { Ok(found) }
    }

    fn key(&mut self) -> Result<&'a str, Malformed> {
        let key = self.some(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '.' | '*'))?;
        if key.starts_with(|c: char| c.is_ascii_lowercase() || c == '*') { Ok(key) } else { Err(Malformed) }
    }

    /// The name of the next member, with its `=`; `None` at the end.
    fn member(&mut self) -> Result<Option<&'a str>, Malformed> {
        self.spaces();
        if self.rest.is_empty() {
            return if self.first { Err(Malformed) } else { Ok(None) };
        }
        if !std::mem::take(&mut self.first) {
            self.need(",")?;
            self.spaces();
        }
        let key = self.key()?;
        self.need("=")?;
        Ok(Some(key))
    }

    /// A text between quotes. Escapes are refused: no name, key or nonce here needs one.
    fn text(&mut self) -> Result<&'a str, Malformed> {
        self.need("\"")?;
        let (text, rest) = self.rest.split_once('"').ok_or(Malformed)?;
        self.rest = rest;
        if text.contains('\\') { Err(Malformed) } else { Ok(text) }
    }

    fn bytes(&mut self) -> Result<Vec<u8>, Malformed> {
        self.need(":")?;
        let (text, rest) = self.rest.split_once(':').ok_or(Malformed)?;
        self.rest = rest;
        BASE64.decode(text.as_bytes()).map_err(|_| Malformed)
    }

    fn integer(&mut self) -> Result<i64, Malformed> {
        let text = self.some(|c| c.is_ascii_digit() || c == '-')?;
        // At most 15 digits (RFC 8941 §3.3.1), written in the one way that comes out again.
        let value: i64 = text.parse().map_err(|_| Malformed)?;
        if text.len() <= 16 && value.to_string() == text { Ok(value) } else { Err(Malformed) }
    }

    fn parameters(&mut self) -> Result<Vec<(String, Value)>, Malformed> {
        let mut parameters: Vec<(String, Value)> = Vec::new();
        while self.take(";") {
            self.spaces();
            let key = self.key()?.to_owned();
            let value = match self.take("=") {
                false => Value::True,
                true if self.rest.starts_with('"') => Value::Text(self.text()?.to_owned()),
                true => Value::Integer(self.integer()?),
            };
            if parameters.iter().any(|(known, _)| *known == key) {
                return Err(Malformed);
            }
            parameters.push((key, value));
        }
        Ok(parameters)
    }

    fn params(&mut self) -> Result<Params, Malformed> {
        self.need("(")?;
        let mut covered = Vec::new();
        loop {
            self.spaces();
            if self.take(")") {
                break;
            }
            covered.push(self.component()?);
            if !self.rest.starts_with([' ', ')']) {
                return Err(Malformed);
            }
        }
        Ok(Params { covered, parameters: self.parameters()? })
    }

    fn component(&mut self) -> Result<Component, Malformed> {
        let mut component = Component::new(self.text()?);
        for (name, value) in self.parameters()? {
            match (name.as_str(), value) {
                ("req", Value::True) if component.key.is_none() => component.req = true,
                ("key", Value::Text(key)) => component.key = Some(key),
                _ => return Err(Malformed),
            }
        }
        Ok(component)
    }
}
