# ئەوەی کارمەندان لە کیۆسک دەیخوێننەوە.
staff-mode = کارمەندان
staff-gate-title = کارمەندان: ژمارە و ژمارەی نهێنی
staff-gate-about = ژمارەکەت بنووسە، ئینجا ژمارە نهێنییەکەت. یان باجەکەت بخەرە بەردەم سکانەر.
staff-gate-wait = تکایە ساتێک.
staff-wrong = ژمارە یان ژمارەی نهێنی هەڵەیە.
staff-badge-refused = ئەم باجە ناکاتەوە. هەر باجێک تەنها یەک جار دەکاتەوە.
staff-over = کاتەکە تەواو بوو. تکایە دووبارە بچۆ ژوورەوە.
staff-role = ئەمە بەشێک لە ئەرکی تۆ نییە.
staff-no-ticket = ئێستا پسوولە نییە: سەنتەر داخراوە، یان هەموویان دراون.
staff-failed = نەکرا. تکایە دووبارە هەوڵ بدەوە.
staff-menu-title = دەتەوێت چی بکەیت؟
staff-menu-about = کە تەواو بوویت دەست لە گەڕانەوە بدە.
staff-done = کرا.
staff-issued = پسوولەی { $label } چاپ کرا.
staff-not-printed = چاپ نەکرا.
staff-ticket = پسوولە بۆ هاووڵاتییەک
staff-ticket-about = دوو دەستلێدان
staff-services-about = زمانی پسوولەکە هەڵبژێرە، ئینجا دەست لە خزمەتگوزارییەکە بدە.
staff-ticket-in = پسوولە بە { $language }
staff-tickets = پسوولەکانی ئەمڕۆ
staff-tickets-about = چاپکردنەوە، هەڵوەشاندنەوە، پێشینە
staff-tickets-hint = نوێترین لە سەرەتادایە.
staff-tickets-none = ئەمڕۆ هیچ پسوولەیەک چاپ نەکراوە.
staff-ticket-one = پسوولەیەک
staff-ticket-cancelled = هەڵوەشاوە
staff-ticket-called = بانگ کرا
staff-reprint = دووبارە چاپی بکە
staff-priority = پێشینەی بدەرێ
staff-cancel = پسوولەکە هەڵبوەشێنەوە
staff-calls = داواکانی یارمەتی
staff-calls-about = کێ بانگی کردووە و کەی
staff-calls-none = کەس چاوەڕێی یارمەتی نییە.
staff-calls-answered = وەڵامی هەموویان درایەوە
staff-overview = چاپکەر، سەرە، پەیوەندی
staff-overview-about = ئەم کیۆسکە چۆنە
staff-printer-good = چاپکەر ئامادەیە.
staff-scanner-good = سکانەر ئامادەیە.
staff-scanner-bad = سکانەر ئامادە نییە. سەیری کێبڵەکەی بکە.
staff-online = پەیوەندی بە نووسینگە هەیە.
staff-offline = پەیوەندی بە نووسینگە نییە. هەموو شتێک لێرە پارێزراوە.
staff-leap = کاتژمێر { $clock } پیشان دەدات، بەڵام پسووڵەکان هێشتا بۆ { $day } دەژمێردرێن: کاتژمێر بازی داوە و نووسینگە پشتڕاستی نەکردووەتەوە. ئایا بەروارەکە ڕاستە؟
staff-begin-day = بەڵێ، { $clock } دەست پێ بکە
staff-whole-kiosk = هەموو کیۆسکەکە
staff-paper = کاغەز
staff-paper-about = ڕۆڵێکی نوێ دابنێ
staff-paper-open = ١. سەرپۆشەکە بکەوە. ڕۆڵە کۆنەکە دەربهێنە.
staff-paper-put = ٢. ڕۆڵە نوێیەکە دابنێ. کاغەزەکە لە خوارەوە دێت.
staff-paper-close = ٣. با بستێک کاغەز لە دەرەوە بێت. سەرپۆشەکە دابخە تا دەنگی دێت.
staff-paper-test = ٤. دەست لە شریتی تاقیکردنەوە بدە. دەبێت بە پاکی و بڕاوی دەربچێت.
staff-new-roll = ڕۆڵێکی نوێ دانراوە: لە سەرەتاوە بژمێرە
staff-strip = شریتی تاقیکردنەوە
staff-strip-title = شریتی تاقیکردنەوە
staff-strip-good = چاپکەر چاپ دەکات و دەبڕێت.
staff-pause = ڕاگرتن و کردنەوە
staff-pause-about = کیۆسکەکە یان یەک خزمەتگوزاری
staff-pause-it = ڕایبگرە
staff-reopen = بیکەوە
staff-paused = ڕاگیراوە
staff-report = داخستنی ڕۆژ
staff-report-about = ژمارەکانی ئەمڕۆ
staff-report-hint = تەنها ژمارە، هیچ شتێک دەربارەی هیچ هاووڵاتییەک.
staff-report-today = ژمارەکانی ئەمڕۆ
staff-report-before = ژمارەکانی ڕۆژی پێشوو
staff-close-day = ڕۆژەکە دابخە: پسوولەی تر نادرێت
staff-open-day = ڕۆژەکە دووبارە بکەوە
staff-day-closed = ڕۆژەکە داخراوە. دووبارە پسوولە دەدرێت لە { $opens }.
staff-report-title = ڕاپۆرتی ڕۆژ
staff-report-print = ڕاپۆرتەکە چاپ بکە
staff-report-other = بێ خزمەتگوزاری یان تایبەت
staff-report-line = { $tickets } پسوولە، { $requests } داواکاری
staff-report-called = بانگکراو
staff-report-mean = چاوەڕوانی بە تێکڕا
staff-report-longest = درێژترین چاوەڕوانی
staff-report-unknown = نەزانراو
staff-report-cancelled = پسوولە هەڵوەشاوەکان
staff-report-visits = سەردانەکان
staff-report-aborted = سەردانی تەواونەکراو
staff-report-calls = داواکانی یارمەتی
staff-locked = { $n ->
    [one] ژمارەی نهێنی هەڵە زۆر بوو. دوای { $n } خولەک هەوڵ بدەوە.
   *[other] ژمارەی نهێنی هەڵە زۆر بوو. دوای { $n } خولەک هەوڵ بدەوە.
}
staff-doubts = { $n ->
    [one] لەوانەیە { $n } کاغەز دەرنەچووبێت. سەیری بکە
   *[other] لەوانەیە { $n } کاغەز دەرنەچووبن. سەیریان بکە
}
staff-queue-waiting = { $n ->
    [one] سەرەی { $queue }: { $n } کەس چاوەڕێیە.
   *[other] سەرەی { $queue }: { $n } کەس چاوەڕێن.
}
staff-queue-minutes = ئەوەی ئێستا بێت نزیکەی { $minutes } چاوەڕێ دەکات.
staff-queue-unknown = سەرەی { $queue }: نازانرێت چەند کەس چاوەڕێن.
staff-queued = { $n ->
    [one] { $n } دانە چاوەڕێی ناردنە.
   *[other] { $n } دانە چاوەڕێی ناردنن.
}
staff-aside = { $n ->
    [one] نووسینگە { $n } دانەی ڕەت کردەوە. تکایە بە تەکنیکار بڵێ.
   *[other] نووسینگە { $n } دانەی ڕەت کردەوە. تکایە بە تەکنیکار بڵێ.
}

