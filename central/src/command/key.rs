//! `central key`: making, listing and renewing central's keys.

use std::io::Write;
use std::path::{Path, PathBuf};

use kiosk_protocol::seal::Suite;

use super::Failed;
use crate::http::now_ms;
use crate::keys::{Entry, Index, InitOptions, Keys, KeysError, Rotation, Use};

#[derive(Debug, clap::Subcommand)]
pub(super) enum KeyCommand {
    /// Make all keys in a new folder: authority, certificate, bundle, answer, receipt and seal keys
    #[command(after_help = "Example:\n  central key init --keys /etc/central/keys --host central.example.krd")]
    Init {
        #[command(flatten)]
        folder: Folder,
        /// A name or address of the server, for its certificate; may be given more than once
        #[arg(long = "host", value_name = "NAME")]
        hosts: Vec<String>,
        /// How requests are sealed: x25519, or xwing (also safe from a later quantum computer)
        #[arg(long, default_value = "x25519")]
        suite: Suite,
    },
    /// List the keys and when they may be used
    #[command(after_help = "Example:\n  central key list --keys /etc/central/keys")]
    List {
        #[command(flatten)]
        folder: Folder,
    },
    /// At another authority: make its own seal key, which opens every request without central
    #[command(
        after_help = "Example:\n  central key holder interior --keys /etc/interior/keys\n  central open --keys /etc/interior/keys < items.jsonl"
    )]
    Holder {
        /// The authority's name, as it stands in central's list: 1 to 40 of a-z 0-9 - _
        holder: String,
        #[command(flatten)]
        folder: Folder,
        /// How requests are sealed: x25519, or xwing (also safe from a later quantum computer)
        #[arg(long, default_value = "x25519")]
        suite: Suite,
    },
    /// At central: have every request sealed to another authority as well, by the public part of its key
    #[command(
        after_help = "Example:\n  central key add --keys /etc/central/keys --public interior.json\n  central key add --keys /etc/central/keys --public interior-2028.json --from-days 30"
    )]
    Add {
        #[command(flatten)]
        folder: Folder,
        /// The public part, `public.json` of the authority's folder
        #[arg(long, value_name = "FILE")]
        public: PathBuf,
        /// For a later key of the same authority: in how many days it begins to be used
        #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=3650))]
        from_days: u32,
        /// For how many days it may be used; after that kiosks take no requests until the authority has another
        #[arg(long, default_value_t = 800, value_parser = clap::value_parser!(u32).range(1..=3650))]
        days: u32,
    },
    /// At central: seal to another authority no more; exit code 1 when there is none of this name
    #[command(after_help = "Example:\n  central key remove interior --keys /etc/central/keys")]
    Remove {
        /// The authority's name
        holder: String,
        #[command(flatten)]
        folder: Folder,
    },
    /// Add a key beside those there are, or renew the certificate
    #[command(
        after_help = "Example:\n  central key rotate seal --keys /etc/central/keys\n  central key rotate certificate --host central.example.krd"
    )]
    Rotate {
        /// What to add
        what: What,
        #[command(flatten)]
        folder: Folder,
        /// In how many days it begins to be used: longer than a kiosk may be offline
        #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(0..=3650))]
        from_days: u32,
        /// For how many days it may be used
        #[arg(long, default_value_t = 800, value_parser = clap::value_parser!(u32).range(1..=3650))]
        days: u32,
        /// How requests are sealed: x25519 or xwing
        #[arg(long, default_value = "x25519")]
        suite: Suite,
        /// For the certificate: a name or address of the server
        #[arg(long = "host", value_name = "NAME")]
        hosts: Vec<String>,
    },
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(super) enum What {
    Bundle,
    Answer,
    Receipt,
    Seal,
    Certificate,
}

#[derive(Debug, clap::Args)]
pub(super) struct Folder {
    /// The keys folder
    #[arg(long = "keys", value_name = "DIR", default_value = "keys")]
    path: PathBuf,
}

impl From<KeysError> for Failed {
    fn from(error: KeysError) -> Self {
        Self::Usage(error.to_string())
    }
}

