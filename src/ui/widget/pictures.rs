//! Every widget in three languages, written to `target/pictures` for people to look at.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::card::Tone;
use super::choice::{self, Choice, Pages, Shape};
use super::keyboard::KeyWords;
use super::picker::{self, DateWords};
use super::trial::{Message, Stand, Trial, View, stand};
use super::{button, card, countdown, field, keyboard, label, modal, notice, progress, rule};
use crate::ui::Element;
use crate::ui::icon::Icon;
use crate::ui::theme::{Contrast, Kind, Layout, TextScale};
use iced::widget::{column, row, space};
use iced::{Alignment, Fill};
use std::path::Path;

const PORTRAIT: (f32, f32) = (1080.0, 1920.0);

fn save(stand: &mut Stand, name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pictures").join(format!("{name}.png"));
    stand.app.save_png(&path).unwrap();
    assert!(path.metadata().unwrap().len() > 10_000, "{name} is empty");
    inside(stand, name);
}

/// No stop lies outside the window, none is smaller than it must be.
fn inside(stand: &mut Stand, name: &str) {
    let (look, window) = (stand.app.program().look, stand.app.size());
    for stop in stand.app.stops() {
        let b = stop.bounds;
        let least = look.mm(15.0).min(b.width);
        assert!(
            b.x >= 0.0 && b.y >= 0.0 && b.x + b.width <= window.width && b.y + b.height <= window.height,
            "{name}: {} {b:?}",
            stop.words.id
        );
        assert!(b.width >= least && b.height >= look.mm(15.0), "{name}: {} {b:?}", stop.words.id);
        assert!(!stop.words.text.trim().is_empty(), "{name}: {} says nothing", stop.words.id);
    }
}

fn all(name: &str, view: View) {
    for language in ["ckb", "ar", "en"] {
        save(
            &mut stand(language, PORTRAIT, Contrast::Standard, TextScale::Normal, view),
            &format!("{name}-{language}"),
        );
    }
    save(&mut stand("ckb", PORTRAIT, Contrast::BlackOnWhite, TextScale::Largest, view), &format!("{name}-ckb-largest"));
}

fn icons(trial: &Trial) -> Element<'_, Message> {
    let look = &trial.look;
    let ink = look.palette().ink;
    let cell = |icon: Icon| {
        column![
            label::icon_image(look, icon, 18.0, ink),
            label::icon_image(look, icon, 9.0, look.palette().accent),
            label::small(look, icon.name())
        ]
        .width(Fill)
        .align_x(Alignment::Center)
        .into()
    };
    let rows = Icon::ALL.chunks(7).map(|chunk| {
        let cells = chunk.iter().map(|icon| cell(*icon)).chain((chunk.len()..7).map(|_| space::horizontal().into()));
        row(cells).into()
    });
    column(rows).spacing(14).padding(20).into()
}

