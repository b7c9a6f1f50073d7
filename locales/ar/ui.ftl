# ما يقرؤه المواطن على الشاشة.

## الأوامر
action-back = رجوع
action-continue = متابعة
action-cancel = إلغاء
action-close = إغلاق
action-change = تعديل
action-start = ابدأ
action-yes = نعم
action-no = لا
action-try-again = حاول مرة أخرى
action-skip = تخطٍّ
action-home = البداية
action-finish = إنهاء
action-less = أقل
action-more = أكثر
action-clear = مسح
page-of = صفحة { $n } من { $of }
page-next = الصفحة التالية
page-previous = الصفحة السابقة
step-of = الخطوة { $n } من { $of }
optional = اختياري
selected = تم الاختيار

## في المكان نفسه على كل شاشة
header-help = مساعدة
header-language = اللغة
header-text-size = حجم النص
header-contrast = التباين
header-digits = الأرقام
header-finish = إنهاء ومسح
text-size-standard = نص عادي
text-size-large = نص كبير
text-size-largest = أكبر نص
contrast-standard = تباين عادي
digits-latin = أرقام 1 2 3
digits-arabic = أرقام ١ ٢ ٣
link-offline = لا يوجد اتصال الآن. تُحفظ الطلبات هنا وتُرسل لاحقاً.
printer-offline = الطابعة غير جاهزة.
scanner-offline = الماسح غير جاهز. يمكنك الكتابة بدلاً منه.
notice-unprinted = لم تُطبع التذكرة الأخيرة.
notice-unprinted-again = اطبعها مرة أخرى
notice-sheet = للموظف: ربما لم تخرج تذكرة كاملة.
notice-sheet-open = انظر إليها
paper-left = { $count ->
    [zero] لم تبق تذاكر في اللفة.
    [one] بقيت تذكرة واحدة تقريباً في اللفة.
    [two] بقيت تذكرتان تقريباً في اللفة.
    [few] بقيت نحو { $count } تذاكر في اللفة.
    [many] بقيت نحو { $count } تذكرة في اللفة.
   *[other] بقيت نحو { $count } تذكرة في اللفة.
}

## اللغات
attract-welcome = أهلاً وسهلاً
attract-centre = مركز الخدمات العامة
attract-choose = المس لغتك للبدء
# Where the texts of the language still wait for a native reviewer.
attract-choose-draft = المس لغتك للبدء (نص أولي)
attract-speech = المساعدة الصوتية متوفرة
language-title = اختر لغتك
language-kept = تبقى إجاباتك كما هي.

## البداية
home-title = ماذا تحتاج اليوم؟
home-service = بدء خدمة
home-service-about = تقديم طلب أو تجديد أو تسجيل
home-ticket = رقم انتظار فقط
home-ticket-about = خذ رقماً وانتظر دورك
home-status = متابعة طلب
home-status-about = اعرف إلى أين وصل طلبك
home-help = مساعدة من موظف
home-help-about = يأتي إليك أحد الموظفين
requests-closed = لا يمكن تقديم طلبات على هذا الجهاز الآن. يمكنك أخذ رقم انتظار، وسيساعدك أحد الموظفين.

## الخدمات
categories-title = ما نوع الخدمة؟
services-title = أي خدمة؟
services-count = { $n ->
    [zero] لا توجد خدمات
    [one] خدمة واحدة
    [two] خدمتان
    [few] { $n } خدمات
    [many] { $n } خدمة
   *[other] { $n } خدمة
}
service-about = الوصف
service-office = الجهة المسؤولة
service-conditions = الشروط
service-documents = الوثائق
service-time = المدة اللازمة
service-fee = الرسم
service-what = الوصف
service-start = ابدأ هذه الخدمة
service-ticket-only = رقم انتظار فقط
service-free = مجاناً
service-sample = نموذج – يُؤكَّد قبل الاستخدام
service-sample-short = نموذج
service-original = الأصل
service-copies = { $n ->
    [zero] بدون نسخ
    [one] نسخة واحدة
    [two] نسختان
    [few] { $n } نسخ
    [many] { $n } نسخة
   *[other] { $n } نسخة
}
service-original-and-copies = الأصل و{ $n ->
    [zero] بدون نسخ
    [one] نسخة واحدة
    [two] نسختان
    [few] { $n } نسخ
    [many] { $n } نسخة
   *[other] { $n } نسخة
}
service-no-documents = لا حاجة إلى وثائق
service-anyone = يحق للجميع التقديم
service-minutes = { $n ->
    [zero] أقل من دقيقة
    [one] دقيقة واحدة
    [two] دقيقتان
    [few] { $n } دقائق
    [many] { $n } دقيقة
   *[other] { $n } دقيقة
}
service-working-days = { $n ->
    [zero] في اليوم نفسه
    [one] يوم عمل واحد
    [two] يوما عمل
    [few] { $n } أيام عمل
    [many] { $n } يوم عمل
   *[other] { $n } يوم عمل
}
service-working-days-up-to = { $n ->
    [zero] في اليوم نفسه
    [one] حتى يوم عمل واحد
    [two] حتى يومي عمل
    [few] حتى { $n } أيام عمل
    [many] حتى { $n } يوم عمل
   *[other] حتى { $n } يوم عمل
}
service-private = نحافظ على الخصوصية. لا يُطبع اسم الخدمة على تذكرتك.

