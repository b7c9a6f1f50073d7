# ئەوەی هاووڵاتی لەسەر شاشە دەیخوێنێتەوە.

## کردارەکان
action-back = گەڕانەوە
action-continue = بەردەوامبوون
action-cancel = پاشگەزبوونەوە
action-close = داخستن
action-change = گۆڕین
action-start = دەست پێ بکە
action-yes = بەڵێ
action-no = نەخێر
action-try-again = هەوڵ بدەوە
action-skip = تێپەڕاندن
action-home = سەرەتا
action-finish = کۆتایی
action-less = کەمتر
action-more = زیاتر
action-clear = پاککردنەوە
page-of = لاپەڕە { $n } لە { $of }
page-next = لاپەڕەی دواتر
page-previous = لاپەڕەی پێشوو
step-of = هەنگاوی { $n } لە { $of }
optional = ئارەزوومەندانە
selected = هەڵبژێردراو

## لە هەموو شاشەیەکدا لە هەمان شوێن
header-help = یارمەتی
header-language = زمان
header-text-size = قەبارە
header-contrast = ڕەنگ
header-digits = ژمارە
header-finish = کۆتایی و سڕینەوە
text-size-standard = نووسینی ئاسایی
text-size-large = نووسینی گەورە
text-size-largest = گەورەترین نووسین
contrast-standard = ڕەنگی ئاسایی
digits-latin = ژمارەی 1 2 3
digits-arabic = ژمارەی ١ ٢ ٣
link-offline = ئێستا پەیوەندی نییە. داواکارییەکان لێرە هەڵدەگیرێن و دواتر دەنێردرێن.
printer-offline = چاپکەرەکە ئامادە نییە.
scanner-offline = سکانەرەکە ئامادە نییە. دەتوانیت بنووسیت.
notice-unprinted = دوا پسوولە چاپ نەکرا.
notice-unprinted-again = دووبارە چاپی بکە
notice-sheet = کارمەند: لەوانەیە پسوولەیەک بە تەواوی دەرنەچووبێت.
notice-sheet-open = سەیری بکە
paper-left = { $count ->
    [one] نزیکەی { $count } پسوولە لەسەر ڕۆڵەکە ماوە.
   *[other] نزیکەی { $count } پسوولە لەسەر ڕۆڵەکە ماوە.
}

## زمانەکان
attract-welcome = بەخێربێیت
attract-centre = ناوەندی خزمەتگوزاریی گشتی
attract-choose = بۆ دەستپێکردن دەست لە زمانەکەت بدە
# Where the texts of the language still wait for a native reviewer.
attract-choose-draft = بۆ دەستپێکردن دەست لە زمانەکەت بدە (دەقی سەرەتایی)
attract-speech = یارمەتیی دەنگی بەردەستە
language-title = زمانەکەت هەڵبژێرە
language-kept = وەڵامەکانت وەک خۆیان دەمێننەوە.
language-draft = دەقی سەرەتایی

## سەرەتا
home-title = ئەمڕۆ پێویستت بە چییە؟
home-service = دەستپێکردنی خزمەتگوزاری
home-service-about = داواکاری، نوێکردنەوە یان تۆمارکردن
home-ticket = تەنها ژمارەی نۆرە
home-ticket-about = ژمارەیەک وەربگرە و چاوەڕێی نۆرەت بکە
home-status = بەدواداچوونی داواکاری
home-status-about = بزانە داواکارییەکەت گەیشتووەتە کوێ
home-help = یارمەتی لە کارمەند
home-help-about = کارمەندێک دێت بۆ لات
requests-closed = ئێستا ئەم ئامێرە داواکاری وەرناگرێت. دەتوانیت ژمارەی نۆرە وەربگریت و کارمەندێک یارمەتیت دەدات.

