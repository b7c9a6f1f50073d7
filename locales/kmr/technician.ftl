# تشتێ تەکنیککار ل کیۆسکێ دخوینیت: تاقیکرن و تۆمار.
staff-tests = تاقیکرن
staff-tests-about = دەستلێدان، دوگمە، ڕەنگ، دەنگ، ئامیر
staff-tests-hint = هەر تاقیکرنەک ئێکسەر نیشان ددەت چ ڕاستە و چ نینە.
staff-log = تۆمار
staff-log-about = چ ڕوویدایە و چ بهێتە کرن
test-again = جارەکا دی

test-touch = شاشا دەستلێدانێ
test-touch-about = هەمی جهـ دڤێت بەرسڤێ بدەن
test-touch-do = تبلا خۆ ب سەر هەمی خانان دا بینە، هەتا لێڤان. پێنج چرکە پشتی دەستلێدانا دویماهیێ خلاس دبیت.
test-touch-left = { $n ->
    [one] { $n } خانە مایە.
   *[other] { $n } خانە ماینە.
}
test-touch-good = هەمی خانان بەرسڤ دا.
test-touch-missed = { $n ->
    [one] { $n } خانەیێ بەرسڤ نەدا. ئەو یا تاریە.
   *[other] { $n } خانان بەرسڤ نەدا. ئەو یێن تارینە.
}

test-keys = دوگمە
test-keys-about = هەر دوگمەیەک رامانا وێ چیە
test-keys-do = هەمی دوگمێن کیپادی دابگرە. دوگما ڤەگەڕینێ، ئەگەر دو جاران بهێتە داگرتن، دەردکەڤیت.
test-keys-none = هێشتا چ دوگمە نەهاتینە داگرتن.
test-key-line = { $key }: { $means }
test-key-unknown = دوگمەیەکا بێ ناڤ
test-key-types = { $sign } دنڤیسیت
test-key-nothing = ل ڤێرە رامان نینە
key-use-next = یا دویڤ دا
key-use-previous = یا بەرێ
key-use-up = بۆ سەری
key-use-down = بۆ خوارێ
key-use-left = بۆ چەپێ
key-use-right = بۆ ڕاستێ
key-use-select = هەلبژارتن
key-use-back = ڤەگەڕین
key-use-home = بۆ دەستپێکێ
key-use-help = هاریکاری
key-use-language = زمان
key-use-repeat = دووبارە بێژە
key-use-pause = دەنگی ڕابگرە
key-use-louder = بلندتر
key-use-softer = نزمتر
key-use-faster = لەزتر
key-use-slower = هێدیتر
key-use-headphones = هێدفۆن هاتە لێدان
key-use-unplugged = هێدفۆن هاتە دەرئینان
key-use-jack = لێدان یان دەرئینانا هێدفۆنێ
key-use-aloud = بەرسڤێن کەسی ب دەنگێ بلند
key-use-staff = دەرگەهێ کارمەندان

test-colours = ڕەنگ و قەبارە
test-colours-about = ڕاستەک ل سەر شاشێ
test-colours-do = ڕاستەکێ دانە ل تەنیشت هێلان. هەردو دڤێت ١٠٠ ملم بن.
test-colours-measured = { $n } ملمە
test-colours-right = قەبارە یێ ڕاستە.
test-colours-write = د ڕێکخستنێ دا بنڤیسە: { $line }
test-colours-fields = هەر خانەیەک دڤێت ژ یا تەنیشتا خۆ یا جودا بیت.