## هل هي لك؟
eligibility-context = قبل أن نبدأ
stopped-title = لا يمكن بدء هذه الخدمة بعد
stopped-person = يمكن لأحد الموظفين أن يشرح لك ويساعدك.
stopped-ticket = خذ رقم انتظار
stopped-change = أعدّل إجابتي

## الأسئلة
problem-title = هناك مشكلة
question-scan = ضع بطاقتك أو جوازك أمام الماسح
question-scan-about = نحن نقرأ الإجابات وأنت تراجعها.
question-or-type = أو اكتب إجابتك أدناه.
date-year = السنة
date-month = الشهر
date-day = اليوم
date-choose-year = اختر السنة
date-choose-month = اختر الشهر
date-choose-day = اختر اليوم
date-chosen = اخترت { $date }
date-again = اختر من جديد
count-value = العدد: { $n }
choice-more = خيارات أخرى

## بعد المسح
scanned-title = قرأنا هذا من بطاقتك
scanned-question = هل هو صحيح؟
scanned-yes = نعم، استخدمه
scanned-no = لا، سأكتبه بنفسي
scanned-unreadable = لم نتمكن من القراءة. حاول مرة أخرى أو اكتب إجابتك.
scanned-not-here = هذه الشاشة لا تحتاج إلى بطاقة.
scanned-nothing-new = لا توجد في البطاقة إجابة عن هذه الأسئلة. يرجى الكتابة.
scanned-expired = انتهت صلاحية هذه الوثيقة.

## مراجعة الإجابات
review-title = راجع إجاباتك
review-hint = المس «تعديل» لتصحيح إجابة.
review-empty = لم يُكتب

## الموافقة
consent-title = هل توافق على الإرسال؟
consent-asked = نسألك فقط عمّا تحتاجه هذه الخدمة.
consent-who = لا يقرؤه إلا { $office }.
consent-kept = يُمحى من هذا الجهاز حالما يصل إلى الدائرة.
consent-agree = أوافق
consent-staff = أتحدث مع موظف

## الحفظ
sending-title = نحفظ طلبك الآن
sending-wait = يرجى الانتظار بضع ثوانٍ.
failed-title = لم نتمكن من حفظ طلبك
failed-about = لم يُرسل شيء. إجاباتك ما زالت هنا.
ticket-failed-title = لم نتمكن من إصدار رقم
ticket-failed-about = حاول مرة أخرى أو اطلب مساعدة موظف.

## تم
done-title = تم حفظ طلبك
done-reference = الرقم المرجعي
done-code = رمز التحقق
done-ticket = رقمك
done-next = ماذا بعد؟
done-next-call = انتظر حتى يُنادى رقمك.
done-next-desk = أبرز تذكرتك ووثائقك عند الشباك.
done-next-status = بالرقم المرجعي يمكنك متابعة طلبك هنا في أي يوم.
done-sent = حُفظ هنا وهو في طريقه إلى الدائرة.
done-later = حُفظ هنا. سيُرسل عند عودة الاتصال.
done-write-down = يرجى كتابة الرقم.
print-waiting = يرجى الانتظار. تُطبع تذكرتك الآن.
print-done = طُبعت تذكرتك. يرجى أخذها.
print-failed = لم تُطبع تذكرتك بعد.
print-unsure = لا نعلم هل خرجت تذكرتك كاملة. سينظر فيها موظف.
print-coming = تُطبع من تلقاء نفسها حالما تجهز الطابعة.
print-again = اطبع مرة أخرى
sheet-open = للموظف: انظر إلى هذه التذكرة
sheet-title = للموظف: هل خرجت هذه التذكرة كاملة؟
sheet-hint = انظر إلى الطابعة وإلى ما في يد المواطن. يُسأل عنها مرة واحدة.
sheet-yes = نعم
sheet-no = لا، اطبعها مرة أخرى
sheet-picture = التذكرة كما ينبغي أن تبدو
call-staff = اطلب مساعدة موظف
staff-called = تم استدعاء موظف. يرجى البقاء هنا.
staff-not-called = لم يصل النداء. يرجى التوجه إلى الشباك.