## خزمەتگوزارییەکان
categories-title = چ جۆرە خزمەتگوزارییەک؟
services-title = کام خزمەتگوزاری؟
services-count = { $n ->
    [one] { $n } خزمەتگوزاری
   *[other] { $n } خزمەتگوزاری
}
service-about = پێناسە
service-office = لایەنی بەرپرس
service-conditions = مەرجەکان
service-documents = ناسنامە و بەڵگەنامەکان
service-time = ماوەی پێویست
service-deadline = کاتی داواکردن
service-validity = ماوەی کارپێکردن
service-phone = تەلەفۆن { $phone }
service-fee = تێچوو
service-what = پێناسە
service-start = ئەم خزمەتگوزارییە دەست پێ بکە
service-ticket-only = تەنها ژمارەی نۆرە
service-free = بەخۆڕایی
service-sample = نموونە – پێش بەکارهێنان پشتڕاست دەکرێتەوە
service-sample-short = نموونە
service-original = ڕەسەن
service-copies = { $n ->
    [one] { $n } کۆپی
   *[other] { $n } کۆپی
}
service-original-and-copies = ڕەسەن و { $n ->
    [one] { $n } کۆپی
   *[other] { $n } کۆپی
}
service-no-documents = پێویستی بە بەڵگەنامە نییە
service-anyone = هەموو کەسێک دەتوانێت داوای بکات
service-minutes = { $n ->
    [one] { $n } خولەک
   *[other] { $n } خولەک
}
service-working-days = { $n ->
    [one] { $n } ڕۆژی کار
   *[other] { $n } ڕۆژی کار
}
service-working-days-up-to = تا { $n ->
    [one] { $n } ڕۆژی کار
   *[other] { $n } ڕۆژی کار
}
service-private = ئەمە بە نهێنی دەمێنێتەوە. ناوەکەی لەسەر پسوولەکەت چاپ ناکرێت.

## ئایا بۆ تۆیە؟
eligibility-context = پێش ئەوەی دەست پێ بکەین
stopped-title = ئەم خزمەتگوزارییە هێشتا دەست پێ ناکات
stopped-person = کارمەندێک دەتوانێت بۆت ڕوون بکاتەوە و یارمەتیت بدات.
stopped-ticket = ژمارەی نۆرە وەربگرە
stopped-change = وەڵامەکەم دەگۆڕم

## پرسیارەکان
problem-title = کێشەیەک هەیە
question-scan = کارت یان پاسپۆرتەکەت لەبەردەم سکانەرەکە ڕابگرە
question-scan-about = ئێمە وەڵامەکان دەخوێنینەوە، تۆ دەیانپشکنیت.
question-or-type = یان وەڵامەکەت لە خوارەوە بنووسە.
date-year = ساڵ
date-month = مانگ
date-day = ڕۆژ
date-choose-year = ساڵەکە هەڵبژێرە
date-choose-month = مانگەکە هەڵبژێرە
date-choose-day = ڕۆژەکە هەڵبژێرە
date-chosen = { $date } هەڵبژێردرا
date-again = دووبارە هەڵیبژێرەوە
count-value = ژمارە: { $n }
choice-more = هەڵبژاردەی تر

## دوای سکانکردن
scanned-title = ئەمەمان لە کارتەکەتەوە خوێندەوە
scanned-question = ئایا ڕاستە؟
scanned-yes = بەڵێ، بەکاری بهێنە
scanned-no = نەخێر، خۆم دەینووسم
scanned-unreadable = نەمانتوانی بیخوێنینەوە. تکایە هەوڵ بدەوە یان وەڵامەکەت بنووسە.
scanned-not-here = ئەم شاشەیە پێویستی بە کارت نییە.
scanned-nothing-new = کارتەکە وەڵامی ئەم پرسیارانەی تێدا نییە. تکایە بنووسە.
scanned-expired = ماوەی ئەم بەڵگەنامەیە بەسەرچووە.

## پشکنینی وەڵامەکان
review-title = وەڵامەکانت بپشکنە
review-hint = بۆ ڕاستکردنەوەی وەڵامێک دەست لە «گۆڕین» بدە.
review-empty = نەنووسراوە

## ڕەزامەندی
consent-title = ڕازیت ئەمە بنێردرێت؟
consent-asked = تەنها ئەو زانیارییانە دەپرسین کە بۆ ئەم خزمەتگوزارییە پێویستن.
consent-who = تەنها { $office } دەیخوێنێتەوە.
consent-kept = هەر کە گەیشتە فەرمانگە، لەم ئامێرەدا دەسڕێتەوە.
consent-agree = ڕازیم
consent-staff = قسە لەگەڵ کارمەند دەکەم

## هەڵگرتن
sending-title = داواکارییەکەت هەڵدەگرین
sending-wait = تکایە چاوەڕێ بکە. چەند چرکەیەک دەخایەنێت.
failed-title = نەتوانرا داواکارییەکەت هەڵبگیرێت
failed-about = هیچ شتێک نەنێردراوە. وەڵامەکانت هێشتا لێرەن.
ticket-failed-title = نەمانتوانی ژمارەی نۆرە دروست بکەین
ticket-failed-about = تکایە هەوڵ بدەوە یان بانگی کارمەند بکە.

