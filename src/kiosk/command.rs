//! What central tells this kiosk to do: lock, reopen, reload, send a support bundle, print a test page.
//!
//! Each is in the audit chain when it comes and when it has ended, is begun once (one that the end of the program cut short is
//! told as not done), and none interrupts a visit or reads what anybody has said.

use std::path::Path;
use std::process::{Command as Program, Stdio};
use std::sync::Weak;
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use kiosk_protocol::{Command, CommandResult, LockReason};
use tokio::sync::watch;
use tokio::time::timeout;

use super::{Inner, Kiosk};
use crate::staff::Answer;
use crate::store::{Order, StoreError};

/// After so long nobody waits for the result of an act any more. (A lock holds until it is taken back.)
const STALE: SignedDuration = SignedDuration::from_hours(12);
/// So long a support bundle may take.
const BUNDLE_TAKES: Duration = Duration::from_secs(120);
/// The largest bundle that is sent: an item of this protocol holds no more.
const LARGEST_BUNDLE: usize = 700 * 1024;
/// So long it is waited for the end of a visit before a test page is given up.
const VISIT_TAKES: Duration = Duration::from_secs(3600);

/// Carries commands out, one after the other, as `news` tells of them, until the kiosk ends. Holds no handle of the kiosk
/// while it waits.
pub(super) async fn obey(kiosk: Weak<Inner>, mut news: watch::Receiver<u64>) {
    if let Some(kiosk) = kiosk.upgrade().map(|inner| Kiosk { inner })
        && let Err(error) = kiosk.tell_interrupted().await
    {
        tracing::error!(event = "command.store", %error);
    }
    loop {
        news.mark_unchanged();
        while let Some(kiosk) = kiosk.upgrade().map(|inner| Kiosk { inner }) {
            match kiosk.obey_next().await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    tracing::error!(event = "command.store", %error);
                    break;
                }
            }
        }
        if news.changed().await.is_err() {
            return;
        }
    }
}

impl Kiosk {
    /// A visit begins: a lock that came during the one before holds from now on.
    pub fn visit_begins(&self) {
        self.inner.door.takes_lock();
    }

    /// Why central has locked the kiosk, where it is shown to be locked. Answers at once.
    #[must_use]
    pub fn locked(&self) -> Option<LockReason> {
        self.inner.door.locked()
    }

    async fn tell_interrupted(&self) -> Result<(), StoreError> {
        for command in self.inner.store.interrupted_commands().await? {
            let text = "the kiosk ended while it was at it".to_owned();
            self.inner.store.end_command(CommandResult { command, done: false, text, file: None }).await?;
        }
        Ok(())
    }

    /// Begins the oldest command that waits, and says what became of it. Whether there was one.
    async fn obey_next(&self) -> Result<bool, StoreError> {
        let Some(order) = self.inner.store.begin_command().await? else { return Ok(false) };
        tracing::info!(event = "command.begun", id = %order.id, what = order.command.as_str());
        let (id, what) = (order.id, order.command.as_str());
        let mut file = None;
        let told = self.carry_out(order, &mut file).await;
        let done = told.is_ok();
        let text = told.unwrap_or_else(|why| why);
        tracing::info!(event = "command.ended", %id, what, done);
        self.inner.store.end_command(CommandResult { command: id, done, text, file: file.map(Vec::into) }).await?;
        self.inner.sync.wake();
        Ok(true)
    }

    async fn carry_out(&self, order: Order, file: &mut Option<Vec<u8>>) -> Result<String, String> {
        let failed = |error: StoreError| error.to_string();
        let stale = self.now().duration_since(order.at) > STALE;
        match order.command {
            Command::Lock { reason } => {
                self.inner.store.lock(reason.clone()).await.map_err(failed)?;
                self.inner.door.lock(reason);
                Ok("locked for whoever comes from now on".to_owned())
            }
            Command::Reopen => {
                self.inner.store.pause(String::new(), false).await.map_err(failed)?;
                let paused = self.inner.store.paused().await.map_err(failed)?;
                self.inner.door.paused(paused);
                Ok("open".to_owned())
            }
            _ if stale => Err(format!("it was ordered at {}, too long ago", order.at)),
            Command::Reload { anew } => match self.reload(anew).await {
                Ok(changes) => Ok(changes.to_string()),
                Err(error) => Err(error.to_string()),
            },
            Command::Bundle => {
                let made = self.bundle().await?;
                let text = format!("{} bytes", made.len());
                *file = Some(made);
                Ok(text)
            }
            Command::TestPage => self.test_page().await,
            Command::Unknown => Err("this version does not know the command".to_owned()),
        }
    }

    /// The support bundle, as `kiosk bundle` makes it.
    async fn bundle(&self) -> Result<Vec<u8>, String> {
        let (program, config) = self.inner.reload.program().ok_or("this kiosk was not started by `kiosk run`")?;
        let out = self.config().store.state_dir.join("bundle.json.gz");
        let mut made = Program::new(program);
        made.args(["bundle", "--config"]).arg(config).arg("--out").arg(&out);
        made.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let made = tokio::task::spawn_blocking(move || run(&mut made, &out)).await;
        made.unwrap_or_else(|error| Err(error.to_string()))
    }

    /// A test page, once no visit is running.
    async fn test_page(&self) -> Result<String, String> {
        let mut at_rest = self.inner.reload.follow_rest();
        match timeout(VISIT_TAKES, at_rest.wait_for(|rests| *rests)).await {
            Ok(Ok(_)) => {}
            Ok(Err(_)) => return Err("the kiosk ends".to_owned()),
            Err(_) => return Err("the visit did not end".to_owned()),
        }
        match self.print_test_strip().await {
            Ok(Answer::NotPrinted(fault)) => Err(fault.to_owned()),
            Ok(_) => Ok("printed, and proven by the printer".to_owned()),
            Err(_) => Err("it could not be made".to_owned()),
        }
    }
}

/// Runs it to its end and gives what it wrote.
fn run(program: &mut Program, out: &Path) -> Result<Vec<u8>, String> {
    let mut child = program.spawn().map_err(|error| error.to_string())?;
    let until = Instant::now() + BUNDLE_TAKES;
    let ended = loop {
        match child.try_wait().map_err(|error| error.to_string())? {
            Some(ended) => break ended,
            None if Instant::now() < until => std::thread::sleep(Duration::from_millis(100)),
            None => {
                let _ = child.kill();
                let _ = child.wait();
                return Err("kiosk bundle took too long".to_owned());
            }
        }
    };
    let bytes = std::fs::read(out);
    let _ = std::fs::remove_file(out);
    match bytes {
        _ if !ended.success() => Err(format!("kiosk bundle: {ended}")),
        Err(error) => Err(error.to_string()),
        Ok(bytes) if bytes.len() > LARGEST_BUNDLE => Err(format!("{} bytes are too many to send", bytes.len())),
        Ok(bytes) => Ok(bytes),
    }
}
