//! What staff do at the kiosk: state and touches. What it looks like stands in the files beside this one.

use std::time::Duration;

use kiosk_protocol::PriorityClass;

use super::bench::{self, Bench};
use super::{lists, menu, state};
use crate::catalogue::ServiceId;
use crate::i18n::Language;
use crate::speech::Side;
use crate::staff::{
    Act, Answer, CallLine, DayShown, LogLine, Overview, Refusal, ReportOf, Right, Role, TicketLine, What,
};
use crate::ui::app::bench::{ScanNotice, SoundWay};
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::Page;

/// The desk of whoever is in.
#[derive(Debug, Clone)]
pub struct Desk {
    pub(super) role: Role,
    pub(super) name: String,
    pub(super) view: View,
    pub(super) said: Option<Said>,
    pub(super) waiting: bool,
    pub(super) page: usize,
    /// The language of the next ticket for a citizen.
    pub(super) tongue: Language,
}

/// What is shown.
#[derive(Debug, Clone)]
pub(super) enum View {
    Menu,
    Services,
    Party(Party),
    Tickets(Vec<TicketLine>),
    Ticket(TicketLine),
    Priority(TicketLine),
    Calls(Vec<CallLine>),
    Overview(Box<Overview>),
    Paper,
    Pause(Vec<What>),
    Report(Box<DayShown>),
    Bench(Box<Bench>),
}

/// How many come together with a ticket.
#[derive(Debug, Clone)]
pub(super) struct Party {
    pub(super) service: ServiceId,
    pub(super) count: u8,
    pub(super) most: u8,
}

/// What was said last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    Done,
    Issued(String),
    NotPrinted(&'static str),
    Refused(Refusal),
}

/// A part of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A ticket for a citizen.
    Ticket,
    /// The tickets of today.
    Tickets,
    /// Calls for help.
    Calls,
    /// How the kiosk is.
    Overview,
    /// How paper is loaded.
    Paper,
    /// Pause and reopen.
    Pause,
    /// The close of the day.
    Report,
    /// The tests of a technician.
    Tests,
    /// What the log has said lately.
    Log,
}

/// What a member of staff does here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Opens a part.
    Open(Part),
    /// The ticket speaks this language.
    Tongue(Language),
    /// A ticket for this service.
    Service(ServiceId),
    /// A ticket for this service, where it is asked how many come: up to so many.
    Together(ServiceId, u8),
    /// So many come together.
    Count(u32),
    /// A ticket for them.
    Ticket,
    /// Looks at one ticket of the list.
    Line(usize),
    /// Prints it again.
    Reprint,
    /// Gives it up.
    Cancel,
    /// Chooses why it is called earlier.
    AskPriority,
    /// This is why.
    Priority(PriorityClass),
    /// Has answered the calls.
    AnswerCalls,
    /// Prints the strip.
    TestStrip,
    /// A new roll is in.
    NewRoll,
    /// Pauses or reopens.
    Pause(What, bool),
    /// Looks at the figures of this day.
    Report(ReportOf),
    /// Prints the figures.
    PrintReport,
    /// Closes the day, or takes that back.
    CloseDay(bool),
    /// Looks at a sheet in doubt.
    Sheet,
    /// The day that the clock shows has come.
    BeginDay,
    /// On a test or the log.
    Bench(bench::Message),
    /// Turns to a page.
    Page(usize),
    /// Goes back.
    Back,
}

/// What the desk must know of where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Around {
    /// The window in pixels.
    pub window: iced::Size,
    /// How many pixels a millimetre has.
    pub px_per_mm: f32,
}

/// What follows.
#[derive(Debug, Clone)]
pub enum Action {
    /// Nothing outside.
    None,
    /// The kiosk is asked for this.
    Act(Act),
    /// The question about a sheet.
    Sheet,
    /// The voice is tried on this side.
    Say(Side),
    /// Goes.
    Leave,
}

impl Desk {
    /// The desk of somebody who has just come in. `tongue`: the language of tickets until another is chosen.
    #[must_use]
    pub fn new(role: Role, name: String, tongue: Language) -> Self {
        Self { role, name, view: View::Menu, said: None, waiting: false, page: 0, tongue }
    }

    /// Whether this role sees a part.
    pub(super) fn sees(&self, part: Part) -> bool {
        self.role.may(match part {
            Part::Ticket | Part::Tickets => Right::Tickets,
            Part::Calls => Right::Calls,
            Part::Overview | Part::Paper => Right::Papers,
            Part::Pause => Right::Pause,
            Part::Report => Right::Report,
            Part::Tests | Part::Log => Right::Diagnose,
        })
    }

    /// Takes a touch. Nothing is asked twice at once.
    pub fn update(&mut self, message: Message, around: &Around) -> Action {
        let action = self.take(message);
        if let View::Bench(bench) = &mut self.view {
            bench.fit(around.window, around.px_per_mm);
        }
        action
    }

