//! Everything that can happen to the application, and which of it is a press that counts.

use iced::{Point, Size};

use super::backend::{
    BackendError, CheckedIn, Doubt, Event, FormOutcome, Held, LookUp, NoTicket, PaperRead, PrintJob, PrintOutcome,
    Submitted, TicketIssued,
};
use super::{Input, Stroke};
use crate::i18n::Language;
use crate::staff::Answer;
use crate::ui::screen::form::Sheet;
use crate::ui::screen::{
    attract, categories, checkin, consent, done, eligibility, home, moments, question, queue, review, scanned, service,
    sheet, staff, status,
};
use crate::ui::theme::{Contrast, TextScale};
use crate::ui::widget::reading::Line;
use crate::ui::widget::stop;

/// Everything that can happen.
#[derive(Debug, Clone)]
pub enum Message {
    /// A language was chosen on the screen at rest.
    Attract(attract::Message),
    /// On the start screen.
    Home(home::Message),
    /// On the groups of services.
    Categories(categories::Message),
    /// On the list of services.
    Services(categories::ServicesMessage),
    /// Where there are no tickets now.
    Closed(queue::closed::Message),
    /// On a question before a ticket.
    Ask(queue::ask::Message),
    /// On the reasons for priority.
    Priority(queue::priority::Message),
    /// On the question how many come together.
    Party(queue::party::Message),
    /// On a ticket that was scanned.
    Held(queue::held::Message),
    /// On a service's card.
    Service(service::Message),
    /// On an eligibility question or where it stops.
    Eligibility(eligibility::Message),
    /// On a question of the form.
    Question(question::Message),
    /// On what was read from a card.
    Scanned(scanned::Message),
    /// On *check your answers*.
    Review(review::Message),
    /// On the consent.
    Consent(consent::Message),
    /// After a failure.
    Failed(moments::FailedMessage),
    /// After the commit.
    Done(done::Message),
    /// On the question for number and PIN.
    Gate(staff::gate::Message),
    /// On the desk of staff.
    Desk(staff::desk::Message),
    /// On the question about a sheet.
    Sheet(sheet::Message),
    /// On the rating.
    Rating(moments::RatingMessage),
    /// On the look-up.
    Status(status::Message),
    /// On the check-in.
    Checkin(checkin::Message),
    /// Opens the help.
    AskHelp,
    /// Opens the choice of language.
    AskLanguage,
    /// Asks whether to finish and erase.
    AskFinish,
    /// Opens the settings of the screen.
    AskDisplay,
    /// Opens the settings of the voice.
    AskVoice,
    /// Calls a member of staff from any screen, and says so.
    AskStaff,
    /// The voice speaks, or not any more.
    Listen(bool),
    /// Another size of text.
    Scale(TextScale),
    /// Other colours.
    Colours(Contrast),
    /// Everything that can be touched stands low, or not.
    LowReach(bool),
    /// The screen shows nothing, or all.
    Hide(bool),
    /// The other digits.
    TurnDigits,
    /// Another language; the answers stay.
    Speak(Language),
    /// Closes the dialog.
    CloseOverlay,
    /// Calls a member of staff.
    CallStaff,
    /// Ends the visit and erases it.
    Finish,
    /// "I need more time."
    MoreTime,
    /// The papers of the last visit have been tried once more; these are still owed.
    Repaid(Option<PrintJob>),
    /// Something happened outside.
    Outside(Event),
    /// The commit of a request, asked for by this session.
    Submitted(u64, Result<Submitted, BackendError>),
    /// What became of a check-in.
    CheckedIn(u64, CheckedIn),
    /// The commit of a ticket.
    Issued(u64, Result<TicketIssued, NoTicket>),
    /// What is known of a ticket that was scanned.
    Looked(u64, Option<Held>),
    /// Whether a ticket was given up.
    GivenUp(u64, bool),
    /// What the kiosk said to a member of staff.
    StaffTold(u64, Answer),
    /// The end of a print job.
    Printed(u64, PrintJob, PrintOutcome),
    /// The sheet that staff have to look at, asked for by this session.
    Doubted(u64, Option<Doubt>),
    /// What became of the sheet that a member of staff has answered about.
    Answered(u64, PrintOutcome),
    /// What stands on the paper, for the voice.
    PaperRead(u64, Option<PaperRead>),
    /// The end of printing the form or the receipt on A4.
    FormPrinted(u64, Sheet, FormOutcome),
    /// Whether the call for staff went out.
    StaffCalled(u64, bool),
    /// The office's answer.
    LookedUp(u64, LookUp),
    /// A key of a keypad or keyboard.
    Key(Input),
    /// A key was pressed.
    Stroke(Stroke),
    /// The focus moved.
    Focused(stop::Focus),
    /// The focus is here after something was done by key, when it had moved so often.
    Kept(u64, stop::Focus),
    /// The focus stands where a screen begins.
    Entered(stop::Focus),
    /// The focus moves on by itself.
    Scan,
    /// A technician reads the log: what has it said meanwhile?
    LookAtLog,
    /// The texts of a screen, for the voice: of the screen that was entered as this one.
    Read(u64, Vec<Line>),
    /// Somebody has touched the screen here.
    Touched(Point),
    /// Nobody has touched anything for a while.
    Idle,
    /// A second of the countdown has passed.
    Tick,
    /// A screen that returns by itself has been shown long enough.
    Return,
    /// The window has this size.
    Resized(Size),
    /// The system asks the program to end.
    End,
    /// Nothing.
    Nothing,
}

