//! Messages that the voice says otherwise than they are written: their attribute `.speech`; and for an attribute that is
//! shown itself (`.citizen` of a fault) the attribute `.citizen-speech`.
//!
//! What stands on the screen is a finished text; here its message is found again by its pattern, its
//! values are taken out and put into the pattern of `.speech`. So nobody who writes a text on the screen
//! has to think of the voice. Arabic needs it most: without vowel signs a machine voice guesses.

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::load::MessageFile;
use super::text::{LTR_ISOLATE, RTL_ISOLATE};

/// The attribute that says how a message is said; behind the name of another attribute, how that one is.
pub(super) const SPEECH: &str = "speech";

/// Between the texts that others are put together of: the end of a sentence, and what joins words in one line.
const SEAMS: [&str; 5] = [". ", "؟ ", "? ", ": ", " · "];

/// One way in which a message can be written, and how it is then said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Saying {
    written: Vec<Piece>,
    said: Vec<Piece>,
}

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Value(String),
}

/// A pattern with one variant chosen of each of its selectors: which (`n=one`), and its pieces.
type Variant = (Vec<(String, String)>, Vec<Piece>);

/// Every saying of these files.
pub(super) fn sayings(files: &[MessageFile]) -> Vec<Saying> {
    let mut all = Vec::new();
    for entry in files.iter().flat_map(|file| file.resource.entries()) {
        let Entry::Message(message) = entry else { continue };
        let of = |name: &str| message.attributes.iter().find(|attribute| attribute.id.name == name);
        if let (Some(value), Some(speech)) = (&message.value, of(SPEECH)) {
            pair(value, &speech.value, &mut all);
        }
        for attribute in &message.attributes {
            if let Some(speech) = of(&format!("{}-{SPEECH}", attribute.id.name)) {
                pair(&attribute.value, &speech.value, &mut all);
            }
        }
    }
    all
}

/// Each variant of a text with how it is said.
fn pair(value: &Pattern<&str>, speech: &Pattern<&str>, all: &mut Vec<Saying>) {
    let said = variants(speech);
    for (chosen, written) in variants(value) {
        // the same variant; a pattern without it says all of them alike
        let fits = |wanted: &[(String, String)]| wanted.iter().all(|choice| chosen.contains(choice));
        let best = said.iter().filter(|(wanted, _)| fits(wanted)).max_by_key(|(wanted, _)| wanted.len());
        // what has no variant of its own is said as the last one, which Fluent takes by default
        if let Some((_, said)) = best.or(said.last()) {
            all.push(Saying { written, said: said.clone() });
        }
    }
}

/// Everything that a pattern can say, in one line: equal patterns give equal lines, however they are laid out.
pub(super) fn canonical(pattern: &Pattern<&str>) -> String {
    let mut line = String::new();
    for (chosen, pieces) in variants(pattern) {
        for (selector, key) in chosen {
            line.push_str(&format!("[{selector}={key}]"));
        }
        for piece in pieces {
            match piece {
                Piece::Text(text) => line.push_str(&text),
                Piece::Value(name) => line.push_str(&format!("{{{name}}}")),
            }
        }
        line.push('\n');
    }
    line
}

/// The texts between the values of a pattern, of all its variants.
pub(super) fn literals(pattern: &Pattern<&str>) -> Vec<String> {
    let pieces = variants(pattern).into_iter().flat_map(|(_, pieces)| pieces);
    pieces
        .filter_map(|piece| match piece {
            Piece::Text(text) => Some(text),
            Piece::Value(_) => None,
        })
        .collect()
}

/// How a text is said that may be put together of several messages: the longest of them first, each as it wants to be
/// said. `find` knows the single ones.
pub(super) fn together(text: &str, find: &impl Fn(&str) -> Option<String>) -> String {
    parts(text, &SEAMS, find)
}

fn parts(text: &str, seams: &[&str], find: &impl Fn(&str) -> Option<String>) -> String {
    if let Some(said) = find(text) {
        return said;
    }
    let Some((seam, rest)) = seams.split_first() else { return text.to_owned() };
    let pieces: Vec<&str> = text.split(seam).collect();
    if pieces.len() == 1 {
        return parts(text, rest, find);
    }
    let stop = seam.trim_end();
    let mut said: Vec<String> = Vec::new();
    let mut from = 0;
    while from < pieces.len() {
        let known = (from + 1..=pieces.len()).rev().find_map(|to| {
            let run = pieces[from..to].join(seam);
            // a message ends with its own stop, which is the beginning of the seam
            let whole = (to < pieces.len()).then(|| find(&format!("{run}{stop}"))).flatten();
            let whole = whole.map(|said| said.strip_suffix(stop).map(str::to_owned).unwrap_or(said));
            Some((to, whole.or_else(|| find(&run))?))
        });
        let (to, part) = known.unwrap_or_else(|| (from + 1, parts(pieces[from], rest, find)));
        said.push(part);
        from = to;
    }
    said.join(seam)
}

/// How a text is said, when a message with `.speech` is written so.
pub(super) fn find(sayings: &[Saying], text: &str) -> Option<String> {
    let text = text.trim_start_matches(['\u{200E}', '\u{200F}']);
    sayings.iter().find_map(|saying| {
        let values = values(&saying.written, text)?;
        let say = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Value(name) => values
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
                .unwrap_or_default(),
        };
        Some(saying.said.iter().map(say).collect())
    })
}

