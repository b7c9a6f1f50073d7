# بادینی ب تیپێن عەرەبی. DRAFT: no native reviewer has read this yet.

paper-service = خزمەتگوزاری
paper-date = رێکەفت
paper-time = دەم
paper-fee = تێچوون
paper-bring = ڤان دگەل خۆ بینە
paper-document-original = { $name } (ئەسل)
paper-document-copies = { $name } ({ $n } کۆپی)
paper-document-both = { $name } (ئەسل و { $n } کۆپی)
paper-next = پاشی دێ چ بیت
paper-complaint = پسیار یان گازندە: { $contact }
paper-sample = نموونەیە – کار پێ ناهێتە کرن
paper-copy = کۆپی

paper-ticket-title = پسوولا نۆرێ { $label }
paper-your-number = هژمارا نۆرا تە
paper-ahead-label = بەری تە
paper-ahead = { $n ->
    [0] چ کەس
    [one] { $n } کەس
   *[other] { $n } کەس
}
paper-estimate-label = چاڤەرێکرن، نێزیکی
paper-estimate = { $n } خولەک
paper-ticket-next = هیڤییە ل بەندێ بە هەتا گازی هژمارا تە دهێتە کرن. پاشی ڤێ پسوولێ ل کاونتەری نیشان بدە.
paper-ticket-keep = ڤێ پسوولێ بپارێزە هەتا کارێ تە ب دوماهی دهێت.

paper-receipt-title = پسوولا داخوازیا تە
paper-reference = هژمارا ژێدەری
paper-check-code = کۆدێ پشکنینێ
paper-office = فەرمانگەهـ
paper-time-needed = دەمێ پێدڤی
paper-receipt-next = نوکە فەرمانگەهـ داخوازیا تە دپشکنیت. ب هژمارا ژێدەری و کۆدێ پشکنینێ، ل هەر ئامیرەکێ خزمەتگوزاریێ تو دشێی بزانی گەهشتیە کیرێ.
paper-receipt-scan = بۆ دیتنا داخوازیا خۆ، ڤی کۆدی بدە بەر سکانەرێ ئامیری.
paper-receipt-keep = ڤێ پسوولێ بپارێزە. هەر کەسێ ل دەڤ بیت، دشێت بزانیت داخوازیا تە گەهشتیە کیرێ.

paper-form-title = فۆرما داخوازیێ
paper-form-details = پێزانین
paper-form-conditions = مەرج
paper-form-declaration = ئەز رادگەهینم کو پێزانینێن ل سەری دورستن و ئەز ژێ بەرپرسم.
paper-form-signature = ئیمزا
paper-form-signed-on = رێکەفت
paper-form-office-use = تایبەت ب فەرمانگەهێ: مۆر و رێکەفت
paper-number = هژمارا نۆرێ
