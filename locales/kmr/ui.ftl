# بادینی ب تیپێن عەرەبی. DRAFT: no native reviewer has read this yet;
# language.toml says so, and what is missing falls back to ckb.

action-back = ڤەگەڕیان
action-continue = بەردەوام بە
action-cancel = هەلوەشاندن
action-close = گرتن
action-change = گوهۆڕین
action-start = دەست پێ بکە
action-yes = بەلێ
action-no = نەخێر
action-try-again = دیسا تاقی بکە
action-skip = دەرباز ببە
action-home = دەستپێک
action-finish = دوماهیک
action-less = کێمتر
action-more = پتر
action-clear = پاقژکرن
page-of = بەرپەڕێ { $n } ژ { $of }
page-next = بەرپەڕێ پاشتر
page-previous = بەرپەڕێ بەری
step-of = پێنگاڤا { $n } ژ { $of }
optional = یا ب دلێ تەیە
selected = هاتە هەلبژارتن

header-help = هاریکاری
header-language = زمان
header-text-size = قەبارە
header-contrast = رەنگ
header-digits = هژمار
header-finish = دوماهیک و ژێبرن
text-size-standard = نڤیسینا ئاسایی
text-size-large = نڤیسینا مەزن
text-size-largest = مەزنترین نڤیسین
contrast-standard = رەنگێ ئاسایی
digits-latin = هژمارێن 1 2 3
digits-arabic = هژمارێن ١ ٢ ٣
link-offline = نوکە پەیوەندی نینە. داخوازی ل ڤێرە دهێنە پاراستن و پاشی دهێنە فرێکرن.
printer-offline = چاپکەر یێ ئامادە نینە.
scanner-offline = سکانەر یێ ئامادە نینە. تو دشێی بنڤیسی.
notice-unprinted = پسوولا دوماهیێ نەهاتە چاپکرن.
notice-unprinted-again = دووبارە چاپ بکە
notice-sheet = فەرمانبەر: دبیت پسوولەک تەمام دەرنەکەفتبیت.
notice-sheet-open = بەرێ خۆ بدێ
paper-left = { $count ->
    [one] نێزیکی { $count } پسوولێ ل سەر رۆلێ مایە.
   *[other] نێزیکی { $count } پسوولان ل سەر رۆلێ ماینە.
}

attract-welcome = ب خێر هاتی
attract-centre = ناڤەندا خزمەتگوزاریا گشتی
attract-choose = بۆ دەستپێکرنێ دەستێ خۆ بدە زمانێ خۆ
# Where the texts of the language still wait for a native reviewer.
attract-choose-draft = بۆ دەستپێکرنێ دەستێ خۆ بدە زمانێ خۆ (دەقێ دەستپێکێ)
attract-speech = هاریکاریا دەنگی هەیە
language-title = زمانێ خۆ هەلبژێرە
language-kept = بەرسڤێن تە وەک خۆ دمینن.
language-draft = دەقێ دەستپێکێ

home-title = ئەڤرۆ تە چ پێدڤییە؟
home-service = دەستپێکرنا خزمەتگوزاریێ
home-service-about = داخوازی، نویکرن یان تۆمارکرن
home-ticket = بتنێ هژمارا نۆرێ
home-ticket-about = هژمارەکێ وەربگرە و ل هیڤیا نۆرا خۆ بە
home-status = دووڤچوونا داخوازیێ
home-status-about = بزانە داخوازیا تە گەهشتیە کیرێ
home-help = هاریکاری ژ فەرمانبەری
home-help-about = فەرمانبەرەک دهێتە دەف تە
requests-closed = نوکە ئەڤ کیۆسکە داخوازیان وەرناگریت. تو دشێی هژمارا نۆرێ وەربگری و فەرمانبەرەک دێ هاریکاریا تە کەت.