/// The values of a pattern in a text that was made of it.
fn values<'t>(pattern: &'t [Piece], text: &'t str) -> Option<Vec<(&'t String, &'t str)>> {
    match pattern {
        [] => text.is_empty().then(Vec::new),
        [Piece::Text(literal), rest @ ..] => values(rest, text.strip_prefix(literal.as_str())?),
        [Piece::Value(name)] => is_value(text).then(|| vec![(name, text)]),
        [Piece::Value(name), rest @ ..] => {
            let Some(Piece::Text(literal)) = rest.first() else { return None };
            text.match_indices(literal.as_str()).find_map(|(at, _)| {
                let value = text.get(..at).filter(|value| is_value(value))?;
                let mut found = values(rest, text.get(at..)?)?;
                found.push((name, value));
                Some(found)
            })
        }
    }
}

/// Numbers and codes are values; so are single words and names. A whole sentence is another message.
fn is_value(text: &str) -> bool {
    !text.is_empty() && (text.starts_with([LTR_ISOLATE, RTL_ISOLATE]) || !text.contains(['.', '؟', '?', ':']))
}

fn variants(pattern: &Pattern<&str>) -> Vec<Variant> {
    let mut all: Vec<Variant> = vec![(Vec::new(), Vec::new())];
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => {
                for (_, pieces) in &mut all {
                    push_text(pieces, value);
                }
            }
            PatternElement::Placeable { expression: Expression::Inline(inline) } => {
                for (_, pieces) in &mut all {
                    pieces.push(Piece::Value(name(inline)));
                }
            }
            PatternElement::Placeable { expression: Expression::Select { selector, variants: choices } } => {
                let selector = name(selector);
                let mut more = Vec::new();
                for (chosen, pieces) in &all {
                    for choice in choices {
                        let key = match &choice.key {
                            fluent_syntax::ast::VariantKey::Identifier { name }
                            | fluent_syntax::ast::VariantKey::NumberLiteral { value: name } => (*name).to_owned(),
                        };
                        for (inner, tail) in variants(&choice.value) {
                            let mut chosen = chosen.clone();
                            chosen.push((selector.clone(), key.clone()));
                            chosen.extend(inner);
                            let mut pieces = pieces.clone();
                            for piece in tail {
                                match piece {
                                    Piece::Text(text) => push_text(&mut pieces, &text),
                                    value @ Piece::Value(_) => pieces.push(value),
                                }
                            }
                            more.push((chosen, pieces));
                        }
                    }
                }
                all = more;
            }
        }
    }
    all
}

/// Texts side by side are one.
fn push_text(pieces: &mut Vec<Piece>, more: &str) {
    match pieces.last_mut() {
        Some(Piece::Text(text)) => text.push_str(more),
        _ => pieces.push(Piece::Text(more.to_owned())),
    }
}

fn name(expression: &InlineExpression<&str>) -> String {
    match expression {
        InlineExpression::VariableReference { id } => id.name.to_owned(),
        InlineExpression::FunctionReference { arguments, .. } => {
            arguments.positional.first().map_or_else(String::new, name)
        }
        // a literal, a term, another message: never looked up
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::super::{Language, Locales, args};

    #[test]
    fn a_written_text_is_found_again_and_said_as_its_message_wants() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("ar");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(
            folder.join("language.toml"),
            "name='x'\nenglish='x'\ndirection='rtl'\ndigits='arabic'\nstatus='draft'\nkeyboards=[]\norder=1\n",
        )
        .unwrap();
        std::fs::write(
            folder.join("a.ftl"),
            "fault = خطأ\n    .citizen = لا ورق. انتظر.\n    .citizen-speech = لَا وَرَق. اِنْتَظِرْ.\nstart = ابدأ\n    .speech = اِبْدَأ\nstep = الخطوة { $n } من { $of }\n    .speech = مِن { $of } الخُطْوَة { $n }\n\
             left = { $n ->\n    [one] ثانية واحدة\n    [few] { $n } ثوان\n   *[other] { $n } ثانية\n }\n    .speech = { $n ->\n    [one] ثَانِيَة\n   *[other] { $n } ثَوَان\n }\n",
        )
        .unwrap();
        let texts = Locales::load(dir.path()).unwrap().texts(Language::AR);
        assert_eq!(texts.spoken(&texts.get("start")), "اِبْدَأ");
        let step = texts.with("step", &args![n = "أ", of = "ب"]);
        assert_eq!(texts.spoken(&step), "مِن ب الخُطْوَة أ");
        assert_eq!(texts.spoken(&texts.with("left", &args![n = 1])), "ثَانِيَة");
        assert_eq!(texts.spoken("شيء آخر"), "شيء آخر");
        // put together of several, one of them an attribute, one of two sentences
        let fault = texts.attr("fault", "citizen").unwrap();
        let (start, begun) = (texts.get("start"), texts.spoken(&texts.get("start")));
        assert_eq!(texts.spoken(&format!("{start}. {fault} {start}")), format!("{begun}. لَا وَرَق. اِنْتَظِرْ. {begun}"));
        assert_eq!(texts.spoken(&format!("هل تريد؟ {start}")), format!("هل تريد؟ {begun}"));
        // a digit is left out where the language has no number words
        assert_eq!(texts.spoken(&texts.with("left", &args![n = 5])), "ثَوَان");
    }
}
