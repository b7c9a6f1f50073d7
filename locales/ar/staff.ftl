# ما يقرؤه الموظفون على الكشك.
staff-mode = الموظفون
staff-gate-title = الموظفون: الرقم والرمز
staff-gate-about = اكتب رقمك ثم رمزك. أو ضع شارتك أمام الماسح.
staff-gate-wait = لحظة من فضلك.
staff-wrong = الرقم أو الرمز خطأ.
staff-badge-refused = هذه الشارة لا تفتح. كل شارة تفتح مرة واحدة.
staff-over = انتهى الوقت. يرجى الدخول من جديد.
staff-role = هذا ليس من صلاحياتك.
staff-no-ticket = لا تذاكر الآن: المركز مغلق أو وزعت كلها.
staff-failed = تعذر ذلك. حاول مرة أخرى.
staff-menu-title = ماذا تريد أن تفعل؟
staff-menu-about = المس رجوع عند الانتهاء.
staff-done = تم.
staff-issued = طبعت التذكرة { $label }.
staff-not-printed = لم تطبع.
staff-ticket = تذكرة لمواطن
staff-ticket-about = لمستان
staff-services-about = اختر لغة التذكرة ثم المس الخدمة.
staff-ticket-in = تذكرة باللغة: { $language }
staff-tickets = تذاكر اليوم
staff-tickets-about = إعادة الطباعة، الإلغاء، الأولوية
staff-tickets-hint = الأحدث أولا.
staff-tickets-none = لم تطبع أي تذكرة اليوم.
staff-ticket-one = تذكرة واحدة
staff-ticket-cancelled = ملغاة
staff-ticket-called = نودي عليها
staff-reprint = اطبعها مرة أخرى
staff-priority = منح الأولوية
staff-cancel = إلغاء التذكرة
staff-calls = طلبات المساعدة
staff-calls-about = من طلب ومتى
staff-calls-none = لا أحد ينتظر المساعدة.
staff-calls-answered = تمت الإجابة عنها
staff-overview = الطابعة والدور والاتصال
staff-overview-about = حالة هذا الكشك
staff-printer-good = الطابعة جاهزة.
staff-scanner-good = الماسح جاهز.
staff-scanner-bad = الماسح غير جاهز. تفقد سلكه.
staff-online = الاتصال بالدائرة قائم.
staff-offline = لا اتصال بالدائرة. كل شيء محفوظ هنا.
staff-leap = تعرض الساعة { $clock }، لكن التذاكر ما زالت تحسب ليوم { $day }: قفزت الساعة ولم تؤكد الدائرة ذلك. هل التاريخ صحيح؟
staff-begin-day = نعم، ابدأ يوم { $clock }
staff-whole-kiosk = الكشك كله
staff-paper = الورق
staff-paper-about = وضع لفة جديدة
staff-paper-open = ١. افتح الغطاء وأخرج اللفة القديمة.
staff-paper-put = ٢. ضع اللفة الجديدة، ويخرج الورق من الأسفل.
staff-paper-close = ٣. دع شبرا من الورق خارجا. أغلق الغطاء حتى تسمع طقطقة.
staff-paper-test = ٤. المس شريط الاختبار. يجب أن يخرج نظيفا ومقطوعا.
staff-new-roll = وُضعت لفة جديدة: ابدأ العد من جديد
staff-strip = شريط الاختبار
staff-strip-title = شريط الاختبار
staff-strip-good = الطابعة تطبع وتقص.
staff-pause = الإيقاف والفتح
staff-pause-about = الكشك أو خدمة واحدة
staff-pause-it = إيقاف
staff-reopen = فتح
staff-paused = متوقف
staff-report = إغلاق اليوم
staff-report-about = أرقام اليوم
staff-report-hint = أرقام فقط، لا شيء عن أي مواطن.
staff-report-today = أرقام اليوم
staff-report-before = أرقام اليوم السابق
staff-close-day = إغلاق اليوم: لا مزيد من التذاكر
staff-open-day = فتح اليوم من جديد
staff-day-closed = اليوم مغلق. تعطى التذاكر من جديد في { $opens }.
staff-report-title = تقرير اليوم
staff-report-print = اطبع التقرير
staff-report-other = بلا خدمة أو خدمة خاصة
staff-report-line = التذاكر: { $tickets }، الطلبات: { $requests }
staff-report-called = نودي عليهم
staff-report-mean = متوسط الانتظار
staff-report-longest = أطول انتظار
staff-report-unknown = غير معروف
staff-report-cancelled = التذاكر الملغاة
staff-report-visits = الزيارات
staff-report-aborted = زيارات لم تكتمل
staff-report-calls = طلبات المساعدة
staff-locked = { $n ->
    [zero] رموز خاطئة كثيرة. حاول بعد قليل.
    [one] رموز خاطئة كثيرة. حاول بعد دقيقة.
    [two] رموز خاطئة كثيرة. حاول بعد دقيقتين.
    [few] رموز خاطئة كثيرة. حاول بعد { $n } دقائق.
    [many] رموز خاطئة كثيرة. حاول بعد { $n } دقيقة.
   *[other] رموز خاطئة كثيرة. حاول بعد { $n } دقيقة.
}
staff-doubts = { $n ->
    [zero] لا ورقة موضع شك.
    [one] ورقة ربما لم تخرج. انظر إليها
    [two] ورقتان ربما لم تخرجا. انظر إليهما
    [few] { $n } أوراق ربما لم تخرج. انظر إليها
    [many] { $n } ورقة ربما لم تخرج. انظر إليها
   *[other] { $n } ورقة ربما لم تخرج. انظر إليها
}
staff-queue-waiting = { $n ->
    [zero] الدور { $queue }: لا أحد ينتظر.
    [one] الدور { $queue }: شخص واحد ينتظر.
    [two] الدور { $queue }: شخصان ينتظران.
    [few] الدور { $queue }: { $n } أشخاص ينتظرون.
    [many] الدور { $queue }: { $n } شخصا ينتظرون.
   *[other] الدور { $queue }: { $n } شخص ينتظرون.
}
staff-queue-minutes = الانتظار لمن يأتي الآن: { $minutes } تقريبا.
staff-queue-unknown = الدور { $queue }: عدد المنتظرين غير معروف.
staff-queued = { $n ->
    [zero] لا شيء ينتظر الإرسال.
    [one] عنصر واحد ينتظر الإرسال.
    [two] عنصران ينتظران الإرسال.
    [few] { $n } عناصر تنتظر الإرسال.
    [many] { $n } عنصرا ينتظر الإرسال.
   *[other] { $n } عنصر ينتظر الإرسال.
}
staff-aside = { $n ->
    [zero] لم ترفض الدائرة شيئا.
    [one] رفضت الدائرة عنصرا واحدا. أخبر الفني.
    [two] رفضت الدائرة عنصرين. أخبر الفني.
    [few] رفضت الدائرة { $n } عناصر. أخبر الفني.
    [many] رفضت الدائرة { $n } عنصرا. أخبر الفني.
   *[other] رفضت الدائرة { $n } عنصر. أخبر الفني.
}