staff-noticed = { $time }: { $text }
event-config-refused = ڕێکخستنە گۆڕدراوەکە هەڵەی تێدایە و بەکارناهێنرێت. کیۆسکەکە وەک پێشوو کار دەکات. بە تەکنیککار بڵێ.
event-config-rolled-back = کیۆسکەکە نەیتوانی بە ڕێکخستنە گۆڕدراوەکە دەست پێ بکات و هی پێشوو بەکاردەهێنێت. ئەمڕۆ بە تەکنیککار بڵێ.
event-catalogue-rolled-back = نوێترین خزمەتگوزارییەکانی نووسینگە پیشان نەدران. هی پێشوو بەکاردێن. بە نووسینگە بڵێ.
event-catalogue-refused = خزمەتگوزارییە نوێیەکانی نووسینگە هەڵەیان تێدایە و بەکارناهێنرێن. بە نووسینگە بڵێ.
event-store-recovered = بنکەی داتا تێکچوو و یەکێکی نوێ دەستی پێ کرد. ئەمڕۆ بە تەکنیککار بڵێ. کیۆسکەکە مەکوژێنەوە.
event-audit-broken = کەسێک تۆماری ئەمڕۆی گۆڕیوە. یەکسەر بە نووسینگە بڵێ. هیچ لەم کیۆسکەدا مەگۆڕە.
event-form-not-taken-back = لەوانەیە فۆرمێکی پڕکراوە لە چاپکەری A4 دەربچێت. ئێستا سەیری بکە. بیدە بە خاوەنەکەی، یان بیدڕێنە.
event-key-not-enrolled = نووسینگە کلیلی ئەم کیۆسکە ناناسێت. تەنها پسوولە دەدات. بە تەکنیککار بڵێ.
event-enrolment-refused = ئەم کیۆسکە لە نووسینگە تۆمار نەکراوە. تەنها پسوولە دەدات. بە تەکنیککار بڵێ.
event-copy-failed = لەبەرگرتنەوەی بنکەی داتا نەکرا. ئەم هەفتەیە بە تەکنیککار بڵێ.
