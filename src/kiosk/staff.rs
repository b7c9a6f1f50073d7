//! Staff mode over the running kiosk: who is in, until when, and what they do.
//!
//! Each act needs an open session and a role that may; each is in the audit chain with the number of who did it.

mod state;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use kiosk_protocol::{LockReason, PublicKey};
use tracing::Level;
use zeroize::Zeroizing;

use state::report;

use super::report::{report_page, test_strip};
use super::{Kiosk, NoTicket, Printed};
use crate::catalogue::ServiceId;
use crate::device::printer::{JobEnd, JobId as PrintNumber};
use crate::i18n::Language;
use crate::noticed::{Told, told};
use crate::staff::{
    Act, Answer, Badge, CallLine, LogLevel, LogLine, Member, Refusal, ReportOf, Right, Role, Roster, Taste, TicketLine,
    What, lock,
};
use crate::store::{HeldTicket, StoreError};

/// So many tickets are listed.
const LISTED: usize = 60;
/// Numbers of papers that are not in the store begin here, far from those of the desk.
const LOOSE: u64 = 1 << 40;

/// The door: who may come in, and who is in.
pub(super) struct Door {
    roster: Option<Roster>,
    key: PublicKey,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    session: Option<Session>,
    /// Nobody is let in by PIN before this moment of the monotonic clock.
    locked_until: Duration,
    /// What is paused, as the store says.
    paused: Vec<String>,
    /// Why central has locked the kiosk, if it has.
    locked: Option<LockReason>,
    /// Until when staff have closed the day.
    closed_until: Option<Timestamp>,
    /// Central's lock came during a visit, or may have: it holds from the next one on.
    lock_waits: bool,
    loose: u64,
}

struct Session {
    number: u8,
    role: Role,
    since: Duration,
    last: Duration,
}

impl Door {
    /// As it is after a start: after wrong PINs the whole wait begins anew, whatever any clock says.
    pub(super) fn new(
        roster: Option<Roster>,
        key: PublicKey,
        failures: u32,
        paused: Vec<String>,
        locked: Option<LockReason>,
        closed_until: Option<Timestamp>,
        now: Duration,
    ) -> Self {
        let locked_until = now + lock::wait_after(failures);
        let state = State { locked_until, paused, locked, closed_until, ..State::default() };
        Self { roster, key, state: Mutex::new(state) }
    }

    /// The day is closed until then, or not any more.
    fn closed(&self, until: Option<Timestamp>) {
        self.state().closed_until = until;
    }

    /// Who they are.
    pub(super) const fn roster(&self) -> Option<&Roster> {
        self.roster.as_ref()
    }

    /// Central locks the kiosk, for whoever comes from now on.
    pub(super) fn lock(&self, reason: LockReason) {
        let mut state = self.state();
        state.locked = Some(reason);
        state.lock_waits = true;
    }

    /// Somebody comes.
    pub(super) fn takes_lock(&self) {
        let mut state = self.state();
        if std::mem::take(&mut state.lock_waits) && !state.paused.iter().any(String::is_empty) {
            state.paused.push(String::new());
        }
    }

    /// Why central has locked it.
    pub(super) fn locked(&self) -> Option<LockReason> {
        self.state().locked.clone()
    }