    fn take(&mut self, message: Message) -> Action {
        if let Message::Page(page) = message {
            self.page = page;
            return Action::None;
        }
        if message == Message::Back {
            self.said = None;
            self.page = 0;
            return match std::mem::replace(&mut self.view, View::Menu) {
                View::Menu => Action::Leave,
                View::Ticket(_) => self.ask(Act::Tickets),
                View::Party(_) => {
                    self.view = View::Services;
                    Action::None
                }
                View::Priority(line) => {
                    self.view = View::Ticket(line);
                    Action::None
                }
                View::Bench(mut bench) => {
                    if !bench.back() {
                        self.view = View::Bench(bench);
                    }
                    Action::None
                }
                _ => Action::None,
            };
        }
        if self.waiting {
            return Action::None;
        }
        self.said = None;
        if let (Message::Bench(message), View::Bench(bench)) = (&message, &mut self.view) {
            self.page = 0;
            return match bench.update(message.clone()) {
                bench::Action::None => Action::None,
                bench::Action::Act(act) => self.ask(act),
                bench::Action::Say(side) => Action::Say(side),
            };
        }
        match (message, &self.view) {
            (Message::Open(part), _) => self.open(part),
            (Message::Tongue(language), View::Services) => {
                self.tongue = language;
                Action::None
            }
            (Message::Service(service), View::Services) => {
                self.view = View::Menu;
                self.ask(Act::Ticket(service, self.tongue, None))
            }
            (Message::Together(service, most), View::Services) => {
                self.show(View::Party(Party { service, count: 1, most }));
                Action::None
            }
            (Message::Count(count), View::Party(party)) => {
                let count = u8::try_from(count).unwrap_or(party.most).clamp(1, party.most);
                self.view = View::Party(Party { count, ..party.clone() });
                Action::None
            }
            (Message::Ticket, View::Party(party)) => {
                let act = Act::Ticket(party.service.clone(), self.tongue, Some(party.count));
                self.show(View::Menu);
                self.ask(act)
            }
            (Message::Line(at), View::Tickets(lines)) => {
                if let Some(line) = lines.get(at).cloned() {
                    self.show(View::Ticket(line));
                }
                Action::None
            }
            (Message::Reprint, View::Ticket(line)) => self.ask(Act::Reprint(line.label.clone())),
            (Message::Cancel, View::Ticket(line)) => {
                let label = line.label.clone();
                self.show(View::Menu);
                self.ask(Act::Cancel(label))
            }
            (Message::AskPriority, View::Ticket(line)) => {
                self.show(View::Priority(line.clone()));
                Action::None
            }
            (Message::Priority(class), View::Priority(line)) => {
                let act = Act::Prioritise(line.label.clone(), class.clone());
                let mut line = line.clone();
                line.priority = Some(class);
                self.view = View::Ticket(line);
                self.ask(act)
            }
            (Message::AnswerCalls, View::Calls(_)) => {
                self.show(View::Menu);
                self.ask(Act::AnswerCalls)
            }
            (Message::TestStrip, View::Paper) => self.ask(Act::TestStrip),
            (Message::NewRoll, View::Paper) => self.ask(Act::NewRoll),
            (Message::Pause(what, is_paused), View::Pause(paused)) => {
                let mut paused = paused.clone();
                paused.retain(|known| *known != what);
                if is_paused {
                    paused.push(what.clone());
                }
                self.view = View::Pause(paused);
                self.ask(Act::Pause(what, is_paused))
            }
            (Message::Report(of), View::Report(_)) => self.ask(Act::Report(of)),
            (Message::PrintReport, View::Report(shown)) => {
                let of = shown.of;
                self.ask(Act::PrintReport(of))
            }
            (Message::CloseDay(closed), View::Report(_)) => self.ask(Act::CloseDay(closed)),
            (Message::Sheet, View::Overview(_)) => Action::Sheet,
            (Message::BeginDay, View::Overview(_)) => {
                self.show(View::Menu);
                self.ask(Act::BeginDay)
            }
            _ => Action::None,
        }
    }

    fn show(&mut self, view: View) {
        self.view = view;
        self.page = 0;
    }

    fn open(&mut self, part: Part) -> Action {
        if !self.sees(part) {
            return Action::None;
        }
        self.page = 0;
        match part {
            Part::Ticket => {
                self.view = View::Services;
                Action::None
            }
            Part::Paper => {
                self.view = View::Paper;
                Action::None
            }
            Part::Pause => {
                self.view = View::Pause(Vec::new());
                self.ask(Act::Look)
            }
            Part::Tickets => self.ask(Act::Tickets),
            Part::Calls => self.ask(Act::Calls),
            Part::Overview => self.ask(Act::Look),
            Part::Report => self.ask(Act::Report(ReportOf::Today)),
            Part::Tests => self.ask(Act::Diagnose),
            Part::Log => self.ask(Act::Log),
        }
    }

