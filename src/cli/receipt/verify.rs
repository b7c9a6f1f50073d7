//! `kiosk receipt verify`: whether a receipt is genuine, offline.

use std::io::Write as _;
use std::path::PathBuf;

use jiff::Timestamp;
use kiosk_protocol::receipt::{Receipt, Refusal, Verified};
use kiosk_protocol::{CheckCode, KeyRole, KeySet, Reference, Signer as _, TrustedKey};

use crate::cli::{Failure, Outcome, fail, load, locate};
use crate::config::Config;
use crate::enrolment::Enrolment;
use crate::keys::{DeviceKey, read_key_set};
use crate::kiosk;
use crate::store::StoreReader;

/// Verify the text of a receipt's QR code, without a network.
///
/// Believed are the keys of --keys, else those of receipt.keys in the configuration, this kiosk's own and those of the
/// other kiosks of its centre, as central has named them.
/// Exit codes: 0 genuine, 1 altered, 3 signed with an expired key, 4 unknown key, 5 not a receipt of this service,
/// 6 incomplete or damaged, 7 signed before its key came into use; 2 the command could not do its work.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Example: kiosk receipt verify HTTPS://R.EXAMPLE.KRD/QRB2… --keys keys.json")]
pub struct VerifyArgs {
    /// What the QR code says
    #[arg(value_name = "TEXT")]
    text: String,
    /// The keys to believe (JSON, format psc-keys@1)
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
    /// The configuration file: the address that receipts begin with, and the keys if --keys is not given
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// For machines
    #[arg(long)]
    json: bool,
}

/// Verifies and tells.
///
/// # Errors
/// The configuration or the keys cannot be read.
pub(super) fn run(args: &VerifyArgs) -> Result<Outcome, Failure> {
    let config = configuration(args)?;
    let keys = match &args.keys {
        Some(path) => read_key_set(path).map_err(fail)?,
        None => of_this_kiosk(&config)?,
    };
    let answer = Receipt::verify(&args.text, config.receipt.url.as_ref(), &keys);
    let text = if args.json { as_json(&answer) } else { as_text(&answer) };
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(fail)?;
    Ok(match answer {
        Ok(_) => Outcome::Done,
        Err(refusal) => Outcome::Exit(exit_code(&refusal)),
    })
}

/// The configuration; a desk without one verifies with the defaults.
fn configuration(args: &VerifyArgs) -> Result<Config, Failure> {
    let absent = args.config.is_none() && locate(None).map_or(true, |(path, _)| !path.exists());
    if absent { Ok(Config::default()) } else { Ok(load(args.config.as_deref())?.0) }
}

fn of_this_kiosk(config: &Config) -> Result<KeySet, Failure> {
    let mut keys = match &config.receipt.keys {
        Some(path) => read_key_set(path).map_err(fail)?,
        None => KeySet::default(),
    };
    if let Some(own) = DeviceKey::existing(&config.store.state_dir).map_err(fail)? {
        keys.add(TrustedKey::always(own.public(), KeyRole::Device));
    }
    if let Some(enrolment) = Enrolment::load(&config.store.state_dir).map_err(fail)?
        && let Ok(reader) = StoreReader::open(&config.store.state_dir)
        && let Some(neighbours) = kiosk::neighbours(&reader, enrolment.bundle_keys()).map_err(fail)?
    {
        kiosk::believe_also(&mut keys, &neighbours);
    }
    if keys.iter().next().is_none() {
        return Err(Failure::new(
            "there is no key to verify with; pass --keys FILE, set receipt.keys, or run this on the kiosk itself",
        ));
    }
    Ok(keys)
}

fn exit_code(refusal: &Refusal) -> u8 {
    match refusal {
        Refusal::Altered => 1,
        Refusal::Expired { .. } => 3,
        Refusal::UnknownKey(_) => 4,
        Refusal::NotOurs => 5,
        Refusal::Unreadable => 6,
        Refusal::TooEarly { .. } => 7,
    }
}

fn word(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Altered => "altered",
        Refusal::Expired { .. } => "expired",
        Refusal::UnknownKey(_) => "unknown-key",
        Refusal::NotOurs => "not-ours",
        Refusal::Unreadable => "unreadable",
        Refusal::TooEarly { .. } => "too-early",
    }
}

fn seconds(at: i64) -> String {
    Timestamp::from_second(at).map_or_else(|_| at.to_string(), |at| at.to_string())
}

fn milliseconds(at: i64) -> String {
    Timestamp::from_millisecond(at).map_or_else(|_| at.to_string(), |at| at.to_string())
}

