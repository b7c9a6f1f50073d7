//! The groups of services, or all services when only a queue ticket is wanted.

use kiosk_protocol::PriorityClass;

use crate::catalogue::{CategoryId, ServiceId};
use crate::i18n::args;
use crate::ticket::priority_key;
use crate::ui::Element;
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::{Act, Page};
use crate::ui::icon::Icon;

/// The groups of services.
#[derive(Debug, Clone, Default)]
pub struct Categories {
    page: usize,
}

/// What a citizen does here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Chooses a group.
    Choose(CategoryId),
    /// Turns to a page.
    Page(usize),
    /// Goes back.
    Back,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Nothing outside this screen.
    None,
    /// The services of this group.
    Open(CategoryId),
    /// The screen before.
    Back,
}

impl Categories {
    /// Takes a touch.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Choose(category) => Action::Open(category),
            Message::Page(page) => {
                self.page = page;
                Action::None
            }
            Message::Back => Action::Back,
        }
    }

    /// One tile for each group that has services.
    pub fn view<'a>(&'a self, ctx: &Ctx<'_>) -> Page<'a, Message> {
        let language = ctx.language();
        let mut tiles: Vec<Element<'a, Message>> = Vec::new();
        for category in &ctx.catalogue.categories {
            let count = ctx.catalogue.services.iter().filter(|service| service.category == category.id).count();
            if count > 0 {
                tiles.push(
                    compose::tile(
                        ctx,
                        format!("category.{}", category.id),
                        Icon::named(&category.icon),
                        category.name.in_language(language),
                        Some(ctx.with("services-count", &args![n = count as i64])),
                    )
                    .on_press(Message::Choose(category.id.clone()))
                    .into(),
                );
            }
        }
        let body = compose::choices(ctx, 1, tiles, self.page, Message::Page);
        Page::new("categories", ctx.t("categories-title"), body).back(Message::Back)
    }
}

/// The services of one group, or all of them for a queue ticket.
#[derive(Debug, Clone)]
pub struct Services {
    category: Option<CategoryId>,
    priority: Option<PriorityClass>,
    page: usize,
}

/// What a citizen does on the list of services.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServicesMessage {
    /// Chooses a service.
    Choose(ServiceId),
    /// Needs priority.
    Priority,
    /// Turns to a page.
    Page(usize),
    /// Goes back.
    Back,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServicesAction {
    /// Nothing outside this screen.
    None,
    /// Its card.
    Open(ServiceId),
    /// A queue ticket for it.
    Ticket(ServiceId),
    /// The reasons for priority.
    Priority,
    /// The screen before.
    Back,
}

impl Services {
    /// The services of a group.
    #[must_use]
    pub fn of(category: CategoryId) -> Self {
        Self { category: Some(category), priority: None, page: 0 }
    }

    /// All services: choosing one gives a queue ticket.
    #[must_use]
    pub fn for_ticket(priority: Option<PriorityClass>) -> Self {
        Self { category: None, priority, page: 0 }
    }

    /// The ticket is to be called before others for this reason, or for none.
    pub fn prioritise(&mut self, priority: Option<PriorityClass>) {
        self.priority = priority;
    }

    /// Takes a touch.
    pub fn update(&mut self, message: ServicesMessage) -> ServicesAction {
        match message {
            ServicesMessage::Choose(service) if self.category.is_none() => ServicesAction::Ticket(service),
            ServicesMessage::Choose(service) => ServicesAction::Open(service),
            ServicesMessage::Page(page) => {
                self.page = page;
                ServicesAction::None
            }
            ServicesMessage::Priority => ServicesAction::Priority,
            ServicesMessage::Back => ServicesAction::Back,
        }
    }

    /// One tile for each service.
    pub fn view<'a>(&'a self, ctx: &Ctx<'_>) -> Page<'a, ServicesMessage> {
        let language = ctx.language();
        let tiles: Vec<Element<'a, ServicesMessage>> = ctx
            .catalogue
            .services
            .iter()
            .filter(|service| self.category.as_ref().is_none_or(|category| service.category == *category))
            .map(|service| {
                compose::tile(
                    ctx,
                    format!("service.{}", service.id),
                    Icon::named(&service.icon),
                    service.name.in_language(language),
                    None,
                )
                .on_press(ServicesMessage::Choose(service.id.clone()))
                .into()
            })
            .collect();
        let body = compose::choices(ctx, 1, tiles, self.page, ServicesMessage::Page);
        match &self.category {
            None => {
                let context = match &self.priority {
                    Some(class) => ctx.with("priority-chosen", &args![reason = ctx.t(priority_key(class))]),
                    None => ctx.t("home-ticket"),
                };
                let page = Page::new("ticket-services", ctx.t("ticket-service-title"), body).context(context);
                if ctx.config.queue.priority.is_empty() {
                    page
                } else {
                    let act = Act::new("priority.ask", ctx.t("priority-ask"), ServicesMessage::Priority);
                    page.secondary(act.icon(Icon::Elderly))
                }
            }
            Some(id) => {
                let group = ctx.catalogue.categories.iter().find(|category| category.id == *id);
                let name = group.map(|category| category.name.in_language(language).to_owned());
                Page::new("services", ctx.t("services-title"), body).context(name)
            }
        }
        .back(ServicesMessage::Back)
    }
}
