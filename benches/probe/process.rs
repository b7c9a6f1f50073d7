//! A program and everything it has started, seen through `/proc`.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::Trouble;

/// A running program; it and its children end with this value.
pub(crate) struct Program(Child);

/// What a program and its children take of memory, in kilobytes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Memory {
    /// Sum of the resident sets: what is shared counts in each process.
    pub(crate) rss: u64,
    /// Sum of the proportional sets: what is shared counts once.
    pub(crate) pss: u64,
    /// How many processes.
    pub(crate) processes: usize,
}

impl Drop for Program {
    fn drop(&mut self) {
        for id in self.all().into_iter().rev() {
            // its children first; what has gone meanwhile need not be ended
            if id != self.0.id() {
                let _ = Command::new("kill").args(["-9", &id.to_string()]).stderr(Stdio::null()).status();
            }
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Program {
    /// Starts it, without its output.
    pub(crate) fn start(command: &mut Command) -> Result<Self, Trouble> {
        let shown = command.get_program().to_string_lossy().into_owned();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        Ok(Self(child.map_err(|error| format!("{shown} does not start: {error}"))?))
    }

    /// Fails when it has ended.
    pub(crate) fn still_runs(&mut self) -> Result<(), Trouble> {
        match self.0.try_wait()? {
            None => Ok(()),
            Some(status) => Err(format!("the program has ended: {status}").into()),
        }
    }

    /// Itself and all its descendants, parents first.
    fn all(&self) -> Vec<u32> {
        let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
        for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
            let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
            if let Some(parent) = stat(id).and_then(|fields| fields.get(1)?.parse().ok()) {
                children.entry(parent).or_default().push(id);
            }
        }
        let mut all = vec![self.0.id()];
        let mut next = 0;
        while let Some(id) = all.get(next) {
            all.extend(children.remove(id).unwrap_or_default());
            next += 1;
        }
        all
    }

    /// Its memory now.
    pub(crate) fn memory(&self) -> Memory {
        let mut memory = Memory::default();
        for id in self.all() {
            let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
            let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).unwrap_or_default();
            memory.rss += kilobytes(&status, "VmRSS:");
            memory.pss += kilobytes(&rollup, "Pss:");
            memory.processes += 1;
        }
        memory
    }

    /// Processor time that it has used so far, to the nanosecond (`stat` counts only in 1/100 s).
    pub(crate) fn processor(&self) -> Duration {
        self.threads().values().map(|thread| thread.used).sum()
    }

    /// Its threads and those of its children by their ids, and what each has used so far.
    pub(crate) fn threads(&self) -> HashMap<u32, Thread> {
        let tasks =
            self.all().into_iter().filter_map(|id| fs::read_dir(format!("/proc/{id}/task")).ok()).flatten().flatten();
        tasks.filter_map(|task| Some((task.file_name().to_str()?.parse().ok()?, Thread::read(&task.path())?))).collect()
    }
}

/// What a thread has used.
#[derive(Debug, Clone)]
pub(crate) struct Thread {
    /// Its name, cut by the kernel to 15 characters.
    pub(crate) name: String,
    /// Processor time.
    pub(crate) used: Duration,
    /// How often it was let run.
    pub(crate) runs: u64,
}

impl Thread {
    /// `None` when it has ended meanwhile.
    fn read(task: &Path) -> Option<Self> {
        let text = fs::read_to_string(task.join("schedstat")).ok()?;
        let mut numbers = text.split_whitespace().map(str::parse::<u64>);
        let (used, _waited, runs) = (numbers.next()?.ok()?, numbers.next()?, numbers.next()?.ok()?);
        let name = fs::read_to_string(task.join("comm")).ok()?.trim_end().to_owned();
        Some(Self { name, used: Duration::from_nanos(used), runs })
    }
}

/// The fields of `/proc/ID/stat` that follow the name (which may hold spaces).
fn stat(id: u32) -> Option<Vec<String>> {
    let line = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (_, fields) = line.rsplit_once(')')?;
    Some(fields.split_whitespace().map(str::to_owned).collect())
}

fn kilobytes(text: &str, key: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(key));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// The load of the machine over the last minute.
pub(crate) fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(f64::NAN)
}
