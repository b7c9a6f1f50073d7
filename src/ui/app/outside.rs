//! What happens outside, and what the outside answers.

use std::sync::Arc;

use iced::Task;
use kiosk_protocol::{CheckCode, Reference};

use super::backend::{BackendError, Doubt, Event, FormOutcome, LookUp, PrintJob, PrintOutcome, Submitted};
use super::{App, Message};
use crate::config::Config;
use crate::identity::scan::refusal_key;
use crate::identity::{IdentityDocument, Scanned};
use crate::ui::screen::form::Sheet;
use crate::ui::screen::{Screen, done, moments, question, scanned, sheet, status};
use crate::visit::{Form, Visit};

impl App {
    /// Something happened.
    pub(super) fn happened(&mut self, event: Event) -> Task<Message> {
        match event {
            Event::Printer(notice) => {
                self.outside.printer = notice;
                if let (Screen::Done(done), None) = (&mut self.screen, notice.fault) {
                    done.printing_mut().printer_ready();
                }
                Task::none()
            }
            Event::Scanner { ready } => {
                self.outside.scanner = ready;
                Task::none()
            }
            Event::Link(link) => {
                self.outside.link = link;
                self.look_for_requests();
                Task::none()
            }
            Event::Printed(job, outcome) => {
                if let Screen::Done(done) = &mut self.screen
                    && done.printing_mut().told(&job, &outcome)
                {
                    self.touch();
                }
                Task::none()
            }
            Event::Doubt(is_there) => {
                self.outside.doubt = is_there;
                Task::none()
            }
            Event::Paper(notice) => {
                self.outside.paper = notice;
                Task::none()
            }
            // What was asked for is the frame that follows each message.
            Event::Pulse => Task::none(),
            Event::BeginAnew => self.begin_anew(),
            Event::Unprinted(job) => {
                // Told while the first of two papers has ended and the second is still on its way.
                self.outside.unprinted = job.filter(|_| !self.repaying);
                Task::none()
            }
            Event::Headphones(plugged) => self.headphones(plugged),
            Event::Scan(scanned) => {
                self.touch();
                self.scanned(&scanned)
            }
        }
    }

    /// Asks whether requests are taken now, so that what is shown says it before anybody begins one.
    pub(super) fn look_for_requests(&mut self) -> bool {
        let open = self.world.backend.takes_requests();
        if open != self.outside.requests {
            tracing::warn!(event = "visit.requests", open);
        }
        self.outside.requests = open;
        open
    }

    /// Lets the scanner look while the present screen asks for a scan, and no longer.
    pub(super) fn steer_scanner(&mut self) {
        let wanted = self.overlay.is_none()
            && match (&self.screen, &self.visit) {
                (Screen::Status(status), _) => status.takes_text(),
                (Screen::Desk(desk), _) => desk.takes_scans(),
                (Screen::Checkin(checkin), _) => checkin.takes_scan(),
                (Screen::Question(_), Some(visit)) => visit.takes_document(),
                _ => false,
            };
        if wanted != self.scanning {
            self.scanning = wanted;
            self.world.backend.want_scan(wanted);
        }
    }

    /// Tells whether nobody's visit is running here, when that has changed.
    pub(super) fn tell_rest(&mut self) {
        let at_rest = matches!(self.screen, Screen::Attract(_)) && self.overlay.is_none() && !self.repaying;
        if at_rest != self.resting {
            self.resting = at_rest;
            self.world.backend.rests(at_rest);
        }
    }

    /// The kiosk wants to begin anew: the window closes, unless somebody has come in this moment.
    fn begin_anew(&mut self) -> Task<Message> {
        if !self.resting {
            return Task::none();
        }
        self.world.backend.begins_anew();
        self.end()
    }

    /// Something was held before the scanner. What no screen can use is not kept.
    fn scanned(&mut self, read: &Scanned) -> Task<Message> {
        if self.overlay.is_some() || self.test_scan(read) {
            return Task::none();
        }
        match read {
            Scanned::Badge(text) => self.badge(text.clone()),
            Scanned::Identity(document) => self.scanned_document(document),
            Scanned::Unreadable(error) => self.notice(error.message_key()),
            Scanned::Reference { reference, code } => self.scanned_reference(reference, *code),
            Scanned::Refused(refusal) => self.refused(refusal_key(refusal)),
            Scanned::Appointment(reference) => self.scanned_appointment(*reference),
            Scanned::Ticket(label) => self.scanned_ticket(label.clone()),
            Scanned::Unknown => self.refused("scanned-unreadable"),
        }
    }

    /// A word about the scan, where the citizen is answering a question.
    pub(super) fn notice(&mut self, key: &'static str) -> Task<Message> {
        if let Screen::Question(question) = &mut self.screen {
            question.notice(key);
        }
        Task::none()
    }