fn controls(trial: &Trial) -> Element<'_, Message> {
    let look = &trial.look;
    let press = |kind, id: &'static str, words: &str| button(look, kind, id, words).on_press(Message::Pressed(id));
    let header = button::bar(
        look,
        [label::heading(look, trial.t("ناوەندی خزمەتگوزاری", "مركز الخدمات", "Service centre"))],
        [
            press(Kind::Quiet, "a.help", trial.t("یارمەتی", "مساعدة", "Help")).icon(Icon::Help).stacked().into(),
            press(Kind::Quiet, "a.language", trial.t("زمان", "اللغة", "Language"))
                .icon(Icon::Language)
                .stacked()
                .into(),
            press(Kind::Danger, "a.finish", trial.t("تەواو", "إنهاء", "Finish")).icon(Icon::Finish).into(),
        ],
    );
    column![
        header,
        rule(look),
        label::title(look, trial.t("نوێکردنەوەی مۆڵەتی شۆفێری", "تجديد إجازة السوق", "Driving licence renewal")),
        card::mark(look),
        label::body(
            look,
            trial.t(
                "ئەم خزمەتگوزارییە بۆ نوێکردنەوەی مۆڵەتی شۆفێرییە کە ماوەی بەسەرچووە، پێویستە ناسنامەکەت پێ بێت.",
                "هذه الخدمة لتجديد إجازة السوق المنتهية، أحضر هويتك معك من فضلك.",
                "Renew a driving licence that has expired. Please have your identity card with you."
            )
        ),
        label::small(look, trial.t("تێبینی: نموونە", "ملاحظة: نموذج", "Note: a sample")),
        progress::steps(look, 3, 7),
        card(
            look,
            column![
                card::pair(
                    look,
                    trial.t("کرێ", "الرسم", "Fee"),
                    label::body(look, trial.t("٢٥٬٠٠٠ دینار", "٢٥٬٠٠٠ دينار", "IQD 25,000"))
                ),
                rule(look),
                card::pair(
                    look,
                    trial.t("مۆبایل", "الهاتف", "Phone"),
                    label::body(look, "\u{2066}0750 123 4567\u{2069}")
                ),
            ]
            .spacing(10)
        ),
        notice(look, Tone::Info, trial.t("چاپکەر ئامادەیە.", "الطابعة جاهزة.", "The printer is ready.")),
        notice(look, Tone::Warning, trial.t("کاغەز کەمە.", "الورق قليل.", "Paper is low.")),
        notice(
            look,
            Tone::Error,
            trial.t(
                "ژمارەی مۆبایل دەبێت ١١ ڕەنووس بێت. تکایە دووبارە بینووسە.",
                "رقم الهاتف من ١١ رقما. اكتبه مرة أخرى.",
                "A phone number has 11 digits. Please type it again."
            )
        ),
        countdown::countdown(look, 30, 45, trial.t("٣٠", "٣٠", "30")),
        row![
            label::number(look, "\u{2066}B3-041\u{2069}"),
            space::horizontal(),
            column((0..1).map(|_| {
                row([Icon::FaceVeryBad, Icon::FaceBad, Icon::FaceNeutral, Icon::FaceGood, Icon::FaceVeryGood]
                    .map(|face| label::icon_image(look, face, 20.0, look.palette().accent)))
                .spacing(8)
                .into()
            }))
        ],
        space::vertical(),
        button::bar(
            look,
            [
                press(Kind::Secondary, "a.back", trial.t("گەڕانەوە", "رجوع", "Back")).icon(Icon::Back).into(),
                button(look, Kind::Secondary, "a.off", trial.t("ناچالاک", "معطل", "Disabled")).into()
            ],
            [press(Kind::Primary, "a.next", trial.t("دواتر", "التالي", "Next")).trailing(Icon::Next).into()],
        ),
    ]
    .spacing(18)
    .padding(look.metrics.margin())
    .into()
}

fn choices(trial: &Trial) -> Element<'_, Message> {
    let look = &trial.look;
    let names = [
        (
            "licence",
            Icon::Licence,
            trial.t("نوێکردنەوەی مۆڵەتی شۆفێری", "تجديد إجازة السوق", "Driving licence renewal"),
        ),
        ("birth", Icon::Baby, trial.t("بڕوانامەی لەدایکبوون", "شهادة الولادة", "Birth certificate")),
        ("death", Icon::Certificate, trial.t("بڕوانامەی مردن", "شهادة الوفاة", "Death certificate")),
        ("marriage", Icon::Rings, trial.t("گرێبەستی هاوسەرگیری", "عقد الزواج", "Marriage certificate")),
        ("divorce", Icon::PrivateDocument, trial.t("جیابوونەوە", "الطلاق", "Divorce certificate")),
        ("visa", Icon::Passport, trial.t("درێژکردنەوەی ڤیزا", "تمديد التأشيرة", "Visa extension")),
        ("more", Icon::Documents, trial.t("زیاتر", "المزيد", "More")),
    ];
    let items = |prefix: &'static str| {
        names.iter().enumerate().map(move |(n, (id, icon, name))| Choice {
            id: format!("{prefix}.{id}"),
            label: (*name).to_owned(),
            note: (n == 1).then(|| (*name).to_owned()),
            icon: Some(*icon),
            selected: n == 2,
            message: Message::Pressed("c"),
        })
    };
    let pages = Pages {
        page: 0,
        previous: trial.t("پێشوو", "السابق", "Earlier").into(),
        next: trial.t("زیاتر", "المزيد", "More").into(),
        of: Box::new(|page, of| {
            trial.t("{} لە {}", "{} من {}", "{} of {}").replacen("{}", &page.to_string(), 1).replacen(
                "{}",
                &of.to_string(),
                1,
            )
        }),
        on_page: Box::new(Message::Page),
    };
    column![
        label::title(look, trial.t("چ خزمەتگوزارییەکت دەوێت؟", "أي خدمة تريد؟", "Which service do you need?")),
        choice::choices(look, Shape::Stacked, 2, items("tall").collect(), pages),
        choice::grid(look, Shape::Line, 1, items("line").skip(1).take(2).collect()),
    ]
    .spacing(24)
    .padding(look.metrics.margin())
    .into()
}