    fn ask(&mut self, act: Act) -> Action {
        self.waiting = true;
        Action::Act(act)
    }

    /// What the kiosk has said. `Some`: the time is over, and the door closed.
    pub fn answered(&mut self, answer: Answer) -> Option<Refusal> {
        self.waiting = false;
        let answer = match &mut self.view {
            View::Bench(bench) => bench.answered(answer)?,
            _ => answer,
        };
        match answer {
            Answer::Refused(Refusal::Over) => return Some(Refusal::Over),
            Answer::Refused(refusal) => self.said = Some(Said::Refused(refusal)),
            Answer::Done => self.said = Some(Said::Done),
            Answer::Issued(label) => self.said = Some(Said::Issued(label)),
            Answer::NotPrinted(fault) => self.said = Some(Said::NotPrinted(fault)),
            Answer::Tickets(lines) => self.show(View::Tickets(lines)),
            Answer::Calls(calls) => self.show(View::Calls(calls)),
            Answer::Overview(overview) => match self.view {
                View::Pause(_) => self.view = View::Pause(overview.paused),
                _ => self.show(View::Overview(Box::new(overview))),
            },
            Answer::Report(shown) => self.show(View::Report(Box::new(shown))),
            Answer::Tests => self.show(View::Bench(Box::new(Bench::new()))),
            Answer::Log(lines) => self.show(View::Bench(Box::new(Bench::log(lines)))),
            Answer::Open { .. } | Answer::Network(_) => {}
        }
        None
    }

    fn bench(&self) -> Option<&Bench> {
        match &self.view {
            View::Bench(bench) => Some(bench),
            _ => None,
        }
    }

    fn bench_mut(&mut self) -> Option<&mut Bench> {
        match &mut self.view {
            View::Bench(bench) => Some(bench),
            _ => None,
        }
    }

    /// Whether something on the screen is measured with a ruler.
    #[must_use]
    pub fn is_measured(&self) -> bool {
        self.bench().is_some_and(Bench::is_measured)
    }

    /// Whether every key is for the test of keys.
    #[must_use]
    pub fn takes_keys(&self) -> bool {
        self.bench().is_some_and(Bench::takes_keys)
    }

    /// A key was pressed on that test.
    pub fn pressed(&mut self, pressed: bench::Pressed) {
        if let Some(bench) = self.bench_mut() {
            bench.pressed(pressed);
        }
    }

    /// Whether scans are for the test of the scanner.
    #[must_use]
    pub fn takes_scans(&self) -> bool {
        self.bench().is_some_and(Bench::takes_scans)
    }

    /// Something was scanned on that test.
    pub fn scanned(&mut self, notice: ScanNotice) {
        if let Some(bench) = self.bench_mut() {
            bench.scanned(notice);
        }
    }

    /// Where the test of the voice went.
    pub fn said(&mut self, way: SoundWay) {
        if let Some(bench) = self.bench_mut() {
            bench.said(way);
        }
    }

    /// Whether the log is read, which goes on.
    #[must_use]
    pub fn follows_log(&self) -> bool {
        self.bench().is_some_and(Bench::follows_log)
    }

    /// What the log has said lately.
    pub fn log(&mut self, lines: Vec<LogLine>) {
        if let Some(bench) = self.bench_mut() {
            bench.fresh(lines);
        }
    }

    /// How long a test waits for a touch, when one does.
    #[must_use]
    pub fn patience(&self) -> Option<Duration> {
        self.bench().and_then(Bench::patience)
    }

    /// Nobody has touched anything for so long.
    pub fn end_test(&mut self) {
        if let Some(bench) = self.bench_mut() {
            bench.end_touch();
        }
    }

    /// The part that is open.
    pub fn view<'a>(&'a self, ctx: &Ctx<'_>) -> Page<'a, Message> {
        let page = match &self.view {
            View::Menu => menu::menu(self, ctx),
            View::Services => lists::services(self, ctx),
            View::Party(party) => lists::party(ctx, party),
            View::Tickets(lines) => lists::tickets(self, ctx, lines),
            View::Ticket(line) => lists::ticket(self, ctx, line),
            View::Priority(_) => lists::priority(self, ctx),
            View::Calls(calls) => lists::calls(self, ctx, calls),
            View::Overview(overview) => state::overview(self, ctx, overview),
            View::Paper => state::paper(self, ctx),
            View::Pause(paused) => state::pause(self, ctx, paused),
            View::Report(report) => state::report(self, ctx, report),
            View::Bench(bench) => bench.view(self, ctx),
        };
        page.context(format!("{} · {}", ctx.t("staff-mode"), self.name)).back(Message::Back)
    }
}