    /// Something else than a good receipt was scanned: a word about it where receipts are asked for, and where a card is
    /// asked for. On the start screen a receipt was meant for the look-up, so that opens and says it.
    pub(super) fn refused(&mut self, key: &'static str) -> Task<Message> {
        match &mut self.screen {
            Screen::Checkin(screen) => {
                screen.notice(key);
                Task::none()
            }
            Screen::Status(screen) => {
                screen.notice(key);
                Task::none()
            }
            Screen::Home(_) if key.starts_with("receipt-") => {
                let mut screen = status::Status::default();
                screen.notice(key);
                self.forward(Screen::Status(Box::new(screen)))
            }
            _ => self.notice(key),
        }
    }

    /// Fills what the card answers and asks whether it is right.
    fn scanned_document(&mut self, document: &IdentityDocument) -> Task<Message> {
        let today = self.today();
        let (Screen::Question(question), Some(visit)) = (&mut self.screen, &mut self.visit) else {
            return Task::none();
        };
        if !visit.takes_document() {
            question.notice("scanned-not-here");
            return Task::none();
        }
        question.keep_draft(visit);
        let filled = visit.fill_from(document);
        match scanned::Scanned::of(filled, document.has_expired(today)) {
            Some(screen) => self.screen = Screen::Scanned(screen),
            None => question.notice("scanned-nothing-new"),
        }
        Task::none()
    }

    /// A receipt: straight to its answer, from the start or the look-up.
    fn scanned_reference(&mut self, reference: &Reference, code: Option<CheckCode>) -> Task<Message> {
        match &mut self.screen {
            Screen::Attract(_) => {
                let begun = self.begin(self.settings.language);
                let opened = self.forward(Screen::Status(Box::default()));
                Task::batch([begun, opened, self.scanned_reference(reference, code)])
            }
            Screen::Home(_) => {
                let opened = self.forward(Screen::Status(Box::default()));
                Task::batch([opened, self.scanned_reference(reference, code)])
            }
            Screen::Status(screen) => match code {
                Some(code) => self.look_up(*reference, Some(code)),
                None => {
                    screen.take_reference(*reference);
                    Task::none()
                }
            },
            _ => self.notice("scanned-not-here"),
        }
    }

    /// Asks the office.
    pub(super) fn look_up(&mut self, reference: Reference, code: Option<CheckCode>) -> Task<Message> {
        self.screen = Screen::Waiting(moments::Waiting::LookUp);
        self.asked = Some(reference);
        let session = self.session;
        Task::perform(self.world.backend.look_up(reference, code), move |answer| Message::LookedUp(session, answer))
    }

    /// The office's answer.
    pub(super) fn looked_up(&mut self, answer: LookUp) -> Task<Message> {
        if let (Screen::Waiting(moments::Waiting::LookUp), Some(reference)) = (&self.screen, self.asked.take()) {
            self.screen = Screen::Status(Box::new(status::Status::answered(reference, answer)));
            self.touch();
        }
        Task::none()
    }

    /// The request is durable, or the answers are still there.
    pub(super) fn submitted(&mut self, result: Result<Submitted, BackendError>) -> Task<Message> {
        self.touch();
        match result {
            Ok(submitted) => {
                let form = self.form_to_print();
                // overwritten on drop: from here on only the form on this screen, if there is one, holds the answers
                self.visit = None;
                self.trail.clear();
                let job = submitted.job.clone();
                self.screen = Screen::Done(Box::new(done::Done::request(submitted, form)));
                self.print(job)
            }
            Err(error) => {
                tracing::error!(event = "visit.submit_failed", %error);
                self.screen = Screen::Failed(moments::Failed::Request);
                Task::none()
            }
        }
    }

    /// The filled form, where it may be printed.
    fn form_to_print(&self) -> Option<Form> {
        let visit = self.visit.as_ref().filter(|visit| offers_form(&self.world.config, visit))?;
        visit.form(&self.texts).inspect_err(|error| tracing::error!(event = "form.not_ready", %error)).ok()
    }

    /// The citizen wants the form on paper.
    pub(super) fn print_form(&mut self, form: Arc<Form>, reference: Reference) -> Task<Message> {
        let session = self.session;
        Task::perform(self.world.backend.print_form(form, reference), move |outcome| {
            Message::FormPrinted(session, Sheet::Form, outcome)
        })
    }

    /// The citizen wants the receipt on A4.
    pub(super) fn print_receipt_a4(&mut self, reference: Reference) -> Task<Message> {
        let session = self.session;
        Task::perform(self.world.backend.print_receipt_a4(reference), move |outcome| {
            Message::FormPrinted(session, Sheet::Receipt, outcome)
        })
    }

    /// The A4 printer's word; the time to take the sheet begins now.
    pub(super) fn form_printed(&mut self, sheet: Sheet, outcome: &FormOutcome) -> Task<Message> {
        if let Screen::Done(done) = &mut self.screen {
            done.form_ended(sheet, outcome);
            self.touch();
        }
        Task::none()
    }