fn key_words(trial: &Trial) -> KeyWords {
    KeyWords {
        space: trial.t("بۆشایی", "مسافة", "Space").into(),
        done: trial.t("تەواو", "تم", "Done").into(),
        zwnj: trial.t("پچڕان", "فاصل", "Break").into(),
        backspace: trial.t("سڕینەوە", "حذف", "Delete").into(),
        left: trial.t("چەپ", "يسار", "Left").into(),
        right: trial.t("ڕاست", "يمين", "Right").into(),
        digits: trial.t("١٢٣", "١٢٣", "123").into(),
        letters: trial.t("ئ ا ب", "أ ب ت", "ABC").into(),
        alphabetical: trial.t("ئـ ← ی", "ترتيب الأبجدية", "A-Z").replace("ئـ ← ی", "ئەلفوبێ"),
        standard: trial.t("ئاسایی", "عادي", "Standard").into(),
        others: trial.t("زیاتر", "المزيد", "More").into(),
        digit_labels: (trial.language != "en").then_some(['٠', '١', '٢', '٣', '٤', '٥', '٦', '٧', '٨', '٩']),
        ..KeyWords::default()
    }
}

fn typing(trial: &Trial) -> Element<'_, Message> {
    let look = &trial.look;
    let name = |id| field(look, id, "name", &trial.edit);
    let hint = trial.t("بۆ نموونە: ئازاد", "مثال: أحمد", "For example: Azad");
    let mut fields = column![name("empty").placeholder(hint).on_key(Message::Key)].spacing(18);
    if look.layout() == Layout::Portrait {
        fields = fields
            .push(name("error").error(true).active(false))
            .push(name("masked").masked("x").active(false))
            .push(name("ltr").ltr().active(false));
    }
    column![
        label::title(look, trial.t("ناوی سیانیت چییە؟", "ما اسمك الثلاثي؟", "What is your full name?")),
        fields,
        space::vertical(),
        keyboard(look, &trial.deck, key_words(trial), Message::Key),
    ]
    .spacing(18)
    .padding(look.metrics.margin())
    .into()
}

fn dates(trial: &Trial) -> Element<'_, Message> {
    let look = &trial.look;
    let arabic = trial.language != "en";
    let number = move |value: i64| {
        if arabic {
            value.to_string().chars().map(|c| char::from_u32(c as u32 - 48 + 0x660).unwrap()).collect()
        } else {
            value.to_string()
        }
    };
    let names = match trial.language {
        "ckb" => [
            "کانوونی دووەم",
            "شوبات",
            "ئازار",
            "نیسان",
            "ئایار",
            "حوزەیران",
            "تەمووز",
            "ئاب",
            "ئەیلوول",
            "تشرینی یەکەم",
            "تشرینی دووەم",
            "کانوونی یەکەم",
        ],
        "ar" => [
            "كانون الثاني",
            "شباط",
            "آذار",
            "نيسان",
            "أيار",
            "حزيران",
            "تموز",
            "آب",
            "أيلول",
            "تشرين الأول",
            "تشرين الثاني",
            "كانون الأول",
        ],
        _ => [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
    };
    let mut month = 0;
    let words = DateWords {
        year: trial.t("ساڵ", "السنة", "Year").into(),
        month: trial.t("مانگ", "الشهر", "Month").into(),
        day: trial.t("ڕۆژ", "اليوم", "Day").into(),
        months: names.map(|name| {
            month += 1;
            format!("{} – {name}", number(month))
        }),
        dense: false,
        number: Box::new(number),
        years: Box::new(move |from, to| format!("{} – {}", number(from.into()), number(to.into()))),
    };
    column![
        label::title(look, trial.t("کەی لەدایک بوویت؟", "متى ولدت؟", "When were you born?")),
        picker::date(look, "born", &trial.date, &words, Message::Pick),
    ]
    .spacing(24)
    .padding(look.metrics.margin())
    .into()
}

