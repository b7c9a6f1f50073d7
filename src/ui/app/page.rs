//! What a screen says about itself; the frame around it is the same for all.

use crate::ui::Element;
use crate::ui::icon::Icon;

/// One screen, described: words, body, and what the footer offers.
pub struct Page<'a, M> {
    /// Stable id, the same in every language.
    pub id: &'static str,
    /// The one title; on a question page the question.
    pub title: String,
    /// What the title belongs to (the service, the part of the form).
    pub context: Option<String>,
    /// One remark under the title.
    pub hint: Option<String>,
    /// What must be mended before going on.
    pub problem: Option<String>,
    /// Which step of how many.
    pub progress: Option<(usize, usize)>,
    /// Something offered beside the body: the scanner.
    pub offer: Option<Element<'a, M>>,
    /// The screen's own part.
    pub body: Element<'a, M>,
    /// Where Back leads; `None` where there is no way back.
    pub back: Option<M>,
    /// The action that goes on.
    pub primary: Option<Act<M>>,
    /// Another action beside it.
    pub secondary: Option<Act<M>>,
    /// Whether both actions are drawn alike: a choice between equals.
    pub equal: bool,
    /// Whether the heading stands above the body in landscape too.
    pub wide: bool,
    /// Whether header and footer stand around it.
    pub framed: bool,
    /// Whether the visit may be ended and erased here (not while a request is being saved).
    pub may_finish: bool,
}

/// An action of the footer.
#[derive(Debug, Clone)]
pub struct Act<M> {
    /// Stable id: `action.continue`.
    pub id: &'static str,
    /// Its words.
    pub label: String,
    /// Its icon.
    pub icon: Option<Icon>,
    /// What it does; `None`: not now.
    pub message: Option<M>,
}

impl<M> Act<M> {
    /// An action with these words.
    pub fn new(id: &'static str, label: String, message: M) -> Self {
        Self { id, label, icon: None, message: Some(message) }
    }

    /// With an icon.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Cannot be used unless it is so.
    #[must_use]
    pub fn only_if(mut self, so: bool) -> Self {
        self.message = self.message.filter(|_| so);
        self
    }

    fn map<N>(self, map: impl Fn(M) -> N) -> Act<N> {
        Act { id: self.id, label: self.label, icon: self.icon, message: self.message.map(map) }
    }
}

impl<'a, M: 'a> Page<'a, M> {
    /// A framed screen with a title and a body.
    pub fn new(id: &'static str, title: String, body: impl Into<Element<'a, M>>) -> Self {
        Self {
            id,
            title,
            context: None,
            hint: None,
            problem: None,
            progress: None,
            offer: None,
            body: body.into(),
            back: None,
            primary: None,
            secondary: None,
            equal: false,
            wide: false,
            framed: true,
            may_finish: true,
        }
    }

    /// What the title belongs to.
    #[must_use]
    pub fn context(mut self, context: impl Into<Option<String>>) -> Self {
        self.context = context.into();
        self
    }

    /// One remark under the title.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Option<String>>) -> Self {
        self.hint = hint.into();
        self
    }

    /// What must be mended.
    #[must_use]
    pub fn problem(mut self, problem: Option<String>) -> Self {
        self.problem = problem;
        self
    }

    /// Which step of how many, from 1.
    #[must_use]
    pub fn progress(mut self, progress: impl Into<Option<(usize, usize)>>) -> Self {
        self.progress = progress.into();
        self
    }

    /// Something offered beside the body.
    #[must_use]
    pub fn offer(mut self, offer: Option<Element<'a, M>>) -> Self {
        self.offer = offer;
        self
    }

    /// Where Back leads.
    #[must_use]
    pub fn back(mut self, message: M) -> Self {
        self.back = Some(message);
        self
    }

    /// The action that goes on.
    #[must_use]
    pub fn primary(mut self, act: Act<M>) -> Self {
        self.primary = Some(act);
        self
    }

    /// Another action beside it.
    #[must_use]
    pub fn secondary(mut self, act: Act<M>) -> Self {
        self.secondary = Some(act);
        self
    }

    /// With the heading above the body in landscape too.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// Without header and footer.
    #[must_use]
    pub fn unframed(mut self) -> Self {
        self.framed = false;
        self
    }

    /// While a request is being saved it cannot be erased.
    #[must_use]
    pub fn held(mut self) -> Self {
        self.may_finish = false;
        self
    }

    /// What the voice says when the screen is entered.
    #[must_use]
    pub fn spoken(&self) -> String {
        self.spoken_parts().join(". ")
    }

    /// The same, text by text: what must be mended comes first.
    pub(super) fn spoken_parts(&self) -> Vec<String> {
        let parts = [self.problem.as_ref(), self.context.as_ref(), Some(&self.title), self.hint.as_ref()];
        parts.into_iter().flatten().cloned().collect()
    }

    /// The same screen with its messages wrapped.
    pub fn map<N: 'a>(self, map: impl Fn(M) -> N + Copy + 'a) -> Page<'a, N> {
        Page {
            id: self.id,
            title: self.title,
            context: self.context,
            hint: self.hint,
            problem: self.problem,
            progress: self.progress,
            offer: self.offer.map(|offer| offer.map(map)),
            body: self.body.map(map),
            back: self.back.map(map),
            primary: self.primary.map(|act| act.map(map)),
            secondary: self.secondary.map(|act| act.map(map)),
            equal: self.equal,
            wide: self.wide,
            framed: self.framed,
            may_finish: self.may_finish,
        }
    }
}
