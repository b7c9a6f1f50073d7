//! The way to a queue ticket, and back from its paper.

use iced::Task;
use kiosk_protocol::{PriorityClass, Reference};

use super::backend::{CheckedIn, Held, HeldState, NoTicket, PrintJob, TicketIssued, TicketOrder};
use super::{App, Message};
use crate::catalogue::ServiceId;
use crate::identity::Who;
use crate::ui::screen::queue::ask::{Ask, Why};
use crate::ui::screen::queue::closed::Closed;
use crate::ui::screen::{Screen, categories, checkin, done, home, moments, queue};

impl App {
    /// The services, for a ticket; or why there are no tickets now.
    pub(super) fn choose_ticket(&mut self) -> Task<Message> {
        match self.world.backend.no_tickets() {
            None => self.forward(Screen::Services(categories::Services::for_ticket(self.priority.clone()))),
            Some(refused) => {
                let next = no_ticket(&refused);
                self.forward(next)
            }
        }
    }

    /// Somebody needs priority, or nobody after all.
    pub(super) fn prioritised(&mut self, class: Option<PriorityClass>) -> Task<Message> {
        let back = self.back();
        self.priority = class;
        if let Screen::Services(services) = &mut self.screen {
            services.prioritise(self.priority.clone());
        }
        back
    }

    /// A queue ticket without a request; a question comes first where many wait, and where there is one already.
    pub(super) fn ask_ticket(&mut self, service: ServiceId) -> Task<Message> {
        let own = self.own.iter().find(|(of, _)| *of == service).map(|(_, label)| label.clone());
        let most = self.world.config.queue.many_waiting;
        let many = self.world.backend.waiting(&service).filter(|waiting| most > 0 && *waiting >= most);
        match own.map(Why::Another).or_else(|| many.map(Why::Many)) {
            Some(why) => self.forward(Screen::Ask(Box::new(Ask::new(service, why)))),
            None => self.ask_party(service),
        }
    }

    /// How many come together, where the service asks; then the ticket.
    pub(super) fn ask_party(&mut self, service: ServiceId) -> Task<Message> {
        self.party = None;
        match self.world.catalogue.service(&service).and_then(|service| service.party) {
            Some(most) => self.forward(Screen::Party(queue::party::Party::new(service, most))),
            None => self.order_ticket(service),
        }
    }

    /// The ticket.
    pub(super) fn order_ticket(&mut self, service: ServiceId) -> Task<Message> {
        self.wanted = Some(service.clone());
        if !matches!(self.screen, Screen::Failed(_) | Screen::Ask(_) | Screen::Party(_)) {
            let here = self.screen.clone();
            self.trail.push(here);
        }
        self.screen = Screen::Waiting(moments::Waiting::Ticket);
        let session = self.session;
        let order = TicketOrder {
            service,
            language: self.settings.language,
            priority: self.priority.clone(),
            party: self.party,
        };
        Task::perform(self.world.backend.queue_ticket(order), move |result| Message::Issued(session, result))
    }

    /// The ticket is durable, or there is none.
    pub(super) fn issued(&mut self, result: Result<TicketIssued, NoTicket>) -> Task<Message> {
        self.touch();
        match result {
            Ok(issued) => {
                self.visit = None;
                self.trail.clear();
                self.priority = None;
                self.party = None;
                // Checked in for an appointment, nobody has named the service.
                let service = issued.service.clone().or(self.wanted.take());
                self.owns(service, &issued.label);
                let job = issued.job.clone();
                self.screen = Screen::Done(Box::new(done::Done::ticket(issued)));
                self.print(job)
            }
            Err(refused) => {
                if let NoTicket::Failed(error) = &refused {
                    tracing::error!(event = "ticket.failed", %error);
                }
                self.screen = no_ticket(&refused);
                Task::none()
            }
        }
    }

    /// Whoever stands here has this ticket.
    fn owns(&mut self, service: Option<ServiceId>, label: &str) {
        let own = service.map(|service| (service, label.to_owned()));
        if let Some(own) = own.filter(|own| !self.own.contains(own)) {
            self.own.push(own);
        }
    }

    /// One more, for another service.
    pub(super) fn another_ticket(&mut self) -> Task<Message> {
        self.screen = Screen::Home(home::Home::default());
        self.choose_ticket()
    }

