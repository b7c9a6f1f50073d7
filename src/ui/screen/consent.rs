//! May this be sent? Three short lines, and two equal answers.

use iced::widget::{container, row};
use iced::{Fill, Padding};

use crate::catalogue::ServiceId;
use crate::i18n::args;
use crate::ui::Element;
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::{Act, Page};
use crate::ui::icon::Icon;
use crate::ui::theme::{Kind, Layout};
use crate::ui::widget::button;

/// The consent of a visit.
#[derive(Debug, Clone)]
pub struct Consent {
    service: ServiceId,
    page: usize,
}

/// What a citizen does here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// Agrees.
    Agree,
    /// Would rather talk to a person.
    Staff,
    /// Turns to a page (on a low panel with large text).
    Page(usize),
    /// Goes back to the answers.
    Back,
}

impl Consent {
    /// For a request of this service.
    #[must_use]
    pub fn new(service: ServiceId) -> Self {
        Self { service, page: 0 }
    }

    /// Turns to a page.
    pub fn turn(&mut self, page: usize) {
        self.page = page;
    }

    /// The text of the consent, word by word as it stands on the screen.
    #[must_use]
    pub fn shown(&self, ctx: &Ctx<'_>) -> String {
        [vec![ctx.t("consent-title")], self.lines(ctx)].concat().join("\n")
    }

    fn lines(&self, ctx: &Ctx<'_>) -> Vec<String> {
        let service = ctx.catalogue.service(&self.service);
        let office = service.map(|service| ctx.texts.local(&service.office.value)).unwrap_or_default();
        vec![ctx.t("consent-asked"), ctx.with("consent-who", &args![office = office]), ctx.t("consent-kept")]
    }

    /// What is asked, who reads it, what stays here.
    pub fn view<'a>(&'a self, ctx: &Ctx<'_>) -> Page<'a, Message> {
        let service = ctx.catalogue.service(&self.service);
        let icons = [Icon::Documents, Icon::Building, Icon::Lock];
        let lines =
            icons.into_iter().zip(self.lines(ctx)).map(|(icon, words)| compose::point(ctx, icon, words)).collect();
        let look = &ctx.look;
        let mut parts: Vec<Element<'a, Message>> = lines;
        let low = compose::is_low(ctx);
        if !low {
            let answer = |id: &str, icon, key: &str, message| {
                let answer = button(look, Kind::Tile, id, ctx.t(key)).icon(icon).width(Fill).on_press(message);
                answer.stacked().least_height(if look.layout() == Layout::Portrait { 56.0 } else { 44.0 })
            };
            let answers = row![
                answer("consent.agree", Icon::Check, "consent-agree", Message::Agree),
                answer("consent.staff", Icon::Person, "consent-staff", Message::Staff),
            ];
            parts.push(container(answers.spacing(look.metrics.gap())).padding(Padding::ZERO.top(look.mm(8.0))).into());
        }
        let body = compose::pages(ctx, parts, self.page, Message::Page).between(look.mm(6.0));
        let mut page = Page::new("consent", ctx.t("consent-title"), body)
            .context(service.map(|service| ctx.texts.local(&service.name)))
            .back(Message::Back);
        if low {
            // no height for two tiles: the same two answers in the footer, drawn alike
            page.equal = true;
            page = page
                .secondary(Act::new("consent.staff", ctx.t("consent-staff"), Message::Staff).icon(Icon::Person))
                .primary(Act::new("consent.agree", ctx.t("consent-agree"), Message::Agree).icon(Icon::Check));
        }
        page
    }
}
