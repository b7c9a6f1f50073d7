# پسوولا سرێ: دەمێ کاری، قەرەباڵغی، پێشینە، پسوولەکا خواندی.
queue-closed-title = نوکە پسوولێن سرێ ناهێنە دان
queue-opens-today = سەنتەر ئەڤرۆ دەمژمێر { $time } ڤەدبیت.
queue-opens-tomorrow = سەنتەر سوباهی دەمژمێر { $time } ڤەدبیت.
queue-opens-on = سەنتەر ل { $day } دەمژمێر { $time } ڤەدبیت.
queue-closed-unknown = تکایە ژ کارمەندەکی بپرسە کەنگی ڤەدبیت.
queue-full-title = ئەڤرۆ پسوولە نەماینە
queue-full-about = هەمی پسوولێن ڤێ خزمەتگوزاریێ هاتینە دان. تکایە سوباهی سپێدێ وەرە.
queue-paused-title = ئەڤ کیۆسکە بۆ دەمەکی هاتیە ڕاگرتن
queue-paused-about = تکایە کیۆسکەکا دی بکاربینە، یان ژ کارمەندەکی بپرسە.
queue-locked-maintenance = ئەڤ کیۆسکە دهێتە چاککرن. تکایە کیۆسکەکا دی بکاربینە، یان ژ کارمەندەکی بپرسە.
queue-locked-elsewhere = ل کیۆسکەکا دی یان ل پەنجەرێ خزمەتا تە دهێتە کرن. کارمەندەک ڕێکێ نیشا تە ددەت.
queue-locked-later = ئەڤ کیۆسکە ئەڤرۆ پاشتر ڤەدبیت. تکایە کیۆسکەکا دی بکاربینە، یان ژ کارمەندەکی بپرسە.
queue-locked-today = ئەڤ کیۆسکە ئەڤرۆ چیدی کار ناکەت. تکایە کیۆسکەکا دی بکاربینە، یان ژ کارمەندەکی بپرسە.
queue-many-title = هێشتا پسوولە دڤێت؟
queue-many-about = { $n ->
    [one] نوکە { $n } کەس چاڤەڕێیە. دبیت درێژ ببیت.
   *[other] نوکە { $n } کەس چاڤەڕێنە. دبیت درێژ ببیت.
}
queue-many-yes = بەلێ، پسوولەکێ
queue-another-title = پسوولەکا دی دڤێت؟
queue-another-about = تە بەری نوکە { $label } بۆ ڤێ خزمەتگوزاریێ هەیە.
queue-another-yes = بەلێ، ئێکا دی
done-another = پسوولەکا دی

## کی زویتر دهێتە گازیکرن
priority-ask = پێدڤی پێشینەیێ مە
priority-title = کی دڤێت زویتر بهێتە گازیکرن؟
priority-hint = هەر کەسێ ئەڤە ل سەر درست بیت دشێت هەلبژێریت. ل سەر پسوولێ دهێتە نڤیسین.
priority-elderly = کەسێ دانعەمر
priority-disabled = کەسێ خودان پێدڤیێن تایبەت
priority-pregnant = ژنا دووگیان
priority-infant = دگەل زارۆکێ ساڤا
priority-other = ئەگەرێ دی
priority-chosen = زویتر دهێتە گازیکرن: { $reason }
paper-priority = زویتر دهێتە گازیکرن: { $reason }

## پسوولەیا ل بەر سکانەری
held-title = پسوولا سرا تە
held-waiting = هێشتا نەهاتیە گازیکرن.
held-enough = ئەڤ پسوولە گەلەک جاران هاتیە چاپکرن. تکایە ژ کارمەندەکی بپرسە.
held-called = ئەڤ ژمارە هاتیە گازیکرن. تکایە هەڕە بۆ کاونتەرێ.
held-given-up = ئەڤ پسوولە هاتیە هەلوەشاندن. ناهێتە گازیکرن.
held-print = دووبارە چاپ بکە
held-give-up = ئەڤ پسوولە من ناڤێت
held-sure-title = ئەڤ پسوولە بهێتە هەلوەشاندن؟
held-sure-about = هینگێ جهێ تە د سرێ دا نامینیت.
held-really = بەلێ، هەلوەشینە
held-unknown-title = ئەڤ پسوولە ل ڤێرە نەنیاسە
held-unknown-about = یا ئەڤرۆ نینە، یان یا کیۆسکەکا دیە. تکایە ببە بۆ وێ کیۆسکێ یان ژ کارمەندەکی بپرسە.
ticket-again-title = پسوولا تە دووبارە هاتە چاپکرن
ticket-again-about = ژمارە هەمان ژمارەیە. جهێ تە دمینیت.

# How many come together: asked where the service wants to know.
party-title = چەند کەس پێکڤە دهێن؟
party-hint = تو ژی ئێک ژ وانی. ژمارە ل سەر پسوولێ دهێتە نڤیسین.
party-ticket = پسوولێ وەربگرە
paper-party = بۆ { $n ->
    [one] { $n } کەسی
   *[other] { $n } کەسان
}
priority-appointment = ب ژڤان