## التقييم
rating-title = كيف كانت هذه الخدمة؟
rating-about = لمسة واحدة. لا نسأل من أنت.
rating-1 = سيئة جداً
rating-2 = سيئة
rating-3 = مقبولة
rating-4 = جيدة
rating-5 = جيدة جداً
rating-thanks = شكراً
wiped-title = شكراً. مُسحت إجاباتك من هذه الشاشة.

## رقم الانتظار
ticket-category-title = من تريد أن تراجع؟
ticket-service-title = ما الموضوع؟
ticket-making = نُصدر رقمك الآن
ticket-title = هذا رقمك

## متابعة طلب
status-reference-title = اكتب رقمك المرجعي
status-reference-hint = تجده على الوصل ويبدأ بحرف K.
status-code-title = اكتب رمز التحقق
status-code-hint = أربعة أرقام على الوصل تحت الرقم المرجعي.
status-scan = أو ضع رمز الوصل أمام الماسح
status-find = ابحث
status-looking = نبحث عن طلبك
status-bad-reference = الرقم المرجعي غير كامل. يرجى التأكد من كل حرف.
status-bad-code = رمز التحقق أربعة أرقام.
status-not-found-title = لم نجد طلباً بهذا الرقم
status-not-found-about = تأكد من الرقم المرجعي ورمز التحقق أو اسأل موظفاً.
status-offline-title = لا يمكننا سؤال الدائرة الآن
status-offline-about = لا يوجد اتصال. حاول لاحقاً أو اسأل موظفاً.
status-last-known = لا يوجد اتصال. هذا ما عرفناه في { $date }.
status-since = منذ { $date }
status-again = متابعة طلب آخر
state-received = استُلم
state-received-about = وصل طلبك إلى الدائرة ولم يُفتح بعد.
state-in-review = قيد المراجعة
state-in-review-about = تعمل الدائرة على طلبك.
state-needs-citizen = نحتاج إليك
state-needs-citizen-about = هناك شيء ناقص. يرجى مراجعة الدائرة مع وثائقك.
state-approved = تمت الموافقة
state-approved-about = تمت الموافقة على طلبك. يجري إعداد وثيقتك.
state-ready = جاهز
state-ready-about = وثيقتك جاهزة. يرجى استلامها مع الوصل.
state-rejected = لم تتم الموافقة
state-rejected-about = يمكن للدائرة أن تخبرك بالسبب وبما يمكنك فعله.
state-closed = انتهى
state-closed-about = انتهت معاملة هذا الطلب.

## المساعدة
help-title = مساعدة
help-touch = المس ما تريد بإصبع واحد.
help-back = «رجوع» يعيدك إلى الشاشة السابقة وتبقى إجاباتك.
help-language = يمكنك تغيير اللغة وحجم النص في أي وقت.
help-finish = «إنهاء ومسح» يمسح كل ما كتبته.
help-phone = للشكوى اتصل على { $phone }.
help-call = اطلب مساعدة موظف

## إنهاء ومسح
finish-title = إنهاء ومسح؟
finish-about = سيُمسح كل ما كتبته على هذه الشاشة.
finish-yes = نعم، إنهاء ومسح
finish-no = لا، أتابع

## هل ما زلت هنا؟
idle-title = هل تحتاج إلى وقت إضافي؟
idle-left = { $n ->
    [zero] انتهى الوقت
    [one] بقيت ثانية واحدة
    [two] بقيت ثانيتان
    [few] بقيت { $n } ثوانٍ
    [many] بقيت { $n } ثانية
   *[other] بقيت { $n } ثانية
}
idle-about = بعدها سيُمسح كل ما كتبته.
idle-more = نعم، أحتاج إلى وقت إضافي
idle-finish = لا، إنهاء ومسح

## مفاتيح لوحة الكتابة
key-space = مسافة
key-done = تم
key-zwnj = فصل
key-backspace = حذف
key-letters = الحروف
key-alphabetical = أ ب ت
key-standard = ض ص ث
date-years = { $from }–{ $to }
scanned-kept = ما كتبته بنفسك يبقى كما هو.
receipt-not-ours = هذا ليس وصلاً من هذه الخدمة.
receipt-unreadable = رمز الوصل ناقص أو تالف. يرجى وضع الرمز كاملاً أمام الماسح أو كتابة الرقم المرجعي.
receipt-unknown-key = صدر هذا الوصل من جهاز غير معروف هنا. يرجى سؤال أحد الموظفين.
receipt-altered = هذا الوصل غير أصلي: جرى تغيير شيء فيه. يرجى سؤال أحد الموظفين.
receipt-too-early = لا يمكن أن يكون تاريخ هذا الوصل صحيحاً. يرجى سؤال أحد الموظفين.
receipt-expired = وُقّع هذا الوصل بمفتاح انتهت مدته. يرجى سؤال أحد الموظفين.