categories-title = چ جۆرێ خزمەتگوزاریێ؟
services-title = کیژ خزمەتگوزاری؟
services-count = { $n ->
    [one] { $n } خزمەتگوزاری
   *[other] { $n } خزمەتگوزاری
}
service-about = پێناسە
service-office = لایەنێ بەرپرس
service-conditions = مەرج
service-documents = ناسنامە و بەلگەنامە
service-time = دەمێ پێدڤی
service-deadline = دەمێ داخوازکرنێ
service-validity = ماوێ کارپێکرنێ
service-phone = تەلەفۆن { $phone }
service-fee = تێچوون
service-what = پێناسە
service-start = ڤێ خزمەتگوزاریێ دەست پێ بکە
service-ticket-only = بتنێ هژمارا نۆرێ
service-free = بێ بەرامبەر
service-sample = نموونە – بەری بکارئینانێ دهێتە پشتڕاستکرن
service-sample-short = نموونە
service-original = رەسەن
service-copies = { $n ->
    [one] { $n } کۆپی
   *[other] { $n } کۆپی
}
service-original-and-copies = رەسەن و { $n ->
    [one] { $n } کۆپی
   *[other] { $n } کۆپی
}
service-no-documents = بەلگەنامە پێدڤی نینن
service-anyone = هەر کەسەک دشێت داخواز بکەت
service-minutes = { $n ->
    [one] { $n } خولەک
   *[other] { $n } خولەک
}
service-working-days = { $n ->
    [one] { $n } رۆژا کاری
   *[other] { $n } رۆژێن کاری
}
service-working-days-up-to = هەتا { $n ->
    [one] { $n } رۆژا کاری
   *[other] { $n } رۆژێن کاری
}
service-private = ئەڤە ب نهێنی دمینیت. ناڤێ وێ ل سەر پسوولا تە ناهێتە چاپکرن.

eligibility-context = بەری دەست پێ بکەین
stopped-title = ئەڤ خزمەتگوزاریە هێشتا دەست پێ ناکەت
stopped-person = فەرمانبەرەک دشێت بۆ تە روون بکەت و هاریکاریا تە بکەت.
stopped-ticket = هژمارا نۆرێ وەربگرە
stopped-change = بەرسڤا خۆ دگوهۆڕم

problem-title = ئاریشەیەک هەیە
question-scan = کارتا خۆ یان پاسپۆرتا خۆ ل بەر سکانەری بگرە
question-scan-about = ئەم بەرسڤان دخوینین، تو وان دپشکنی.
question-or-type = یان بەرسڤا خۆ ل خوارێ بنڤیسە.
date-year = سال
date-month = هەیڤ
date-day = رۆژ
date-choose-year = سالێ هەلبژێرە
date-choose-month = هەیڤێ هەلبژێرە
date-choose-day = رۆژێ هەلبژێرە
date-chosen = { $date } هاتە هەلبژارتن
date-again = دووبارە هەلبژێرە
count-value = هژمار: { $n }
choice-more = هەلبژارتنێن دی

scanned-title = مە ئەڤە ژ کارتا تە خواند
scanned-question = ئەرێ راستە؟
scanned-yes = بەلێ، بکار بینە
scanned-no = نەخێر، ئەز دێ نڤیسم
scanned-unreadable = مە نەشیا بخوینین. دیسا تاقی بکە یان بەرسڤا خۆ بنڤیسە.
scanned-not-here = ئەڤ شاشە پێدڤی ب کارتێ نینە.
scanned-nothing-new = بەرسڤا ڤان پرسیاران د کارتێدا نینە. هیڤیە بنڤیسە.
scanned-expired = دەمێ ڤێ بەلگەنامێ ب سەرڤە چوویە.

review-title = بەرسڤێن خۆ بپشکنە
review-hint = بۆ راستکرنا بەرسڤەکێ دەستێ خۆ بدە «گوهۆڕین».
review-empty = نەهاتیە نڤیسین

consent-title = تو رازی ئەڤە بهێتە فرێکرن؟
consent-asked = ئەم بتنێ وان تشتان دپرسین یێن بۆ ڤێ خزمەتگوزاریێ پێدڤی.
consent-who = بتنێ { $office } دخوینیت.
consent-kept = هەر کو گەهشتە فەرمانگەهێ، ل سەر ڤی ئامیری دهێتە ژێبرن.
consent-agree = ئەز رازیمە
consent-staff = ئەز دێ دگەل فەرمانبەری ئاخڤم

sending-title = ئەم داخوازیا تە دپارێزین
sending-wait = هیڤییە ل بەندێ بە. چەند چرکەیان ڤەدکێشیت.
failed-title = داخوازیا تە نەهاتە پاراستن
failed-about = چ نەهاتیە فرێکرن. بەرسڤێن تە هێشتا ل ڤێرەنە.
ticket-failed-title = مە نەشیا هژمارا نۆرێ چێ بکەین
ticket-failed-about = هیڤیە دیسا تاقی بکە یان گازی فەرمانبەرەکی بکە.