## تەواو بوو
done-title = داواکارییەکەت هەڵگیرا
done-reference = ژمارەی سەرچاوە
done-code = کۆدی پشکنین
done-ticket = ژمارەکەت
done-next = دواتر چی دەبێت
done-next-call = چاوەڕێ بکە تا ژمارەکەت بانگ دەکرێت.
done-next-desk = لە کاونتەر پسوولە و بەڵگەنامەکانت پیشان بدە.
done-next-status = بە ژمارەی سەرچاوە هەر ڕۆژێک لێرە دەتوانیت بزانیت گەیشتووەتە کوێ.
done-sent = لێرە هەڵگیراوە و بەڕێوەیە بۆ فەرمانگە.
done-later = لێرە هەڵگیراوە. کە پەیوەندی گەڕایەوە دەنێردرێت.
done-write-down = تکایە ژمارەکە بنووسەوە.
print-waiting = تکایە چاوەڕێ بکە. پسوولەکەت چاپ دەکرێت.
print-done = پسوولەکەت چاپ کرا. تکایە وەریبگرە.
print-failed = پسوولەکەت هێشتا چاپ نەکراوە.
print-unsure = نازانین پسوولەکەت بە تەواوی دەرچووە یان نا. کارمەندێک سەیری دەکات.
print-coming = هەر کە چاپکەرەکە ئامادە بوو، خۆی چاپ دەکرێت.
print-again = دووبارە چاپی بکە
sheet-open = بۆ کارمەند: سەیری ئەم پسوولەیە بکە
sheet-title = بۆ کارمەند: ئایا ئەم پسوولەیە بە تەواوی دەرچوو؟
sheet-hint = سەیری چاپکەرەکە و دەستی هاووڵاتی بکە. تەنیا یەک جار دەپرسرێت.
sheet-yes = بەڵێ
sheet-no = نەخێر، دووبارە چاپی بکە
sheet-picture = پسوولەکە بەو شێوەیەی دەبێت
call-staff = بانگی کارمەند بکە
staff-called = بانگی کارمەند کرا. تکایە لێرە بمێنەوە.
staff-not-called = بانگەکە نەگەیشت. تکایە بڕۆ بۆ لای کاونتەر.

## هەڵسەنگاندن
rating-title = ئەم خزمەتگوزارییە چۆن بوو؟
rating-about = تەنها یەک دەستلێدان. ناپرسین تۆ کێیت.
rating-1 = زۆر خراپ
rating-2 = خراپ
rating-3 = مامناوەند
rating-4 = باش
rating-5 = زۆر باش
rating-thanks = سوپاس
wiped-title = سوپاس. وەڵامەکانت لەم شاشەیە سڕانەوە.

## ژمارەی نۆرە
ticket-category-title = کارت لەگەڵ کێیە؟
ticket-service-title = دەربارەی چییە؟
ticket-making = ژمارەی نۆرەت بۆ دروست دەکەین
ticket-title = ئەمە ژمارەی نۆرەتە

