# ما يقرؤه الفني على الكشك: الاختبارات والسجل.
staff-tests = الاختبارات
staff-tests-about = اللمس والمفاتيح والألوان والصوت والأجهزة
staff-tests-hint = يظهر كل اختبار فورا ما هو صحيح وما ليس كذلك.
staff-log = السجل
staff-log-about = ما حدث وما العمل
test-again = مرة أخرى

test-touch = شاشة اللمس
test-touch-about = كل موضع يجب أن يستجيب
test-touch-do = امسح بإصبعك كل الحقول حتى الحواف. ينتهي الاختبار بعد 5 ثوان من آخر لمسة.
test-touch-left = { $n ->
    [zero] لم يبق حقل.
    [one] بقي حقل واحد.
    [two] بقي حقلان.
    [few] بقيت { $n } حقول.
    [many] بقي { $n } حقلا.
   *[other] بقي { $n } حقل.
}
test-touch-good = استجابت كل الحقول.
test-touch-missed = { $n ->
    [zero] استجابت كل الحقول.
    [one] حقل واحد لم يستجب. هو الحقل الداكن.
    [two] حقلان لم يستجيبا. هما الحقلان الداكنان.
    [few] { $n } حقول لم تستجب. هي الحقول الداكنة.
    [many] { $n } حقلا لم يستجب. هي الحقول الداكنة.
   *[other] { $n } حقل لم يستجب. هي الحقول الداكنة.
}

test-keys = المفاتيح
test-keys-about = معنى كل مفتاح
test-keys-do = اضغط كل مفاتيح اللوحة. مفتاح الرجوع إذا ضغط مرتين يخرج من الاختبار.
test-keys-none = لم يضغط أي مفتاح بعد.
test-key-line = { $key }: { $means }
test-key-unknown = مفتاح بلا اسم
test-key-types = يكتب { $sign }
test-key-nothing = لا معنى له هنا
key-use-next = التالي
key-use-previous = السابق
key-use-up = إلى الأعلى
key-use-down = إلى الأسفل
key-use-left = إلى اليسار
key-use-right = إلى اليمين
key-use-select = اختيار
key-use-back = رجوع
key-use-home = إلى البداية
key-use-help = مساعدة
key-use-language = اللغة
key-use-repeat = أعد القول
key-use-pause = إيقاف الصوت مؤقتا
key-use-louder = أعلى
key-use-softer = أخفض
key-use-faster = أسرع
key-use-slower = أبطأ
key-use-headphones = وصلت السماعات
key-use-unplugged = نزعت السماعات
key-use-jack = وصل السماعات أو نزعها
key-use-aloud = الإجابات الشخصية بصوت مسموع
key-use-staff = باب الموظفين

test-colours = الألوان والقياس
test-colours-about = مسطرة على الشاشة
test-colours-do = ضع مسطرة بجانب الخطين. يجب أن يكون طول كل منهما 100 ملم.
test-colours-measured = طوله { $n } ملم
test-colours-right = القياس صحيح.
test-colours-write = اكتب في الإعدادات: { $line }
test-colours-fields = يجب أن يختلف كل حقل عن الحقل الذي بجانبه.

test-sound = الصوت
test-sound-about = الصوت، يسار ويمين
test-sound-do = استمع إلى مكبر الصوت ثم بالسماعات.
test-sound-say = قل جملة
test-sound-left = اليسار فقط
test-sound-right = اليمين فقط
test-sound-sentence = هذا صوت الكشك. واحد، اثنان، ثلاثة.
test-sound-left-sentence = هذا هو الجانب الأيسر.
test-sound-right-sentence = هذا هو الجانب الأيمن.
test-sound-device = أرسل إلى جهاز الصوت. إن لم تسمع شيئا فانظر إلى السلك ومستوى الصوت و { $key }.
test-sound-file = كتب في ملف كما تقول الإعدادات.
test-sound-off = الصوت مطفأ في الإعدادات.

test-printer = الطابعة
test-printer-about = حالتها وشريط الاختبار
test-printer-set = المنفذ { $port }، السرعة { $baud }، النوع { $profile }

test-scanner = الماسح
test-scanner-about = ما يقرأ وكيف يرسله
test-scanner-do = ضع رمزا أو بطاقة أمامه. لا يعرض ما فيها.
test-scanner-set = المنفذ { $port }، السرعة { $baud }
scan-kind-identity = بطاقة هوية أو جواز سفر
scan-kind-unreadable = أسطر بطاقة لم تقرأ صحيحا
scan-kind-reference = إيصال أو رقم طلب
scan-kind-refused = رمز موقع غير موثوق
scan-kind-ticket = تذكرة دور
scan-kind-appointment = موعد
scan-kind-badge = شارة موظف
scan-kind-unknown = شيء لا يعرفه الكشك
scan-framing = { $n ->
    [zero] لا حروف، { $end }
    [one] حرف واحد، { $end }
    [two] حرفان، { $end }
    [few] { $n } حروف، { $end }
    [many] { $n } حرفا، { $end }
   *[other] { $n } حرف، { $end }
}
scan-end-sign = تنتهي بـ { $sign }
scan-end-wrapped = بين { $first } و { $last }
scan-end-silence = تنتهي بالصمت: اضبط علامة نهاية
scan-end-packet = في حزمة
scan-aim = رمز { $kind } ({ $code })
scan-latin = ليست { $code }

test-network = الطريق إلى الدائرة
test-network-about = الوصول والتأخير والساعة والشهادة
test-network-do = ما شوهد قبل لحظة.
network-none = لا عنوان للدائرة في الإعدادات. تذاكر فقط.
network-reached = تجيب الدائرة خلال { $n } ملي ثانية.
network-unreached = الدائرة لا تجيب. انظر إلى سلك الشبكة والعنوان.
network-clock-good = الساعتان متفقتان. الفرق: { $n } ثانية.
network-clock-apart = الفرق بين الساعتين { $n } ثانية. اضبط الوقت من الشبكة.
network-certificate = الشهادة صالحة حتى { $date }.
network-certificate-soon = تنتهي الشهادة في { $date }. اطلب تجديدها.
network-certificate-over = انتهت الشهادة في { $date }.
network-plain = لا شهادة: الدائرة على هذا الحاسوب.
network-link = الحالة { $link }، بانتظار الإرسال: { $n }

log-hint = الأحدث أولا. يستمر من نفسه.
log-all = الكل
log-warnings = التحذيرات
log-errors = الأخطاء
log-nothing = لم يحدث شيء من هذا النوع.
log-level-info = ملاحظة
log-level-warning = تحذير
log-level-error = خطأ
log-times = عدد المرات: { $n }