done-title = داخوازیا تە هاتە پاراستن
done-reference = هژمارا ژێدەری
done-code = کۆدێ پشکنینێ
done-ticket = هژمارا تە
done-next = پاشی دێ چ بیت
done-next-call = ل هیڤیێ بە هەتا گازی هژمارا تە دهێتە کرن.
done-next-desk = ل کاونتەری پسوولا خۆ و بەلگەنامێن خۆ نیشان بدە.
done-next-status = ب هژمارا ژێدەری تو هەر رۆژ ل ڤێرە دشێی بزانی گەهشتیە کیرێ.
done-sent = ل ڤێرە هاتیە پاراستن و ب رێڤەیە بۆ فەرمانگەهێ.
done-later = ل ڤێرە هاتیە پاراستن. دەمێ پەیوەندی ڤەگەڕیا دهێتە فرێکرن.
done-write-down = هیڤیە هژمارێ بنڤیسە.
print-waiting = هیڤییە ل بەندێ بە. پسوولا تە دهێتە چاپکرن.
print-done = پسوولا تە هاتە چاپکرن. هیڤیە وەربگرە.
print-failed = پسوولا تە هێشتا نەهاتیە چاپکرن.
print-unsure = ئەم نزانین کا پسوولا تە تەمام دەرکەفتیە یان نە. فەرمانبەرەک دێ بەرێ خۆ دەتێ.
print-coming = هەر دەما چاپکەر بەرهەڤ بوو، ژ خۆ دهێتە چاپکرن.
print-again = دووبارە چاپ بکە
sheet-open = بۆ فەرمانبەری: بەرێ خۆ بدە ڤێ پسوولێ
sheet-title = بۆ فەرمانبەری: ئەرێ ئەڤ پسوولە تەمام دەرکەفت؟
sheet-hint = بەرێ خۆ بدە چاپکەرێ و دەستێ هەڤوەلاتی. ب تنێ جارەکێ دهێتە پرسیارکرن.
sheet-yes = بەلێ
sheet-no = نەخێر، دووبارە چاپ بکە
sheet-picture = پسوولە ب وی رەنگێ دڤێت
call-staff = گازی فەرمانبەرەکی بکە
staff-called = گازی فەرمانبەری هاتە کرن. هیڤیە ل ڤێرە بمینە.
staff-not-called = گازی نەگەهشت. هیڤیە هەرە دەف کاونتەری.

rating-title = ئەڤ خزمەتگوزاریە چاوا بوو؟
rating-about = ئێک دەستلێدان. ئەم ناپرسین تو کی.
rating-1 = گەلەک خراب
rating-2 = خراب
rating-3 = ناڤنجی
rating-4 = باش
rating-5 = گەلەک باش
rating-thanks = سوپاس
wiped-title = سوپاس. بەرسڤێن تە ژ ڤێ شاشێ هاتنە ژێبرن.

ticket-category-title = کارێ تە دگەل کێیە؟
ticket-service-title = دەربارەی چیە؟
ticket-making = ئەم هژمارا نۆرا تە چێ دکەین
ticket-title = ئەڤە هژمارا نۆرا تەیە