test-sound = دەنگ
test-sound-about = دەنگ، چەپ و ڕاست
test-sound-do = گوهـ بدە بلندگۆیی، پاشی ب هێدفۆنێ.
test-sound-say = ڕستەکێ بێژە
test-sound-left = ب تنێ چەپ
test-sound-right = ب تنێ ڕاست
test-sound-sentence = ئەڤە دەنگێ کیۆسکێیە. ئێک، دو، سێ.
test-sound-left-sentence = ئەڤە لایێ چەپێیە.
test-sound-right-sentence = ئەڤە لایێ ڕاستێیە.
test-sound-device = هاتە دان بۆ ئامیرێ دەنگی. ئەگەر تو چ نابهیسی، بەرێ خۆ بدە کێبلێ و بلندیا دەنگی و { $key }.
test-sound-file = د فایلەکێ دا هاتە نڤیسین، وەکی ڕێکخستن دبێژیت.
test-sound-off = دەنگ د ڕێکخستنێ دا یێ ڤەمریە.

test-printer = چاپکەر
test-printer-about = ڕەوشا وێ و شریتا تاقیکرنێ
test-printer-set = پۆرت { $port }، لەز { $baud }، پرۆفایل { $profile }

test-scanner = سکانەر
test-scanner-about = چ دخوینیت و چەوا دهنێریت
test-scanner-do = کۆدەکێ یان کارتەکێ دانە ل بەر. تشتێ تێدا ناهێتە نیشادان.
test-scanner-set = پۆرت { $port }، لەز { $baud }
scan-kind-identity = ناسنامە یان پاسپۆرت
scan-kind-unreadable = ڕێزێن کارتەکێ، ب دورستی نەهاتنە خواندن
scan-kind-reference = وەسل یان ژمارا داخازیێ
scan-kind-refused = کۆدەکا واژۆکری کو باوەری پێ ناهێتە کرن
scan-kind-ticket = پسوولا سرێ
scan-kind-appointment = ژڤان
scan-kind-badge = باجێ کارمەندی
scan-kind-unknown = تشتەک کو کیۆسک ناناسیت
scan-framing = { $n ->
    [one] { $n } پیت، { $end }
   *[other] { $n } پیت، { $end }
}
scan-end-sign = ب { $sign } خلاس بوو
scan-end-wrapped = د ناڤبەرا { $first } و { $last } دا
scan-end-silence = ب بێدەنگیێ خلاس بوو: دویماهیەکێ دانە
scan-end-packet = د پاکەتەکێ دا
scan-aim = کۆدا { $kind } ({ $code })
scan-latin = { $code } نینە

test-network = گرێدان ب نڤیسینگەهێ
test-network-about = گەهشتن، درەنگی، دەمژمێر، باوەرنامە
test-network-do = تشتێ نوکە هاتە دیتن.
network-none = ناڤونیشانێ نڤیسینگەهێ نەهاتیە دانان. ب تنێ پسوولە.
network-reached = نڤیسینگەهـ د { $n } میلی چرکان دا بەرسڤێ ددەت.
network-unreached = نڤیسینگەهـ بەرسڤێ نادەت. بەرێ خۆ بدە کێبلا تۆڕێ و ناڤونیشانی.
network-clock-good = دەمژمێر وەکی ئێکن. جوداهی: { $n } چرکە.
network-clock-apart = دەمژمێر { $n } چرکە جودانە. بلا دەم ژ تۆڕێ بهێتە دانان.
network-certificate = باوەرنامە هەتا { $date } دهێتە بکارئینان.
network-certificate-soon = باوەرنامە ل { $date } خلاس دبیت. بلا بهێتە نویکرن.
network-certificate-over = باوەرنامە ل { $date } خلاس بوو.
network-plain = باوەرنامە نینە: نڤیسینگەهـ ل سەر هەمان کۆمپیوتەرە.
network-link = ڕەوش { $link }، ل هیڤیا هنارتنێ: { $n }

log-hint = یا نوی ل دەستپێکێیە. ب خۆ بەردەوام دبیت.
log-all = هەمی
log-warnings = ئاگەهداری
log-errors = خەلەتی
log-nothing = چ ژ ڤی جۆری ڕوویندایە.
log-level-info = تێبینی
log-level-warning = ئاگەهداری
log-level-error = خەلەتی
log-times = { $n } جار