    pub(super) fn print(&self, job: PrintJob) -> Task<Message> {
        let session = self.session;
        Task::perform(self.world.backend.print(job.clone()), move |outcome| {
            Message::Printed(session, job.clone(), outcome)
        })
    }

    pub(super) fn reprint(&self, job: PrintJob) -> Task<Message> {
        let session = self.session;
        Task::perform(self.world.backend.reprint(job.clone()), move |outcome| {
            Message::Printed(session, job.clone(), outcome)
        })
    }

    /// The printer's word about a paper; the time to take it begins now.
    pub(super) fn printed(&mut self, job: &PrintJob, outcome: &PrintOutcome) -> Task<Message> {
        if let Screen::Done(done) = &mut self.screen
            && done.printing().is_about(job)
        {
            done.printing_mut().ended(outcome);
            let is_there = done.printing().is_there();
            self.touch();
            // whoever hears it alone need not ask
            if is_there && self.audio.on && self.audio.headphones {
                return self.read_paper();
            }
        }
        Task::none()
    }

    /// The papers of the last visit once more. What is still owed then is offered again.
    pub(super) fn print_unprinted(&mut self) -> Task<Message> {
        let Some(job) = self.outside.unprinted.take() else { return Task::none() };
        self.repaying = true;
        let backend = Arc::clone(&self.world.backend);
        let printed = self.world.backend.reprint(job);
        let told = async move {
            let _outcome = printed.await;
            backend.unprinted().await
        };
        Task::perform(told, Message::Repaid)
    }

    /// That printing has ended, and this is still owed.
    pub(super) fn repaid(&mut self, owed: Option<PrintJob>) -> Task<Message> {
        self.repaying = false;
        self.outside.unprinted = owed;
        Task::none()
    }

    /// Shows the sheet that a member of staff has to look at: of this job, or the oldest of all.
    pub(super) fn look_at_sheet(&self, job: Option<PrintJob>) -> Task<Message> {
        let session = self.session;
        Task::perform(self.world.backend.doubt(job), move |doubt| Message::Doubted(session, doubt))
    }

    /// There is such a sheet, or no longer.
    pub(super) fn doubted(&mut self, doubt: Option<Doubt>) -> Task<Message> {
        match doubt {
            Some(doubt) => self.forward(Screen::Sheet(Box::new(sheet::Sheet::new(doubt)))),
            None => {
                if !matches!(self.screen, Screen::Desk(_)) {
                    self.staff_goes();
                }
                Task::none()
            }
        }
    }

    /// A member of staff has answered: back to where the question was opened.
    pub(super) fn answer_sheet(&mut self, job: PrintJob, whole: bool) -> Task<Message> {
        let session = self.session;
        let answered =
            Task::perform(self.world.backend.answer(job, whole), move |outcome| Message::Answered(session, outcome));
        let back = self.back();
        if let Screen::Done(done) = &mut self.screen {
            done.printing_mut().is_looked_at();
        }
        Task::batch([back, answered])
    }

    /// What became of the sheet. What belongs to it and was not printed yet follows.
    pub(super) fn answered(&mut self, outcome: &PrintOutcome) -> Task<Message> {
        // On the desk the member of staff stays in; whoever came for the sheet alone has gone.
        if !matches!(self.screen, Screen::Desk(_)) {
            self.staff_goes();
        }
        let Screen::Done(done) = &mut self.screen else { return Task::none() };
        match outcome {
            PrintOutcome::Proven => {
                let job = done.printing().job().clone();
                self.reprint(job)
            }
            other => {
                done.printing_mut().ended(other);
                Task::none()
            }
        }
    }

    /// Calls a member of staff to this screen.
    pub(super) fn call_staff(&mut self) -> Task<Message> {
        let session = self.session;
        let screen = self.page(&self.ctx()).id;
        Task::perform(self.world.backend.call_staff(screen), move |went_out| Message::StaffCalled(session, went_out))
    }

    /// Whether the call went out stands where it was asked for.
    pub(super) fn staff_called(&mut self, went_out: bool) -> Task<Message> {
        match &mut self.screen {
            Screen::Done(done) if self.overlay.is_none() => done.printing_mut().staff_called(went_out),
            _ => self.staff = Some(went_out),
        }
        Task::none()
    }

    /// A dialog will stand over a number that is shown while a finger is down: it does not wait for the finger.
    pub(super) fn conceal(&mut self) {
        if let Screen::Question(question) = &mut self.screen {
            question.conceal();
        }
    }

    /// What is typed is kept before the page is left sideways (another dialog, the idle question).
    pub(super) fn keep_draft(&mut self) {
        if let (Screen::Question(question), Some(visit)) = (&self.screen, &mut self.visit) {
            question::Question::keep_draft(question, visit);
        }
    }
}

/// Whether a form of this visit may be printed: where there is an A4 printer, and not of a private service. The paper in
/// the printer's tray would tell everybody.
pub(super) fn offers_form(config: &Config, visit: &Visit) -> bool {
    config.a4.printer.is_some() && !visit.service().private
}
