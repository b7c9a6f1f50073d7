# پسوولەی سەرە: کاتی کارکردن، قەرەباڵغی، پێشینە، پسوولەیەکی خوێندراوەوە.
queue-closed-title = ئێستا پسوولەی سەرە نادرێت
queue-opens-today = سەنتەر ئەمڕۆ کاتژمێر { $time } دەکرێتەوە.
queue-opens-tomorrow = سەنتەر سبەی کاتژمێر { $time } دەکرێتەوە.
queue-opens-on = سەنتەر لە { $day } کاتژمێر { $time } دەکرێتەوە.
queue-closed-unknown = تکایە لە کارمەندێک بپرسە کەی دەکرێتەوە.
queue-full-title = ئەمڕۆ پسوولە نەماوە
queue-full-about = هەموو پسوولەکانی ئەم خزمەتگوزارییە دراون. تکایە سبەی بەیانی وەرە.
queue-paused-title = ئەم کیۆسکە بۆ ماوەیەک ڕاگیراوە
queue-paused-about = تکایە کیۆسکێکی تر بەکاربهێنە، یان لە کارمەندێک بپرسە.
queue-locked-maintenance = ئەم کیۆسکە چاک دەکرێتەوە. تکایە کیۆسکێکی تر بەکاربهێنە، یان لە کارمەندێک بپرسە.
queue-locked-elsewhere = لە کیۆسکێکی تر یان لە پەنجەرەکە خزمەتت دەکرێت. کارمەندێک ڕێگاکەت پیشان دەدات.
queue-locked-later = ئەم کیۆسکە ئەمڕۆ دواتر دەکرێتەوە. تکایە کیۆسکێکی تر بەکاربهێنە، یان لە کارمەندێک بپرسە.
queue-locked-today = ئەم کیۆسکە ئەمڕۆ چیتر کار ناکات. تکایە کیۆسکێکی تر بەکاربهێنە، یان لە کارمەندێک بپرسە.
queue-many-title = هێشتا پسوولەت دەوێت؟
queue-many-about = { $n ->
    [one] ئێستا { $n } کەس چاوەڕێیە. لەوانەیە درێژە بکێشێت.
   *[other] ئێستا { $n } کەس چاوەڕێن. لەوانەیە درێژە بکێشێت.
}
queue-many-yes = بەڵێ، پسوولەم بدەرێ
queue-another-title = پسوولەیەکی تر دەتەوێت؟
queue-another-about = پێشتر { $label }ت بۆ ئەم خزمەتگوزارییە هەیە.
queue-another-yes = بەڵێ، یەکێکی تر
done-another = پسوولەیەکی تر

## کێ زووتر بانگ دەکرێت
priority-ask = پێشینەم پێویستە
priority-title = کێ دەبێت زووتر بانگ بکرێت؟
priority-hint = هەرکەسێک ئەمەی بەسەردا بچەسپێت دەتوانێت هەڵیبژێرێت. لەسەر پسوولەکە دەنووسرێت.
priority-elderly = بەساڵاچوو
priority-disabled = کەسی خاوەن پێداویستی تایبەت
priority-pregnant = ژنی دووگیان
priority-infant = لەگەڵ منداڵی ساوا
priority-other = هۆکاری تر
priority-chosen = زووتر بانگ دەکرێت: { $reason }
paper-priority = زووتر بانگ دەکرێت: { $reason }

## پسوولەیەک کە خرایە بەردەم سکانەر
held-title = پسوولەی سەرەکەت
held-waiting = هێشتا بانگ نەکراویت.
held-enough = ئەم پسوولەیە زۆر جار چاپ کراوە. تکایە لە کارمەندێک بپرسە.
held-called = ئەم ژمارەیە بانگ کراوە. تکایە بڕۆ بۆ کاونتەر.
held-given-up = ئەم پسوولەیە هەڵوەشێنرایەوە. بانگ ناکرێت.
held-print = دووبارە چاپی بکە
held-give-up = ئەم پسوولەیەم ناوێت
held-sure-title = ئەم پسوولەیە هەڵبوەشێتەوە؟
held-sure-about = ئەو کاتە شوێنەکەت لە سەرەکەدا نامێنێت.
held-really = بەڵێ، هەڵیبوەشێنەوە
held-unknown-title = ئەم پسوولەیە لێرە نەناسراوە
held-unknown-about = هی ئەمڕۆ نییە، یان هی کیۆسکێکی ترە. تکایە بیبە بۆ ئەو کیۆسکە یان لە کارمەندێک بپرسە.
ticket-again-title = پسوولەکەت دووبارە چاپ کرا
ticket-again-about = ژمارەکە هەمان ژمارەیە. شوێنەکەت دەمێنێت.

# How many come together: asked where the service wants to know.
party-title = چەند کەس پێکەوە دێن؟
party-hint = خۆشت لەگەڵیاندا. ژمارەکە لەسەر پسوولەکە دەنووسرێت.
party-ticket = پسوولەکە وەربگرە
paper-party = بۆ { $n ->
    [one] { $n } کەس
   *[other] { $n } کەس
}
priority-appointment = بە ژوان