pub(super) fn perform(command: KeyCommand, out: &mut impl Write) -> Result<(), Failed> {
    match command {
        KeyCommand::Init { folder, hosts, suite } => {
            let defaults = InitOptions::default();
            let hosts = if hosts.is_empty() { defaults.hosts } else { hosts };
            let options = InitOptions { hosts, suite, ..defaults };
            let index = Keys::init(&folder.path, &options, now_ms())?;
            table(out, &index.keys)?;
            Ok(escrow(out, &folder.path, &options.hosts)?)
        }
        KeyCommand::List { folder } => Ok(table(out, &Index::read(&folder.path)?.keys)?),
        KeyCommand::Holder { holder, folder, suite } => {
            let days = InitOptions::default().days;
            let (entry, public) = Keys::init_holder(&folder.path, &holder, suite, days, now_ms())?;
            table(out, &[entry])?;
            let folder = folder.path.display();
            Ok(writeln!(
                out,
                "\nGive {} to central: central key add --public FILE. It is not a secret.\n\
                 Keep copies of {folder}/secret with two custodians: nobody can make it again.",
                public.display()
            )?)
        }
        KeyCommand::Add { folder, public, from_days, days } => {
            let entry = Keys::add_holder(&folder.path, &public, from_days, days, now_ms())?;
            table(out, &[entry])?;
            Ok(writeln!(
                out,
                "Kiosks seal to it as well with the next config bundle: start central again.\n\
                 Add a later key of this authority before this one ends; without one kiosks take no requests."
            )?)
        }
        KeyCommand::Remove { holder, folder } => match Keys::remove_holder(&folder.path, &holder, now_ms())? {
            0 => Err(Failed::Wrong(format!("{holder}: no such holder; `central key list` names them"))),
            _ => Ok(writeln!(
                out,
                "{holder} is removed; start central again. What was sealed to it stays readable for it."
            )?),
        },
        KeyCommand::Rotate { what, folder, from_days, days, suite, hosts } => {
            let purpose = match what {
                What::Bundle => Use::Bundle,
                What::Answer => Use::Answer,
                What::Receipt => Use::Receipt,
                What::Seal => Use::Seal,
                What::Certificate => {
                    let hosts = if hosts.is_empty() { InitOptions::default().hosts } else { hosts };
                    Keys::renew_certificate(&folder.path, &hosts, now_ms())?;
                    return Ok(writeln!(out, "new certificate for {}", hosts.join(", "))?);
                }
            };
            let entry = Keys::rotate(&folder.path, &Rotation { purpose, from_days, days, suite }, now_ms())?;
            table(out, &[entry])?;
            Ok(writeln!(out, "Kiosks take the new key over with the next config bundle.")?)
        }
    }
}

fn table(out: &mut impl Write, keys: &[Entry]) -> std::io::Result<()> {
    writeln!(out, "{:8}  {:32}  {:10}  {:10}  holder", "use", "key", "from", "until")?;
    for key in keys {
        let holder = key.holder.as_deref().unwrap_or("central");
        writeln!(
            out,
            "{:8}  {:32}  {:10}  {:10}  {holder}",
            key.purpose.to_string(),
            key.kid.to_string(),
            day(key.window.not_before_ms),
            day(key.window.not_after_ms)
        )?;
    }
    Ok(())
}

fn day(ms: i64) -> String {
    time::OffsetDateTime::from_unix_timestamp(ms.div_euclid(1000))
        .map_or_else(|_| "?".into(), |at| at.date().to_string())
}

fn escrow(out: &mut impl Write, folder: &Path, hosts: &[String]) -> std::io::Result<()> {
    let folder = folder.display();
    writeln!(
        out,
        "\nMade in {folder}, for {}.\n\
         Before the first kiosk is enrolled:\n\
         - Give copies of {folder}/secret to two custodians, sealed and kept apart. Whoever loses the seal key loses every\n  \
           request that is still sealed to it; nobody can make it again.\n\
         - Keep {folder}/ca-key.pem offline. It is needed again for `central key rotate certificate` only.\n\
         - Give {folder}/ca.pem to the technicians: kiosks need it to enrol (`[central] ca`). It is not a secret.",
        hosts.join(", ")
    )
}
