//! The scripted visit: what a citizen does, step by step, on the real screens.

use std::time::Duration;

use iced::Size;
use kiosk_protocol::RequestState;
use tokio::runtime::Handle;

use super::Everything;
use super::pictures::Pictures;
use crate::cli::sample;
use crate::cli::{Failure, fail};
use crate::device::printer::PrinterState;
use crate::device::virtual_::VirtualFault;
use crate::i18n::Language;
use crate::identity::Scanned;
use crate::kiosk::Event;
use crate::receipt::Media;
use crate::store::JobId;
use crate::ui::app::{App, Message, World};
use crate::ui::headless::Headless;

/// Nobody holds the next paper before the scanner sooner: what comes within `scanner.gap_ms` of a code belongs to it.
const ANOTHER_PAPER: Duration = Duration::from_millis(250);

/// The longest that a step may take: a ticket on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// The licence renewal of the catalogue.
const SERVICE: &str = "driving_licence_renewal";
const CATEGORY: &str = "traffic";

/// Plays the screens like a citizen: taps what is there, waits for what must come.
pub struct Player {
    window: Headless<App>,
    language: Language,
}

impl Player {
    /// A citizen before the resting kiosk.
    ///
    /// # Errors
    /// The screens do not start.
    pub fn new(everything: &Everything, size: Size, language: Language) -> Result<Self, Failure> {
        Self::before(everything.world()?, everything.runtime().handle().clone(), size, language)
    }

    /// A citizen before the resting screens of this world.
    ///
    /// # Errors
    /// The screens do not start.
    pub fn before(world: World, runtime: Handle, size: Size, language: Language) -> Result<Self, Failure> {
        let window = Headless::new(runtime, size, 1.0, App::new(world, size)).map_err(fail)?;
        Ok(Self { window, language })
    }

    /// All that can be read on the screen.
    pub fn text(&mut self) -> String {
        self.window.texts().into_iter().map(|seen| seen.text).collect::<Vec<_>>().join(" | ")
    }

    /// Waits until this can be read on the screen.
    ///
    /// # Errors
    /// It does not come.
    pub fn expect_text(&mut self, text: &str) -> Result<(), Failure> {
        self.window
            .wait_until(PATIENCE, |window| rarely(window).texts().iter().any(|seen| seen.text.contains(text)))
            .map_err(|_| Failure::new(format!("\"{text}\" was expected on \"{}\": {}", self.shown(), self.text())))
    }

    /// Waits until everything that was begun has ended.
    ///
    /// # Errors
    /// It takes too long.
    pub fn settle(&mut self) -> Result<(), Failure> {
        self.window.settle(PATIENCE).map_err(fail)
    }

    /// The window, for what has no step of its own.
    pub fn window(&mut self) -> &mut Headless<App> {
        &mut self.window
    }

    /// Stable id of what is shown.
    #[must_use]
    pub fn shown(&self) -> &'static str {
        self.window.program().shown()
    }

    /// Taps what has this id.
    ///
    /// # Errors
    /// It is not on the screen.
    pub fn tap(&mut self, id: &str) -> Result<(), Failure> {
        self.window.tap_id(id).map_err(|error| Failure::new(format!("on \"{}\": {error}", self.shown())))
    }

    /// Waits for a screen.
    ///
    /// # Errors
    /// It does not come.
    pub fn expect(&mut self, screen: &str) -> Result<(), Failure> {
        self.window
            .wait_until(PATIENCE, |window| window.program().shown() == screen)
            .map_err(|_| Failure::new(format!("\"{screen}\" was expected, \"{}\" is shown", self.shown())))
    }

    /// Waits for a control on the screen.
    ///
    /// # Errors
    /// It does not come.
    pub fn expect_control(&mut self, id: &str) -> Result<(), Failure> {
        self.window
            .wait_until(PATIENCE, |window| rarely(window).stops().iter().any(|stop| stop.words.id == id))
            .map_err(|_| Failure::new(format!("\"{id}\" was expected on \"{}\"", self.shown())))
    }

    /// Types on the on-screen keyboard, key by key; to the digits and back to the letters where it must.
    ///
    /// # Errors
    /// The keyboard has no such key.
    pub fn type_on_screen(&mut self, text: &str) -> Result<(), Failure> {
        for sign in text.chars() {
            let key = match sign {
                ' ' => "key.space".to_owned(),
                '\u{200c}' => "key.zwnj".to_owned(),
                sign => format!("key.{sign}"),
            };
            if !self.window.stops().iter().any(|stop| stop.words.id == key) {
                self.tap(if sign.is_ascii_digit() { "key.digits" } else { "key.letters" })?;
            }
            self.tap(&key)?;
        }
        Ok(())
    }

    /// Holds something before the scanner.
    ///
    /// # Errors
    /// The scanner is not there.
    pub fn scan(&mut self, everything: &Everything, text: &str) -> Result<(), Failure> {
        std::thread::sleep(ANOTHER_PAPER);
        everything.scanner()?.scan(text).map_err(fail)
    }

    fn picture(&mut self, pictures: &mut Pictures, name: &str) -> Result<(), Failure> {
        let path = pictures.next(&format!("{}-{name}", self.language.tag()));
        self.window.save_png(&path).map_err(fail)
    }

    /// Answers the open text question and goes on.
    ///
    /// # Errors
    /// As [`Player::type_on_screen`].
    pub fn answer_text(&mut self, text: &str) -> Result<(), Failure> {
        self.type_on_screen(text)?;
        self.tap("action.continue")
    }
}