fn as_text(answer: &Result<Verified, Refusal>) -> String {
    match answer {
        Ok(Verified { receipt, key }) => {
            let mut lines = format!(
                "genuine: signed by {} ({})\n",
                key.owner.as_deref().unwrap_or("a trusted kiosk"),
                key.public.id()
            );
            let mut line = |name: &str, value: &str| lines.push_str(&format!("  {name:<10} {value}\n"));
            line("request", &receipt.item.to_string());
            line("reference", &Reference::of(receipt.item).to_string());
            line("made", &seconds(receipt.issued_s));
            line("centre", receipt.centre.as_str());
            line("kiosk", &receipt.slot.to_string());
            if let Some(service) = receipt.service {
                line("service", &service.to_string());
            }
            if let Some(label) = &receipt.label {
                line("ticket", label);
            }
            if let Some(digest) = &receipt.digest {
                line("digest", &format!("{digest}…"));
            }
            lines
        }
        Err(refusal) => {
            let more = match refusal {
                Refusal::Expired { issued_s, not_after_ms } => {
                    format!(" (signed {}, the key ended {})", seconds(*issued_s), milliseconds(*not_after_ms))
                }
                Refusal::TooEarly { issued_s, not_before_ms } => {
                    format!(" (signed {}, the key began {})", seconds(*issued_s), milliseconds(*not_before_ms))
                }
                Refusal::Altered | Refusal::UnknownKey(_) | Refusal::NotOurs | Refusal::Unreadable => String::new(),
            };
            format!("{}: {refusal}{more}\n", word(refusal))
        }
    }
}

fn as_json(answer: &Result<Verified, Refusal>) -> String {
    let value = match answer {
        Ok(Verified { receipt, key }) => serde_json::json!({
            "answer": "genuine",
            "keyid": key.public.id(),
            "owner": key.owner,
            "request": receipt.item,
            "reference": Reference::of(receipt.item),
            "check_code": CheckCode::of(receipt.item),
            "issued_s": receipt.issued_s,
            "centre": receipt.centre,
            "slot": receipt.slot,
            "service": receipt.service,
            "label": receipt.label,
            "digest": receipt.digest.map(|digest| digest.to_string()),
        }),
        Err(refusal) => serde_json::json!({ "answer": word(refusal), "why": refusal.to_string() }),
    };
    format!("{value}\n")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use kiosk_protocol::{ItemId, SigningKey};

    use super::*;

    #[test]
    fn each_answer_has_its_word_and_its_exit_code() {
        let refusals = [
            Refusal::Altered,
            Refusal::Expired { issued_s: 2, not_after_ms: 1000 },
            Refusal::UnknownKey(kiosk_protocol::Kid([1, 2, 3, 4])),
            Refusal::NotOurs,
            Refusal::Unreadable,
            Refusal::TooEarly { issued_s: 1, not_before_ms: 2000 },
        ];
        let codes: Vec<u8> = refusals.iter().map(exit_code).collect();
        assert_eq!(codes, [1, 3, 4, 5, 6, 7]);
        let texts: std::collections::BTreeSet<String> =
            refusals.iter().map(|refusal| as_text(&Err(*refusal))).collect();
        assert_eq!(texts.len(), refusals.len());
        assert!(as_text(&Err(refusals[1])).contains("signed 1970-01-01T00:00:02Z, the key ended 1970-01-01T00:00:01Z"));
    }

    #[test]
    fn what_a_receipt_says_is_told() {
        let key = SigningKey::from_seed(&[1; 32]);
        let receipt = Receipt {
            item: ItemId::new(1_795_000_000_000, [3; 10]),
            issued_s: 1_795_000_000,
            centre: "erbil-1".parse().unwrap(),
            slot: '3',
            service: Some(12),
            label: Some("B3-041".into()),
            digest: None,
        };
        let trusted =
            TrustedKey { owner: Some("erbil-1/3".into()), ..TrustedKey::always(key.public(), KeyRole::Device) };
        let keys: KeySet = [trusted].into_iter().collect();
        let url = Config::default().receipt.url;
        let text = receipt.sign(&key, url.as_ref()).unwrap();
        let answer = Receipt::verify(&text, url.as_ref(), &keys);
        let told = as_text(&answer);
        for part in ["genuine: signed by erbil-1/3", "B3-041", "2026-11-18T", "service    12", "kiosk      3"] {
            assert!(told.contains(part), "{part}: {told}");
        }
        let json: serde_json::Value = serde_json::from_str(&as_json(&answer)).unwrap();
        assert_eq!(json["answer"], "genuine");
        assert_eq!(json["label"], "B3-041");
    }
}
