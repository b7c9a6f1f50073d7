//! The way to central: is it reached, how long does it take, do the clocks agree, how long is its certificate good.

use super::super::desk::{self, Desk};
use super::Message;
use crate::i18n::args;
use crate::staff::{Central, NetworkState};
use crate::ui::Element;
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::{Act, Page};
use crate::ui::icon::Icon;
use crate::ui::widget::card::{Tone, notice};
use crate::ui::widget::small;

/// Slower than this it is worth a look, in milliseconds.
const SLOW_MS: u64 = 1500;
/// So far apart the clocks may be, in seconds.
const APART_S: i64 = 60;
/// A certificate that ends in so many days should be renewed.
const SOON_DAYS: i64 = 30;

pub(super) fn view<'a>(state: &'a NetworkState, desk: &'a Desk, ctx: &Ctx<'_>) -> Page<'a, desk::Message> {
    let look = &ctx.look;
    let mut parts: Vec<Element<'a, desk::Message>> = Vec::new();
    let mut told = |good: bool, words: String| {
        parts.push(notice(look, if good { Tone::Success } else { Tone::Warning }, words));
    };
    match &state.central {
        Central::NotConfigured => told(false, ctx.t("network-none")),
        Central::Reached { ms, apart_s } => {
            let ms = i64::try_from(*ms).unwrap_or(i64::MAX);
            told(ms <= SLOW_MS as i64, ctx.with("network-reached", &args![n = ms]));
            let apart = apart_s.abs();
            match apart <= APART_S {
                true => told(true, ctx.with("network-clock-good", &args![n = apart])),
                false => told(false, ctx.with("network-clock-apart", &args![n = apart])),
            }
        }
        Central::NotReached { .. } => told(false, ctx.t("network-unreached")),
    }
    if let Some(until) = state.certificate_until {
        let date = ctx.texts.date(ctx.zone.to_datetime(until).date());
        let days = until.duration_since(state.at).as_hours() / 24;
        let (good, key) = match days {
            ..0 => (false, "network-certificate-over"),
            0..SOON_DAYS => (false, "network-certificate-soon"),
            _ => (true, "network-certificate"),
        };
        told(good, ctx.with(key, &args![date = date]));
    } else if matches!(state.central, Central::Reached { .. }) {
        told(true, ctx.t("network-plain"));
    }
    if let Some(address) = &state.address {
        parts.push(compose::point(ctx, Icon::Online, ctx.texts.code(address)));
    }
    if let Central::NotReached { why } = &state.central {
        parts.push(small(look, ctx.texts.code(why)));
    }
    let link = ctx.with(
        "network-link",
        &args![link = ctx.texts.code(state.link), n = i64::try_from(state.queued).unwrap_or(i64::MAX)],
    );
    parts.push(compose::point(ctx, Icon::Info, link));
    Page::new("test-network", ctx.t("test-network"), compose::pages(ctx, parts, desk.page, desk::Message::Page))
        .hint(ctx.t(if desk.waiting { "staff-gate-wait" } else { "test-network-do" }))
        .primary(
            Act::new("test.look", ctx.t("test-again"), desk::Message::Bench(Message::Look))
                .icon(Icon::Online)
                .only_if(!desk.waiting),
        )
}
