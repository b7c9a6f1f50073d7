# ئەوەی تەکنیککار لە کیۆسک دەیخوێنێتەوە: تاقیکردنەوە و تۆمار.
staff-tests = تاقیکردنەوە
staff-tests-about = دەستلێدان، دوگمە، ڕەنگ، دەنگ، ئامێر
staff-tests-hint = هەر تاقیکردنەوەیەک یەکسەر پیشان دەدات چی ڕاستە و چی نا.
staff-log = تۆمار
staff-log-about = چی ڕوویداوە و چی بکرێت
test-again = جارێکی تر

test-touch = شاشەی دەستلێدان
test-touch-about = هەموو شوێنێک دەبێت وەڵام بداتەوە
test-touch-do = پەنجە بەسەر هەموو خانەکاندا بهێنە، تا قەراغەکان. پێنج چرکە دوای دوا دەستلێدان کۆتایی دێت.
test-touch-left = { $n ->
    [one] { $n } خانە ماوە.
   *[other] { $n } خانە ماون.
}
test-touch-good = هەموو خانەکان وەڵامیان دایەوە.
test-touch-missed = { $n ->
    [one] { $n } خانە وەڵامی نەدایەوە. ئەوە تاریکەکەیە.
   *[other] { $n } خانە وەڵامیان نەدایەوە. ئەوانە تاریکەکانن.
}

test-keys = دوگمەکان
test-keys-about = هەر دوگمەیەک مانای چییە
test-keys-do = هەموو دوگمەکانی کیپاد دابگرە. دوگمەی گەڕانەوە، دوو جار دابگیرێت، دەرتدەکات.
test-keys-none = هێشتا هیچ دوگمەیەک دانەگیراوە.
test-key-line = { $key }: { $means }
test-key-unknown = دوگمەیەکی بێناو
test-key-types = { $sign } دەنووسێت
test-key-nothing = لێرە مانای نییە
key-use-next = دواتر
key-use-previous = پێشوو
key-use-up = سەرەوە
key-use-down = خوارەوە
key-use-left = بۆ چەپ
key-use-right = بۆ ڕاست
key-use-select = هەڵبژاردن
key-use-back = گەڕانەوە
key-use-home = بۆ سەرەتا
key-use-help = یارمەتی
key-use-language = زمان
key-use-repeat = دووبارەی بکەوە
key-use-pause = دەنگەکە ڕابگرە
key-use-louder = بەرزتر
key-use-softer = نزمتر
key-use-faster = خێراتر
key-use-slower = هێواشتر
key-use-headphones = هێدفۆن لێدراوە
key-use-unplugged = هێدفۆن دەرهێنراوە
key-use-jack = هێدفۆن لێدان یان دەرهێنان
key-use-aloud = وەڵامی کەسی بە دەنگی بەرز
key-use-staff = دەرگای کارمەندان

test-colours = ڕەنگ و قەبارە
test-colours-about = ڕاستەیەک لەسەر شاشە
test-colours-do = ڕاستەیەک بنێ بە تەنیشت هێڵەکانەوە. هەردووکیان دەبێت ١٠٠ ملم بن.
test-colours-measured = { $n } ملمە
test-colours-right = قەبارەکە ڕاستە.
test-colours-write = لە ڕێکخستن بنووسە: { $line }
test-colours-fields = هەر خانەیەک دەبێت لە خانەی تەنیشتی جیاواز بێت.

test-sound = دەنگ
test-sound-about = دەنگەکە، چەپ و ڕاست
test-sound-do = گوێ لە بڵندگۆکە بگرە، ئینجا بە هێدفۆن.
test-sound-say = ڕستەیەک بڵێ
test-sound-left = تەنها چەپ
test-sound-right = تەنها ڕاست
test-sound-sentence = ئەمە دەنگی کیۆسکەکەیە. یەک، دوو، سێ.
test-sound-left-sentence = ئەمە لای چەپە.
test-sound-right-sentence = ئەمە لای ڕاستە.
test-sound-device = درا بە ئامێری دەنگ. ئەگەر هیچ نابیستیت، سەیری کێبڵ و بەرزی دەنگ و { $key } بکە.
test-sound-file = لە فایلێکدا نووسرا، وەک ڕێکخستنەکە دەڵێت.
test-sound-off = دەنگ لە ڕێکخستندا کوژاوەتەوە.

test-printer = چاپکەر
test-printer-about = دۆخەکەی و شریتی تاقیکردنەوە
test-printer-set = پۆرت { $port }، خێرایی { $baud }، پڕۆفایل { $profile }

test-scanner = سکانەر
test-scanner-about = چی دەخوێنێتەوە و چۆن دەینێرێت
test-scanner-do = کۆدێک یان کارتێک بخەرە بەردەمی. ئەوەی تێیدایە پیشان نادرێت.
test-scanner-set = پۆرت { $port }، خێرایی { $baud }
scan-kind-identity = ناسنامە یان پاسپۆرت
scan-kind-unreadable = دێڕەکانی کارتێک، بە ڕاستی نەخوێنرانەوە
scan-kind-reference = وەسڵ یان ژمارەی داواکاری
scan-kind-refused = کۆدێکی واژۆکراو کە باوەڕی پێ ناکرێت
scan-kind-ticket = پسوولەی سەرە
scan-kind-appointment = ژوان
scan-kind-badge = باجی کارمەند
scan-kind-unknown = شتێک کە کیۆسک نایناسێت
scan-framing = { $n ->
    [one] { $n } پیت، { $end }
   *[other] { $n } پیت، { $end }
}
scan-end-sign = بە { $sign } کۆتایی هات
scan-end-wrapped = لەنێوان { $first } و { $last }
scan-end-silence = بە بێدەنگی کۆتایی هات: کۆتاییەک دابنێ
scan-end-packet = لە پاکەتێکدا
scan-aim = کۆدی { $kind } ({ $code })
scan-latin = { $code } نییە

test-network = پەیوەندی بە نووسینگە
test-network-about = گەیشتن، دواکەوتن، کاتژمێر، بڕوانامە
test-network-do = ئەوەی تازە بینرا.
network-none = ناونیشانی نووسینگە دانەنراوە. تەنها پسوولە.
network-reached = نووسینگە لە { $n } میلی چرکەدا وەڵام دەداتەوە.
network-unreached = نووسینگە وەڵام ناداتەوە. سەیری کێبڵی تۆڕ و ناونیشانەکە بکە.
network-clock-good = کاتژمێرەکان یەکن. جیاوازی: { $n } چرکە.
network-clock-apart = کاتژمێرەکان { $n } چرکە جیاوازن. با کات لە تۆڕەوە دابنرێت.
network-certificate = بڕوانامەکە تا { $date } بەکاردێت.
network-certificate-soon = بڕوانامەکە لە { $date } تەواو دەبێت. با نوێ بکرێتەوە.
network-certificate-over = بڕوانامەکە لە { $date } تەواو بوو.
network-plain = بڕوانامە نییە: نووسینگە لەسەر هەمان کۆمپیوتەرە.
network-link = دۆخ { $link }، چاوەڕێی ناردن: { $n }

log-hint = نوێترین لە سەرەتادایە. خۆی بەردەوام دەبێت.
log-all = هەموو
log-warnings = ئاگاداری
log-errors = هەڵە
log-nothing = هیچی لەم جۆرە ڕووی نەداوە.
log-level-info = تێبینی
log-level-warning = ئاگاداری
log-level-error = هەڵە
log-times = { $n } جار
