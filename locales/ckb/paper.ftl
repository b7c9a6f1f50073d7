# ئەوەی لەسەر پسوولە چاپ دەکرێت.

## هەردووکیان
paper-service = خزمەتگوزاری
paper-date = بەروار
paper-time = کات
paper-fee = تێچوو
paper-bring = ئەمانە لەگەڵ خۆت بهێنە
paper-document-original = { $name } (ڕەسەن)
paper-document-copies = { $name } ({ $n } کۆپی)
paper-document-both = { $name } (ڕەسەن و { $n } کۆپی)
paper-next = دواتر چی دەبێت
paper-complaint = پرسیار یان سکاڵا: { $contact }
paper-sample = نموونەیە – کاری پێ ناکرێت
paper-copy = کۆپی

## پسوولەی نۆرە
paper-ticket-title = پسوولەی نۆرە { $label }
paper-your-number = ژمارەی نۆرەت
paper-ahead-label = لە پێش تۆ
paper-ahead = { $n ->
    [0] هیچ کەس
    [one] { $n } کەس
   *[other] { $n } کەس
}
paper-estimate-label = چاوەڕوانی، نزیکەی
paper-estimate = { $n } خولەک
paper-ticket-next = تکایە چاوەڕێ بکە تا ژمارەکەت بانگ دەکرێت. ئینجا لە کاونتەر ئەم پسوولەیە پیشان بدە.
paper-ticket-keep = ئەم پسوولەیە هەڵبگرە تا کارەکەت تەواو دەبێت.

## پسوولەی داواکاری
paper-receipt-title = پسوولەی داواکارییەکەت
paper-reference = ژمارەی سەرچاوە
paper-check-code = کۆدی پشکنین
paper-office = فەرمانگە
paper-time-needed = ماوەی پێویست
paper-receipt-next = ئێستا فەرمانگە داواکارییەکەت دەپشکنێت. بە ژمارەی سەرچاوە و کۆدی پشکنین، لە هەر ئامێرێکی خزمەتگوزاری دەزانیت گەیشتووەتە کوێ.
paper-receipt-scan = بۆ بینینی داواکارییەکەت، ئەم کۆدە بخەرە بەردەم سکانەری ئامێرەکە.
paper-receipt-keep = ئەم پسوولەیە بپارێزە. هەرکەسێک لای بێت، دەتوانێت بزانێت داواکارییەکەت گەیشتووەتە کوێ.

## فۆرمی داواکاری
paper-form-title = فۆرمی داواکاری
paper-form-details = زانیارییەکان
paper-form-conditions = مەرجەکان
paper-form-declaration = ڕایدەگەیەنم کە زانیارییەکانی سەرەوە ڕاستن و بەرپرسیارم لێیان.
paper-form-signature = واژۆ
paper-form-signed-on = بەروار
paper-form-office-use = تایبەت بە فەرمانگە: مۆر و بەروار
paper-number = ژمارەی نۆرە
