# تشتێ کارمەند ل کیۆسکێ دخوینن.
staff-mode = کارمەند
staff-gate-title = کارمەند: ژمارە و ژمارا نهێنی
staff-gate-about = ژمارا خۆ بنڤیسە، پاشی ژمارا خۆ یا نهێنی. یان باجێ خۆ ل بەر سکانەری دانە.
staff-gate-wait = تکایە گاڤەکێ.
staff-wrong = ژمارە یان ژمارا نهێنی خەلەتە.
staff-badge-refused = ئەڤ باجە ڤەناکەت. هەر باجەک ب تنێ جارەکێ ڤەدکەت.
staff-over = دەم خلاس بوو. تکایە دووبارە بچە ژوور.
staff-role = ئەڤە نە ژ ئەرکێ تەیە.
staff-no-ticket = نوکە پسوولە نینە: سەنتەر یێ گرتیە، یان هەمی هاتینە دان.
staff-failed = نەهاتە کرن. تکایە دووبارە هەول بدە.
staff-menu-title = دێ چ کەی؟
staff-menu-about = دەمێ تە خلاس کر دەستێ خۆ بدە ڤەگەڕینێ.
staff-done = هاتە کرن.
staff-issued = پسوولا { $label } هاتە چاپکرن.
staff-not-printed = نەهاتە چاپکرن.
staff-ticket = پسوولە بۆ هەڤوەلاتیەکی
staff-ticket-about = دوو دەستلێدان
staff-services-about = زمانێ پسوولێ هەلبژێرە، پاشی دەستێ خۆ بدە خزمەتگوزاریێ.
staff-ticket-in = پسوولە ب { $language }
staff-tickets = پسوولێن ئەڤرۆ
staff-tickets-about = چاپکرنەڤە، هەلوەشاندن، پێشینە
staff-tickets-hint = یا نوی ل دەستپێکێیە.
staff-tickets-none = ئەڤرۆ چ پسوولە نەهاتینە چاپکرن.
staff-ticket-one = پسوولەیەک
staff-ticket-cancelled = هەلوەشیایە
staff-ticket-called = هاتە گازیکرن
staff-reprint = دووبارە چاپ بکە
staff-priority = پێشینەیێ بدێ
staff-cancel = پسوولێ هەلوەشینە
staff-calls = داخازێن هاریکاریێ
staff-calls-about = کێ گازی کریە و کەنگی
staff-calls-none = کەس ل هیڤیا هاریکاریێ نینە.
staff-calls-answered = بەرسڤا هەمیان هاتە دان
staff-overview = چاپکەر، سرە، گرێدان
staff-overview-about = ئەڤ کیۆسکە یا چەوایە
staff-printer-good = چاپکەر ئامادەیە.
staff-scanner-good = سکانەر ئامادەیە.
staff-scanner-bad = سکانەر ئامادە نینە. بەرێ خۆ بدە کێبلا وی.
staff-online = گرێدان ب نڤیسینگەهێ هەیە.
staff-offline = گرێدان ب نڤیسینگەهێ نینە. هەمی تشت ل ڤێرە پاراستینە.
staff-leap = دەمژمێر { $clock } نیشان ددەت، لێ پسوولە هێشتا بۆ { $day } دهێنە هژمارتن: دەمژمێر بازدا و نڤیسینگەهێ پشتڕاست نەکریە. ئەرێ ڕێکەفت یا دورستە؟
staff-begin-day = بەلێ، { $clock } دەست پێ بکە
staff-whole-kiosk = هەمی کیۆسک
staff-paper = کاغەز
staff-paper-about = ڕۆلەکا نوی دانە
staff-paper-open = ١. سەرپۆشی ڤەکە. ڕۆلا کەڤن دەربینە.
staff-paper-put = ٢. ڕۆلا نوی دانە. کاغەز ژ ژێر دهێت.
staff-paper-close = ٣. بلا بستەکا کاغەزێ ل دەرڤە بیت. سەرپۆشی بگرە هەتا دەنگ بهێت.
staff-paper-test = ٤. دەستێ خۆ بدە شریتا تاقیکرنێ. دڤێت پاقژ و بڕی دەرکەڤیت.
staff-new-roll = ڕۆلەکا نوی هاتە دانان: ژ سەری بژمێرە
staff-strip = شریتا تاقیکرنێ
staff-strip-title = شریتا تاقیکرنێ
staff-strip-good = چاپکەر چاپ دکەت و دبڕیت.
staff-pause = ڕاگرتن و ڤەکرن
staff-pause-about = کیۆسک یان خزمەتگوزاریەک
staff-pause-it = ڕابگرە
staff-reopen = ڤەکە
staff-paused = ڕاگرتیە
staff-report = گرتنا ڕۆژێ
staff-report-about = ژمارێن ئەڤرۆ
staff-report-hint = ب تنێ ژمارە، چ تشت ل سەر چ هەڤوەلاتیان نینە.
staff-report-today = ژمارێن ئەڤرۆ
staff-report-before = ژمارێن ڕۆژا بەرێ
staff-close-day = ڕۆژێ بگرە: پسوولێن دی ناهێنە دان
staff-open-day = ڕۆژێ دووبارە ڤەکە
staff-day-closed = ڕۆژ یا گرتیە. دووبارە پسوولە دهێنە دان ل { $opens }.
staff-report-title = ڕاپۆرتا ڕۆژێ
staff-report-print = ڕاپۆرتێ چاپ بکە
staff-report-other = بێ خزمەتگوزاری یان تایبەت
staff-report-line = { $tickets } پسوولە، { $requests } داخازی
staff-report-called = هاتینە گازیکرن
staff-report-mean = چاڤەڕێبوون ب تێکڕایی
staff-report-longest = درێژترین چاڤەڕێبوون
staff-report-unknown = نەزانراو
staff-report-cancelled = پسوولێن هەلوەشیای
staff-report-visits = سەرەدان
staff-report-aborted = سەرەدانێن نەهاتینە تەمامکرن
staff-report-calls = داخازێن هاریکاریێ
staff-locked = { $n ->
    [one] ژمارێن نهێنی یێن خەلەت گەلەک بوون. پشتی { $n } خولەکێ هەول بدە.
   *[other] ژمارێن نهێنی یێن خەلەت گەلەک بوون. پشتی { $n } خولەکان هەول بدە.
}
staff-doubts = { $n ->
    [one] دبیت { $n } کاغەز دەرنەکەفتبیت. بەرێ خۆ بدێ
   *[other] دبیت { $n } کاغەز دەرنەکەفتبن. بەرێ خۆ بدێ
}
staff-queue-waiting = { $n ->
    [one] سرا { $queue }: { $n } کەس چاڤەڕێیە.
   *[other] سرا { $queue }: { $n } کەس چاڤەڕێنە.
}
staff-queue-minutes = یێ نوکە بهێت نێزیکی { $minutes } چاڤەڕێ دکەت.
staff-queue-unknown = سرا { $queue }: ناهێتە زانین چەند کەس چاڤەڕێنە.
staff-queued = { $n ->
    [one] { $n } دانە ل هیڤیا هنارتنێیە.
   *[other] { $n } دانە ل هیڤیا هنارتنێنە.
}
staff-aside = { $n ->
    [one] نڤیسینگەهێ { $n } دانە ڕەتکر. تکایە بێژە تەکنیکاری.
   *[other] نڤیسینگەهێ { $n } دانە ڕەتکرن. تکایە بێژە تەکنیکاری.
}