/// Reading a whole screen costs milliseconds: while waiting it is done a few times a second, not a thousand times.
fn rarely(window: &mut Headless<App>) -> &mut Headless<App> {
    std::thread::sleep(Duration::from_millis(8));
    window
}

/// A whole visit: licence renewal with a scanned card, a queue ticket, and a look at the status.
///
/// # Errors
/// A step that did not work, with the screen it was on.
pub(super) fn visit(
    everything: &mut Everything,
    pictures: &mut Pictures,
    language: Language,
    size: Size,
) -> Result<(), Failure> {
    let mut events = everything.kiosk().events();
    let sheets_before = everything.printer()?.sheets().len();
    let mut player = Player::new(everything, size, language)?;
    request(everything, &mut player, pictures)?;
    let sheets = everything.printer()?.wait_for_sheets(sheets_before + 2, PATIENCE);
    if sheets.len() < sheets_before + 2 {
        return Err(Failure::new("the receipt and the ticket did not come out of the printer"));
    }
    rate(&mut player, pictures)?;
    let receipt = sheets
        .iter()
        .skip(sheets_before)
        .flat_map(|sheet| &sheet.qr_texts)
        .find(|text| matches!(everything.kiosk().recognise(text), Scanned::Reference { .. }))
        .ok_or_else(|| Failure::new("no receipt with a readable code came out of the printer"))?
        .clone();
    ticket(everything, &mut player, pictures)?;
    status(everything, &mut player, pictures, &receipt)?;

    let mut jobs = Vec::new();
    while let Ok(event) = events.try_recv() {
        // What failed first and came out later is told twice, and is one paper.
        if let Event::Printed { job, .. } = event
            && !jobs.contains(&job)
        {
            jobs.push(job);
        }
    }
    write_pdfs(everything, pictures, language, &jobs)
}

/// From the first touch to the paper.
fn request(everything: &Everything, player: &mut Player, pictures: &mut Pictures) -> Result<(), Failure> {
    let language = player.language;
    let person = sample::person(language).ok_or_else(|| Failure::new("no sample person speaks this language"))?;
    player.picture(pictures, "attract")?;
    player.tap(&format!("language.{}", language.tag()))?;
    player.expect("home")?;
    player.picture(pictures, "home")?;
    player.tap("home.service")?;
    player.picture(pictures, "categories")?;
    player.tap(&format!("category.{CATEGORY}"))?;
    player.picture(pictures, "services")?;
    player.tap(&format!("service.{SERVICE}"))?;
    player.picture(pictures, "service-card")?;
    player.tap("action.start")?;

    player.picture(pictures, "eligibility")?;
    player.tap("choice.yes")?;
    player.tap("choice.no")?;

    player.expect("question")?;
    player.picture(pictures, "question-name-empty")?;
    player.type_on_screen(person.given)?;
    player.picture(pictures, "question-name")?;
    player.tap("action.continue")?;
    player.answer_text(person.father)?;
    player.answer_text(person.grandfather)?;
    player.tap("action.skip")?;

    // The date of birth: the card knows it, and the number that comes after it.
    player.picture(pictures, "question-date")?;
    player.scan(everything, sample::NATIONAL_CARD)?;
    player.expect("scanned")?;
    player.picture(pictures, "scanned")?;
    player.tap("scanned.yes")?;
    continue_until(player, pictures, "choice.erbil")?;
    player.picture(pictures, "question-choice")?;
    player.tap("choice.erbil")?;
    player.expect_control("choice.erbil_centre")?;
    player.tap("choice.erbil_centre")?;
    player.expect_control("field.answer")?;
    // A mistake first: it is said where it is, with the way to mend it.
    player.type_on_screen("0750")?;
    player.tap("action.continue")?;
    player.picture(pictures, "question-error")?;
    player.type_on_screen(person.mobile.trim_start_matches("0750"))?;
    player.picture(pictures, "question-phone")?;
    player.tap("action.continue")?;

    player.expect("review")?;
    player.picture(pictures, "review")?;
    player.tap("action.continue")?;
    player.expect("consent")?;
    player.picture(pictures, "consent")?;
    player.tap("consent.agree")?;
    player.expect("done")?;
    player.picture(pictures, "done-printing")?;
    player.window.settle(PATIENCE).map_err(fail)?;
    player.picture(pictures, "done")
}