impl Message {
    /// Whether a citizen pressed something on a screen (not a key of a keyboard, not the world outside).
    pub(super) fn is_press(&self) -> bool {
        matches!(
            self,
            Self::Attract(_)
                | Self::Home(_)
                | Self::Categories(_)
                | Self::Services(_)
                | Self::Service(_)
                | Self::Closed(_)
                | Self::Ask(_)
                | Self::Priority(_)
                | Self::Party(_)
                | Self::Held(_)
                | Self::Eligibility(_)
                | Self::Scanned(_)
                | Self::Review(_)
                | Self::Consent(_)
                | Self::Failed(_)
                | Self::Done(_)
                | Self::Rating(_)
                | Self::Sheet(_)
                | Self::Desk(_)
                | Self::AskHelp
                | Self::AskLanguage
                | Self::AskFinish
                | Self::AskDisplay
                | Self::AskVoice
                | Self::AskStaff
                | Self::Listen(_)
                | Self::Scale(_)
                | Self::Colours(_)
                | Self::LowReach(_)
                | Self::Hide(_)
                | Self::TurnDigits
                | Self::Speak(_)
                | Self::CloseOverlay
                | Self::CallStaff
                | Self::Finish
                | Self::MoreTime
        ) || self.is_answer()
    }

    /// Whether an answer is given or a form goes on. Letters are not among them: they may be doubled, and follow each
    /// other as fast as one types.
    fn is_answer(&self) -> bool {
        use question::Message as Asked;
        match self {
            Self::Question(message) => {
                !matches!(message, Asked::Key(key) if key.is_typing()) && !matches!(message, Asked::Caret(_))
            }
            Self::Checkin(message) => {
                !matches!(message, checkin::Message::Key(key) if key.is_typing())
                    && !matches!(message, checkin::Message::Caret(_))
            }
            Self::Status(message) => {
                !matches!(message, status::Message::Key(key) if key.is_typing())
                    && !matches!(message, status::Message::Caret(_))
            }
            _ => false,
        }
    }

    /// Whether this shows another page of the same screen.
    fn turns_page(&self) -> bool {
        matches!(
            self,
            Self::Home(home::Message::Page(_))
                | Self::Categories(categories::Message::Page(_))
                | Self::Services(categories::ServicesMessage::Page(_))
                | Self::Service(service::Message::Page(_))
                | Self::Eligibility(eligibility::Message::Page(_))
                | Self::Question(question::Message::Page(_))
                | Self::Scanned(scanned::Message::Page(_))
                | Self::Review(review::Message::Page(_))
                | Self::Consent(consent::Message::Page(_))
                | Self::Done(done::Message::Page(_))
                | Self::Status(status::Message::Page(_))
                | Self::Checkin(checkin::Message::Page(_))
                | Self::Held(queue::held::Message::Page(_))
                | Self::Priority(queue::priority::Message::Page(_))
                | Self::Sheet(sheet::Message::Page(_))
                | Self::Desk(staff::desk::Message::Page(_))
        )
    }

    /// Whether two presses are the same action. Turning pages and counting name what they lead to, so one and the same
    /// button says something else each time: they count as the same.
    pub(super) fn is_same_press(&self, other: &Self) -> bool {
        if self.turns_page() && other.turns_page() {
            return true;
        }
        match (self, other) {
            (Self::Question(question::Message::Count(_)), Self::Question(question::Message::Count(_))) => true,
            (Self::Attract(a), Self::Attract(b)) => a == b,
            (Self::Home(a), Self::Home(b)) => a == b,
            (Self::Categories(a), Self::Categories(b)) => a == b,
            (Self::Services(a), Self::Services(b)) => a == b,
            (Self::Service(a), Self::Service(b)) => a == b,
            (Self::Eligibility(a), Self::Eligibility(b)) => a == b,
            (Self::Question(a), Self::Question(b)) => a == b,
            (Self::Scanned(a), Self::Scanned(b)) => a == b,
            (Self::Review(a), Self::Review(b)) => a == b,
            (Self::Consent(a), Self::Consent(b)) => a == b,
            (Self::Failed(a), Self::Failed(b)) => a == b,
            (Self::Done(a), Self::Done(b)) => a == b,
            (Self::Sheet(a), Self::Sheet(b)) => a == b,
            (Self::Rating(a), Self::Rating(b)) => a == b,
            (Self::Status(a), Self::Status(b)) => a == b,
            (Self::Checkin(a), Self::Checkin(b)) => a == b,
            (Self::Closed(a), Self::Closed(b)) => a == b,
            (Self::Ask(a), Self::Ask(b)) => a == b,
            (Self::Priority(a), Self::Priority(b)) => a == b,
            (Self::Party(queue::party::Message::Count(_)), Self::Party(queue::party::Message::Count(_))) => true,
            (Self::Party(a), Self::Party(b)) => a == b,
            (Self::Held(a), Self::Held(b)) => a == b,
            (Self::Desk(a), Self::Desk(b)) => a == b,
            (Self::Speak(a), Self::Speak(b)) => a == b,
            (Self::Scale(a), Self::Scale(b)) => a == b,
            (Self::Colours(a), Self::Colours(b)) => a == b,
            (Self::LowReach(_), Self::LowReach(_)) => true,
            (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
        }
    }
}
