//! May this be sent? Three short lines, and two equal answers.

use iced::widget::Column;

use crate::catalogue::ServiceId;
use crate::i18n::args;
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::{Act, Page};
use crate::ui::icon::Icon;

/// The consent of a visit.
#[derive(Debug, Clone)]
pub struct Consent {
    service: ServiceId,
}

/// What a citizen does here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// Agrees.
    Agree,
    /// Would rather talk to a person.
    Staff,
    /// Goes back to the answers.
    Back,
}

impl Consent {
    /// For a request of this service.
    #[must_use]
    pub fn new(service: ServiceId) -> Self {
        Self { service }
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
        let mut lines = Column::new().spacing(ctx.look.mm(8.0));
        for (icon, words) in icons.into_iter().zip(self.lines(ctx)) {
            lines = lines.push(compose::point(ctx, icon, words));
        }
        let equal = |act: Act<Message>| Act { equal: true, ..act };
        Page::new("consent", ctx.t("consent-title"), lines)
            .context(service.map(|service| ctx.texts.local(&service.name)))
            .back(Message::Back)
            .secondary(equal(Act::new("consent.staff", ctx.t("consent-staff"), Message::Staff).icon(Icon::Person)))
            .primary(equal(Act::new("consent.agree", ctx.t("consent-agree"), Message::Agree).icon(Icon::Check)))
    }
}