staff-noticed = { $time }: { $text }
event-config-refused = ڕێکخستنا گوهۆڕی خەلەتی تێدا هەنە و ناهێتە بکارئینان. کیۆسک وەکی بەرێ کار دکەت. بێژە تەکنیککاری.
event-config-rolled-back = کیۆسکی نەشیا ب ڕێکخستنا گوهۆڕی دەست پێ بکەت و یا بەرێ بکاردئینیت. ئەڤرۆ بێژە تەکنیککاری.
event-catalogue-rolled-back = نویترین خزمەتگوزاریێن نڤیسینگەهێ نەهاتنە نیشادان. یێن بەرێ دهێنە بکارئینان. بێژە نڤیسینگەهێ.
event-catalogue-refused = خزمەتگوزاریێن نوی یێن نڤیسینگەهێ خەلەتی تێدا هەنە و ناهێنە بکارئینان. بێژە نڤیسینگەهێ.
event-store-recovered = بنکەیێ داتایان خراب بوو و ئێکێ نوی دەست پێ کر. ئەڤرۆ بێژە تەکنیککاری. کیۆسکی نەڤەمرینە.
event-audit-broken = کەسەکی تۆمارا ئەڤرۆ گوهۆڕیە. ئێکسەر بێژە نڤیسینگەهێ. چ تشتی د ڤی کیۆسکی دا نەگوهۆڕە.
event-form-not-taken-back = دبیت فۆرمەکا تژی ژ چاپکەرا A4 دەرکەڤیت. نوکە بەرێ خۆ بدێ. بدە خودانێ وێ، یان بدڕینە.
event-key-not-enrolled = نڤیسینگەهـ کلیلا ڤی کیۆسکی ناناسیت. ب تنێ پسوولان ددەت. بێژە تەکنیککاری.
event-enrolment-refused = ئەڤ کیۆسکە ل نڤیسینگەهێ نەهاتیە تۆمارکرن. ب تنێ پسوولان ددەت. بێژە تەکنیککاری.
event-copy-failed = کۆپیکرنا بنکەیێ داتایان نەهاتە کرن. ڤێ حەفتیێ بێژە تەکنیککاری.