    /// The code of an appointment was held before the scanner.
    pub(super) fn scanned_appointment(&mut self, reference: Reference) -> Task<Message> {
        if !self.world.config.appointments.check_in {
            return self.refused("scanned-unreadable");
        }
        let begun = match &self.screen {
            Screen::Attract(_) => self.begin(self.settings.language),
            Screen::Checkin(screen) if screen.takes_scan() => Task::none(),
            Screen::Home(_) => Task::none(),
            _ => return self.notice("scanned-not-here"),
        };
        // A kiosk that is paused has said so.
        if matches!(self.screen, Screen::Closed(_)) {
            return begun;
        }
        Task::batch([begun, self.check_in(Who::Reference(reference))])
    }

    /// Checks in.
    pub(super) fn check_in(&mut self, who: Who) -> Task<Message> {
        if matches!(self.screen, Screen::Home(_)) {
            let here = self.screen.clone();
            self.trail.push(here);
        }
        self.screen = Screen::Waiting(moments::Waiting::Ticket);
        let session = self.session;
        Task::perform(self.world.backend.check_in(who, self.settings.language), move |done| {
            Message::CheckedIn(session, done)
        })
    }

    /// The ticket, or what to do without one.
    pub(super) fn checked_in(&mut self, done: CheckedIn) -> Task<Message> {
        match done {
            CheckedIn::Ticket(issued) => self.issued(Ok(issued)),
            // What failed can be tried again: the way back leads to the check-in.
            CheckedIn::NoTicket(refused) => {
                if let NoTicket::Failed(error) = &refused {
                    tracing::error!(event = "ticket.failed", %error);
                }
                self.touch();
                self.screen = no_ticket(&refused);
                Task::none()
            }
            other => {
                self.touch();
                self.screen = Screen::Checkin(Box::new(checkin::Checkin::ended(other)));
                Task::none()
            }
        }
    }

    /// The paper of a ticket was held before the scanner.
    pub(super) fn scanned_ticket(&mut self, label: String) -> Task<Message> {
        let begun = match self.screen {
            Screen::Attract(_) => self.begin(self.settings.language),
            Screen::Home(_) => Task::none(),
            _ => return self.notice("scanned-not-here"),
        };
        let session = self.session;
        let held = Task::perform(self.world.backend.held_ticket(label), move |held| Message::Looked(session, held));
        Task::batch([begun, held])
    }

    /// What is known of it.
    pub(super) fn held(&mut self, held: Option<Held>) -> Task<Message> {
        match self.screen {
            Screen::Home(_) => {
                // One that will be called: whoever takes another for the same is asked. Of a private service nothing is told,
                // so nothing is asked either.
                if let Some(Held { label, service, state: HeldState::Waiting { .. }, .. }) = &held {
                    self.owns(service.clone(), label);
                }
                self.forward(Screen::Held(Box::new(queue::held::Held::new(held))))
            }
            _ => Task::none(),
        }
    }

    /// Its paper once more.
    pub(super) fn print_held(&mut self, job: PrintJob, label: String) -> Task<Message> {
        let issued = TicketIssued { label, job: job.clone(), service: None };
        self.trail.clear();
        self.screen = Screen::Done(Box::new(done::Done::ticket_again(issued)));
        let session = self.session;
        Task::perform(self.world.backend.print_again(job.clone()), move |outcome| {
            Message::Printed(session, job.clone(), outcome)
        })
    }

    /// It is wanted no more.
    pub(super) fn give_up(&self, label: String) -> Task<Message> {
        let session = self.session;
        Task::perform(self.world.backend.give_up(label), move |done| Message::GivenUp(session, done))
    }

    /// Whether it was given up. If it could not be, the question stays.
    pub(super) fn given_up(&mut self, done: bool) -> Task<Message> {
        if let (Screen::Held(held), true) = (&mut self.screen, done) {
            if let Some(label) = held.label() {
                self.own.retain(|(_, own)| own != label);
            }
            held.given_up();
        }
        Task::none()
    }
}

/// What is shown where there is no ticket.
fn no_ticket(refused: &NoTicket) -> Screen {
    match refused {
        NoTicket::Closed { opens } => Screen::Closed(Closed::Hours(*opens)),
        NoTicket::Full => Screen::Closed(Closed::Full),
        NoTicket::Paused(why) => Screen::Closed(Closed::Paused(*why)),
        NoTicket::Failed(_) => Screen::Failed(moments::Failed::Ticket),
    }
}