## بەدواداچوونی داواکاری
status-reference-title = ژمارەی سەرچاوەکەت بنووسە
status-reference-hint = لەسەر پسوولەکەت نووسراوە و بە K دەست پێ دەکات.
status-code-title = کۆدی پشکنین بنووسە
status-code-hint = چوار ژمارەیە، لەسەر پسوولەکە لە ژێر ژمارەی سەرچاوە.
status-scan = یان کۆدی سەر پسوولەکە لەبەردەم سکانەرەکە ڕابگرە
status-find = بیدۆزەوە
status-looking = بۆ داواکارییەکەت دەگەڕێین
status-bad-reference = ژمارەی سەرچاوەکە تەواو نییە. تکایە هەموو پیتەکان بپشکنە.
status-bad-code = کۆدی پشکنین چوار ژمارەیە.
status-not-found-title = هیچ داواکارییەک بەم ژمارەیە نەدۆزرایەوە
status-not-found-about = ژمارەی سەرچاوە و کۆدەکە بپشکنە، یان لە کارمەندێک بپرسە.
status-offline-title = ئێستا ناتوانین لە فەرمانگە بپرسین
status-offline-about = پەیوەندی نییە. تکایە دواتر هەوڵ بدەوە یان لە کارمەندێک بپرسە.
status-last-known = پەیوەندی نییە. ئەمە لە { $date } زانراوە.
status-since = لە { $date }ەوە
status-again = بەدواداچوونی داواکارییەکی تر
state-received = گەیشتووە
state-received-about = داواکارییەکەت گەیشتووەتە فەرمانگە. هێشتا نەکراوەتەوە.
state-in-review = لە پێداچوونەوەدایە
state-in-review-about = فەرمانگە کار لەسەر داواکارییەکەت دەکات.
state-needs-citizen = پێویستمان بە تۆیە
state-needs-citizen-about = شتێک کەمە. تکایە بە بەڵگەنامەکانتەوە سەردانی فەرمانگە بکە.
state-approved = پەسەند کرا
state-approved-about = داواکارییەکەت پەسەند کرا. بەڵگەنامەکەت ئامادە دەکرێت.
state-ready = ئامادەیە
state-ready-about = بەڵگەنامەکەت ئامادەیە. بە پسوولەکەتەوە وەریبگرە.
state-rejected = پەسەند نەکرا
state-rejected-about = فەرمانگە هۆکارەکەت پێ دەڵێت و دەڵێت دەتوانیت چی بکەیت.
state-closed = تەواو بوو
state-closed-about = ئەم داواکارییە کۆتایی هاتووە.

## یارمەتی
help-title = یارمەتی
help-touch = بە یەک پەنجە دەست لەو شتە بدە کە دەتەوێت.
help-back = «گەڕانەوە» دەتباتەوە شاشەی پێشوو. وەڵامەکانت دەمێننەوە.
help-language = هەر کاتێک بتەوێت دەتوانیت زمان و قەبارەی نووسین بگۆڕیت.
help-finish = «کۆتایی و سڕینەوە» هەموو ئەوەی نووسیوتە دەسڕێتەوە.
help-phone = بۆ سکاڵا پەیوەندی بە { $phone } بکە.
help-call = بانگی کارمەند بکە

## کۆتایی و سڕینەوە
finish-title = کۆتایی و سڕینەوە؟
finish-about = هەموو ئەوەی لەم شاشەیە نووسیوتە دەسڕدرێتەوە.
finish-yes = بەڵێ، کۆتایی و سڕینەوە
finish-no = نەخێر، بەردەوام دەبم

## هێشتا لێرەیت؟
idle-title = کاتی زیاترت دەوێت؟
idle-left = { $n ->
    [one] { $n } چرکە ماوە
   *[other] { $n } چرکە ماوە
}
idle-about = پاشان هەموو ئەوەی نووسیوتە دەسڕدرێتەوە.
idle-more = بەڵێ، کاتی زیاترم دەوێت
idle-finish = نەخێر، کۆتایی و سڕینەوە

## دوگمەکانی تەختەکلیل
key-space = بۆشایی
key-done = تەواو
key-zwnj = جیا
key-backspace = سڕینەوە
key-letters = پیتەکان
key-alphabetical = ئ ب پ
key-standard = ق و ە
date-years = { $from }–{ $to }
scanned-kept = ئەوەی خۆت نووسیوتە وەک خۆی دەمێنێتەوە.
receipt-not-ours = ئەمە پسوولەی ئەم خزمەتگوزارییە نییە.
receipt-unreadable = کۆدی سەر پسوولەکە ناتەواوە یان تێکچووە. تکایە هەموو کۆدەکە لەبەردەم سکانەرەکە ڕابگرە، یان ژمارەی سەرچاوەکە بنووسە.
receipt-unknown-key = ئەم پسوولەیە لە ئامێرێکەوە دەرچووە کە لێرە نەناسراوە. تکایە لە کارمەندێک بپرسە.
receipt-altered = ئەم پسوولەیە ڕەسەن نییە: شتێکی تێدا گۆڕدراوە. تکایە لە کارمەندێک بپرسە.
receipt-too-early = بەرواری ئەم پسوولەیە ناکرێت ڕاست بێت. تکایە لە کارمەندێک بپرسە.
receipt-expired = ئەم پسوولەیە بە کلیلێک واژۆ کراوە کە ماوەی بەسەرچووبوو. تکایە لە کارمەندێک بپرسە.
