//! Languages, messages, digits, dates, money, direction and sorting.
//!
//! A language is a folder: `locales/<tag>/language.toml` says what the language is, the
//! `*.ftl` files beside it hold its messages (Fluent). Adding a folder adds a language.

mod audit;
mod format;
mod language;
mod load;
mod local;
mod numbers;
mod review;
mod said;
mod spoken;
pub mod text;
mod texts;

pub use audit::audit;
pub use format::{Currency, Money};
pub use language::{Digits, Direction, Language, LanguageInfo, Letters, Status};
pub use load::Locales;
pub use local::LocalText;
pub use numbers::Numbers;
pub use review::Review;
pub use texts::Texts;

/// The arguments of a message: `args![n = 3, name = "Azad"]`.
///
/// Numbers choose the plural form and are written in the digits of the language.
pub type Args<'a> = fluent_bundle::FluentArgs<'a>;

/// Builds the [`Args`] of a message.
///
/// ```
/// use kiosk::i18n::args;
/// let args = args![n = 3, name = "Azad"];
/// assert!(args.get("n").is_some());
/// ```
#[macro_export]
macro_rules! message_args {
    ($($name:ident = $value:expr),* $(,)?) => {{
        #[allow(unused_mut)]
        let mut args = $crate::i18n::Args::new();
        $(args.set(stringify!($name), $value);)*
        args
    }};
}

pub use crate::message_args as args;

#[cfg(test)]
mod tests;
