# ما يُطبع على الورق. بلا حركات: الحركات تُفسد استخراج النص من PDF.

## للاثنين
paper-service = الخدمة
paper-date = التاريخ
paper-time = الوقت
paper-fee = الرسم
paper-bring = أحضر معك
paper-document-original = { $name } (الأصل)
paper-document-copies = { $name } ({ $n ->
    [one] نسخة واحدة
    [two] نسختان
    [few] { $n } نسخ
   *[other] { $n } نسخة
})
paper-document-both = { $name } (الأصل مع { $n ->
    [one] نسخة واحدة
    [two] نسختين
    [few] { $n } نسخ
   *[other] { $n } نسخة
})
paper-next = ماذا بعد ذلك
paper-complaint = للأسئلة والشكاوى: { $contact }
paper-sample = نموذج – غير صالح للاستعمال
paper-copy = نسخة

## وصل الانتظار
paper-ticket-title = وصل الانتظار { $label }
paper-your-number = رقم دورك
paper-ahead-label = قبلك
paper-ahead = { $n ->
    [0] لا أحد
    [zero] لا أحد
    [one] شخص واحد
    [two] شخصان
    [few] { $n } أشخاص
    [many] { $n } شخصا
   *[other] { $n } شخص
}
paper-estimate-label = مدة الانتظار، نحو
paper-estimate = { $n ->
    [zero] أقل من دقيقة
    [one] دقيقة واحدة
    [two] دقيقتان
    [few] { $n } دقائق
   *[other] { $n } دقيقة
}
paper-ticket-next = يرجى الانتظار حتى ينادى على رقمك. ثم أبرز هذا الوصل عند الشباك.
paper-ticket-keep = احتفظ بهذا الوصل حتى تنتهي معاملتك.

## وصل الطلب
paper-receipt-title = وصل استلام الطلب
paper-reference = الرقم المرجعي
paper-check-code = رمز التحقق
paper-office = الدائرة
paper-time-needed = المدة اللازمة
paper-receipt-next = تدقق الدائرة طلبك الآن. بالرقم المرجعي ورمز التحقق يمكنك معرفة حالة طلبك من أي جهاز خدمة.
paper-receipt-scan = لمعرفة حالة طلبك، قرب هذا الرمز من الماسح في الجهاز.
paper-receipt-keep = حافظ على هذا الوصل. من يحمله يستطيع معرفة حالة طلبك.

## استمارة الطلب
paper-form-title = استمارة الطلب
paper-form-details = البيانات
paper-form-conditions = الشروط
paper-form-declaration = أقر بصحة البيانات المذكورة أعلاه وأتحمل مسؤوليتها.
paper-form-signature = التوقيع
paper-form-signed-on = التاريخ
paper-form-office-use = خاص بالدائرة: الختم والتاريخ
paper-number = رقم الدور
