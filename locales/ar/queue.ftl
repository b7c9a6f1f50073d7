# تذاكر الدور: أوقات الدوام، الازدحام، الأولوية، تذكرة قرأها الماسح.
queue-closed-title = لا تذاكر دور الآن
queue-opens-today = يفتح المركز اليوم الساعة { $time }.
queue-opens-tomorrow = يفتح المركز غدا الساعة { $time }.
queue-opens-on = يفتح المركز يوم { $day } الساعة { $time }.
queue-closed-unknown = يرجى سؤال أحد الموظفين عن موعد الفتح.
queue-full-title = لا مزيد من التذاكر اليوم
queue-full-about = وزعت كل تذاكر هذه الخدمة. يرجى الحضور صباح الغد.
queue-paused-title = هذا الكشك متوقف مؤقتا
queue-paused-about = يرجى استخدام كشك آخر أو سؤال أحد الموظفين.
queue-locked-maintenance = هذا الكشك قيد الصيانة. يرجى استخدام كشك آخر أو سؤال أحد الموظفين.
queue-locked-elsewhere = تقدم الخدمة في كشك آخر أو عند الشباك. يدلك أحد الموظفين على المكان.
queue-locked-later = يفتح هذا الكشك من جديد في وقت لاحق اليوم. يرجى استخدام كشك آخر أو سؤال أحد الموظفين.
queue-locked-today = لا يعمل هذا الكشك لبقية اليوم. يرجى استخدام كشك آخر أو سؤال أحد الموظفين.
queue-many-title = هل ما زلت تريد تذكرة؟
queue-many-about = { $n ->
    [zero] لا أحد ينتظر الآن.
    [one] شخص واحد ينتظر الآن. قد يطول الانتظار.
    [two] شخصان ينتظران الآن. قد يطول الانتظار.
    [few] { $n } أشخاص ينتظرون الآن. قد يطول الانتظار.
    [many] { $n } شخصا ينتظرون الآن. قد يطول الانتظار.
   *[other] { $n } شخص ينتظرون الآن. قد يطول الانتظار.
}
queue-many-yes = نعم، تذكرة
queue-another-title = هل تريد تذكرة أخرى؟
queue-another-about = لديك التذكرة { $label } لهذه الخدمة.
queue-another-yes = نعم، واحدة أخرى
done-another = تذكرة أخرى

## من ينادى عليه أولا
priority-ask = أحتاج إلى أولوية
priority-title = من ينبغي أن ينادى عليه أولا؟
priority-hint = يختارها من تنطبق عليه. ويكتب السبب على التذكرة.
priority-elderly = كبير السن
priority-disabled = شخص ذو إعاقة
priority-pregnant = امرأة حامل
priority-infant = مع رضيع
priority-other = سبب آخر
priority-chosen = أولوية: { $reason }
paper-priority = أولوية: { $reason }

## تذكرة عرضت على الماسح
held-title = تذكرة دورك
held-waiting = لم ينادى عليك بعد.
held-enough = طبعت هذه التذكرة مرات كثيرة. يرجى سؤال أحد الموظفين.
held-called = نودي على هذا الرقم. يرجى التوجه إلى الشباك.
held-given-up = ألغيت هذه التذكرة. لن ينادى عليها.
held-print = اطبعها مرة أخرى
held-give-up = إلغاء هذه التذكرة
held-sure-title = إلغاء هذه التذكرة؟
held-sure-about = ستفقد مكانك في الدور.
held-really = نعم، ألغها
held-unknown-title = هذه التذكرة غير معروفة هنا
held-unknown-about = ليست من اليوم أو هي من كشك آخر. خذها إلى ذلك الكشك أو اسأل أحد الموظفين.
ticket-again-title = طبعت تذكرتك مرة أخرى
ticket-again-about = الرقم هو نفسه. مكانك محفوظ.

# How many come together: asked where the service wants to know.
party-title = كم شخصا معا؟
party-hint = أنت واحد منهم. يكتب العدد على التذكرة.
party-ticket = خذ التذكرة
paper-party = { $n ->
    [zero] لا أحد
    [one] لشخص واحد
    [two] لشخصين
    [few] لـ { $n } أشخاص
    [many] لـ { $n } شخصا
   *[other] لـ { $n } شخص
}
priority-appointment = بموعد