/// Passes the questions that the card has answered.
fn continue_until(player: &mut Player, pictures: &mut Pictures, id: &str) -> Result<(), Failure> {
    for step in 0..4 {
        if player.window.stops().iter().any(|stop| stop.words.id == id) {
            return Ok(());
        }
        player.picture(pictures, &format!("question-filled-{}", step + 1))?;
        player.tap("action.continue")?;
    }
    Err(Failure::new(format!("\"{id}\" did not come after the scanned answers")))
}

fn rate(player: &mut Player, pictures: &mut Pictures) -> Result<(), Failure> {
    player.tap("action.finish")?;
    player.expect("rating")?;
    player.picture(pictures, "rating")?;
    player.tap("rating.5")?;
    player.expect("wiped")?;
    player.picture(pictures, "wiped")?;
    player.expect("attract")
}

/// A queue ticket only: two touches from home. The paper is out: it is said, and when there is new paper the ticket comes.
fn ticket(everything: &Everything, player: &mut Player, pictures: &mut Pictures) -> Result<(), Failure> {
    let printer = everything.printer()?;
    player.tap(&format!("language.{}", player.language.tag()))?;
    player.expect("home")?;
    player.tap("home.ticket")?;
    player.picture(pictures, "ticket-services")?;
    printer.set(VirtualFault::PaperOut);
    player
        .window
        .wait_until(PATIENCE, |_| matches!(everything.kiosk().printer(), PrinterState::Fault(_)))
        .map_err(|_| Failure::new("the kiosk does not see that the paper is out"))?;
    player.tap(&format!("service.{SERVICE}"))?;
    player.expect("ticket")?;
    player.expect_control("staff.call")?;
    player.picture(pictures, "ticket-paper-out")?;
    printer.mend(VirtualFault::PaperOut);
    player.expect_text(&everything.kiosk().locales().texts(player.language).get("print-done"))?;
    player.picture(pictures, "ticket")?;
    player.tap("action.finish")?;
    finish(player)
}

/// The office sets a state; the citizen scans the receipt and sees it.
fn status(everything: &Everything, player: &mut Player, pictures: &mut Pictures, receipt: &str) -> Result<(), Failure> {
    everything.drained(PATIENCE)?;
    let Scanned::Reference { reference, code: Some(code) } = everything.kiosk().recognise(receipt) else {
        return Err(Failure::new("the code on the receipt is not believed"));
    };
    everything.set_status(&reference.to_string(), RequestState::InReview)?;
    player.tap(&format!("language.{}", player.language.tag()))?;
    player.expect("home")?;
    player.tap("header.help")?;
    player.expect("help")?;
    player.picture(pictures, "help")?;
    player.tap("help.close")?;
    for (open, shown, close) in
        [("header.language", "language", "language.close"), ("header.display", "display", "display.close")]
    {
        player.tap(open)?;
        player.expect(shown)?;
        player.picture(pictures, shown)?;
        player.tap(close)?;
    }
    // Nobody has touched anything for two minutes.
    player.window.update(Message::Idle);
    player.expect("idle")?;
    player.picture(pictures, "idle")?;
    player.tap("idle.more")?;
    player.tap("home.status")?;
    player.picture(pictures, "status")?;
    player.scan(everything, receipt)?;
    player.expect("status-answer")?;
    player.picture(pictures, "status-answer")?;
    // Without the scanner: reference and code are typed.
    player.tap("status.again")?;
    player.type_on_screen(&reference.compact())?;
    player.tap("action.continue")?;
    player.expect("status-code")?;
    player.type_on_screen(&code.to_string())?;
    player.picture(pictures, "status-code")?;
    player.tap("action.find")?;
    player.expect("status-answer")?;
    player.tap("header.finish")?;
    player.picture(pictures, "finish")?;
    player.tap("finish.yes")?;
    finish(player)
}

/// Through rating and farewell, whichever come, to the resting kiosk.
fn finish(player: &mut Player) -> Result<(), Failure> {
    player
        .window
        .wait_until(PATIENCE, |window| matches!(window.program().shown(), "rating" | "wiped" | "attract"))
        .map_err(|_| Failure::new(format!("the visit does not end; \"{}\" is shown", player.shown())))?;
    if player.shown() == "rating" {
        player.tap("rating.4")?;
    }
    player.expect("attract")
}

/// The receipts of the visit as A4 PDF.
fn write_pdfs(everything: &Everything, pictures: &Pictures, language: Language, jobs: &[JobId]) -> Result<(), Failure> {
    for (n, job) in jobs.iter().enumerate() {
        let paper = everything.runtime().block_on(everything.kiosk().paper(*job)).map_err(fail)?;
        let path = pictures.folder().join(format!("{}-paper-{}.pdf", language.tag(), n + 1));
        let pdf = paper.pdf(&Media::a4()).map_err(fail)?;
        std::fs::write(&path, pdf).map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
    }
    Ok(())
}