    /// What is paused now.
    pub(super) fn paused(&self, paused: Vec<String>) {
        let mut state = self.state();
        if !paused.iter().any(String::is_empty) {
            state.locked = None;
            state.lock_waits = false;
        }
        state.paused = paused;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Only whole values are written: a panic elsewhere leaves it usable.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kiosk {
    /// Whether there are members of staff: what is theirs is behind the door then.
    #[must_use]
    pub fn has_staff(&self) -> bool {
        self.inner.door.roster.is_some()
    }

    /// Whether a member of staff is in now who may say of a sheet whether it came out; without staff anybody may.
    #[must_use]
    pub fn may_answer_sheets(&self) -> bool {
        !self.has_staff() || self.session(Right::Papers).is_ok()
    }

    /// Whether staff have paused the kiosk, or this service. Answers at once.
    #[must_use]
    pub fn is_paused(&self, service: Option<&ServiceId>) -> bool {
        let state = self.inner.door.state();
        state.paused.iter().any(|what| what.is_empty() || service.is_some_and(|service| service.as_str() == what))
    }

    /// Does what a member of staff asks for.
    pub async fn staff(&self, act: Act) -> Answer {
        let done = match act {
            Act::Enter(code) => self.enter(code).await,
            Act::Badge(text) => self.enter_by_badge(&text).await,
            act => self.act(act).await,
        };
        done.unwrap_or_else(Answer::Refused)
    }

    // ---- the door -----------------------------------------------------------------------------

    async fn enter(&self, code: Zeroizing<String>) -> Result<Answer, Refusal> {
        let door = &self.inner.door;
        let Some(roster) = door.roster.clone() else { return Err(Refusal::Wrong) };
        let now = self.inner.clock.monotonic();
        let locked = door.state().locked_until.checked_sub(now).filter(|left| !left.is_zero());
        if let Some(left) = locked {
            return Err(Refusal::Locked(left.as_secs().max(1)));
        }
        // It counts as wrong before it is looked at: pulling the plug in between gains nothing.
        let failures = self.inner.store.staff_tries().await.map_err(failed)?;
        let opened =
            tokio::task::spawn_blocking(move || roster.open(&code).cloned()).await.map_err(|_| Refusal::Failed)?;
        match opened {
            Some(member) => {
                self.inner.store.staff_is_in().await.map_err(failed)?;
                self.open(&member, "enter").await
            }
            None => {
                tracing::warn!(event = "staff.refused", failures);
                let wait = lock::wait_after(failures);
                door.state().locked_until = self.inner.clock.monotonic() + wait;
                if wait.is_zero() { Err(Refusal::Wrong) } else { Err(Refusal::Locked(wait.as_secs())) }
            }
        }
    }

    async fn enter_by_badge(&self, text: &str) -> Result<Answer, Refusal> {
        let door = &self.inner.door;
        let refused = |why: &dyn std::fmt::Display| {
            tracing::warn!(event = "staff.badge_refused", %why);
            Refusal::Badge
        };
        let badge = Badge::read(text, &door.key, self.now().as_millisecond()).map_err(|error| refused(&error))?;
        let member = door.roster.as_ref().and_then(|roster| roster.member(badge.number)).cloned();
        let member = member.ok_or_else(|| refused(&"nobody has this number"))?;
        if !self.inner.store.use_badge(badge.nonce, badge.until_ms).await.map_err(failed)? {
            return Err(refused(&"it has opened before"));
        }
        self.open(&member, "enter_by_badge").await
    }

    async fn open(&self, member: &Member, how: &'static str) -> Result<Answer, Refusal> {
        self.inner.store.staff_acts(member.number.to_string(), how, None).await.map_err(failed)?;
        let now = self.inner.clock.monotonic();
        let session = Session { number: member.number, role: member.role, since: now, last: now };
        // Whoever was in and did not leave has left by this.
        if let Some(before) = self.inner.door.state().session.replace(session) {
            self.record_leave(before.number, Some("another"));
        }
        tracing::info!(event = "staff.in", number = member.number);
        let kept = self.inner.store.staff_taste(member.number).await.map_err(failed)?;
        let taste = kept.and_then(|(language, size)| Some(Taste { language: Language::parse(&language)?, size }));
        Ok(Answer::Open { role: member.role, name: member.name.clone(), taste })
    }

    /// Who is in, if their time is not over and they may; the time without a touch begins anew.
    fn session(&self, right: Right) -> Result<String, Refusal> {
        let limits = &self.config().staff;
        let now = self.inner.clock.monotonic();
        let mut state = self.inner.door.state();
        let Some(session) = &mut state.session else { return Err(Refusal::Over) };
        let over = now.saturating_sub(session.since) >= limits.most || now.saturating_sub(session.last) >= limits.idle;
        if over {
            let number = session.number;
            state.session = None;
            drop(state);
            tracing::info!(event = "staff.over", number);
            self.record_leave(number, Some("time"));
            return Err(Refusal::Over);
        }
        if !session.role.may(right) {
            return Err(Refusal::Role);
        }
        session.last = now;
        Ok(session.number.to_string())
    }

    /// Whoever is in has touched something: the time without a touch begins anew, if it is not over. Answers at once.
    pub fn staff_touches(&self) {
        let (idle, now) = (self.config().staff.idle, self.inner.clock.monotonic());
        if let Some(session) = &mut self.inner.door.state().session
            && now.saturating_sub(session.last) < idle
        {
            session.last = now;
        }
    }

    /// Whoever is in has the screens so from now on, this time and the next. Answers at once; it is kept soon after.
    pub fn staff_prefers(&self, taste: Taste) {
        let number = self.inner.door.state().session.as_ref().map(|session| session.number);
        if let Some(number) = number {
            drop(self.inner.store.keep_staff_taste(number, taste.language.tag().to_owned(), taste.size));
        }
    }

    /// What the log has said lately, for a technician who is in; nothing for anybody else. Looking prolongs nothing.
    #[must_use]
    pub fn log(&self) -> Vec<LogLine> {
        let (limits, now) = (&self.config().staff, self.inner.clock.monotonic());
        let may = self.inner.door.state().session.as_ref().is_some_and(|session| {
            session.role.may(Right::Diagnose)
                && now.saturating_sub(session.since) < limits.most
                && now.saturating_sub(session.last) < limits.idle
        });
        if may { self.read_log() } else { Vec::new() }
    }

    fn read_log(&self) -> Vec<LogLine> {
        let line = |told: Told| {
            Some(LogLine {
                at: self.now().checked_sub(told.ago).ok()?,
                level: match told.level {
                    Level::ERROR => LogLevel::Error,
                    Level::WARN => LogLevel::Warning,
                    _ => LogLevel::Info,
                },
                event: told.event,
                times: told.times,
                meaning: told.meaning,
                act: told.act,
                text: told.text,
            })
        };
        told().into_iter().filter_map(line).collect()
    }

    /// Whoever was in goes. Answers at once; it is recorded soon after.
    pub fn staff_leaves(&self) {
        let left = self.inner.door.state().session.take();
        if let Some(session) = left {
            tracing::info!(event = "staff.out", number = session.number);
            self.record_leave(session.number, None);
        }
    }

    /// The work is with the store's thread: nobody has to wait for the answer.
    fn record_leave(&self, number: u8, why: Option<&str>) {
        drop(self.inner.store.staff_acts(number.to_string(), "leave", why.map(str::to_owned)));
    }

    // ---- what they do -------------------------------------------------------------------------

    async fn act(&self, act: Act) -> Result<Answer, Refusal> {
        let by = self.session(act.right().ok_or(Refusal::Failed)?)?;
        if let Some(word) = act.recorded() {
            // Recorded first: what cannot be recorded is not done.
            self.inner.store.staff_acts(by.clone(), word, about(&act)).await.map_err(failed)?;
        }
        match act {
            Act::Enter(_) | Act::Badge(_) => Err(Refusal::Failed),
            Act::Ticket(service, language, party) => self.ticket_by_staff(&service, language, party).await,
            Act::Tickets => {
                let tickets = self.inner.store.tickets_today(LISTED).await.map_err(failed)?;
                Ok(Answer::Tickets(tickets.into_iter().map(line).collect()))
            }
            Act::Reprint(label) => {
                let held = self.of_today(&label).await?;
                printed(self.reprint(held.job).await.map_err(|_| Refusal::Failed)?.1)
            }
            Act::Cancel(label) => {
                let held = self.of_today(&label).await?;
                self.inner.store.cancel_ticket(held.ticket.id, Some(by)).await.map_err(failed)?;
                self.inner.sync.wake();
                Ok(Answer::Done)
            }
            Act::Prioritise(label, class) => {
                let held = self.of_today(&label).await?;
                self.inner.store.prioritise_ticket(held.ticket.id, class, by).await.map_err(failed)?;
                self.inner.sync.wake();
                Ok(Answer::Done)
            }
            Act::Calls => {
                let calls = self.inner.store.calls_for_help().await.map_err(failed)?;
                Ok(Answer::Calls(calls.into_iter().map(|call| CallLine { at: call.at }).collect()))
            }
            Act::AnswerCalls => {
                self.inner.store.answer_calls().await.map_err(failed)?;
                Ok(Answer::Done)
            }
            Act::Look => Ok(Answer::Overview(self.overview().await?)),
            Act::TestStrip => self.print_test_strip().await,
            Act::NewRoll => {
                self.desk().new_roll().await.map_err(failed)?;
                Ok(Answer::Done)
            }
            Act::Pause(what, is_paused) => {
                let name = name_of(&what);
                self.inner.store.pause(name, is_paused).await.map_err(failed)?;
                let paused = self.inner.store.paused().await.map_err(failed)?;
                self.inner.door.paused(paused);
                Ok(Answer::Done)
            }
            Act::Report(of) => self.day_shown(of).await,
            Act::CloseDay(closed) => {
                let until = closed.then(|| self.next_day_opens());
                self.inner.store.close_day(until).await.map_err(failed)?;
                self.inner.door.closed(until);
                self.day_shown(ReportOf::Today).await
            }
            Act::PrintReport(of) => {
                let figures = self.figures(of).await?;
                let page = report_page(&self.inner.papers, figures.day, &report(figures.clone()), self.now());
                self.print_loose(page).await
            }
            Act::Sheet => Ok(Answer::Done),
            Act::BeginDay => {
                self.inner.store.confirm_day().await.map_err(failed)?;
                Ok(Answer::Done)
            }
            Act::Diagnose => Ok(Answer::Tests),
            Act::Network => Ok(Answer::Network(self.look_at_central().await)),
            Act::Log => Ok(Answer::Log(self.read_log())),
        }
    }

    async fn ticket_by_staff(
        &self,
        service: &ServiceId,
        language: Language,
        party: Option<u8>,
    ) -> Result<Answer, Refusal> {
        let issued = self.issue_ticket_for(service, language, None, party).await.map_err(|error| match error {
            NoTicket::Closed { .. } | NoTicket::Full | NoTicket::Paused => Refusal::NoTicket,
            NoTicket::Store(error) => failed(error),
        })?;
        let label = issued.ticket.label.to_string();
        match self.print(issued.job).await.map_err(|_| Refusal::Failed)? {
            Printed::Proven(_) => Ok(Answer::Issued(label)),
            other => printed(other),
        }
    }

    async fn of_today(&self, label: &str) -> Result<HeldTicket, Refusal> {
        self.held_ticket(label).await.map_err(failed)?.ok_or(Refusal::Failed)
    }

    pub(super) async fn print_test_strip(&self) -> Result<Answer, Refusal> {
        self.print_loose(test_strip(&self.inner.papers, self.now())).await
    }

    /// Prints what no store knows: nothing is owed when it does not come out.
    async fn print_loose(&self, page: Result<crate::receipt::Page, super::PaperError>) -> Result<Answer, Refusal> {
        let page = page.map_err(|error| {
            tracing::error!(event = "staff.paper", %error);
            Refusal::Failed
        })?;
        let number = {
            let mut state = self.inner.door.state();
            state.loose += 1;
            PrintNumber(LOOSE + state.loose)
        };
        match self.inner.printer.print(number, page).await {
            JobEnd::Proven(_) => Ok(Answer::Done),
            JobEnd::NotPrinted(fault) | JobEnd::Unknown(fault) => Ok(Answer::NotPrinted(fault.message_key())),
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn failed(error: StoreError) -> Refusal {
    tracing::error!(event = "staff.store", %error);
    Refusal::Failed
}

fn printed(printed: Printed) -> Result<Answer, Refusal> {
    match printed {
        Printed::Proven(_) => Ok(Answer::Done),
        Printed::Not(fault) | Printed::Perhaps(fault) => Ok(Answer::NotPrinted(fault.message_key())),
    }
}

/// What an act is about, for the audit chain.
fn about(act: &Act) -> Option<String> {
    match act {
        Act::Ticket(service, ..) => Some(service.to_string()),
        Act::Reprint(label) | Act::Cancel(label) | Act::Prioritise(label, _) => Some(label.clone()),
        Act::Pause(What::Service(service), _) => Some(service.to_string()),
        _ => None,
    }
}

/// As the store names it.
fn name_of(what: &What) -> String {
    match what {
        What::Kiosk => String::new(),
        What::Service(service) => service.to_string(),
    }
}

fn line(held: HeldTicket) -> TicketLine {
    TicketLine {
        label: held.ticket.label.to_string(),
        service: held.ticket.service.filter(|_| !held.ticket.private).map(ServiceId::new),
        issued: held.ticket.issued,
        priority: held.ticket.priority,
        called: held.called.is_some(),
        cancelled: held.cancelled.is_some(),
    }
}