fn asking(trial: &Trial) -> Element<'_, Message> {
    let look = &trial.look;
    let dialog = column![
        label::title(look, trial.t("هێشتا لێرەیت؟", "هل ما زلت هنا؟", "Are you still there?")),
        label::body(
            look,
            trial.t(
                "ئەگەر وەڵام نەدەیتەوە، زانیارییەکانت دەسڕێنەوە.",
                "إن لم تجب تمحى بياناتك.",
                "If you do not answer, what you entered is erased."
            )
        ),
        countdown::countdown(look, 12, 45, trial.t("١٢", "١٢", "12")),
        button(look, Kind::Primary, "idle.stay", trial.t("کاتی زیاترم دەوێت", "أحتاج وقتا أطول", "I need more time"))
            .width(Fill)
            .on_press(Message::Pressed("stay")),
        button(look, Kind::Danger, "idle.finish", trial.t("تەواو و سڕینەوە", "إنهاء ومسح", "Finish and erase"))
            .icon(Icon::Finish)
            .width(Fill)
            .on_press(Message::Pressed("finish")),
    ]
    .spacing(20);
    modal(look, super::Stand::default(), choices(trial), Some(dialog.into()))
}

#[test]
fn icon_sheet() {
    save(&mut stand("en", (1500.0, 1560.0), Contrast::Standard, TextScale::Normal, icons), "icons");
    save(&mut stand("ckb", (1500.0, 1560.0), Contrast::Standard, TextScale::Normal, icons), "icons-rtl");
}

#[test]
fn control_pictures() {
    all("controls", controls);
}

#[test]
fn choice_pictures() {
    all("choices", choices);
}

#[test]
fn dialog_pictures() {
    all("dialog", asking);
}

#[test]
fn typing_pictures() {
    all("typing", typing);
    save(&mut stand("ar", (1280.0, 800.0), Contrast::Standard, TextScale::Normal, typing), "typing-ar-landscape");
    for (language, text) in [("ckb", "ئازاد سلاو 12"), ("ar", "أحمد الهادي"), ("en", "AZAD KARIM")] {
        let mut stand = stand(language, PORTRAIT, Contrast::Standard, TextScale::Normal, typing);
        stand.app.type_text(text);
        stand.app.tap_id("key.digits").unwrap();
        save(&mut stand, &format!("typed-{language}"));
    }
    fn keypad(trial: &Trial) -> Element<'_, Message> {
        keyboard(&trial.look, &super::Deck::digits(), key_words(trial), Message::Key)
    }
    save(&mut stand("ckb", (1080.0, 400.0), Contrast::Standard, TextScale::Normal, keypad), "keypad-ckb");
    fn alphabetical(trial: &Trial) -> Element<'_, Message> {
        let mut deck = trial.deck.clone();
        let _turned = deck.apply(&super::Key::Order);
        keyboard(&trial.look, &deck, key_words(trial), Message::Key)
    }
    save(&mut stand("ckb", (1080.0, 400.0), Contrast::Standard, TextScale::Normal, alphabetical), "alphabetical-ckb");
    save(&mut stand("ar", (1280.0, 400.0), Contrast::Standard, TextScale::Normal, alphabetical), "alphabetical-ar");
}

#[test]
fn a_held_key_and_a_ring() {
    let mut stand = stand("ckb", PORTRAIT, Contrast::Standard, TextScale::Normal, typing);
    let key = stand.app.stops().into_iter().find(|stop| stop.words.id == "key.ا").unwrap().bounds.center();
    let id = iced::touch::Finger(1);
    stand.app.events(&[iced::Event::Touch(iced::touch::Event::FingerPressed { id, position: key })]);
    let due = stand.app.due().unwrap();
    stand.app.frame(due);
    stand.app.update(Message::Go(super::Go::Next));
    stand.app.settle(super::trial::SOON).unwrap();
    save(&mut stand, "held-ckb");
}

#[test]
fn date_pictures() {
    use super::picker::Pick;
    all("date-decade", dates);
    for language in ["ckb", "ar", "en"] {
        let mut stand = stand(language, PORTRAIT, Contrast::Standard, TextScale::Normal, dates);
        for (pick, name) in [
            (Pick::Decade(1980), "year"),
            (Pick::Year(1984), "month"),
            (Pick::Month(2), "day"),
            (Pick::Day(29), "done"),
        ] {
            stand.app.update(Message::Pick(pick));
            save(&mut stand, &format!("date-{name}-{language}"));
        }
    }
    let mut stand = stand("ckb", PORTRAIT, Contrast::BlackOnWhite, TextScale::Largest, dates);
    for (pick, name) in
        [(Pick::Decade(1980), "year"), (Pick::Year(1984), "month"), (Pick::Month(2), "day"), (Pick::Day(29), "done")]
    {
        stand.app.update(Message::Pick(pick));
        save(&mut stand, &format!("date-{name}-ckb-largest"));
    }
}