staff-noticed = { $time }: { $text }
event-config-refused = في الإعدادات المعدلة أخطاء ولا تستخدم. يعمل الكشك كما كان. أخبر الفني.
event-config-rolled-back = لم يستطع الكشك أن يبدأ بالإعدادات المعدلة ويستخدم السابقة. أخبر الفني اليوم.
event-catalogue-rolled-back = تعذر عرض أحدث الخدمات من الدائرة. تستخدم السابقة. أخبر الدائرة.
event-catalogue-refused = في الخدمات الجديدة من الدائرة أخطاء ولا تستخدم. أخبر الدائرة.
event-store-recovered = تضررت قاعدة البيانات وبدأت قاعدة جديدة. أخبر الفني اليوم. اترك الكشك مشغلا.
event-audit-broken = غير أحدهم سجل اليوم. أخبر الدائرة فورا. لا تغير شيئا في هذا الكشك.
event-form-not-taken-back = قد تخرج استمارة مملوءة من طابعة A4. انظر هناك الآن. سلمها لصاحبها أو مزقها.
event-key-not-enrolled = لا تعرف الدائرة مفتاح هذا الكشك. يعطي تذاكر فقط. أخبر الفني.
event-enrolment-refused = هذا الكشك غير مسجل لدى الدائرة. يعطي تذاكر فقط. أخبر الفني.
event-copy-failed = تعذر نسخ قاعدة البيانات. أخبر الفني هذا الأسبوع.