status-reference-title = هژمارا ژێدەری بنڤیسە
status-reference-hint = ل سەر پسوولا تە نڤیسیە و ب K دەست پێ دکەت.
status-code-title = کۆدێ پشکنینێ بنڤیسە
status-code-hint = چار هژمارن، ل سەر پسوولێ ل بن هژمارا ژێدەری.
status-scan = یان کۆدێ سەر پسوولێ ل بەر سکانەری بگرە
status-find = ببینە
status-looking = ئەم ل داخوازیا تە دگەڕیێن
status-bad-reference = هژمارا ژێدەری یا تمام نینە. هیڤیە هەمی تیپان بپشکنە.
status-bad-code = کۆدێ پشکنینێ چار هژمارن.
status-not-found-title = چ داخوازی ب ڤێ هژمارێ نەهاتە دیتن
status-not-found-about = هژمارا ژێدەری و کۆدی بپشکنە، یان ژ فەرمانبەرەکی بپرسە.
status-offline-title = نوکە ئەم نەشێین ژ فەرمانگەهێ بپرسین
status-offline-about = پەیوەندی نینە. هیڤیە پاشی تاقی بکە یان ژ فەرمانبەرەکی بپرسە.
status-last-known = پەیوەندی نینە. ئەڤە ل { $date } هاتیە زانین.
status-since = ژ { $date }
status-again = دووڤچوونا داخوازیەکا دی
state-received = گەهشتیە
state-received-about = داخوازیا تە گەهشتیە فەرمانگەهێ. هێشتا نەهاتیە ڤەکرن.
state-in-review = ل بن پێداچوونێیە
state-in-review-about = فەرمانگەهـ کار ل سەر داخوازیا تە دکەت.
state-needs-citizen = مە پێدڤی ب تەیە
state-needs-citizen-about = تشتەک کێمە. هیڤیە دگەل بەلگەنامێن خۆ سەرەدانا فەرمانگەهێ بکە.
state-approved = هاتە پەسەندکرن
state-approved-about = داخوازیا تە هاتە پەسەندکرن. بەلگەناما تە دهێتە ئامادەکرن.
state-ready = ئامادەیە
state-ready-about = بەلگەناما تە ئامادەیە. دگەل پسوولا خۆ وەربگرە.
state-rejected = نەهاتە پەسەندکرن
state-rejected-about = فەرمانگەهـ دشێت بێژیتە تە بۆچی و تو دشێی چ بکەی.
state-closed = ب دوماهی هات
state-closed-about = ئەڤ داخوازیە ب دوماهی هاتیە.

help-title = هاریکاری
help-touch = ب ئێک تبلێ دەستێ خۆ بدە تشتێ تە دڤێت.
help-back = «ڤەگەڕیان» تە دبەتە شاشا بەری. بەرسڤێن تە دمینن.
help-language = تو هەر دەم دشێی زمانی و قەبارێ نڤیسینێ بگوهۆڕی.
help-finish = «دوماهیک و ژێبرن» هەر تشتێ تە نڤیسی ژێدبەت.
help-phone = بۆ گازندێ پەیوەندیێ ب { $phone } بکە.
help-call = گازی فەرمانبەرەکی بکە

finish-title = دوماهیک و ژێبرن؟
finish-about = هەر تشتێ تە ل ڤێ شاشێ نڤیسی دێ هێتە ژێبرن.
finish-yes = بەلێ، دوماهیک و ژێبرن
finish-no = نەخێر، بەردەوام دبم

idle-title = تە دەمێ پتر دڤێت؟
idle-left = { $n ->
    [one] { $n } چرکە مایە
   *[other] { $n } چرکە ماینە
}
idle-about = پاشی هەر تشتێ تە نڤیسی دێ هێتە ژێبرن.
idle-more = بەلێ، من دەمێ پتر دڤێت
idle-finish = نەخێر، دوماهیک و ژێبرن

key-space = ڤالاهی
key-done = تەمام
key-zwnj = جودا
key-backspace = ژێبرن
key-letters = پیت
key-alphabetical = ئ ب پ
key-standard = ق و ە
date-years = { $from }–{ $to }
scanned-kept = یا تە ب خۆ نڤیسی وەک خۆ دمینیت.
receipt-not-ours = ئەڤە پسوولا ڤێ خزمەتگوزاریێ نینە.
receipt-unreadable = کۆدێ سەر پسوولێ کێمە یان تێکچوویە. هیڤیە هەمی کۆدی ل بەر سکانەری بگرە، یان هژمارا ژێدەری بنڤیسە.
receipt-unknown-key = ئەڤ پسوولە ژ ئامیرەکێ دەرکەفتیە یێ کو ل ڤێرە نەنیاسە. هیڤیە ژ فەرمانبەرەکی بپرسە.
receipt-altered = ئەڤ پسوولە یا رەسەن نینە: تشتەک تێدا هاتیە گوهۆڕین. هیڤیە ژ فەرمانبەرەکی بپرسە.
receipt-too-early = مێژوویا ڤێ پسوولێ نابیت یا راست بیت. هیڤیە ژ فەرمانبەرەکی بپرسە.
receipt-expired = ئەڤ پسوولە ب کلیلەکێ هاتیە واژۆکرن یا کو دەمێ وێ ب سەرڤە چوویە. هیڤیە ژ فەرمانبەرەکی بپرسە.
