# The panel behind "Display" in the header, and what else makes the screen reachable for everybody.

header-display = العرض
header-staff = استدعاء موظف
display-title = كيف تريد أن تبدو الشاشة؟
display-sample = أب
text-size-small = نص صغير
contrast-black-on-white = أسود على أبيض
contrast-white-on-black = أبيض على أسود
contrast-low = ألوان هادئة
display-reach = كل شيء في الأسفل
display-hide = إخفاء الشاشة
display-on = مفعّل
display-off = غير مفعّل
hidden-about = الشاشة مخفية. المفاتيح والصوت يعملان.
hidden-show = إظهار الشاشة
key-others = المزيد
field-entered = تم الإدخال
field-reveal = اضغط باستمرار لرؤية الرقم
hint-date-decade = اختر السنوات أولاً.
hint-date-year = اختر السنة الآن.
hint-date-month = اختر الشهر الآن.
hint-date-day = اختر اليوم الآن.
