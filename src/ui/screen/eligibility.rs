//! Is this service for you? One question a page; where it is not, what to do instead.

use crate::catalogue::{ChoiceOption, ServiceId};
use crate::ui::Element;
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::{Act, Page};
use crate::ui::icon::Icon;
use crate::ui::theme::Kind;
use crate::ui::widget::button;
use crate::ui::widget::card::{Tone, notice};
use crate::visit::{Step, Visit};

/// One eligibility question, or the page that says why not.
#[derive(Debug, Clone)]
pub struct Eligibility {
    index: usize,
    stopped: bool,
    page: usize,
}

/// What a citizen does here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Chooses an option, by its id.
    Choose(String),
    /// Keeps the option chosen before.
    Continue,
    /// Turns to a page.
    Page(usize),
    /// Wants a queue ticket instead.
    Ticket,
    /// Wants a person.
    CallStaff,
    /// Goes back.
    Back,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Nothing outside this screen.
    None,
    /// The visit stands at another page.
    Moved,
    /// Before the first question: the card.
    Leave,
    /// A queue ticket for this service.
    Ticket(ServiceId),
    /// Call a member of staff.
    CallStaff,
}

impl Eligibility {
    /// The page at which the visit stands; `None` when that is no eligibility page.
    #[must_use]
    pub fn at(visit: &Visit) -> Option<Self> {
        match visit.step() {
            Step::Eligibility(index) => Some(Self { index, stopped: false, page: 0 }),
            Step::Stopped(index) => Some(Self { index, stopped: true, page: 0 }),
            Step::Question(_) | Step::Review | Step::Consent => None,
        }
    }

    /// Takes a touch.
    pub fn update(&mut self, message: Message, visit: &mut Visit) -> Action {
        match message {
            Message::Choose(option) => {
                if visit.answer_eligibility(self.index, &option).is_ok() && visit.next().is_ok() {
                    Action::Moved
                } else {
                    Action::None
                }
            }
            Message::Continue if visit.next().is_ok() => Action::Moved,
            Message::Continue => Action::None,
            Message::Page(page) => {
                self.page = page;
                Action::None
            }
            Message::Ticket => Action::Ticket(visit.service().id.clone()),
            Message::CallStaff => Action::CallStaff,
            Message::Back => match visit.back() {
                Some(_) => Action::Moved,
                None => Action::Leave,
            },
        }
    }

    /// The question, or why it stops here.
    pub fn view<'a>(&'a self, ctx: &Ctx<'_>, visit: &Visit, staff: Option<bool>) -> Page<'a, Message> {
        let Some(question) = visit.service().eligibility.get(self.index) else {
            return Page::new("eligibility", String::new(), iced::widget::space::vertical()).back(Message::Back);
        };
        if self.stopped {
            let why = question.stop.as_ref().map_or_else(|| ctx.t("stopped-title"), |stop| ctx.texts.local(stop));
            return Self::stopped(ctx, why, staff, self.page);
        }
        let chosen = visit.eligibility_answer(self.index).map(str::to_owned);
        let tiles: Vec<Element<'a, Message>> = ChoiceOption::in_order(&question.options, ctx.texts)
            .into_iter()
            .map(|option| {
                let selected = chosen.as_deref() == Some(option.id.as_str());
                choice_tile(
                    ctx,
                    &option.id,
                    &ctx.texts.local(&option.name),
                    question.yes_no,
                    selected,
                    Message::Choose(option.id.clone()),
                )
            })
            .collect();
        let progress = visit.progress();
        let mut page = Page::new(
            "eligibility",
            ctx.texts.local(&question.text),
            compose::choices(ctx, 1, tiles, self.page, Message::Page),
        )
        .context(ctx.texts.local(&visit.service().name))
        .progress((progress.n, progress.of))
        .back(Message::Back);
        if chosen.is_some() {
            page =
                page.primary(Act::new("action.continue", ctx.t("action-continue"), Message::Continue).icon(Icon::Next));
        }
        page
    }

    fn stopped<'a>(ctx: &Ctx<'_>, why: String, staff: Option<bool>, page: usize) -> Page<'a, Message> {
        let look = &ctx.look;
        let way = |id, icon, key, message| -> Element<'a, Message> {
            compose::tile(ctx, id, Some(icon), ctx.t(key), None).on_press(message).into()
        };
        let mut ways = vec![
            way("stopped.ticket", Icon::Ticket, "stopped-ticket", Message::Ticket),
            way("staff.call", Icon::Person, "call-staff", Message::CallStaff),
        ];
        // in low reach what is read stands above, so that what is touched has the room below
        let reason = notice(look, Tone::Warning, why);
        let above = if ctx.low_reach() {
            Some(reason)
        } else {
            ways.insert(0, reason);
            None
        };
        if let Some(went_out) = staff {
            let (tone, key) =
                if went_out { (Tone::Success, "staff-called") } else { (Tone::Warning, "staff-not-called") };
            ways.push(notice(look, tone, ctx.t(key)));
        }
        let mut page = Page::new("stopped", ctx.t("stopped-title"), compose::pages(ctx, ways, page, Message::Page))
            .offer(above)
            .hint(ctx.t("stopped-person"));
        // going back from here is changing the answer
        page.secondary = Some(Act::new("action.change", ctx.t("stopped-change"), Message::Back).icon(Icon::Edit));
        page.back(Message::Back)
    }
}

/// One choice of a question; yes and no carry their signs, a chosen one the mark of choice.
pub(super) fn choice_tile<'a, M: Clone + 'a>(
    ctx: &Ctx<'_>,
    id: &str,
    name: &str,
    yes_no: bool,
    selected: bool,
    message: M,
) -> Element<'a, M> {
    let words = if selected { format!("{name}. {}", ctx.t("selected")) } else { name.to_owned() };
    let (icon, end) = match (yes_no, id) {
        (true, "yes") => (Some(Icon::Check), None),
        (true, "no") => (Some(Icon::Close), None),
        _ => (None, selected.then_some(Icon::Check)),
    };
    button(&ctx.look, Kind::Tile, format!("choice.{id}"), name)
        .words(words)
        .content(compose::face(ctx, icon, name, None, end))
        .width(iced::Fill)
        .least_height(24.0)
        .selected(selected)
        .on_press(message)
        .into()
}
