# كلمات مشتركة بين كل الشاشات والأوراق.

## Months
month-1 = كانون الثاني
    .speech = كَانُونَ الثَّانِي
month-2 = شباط
    .speech = شُبَاط
month-3 = آذار
    .speech = آذَار
month-4 = نيسان
    .speech = نِيسَان
month-5 = أيار
    .speech = أَيَّار
month-6 = حزيران
    .speech = حَزِيرَان
month-7 = تموز
    .speech = تَمُّوز
month-8 = آب
    .speech = آب
month-9 = أيلول
    .speech = أَيْلُول
month-10 = تشرين الأول
    .speech = تِشْرِينَ الْأَوَّل
month-11 = تشرين الثاني
    .speech = تِشْرِينَ الثَّانِي
month-12 = كانون الأول
    .speech = كَانُونَ الْأَوَّل

## Weekdays
weekday-saturday = السبت
    .speech = السَّبْت
weekday-sunday = الأحد
    .speech = الْأَحَد
weekday-monday = الاثنين
    .speech = الِاثْنَيْن
weekday-tuesday = الثلاثاء
    .speech = الثُّلَاثَاء
weekday-wednesday = الأربعاء
    .speech = الْأَرْبِعَاء
weekday-thursday = الخميس
    .speech = الْخَمِيس
weekday-friday = الجمعة
    .speech = الْجُمُعَة

## Dates and money
date-medium = { $day } { $month } { $year }
date-long = { $weekday }، { $day } { $month } { $year }
money-iqd = { $amount } دينار
    .speech = { $amount } دِينَار

## Durations
duration-seconds =
    { $n ->
        [one] ثانية واحدة
        [two] ثانيتان
        [few] { $n } ثوانٍ
        [many] { $n } ثانية
       *[other] { $n } ثانية
    }
    .speech = { $n ->
        [one] ثَانِيَةٌ وَاحِدَة
        [two] ثَانِيَتَان
        [few] { $n } ثَوَانٍ
        [many] { $n } ثَانِيَة
       *[other] { $n } ثَانِيَة
    }
duration-minutes =
    { $n ->
        [one] دقيقة واحدة
        [two] دقيقتان
        [few] { $n } دقائق
        [many] { $n } دقيقة
       *[other] { $n } دقيقة
    }
    .speech = { $n ->
        [one] دَقِيقَةٌ وَاحِدَة
        [two] دَقِيقَتَان
        [few] { $n } دَقَائِق
        [many] { $n } دَقِيقَة
       *[other] { $n } دَقِيقَة
    }
duration-hours =
    { $n ->
        [one] ساعة واحدة
        [two] ساعتان
        [few] { $n } ساعات
        [many] { $n } ساعة
       *[other] { $n } ساعة
    }
    .speech = { $n ->
        [one] سَاعَةٌ وَاحِدَة
        [two] سَاعَتَان
        [few] { $n } سَاعَات
        [many] { $n } سَاعَة
       *[other] { $n } سَاعَة
    }
duration-days =
    { $n ->
        [one] يوم واحد
        [two] يومان
        [few] { $n } أيام
        [many] { $n } يوماً
       *[other] { $n } يوم
    }
    .speech = { $n ->
        [one] يَوْمٌ وَاحِد
        [two] يَوْمَان
        [few] { $n } أَيَّام
        [many] { $n } يَوْماً
       *[other] { $n } يَوْم
    }
duration-working-days =
    { $n ->
        [one] يوم عمل واحد
        [two] يوما عمل
        [few] { $n } أيام عمل
        [many] { $n } يوم عمل
       *[other] { $n } يوم عمل
    }
    .speech = { $n ->
        [one] يَوْمُ عَمَلٍ وَاحِد
        [two] يَوْمَا عَمَل
        [few] { $n } أَيَّامِ عَمَل
        [many] { $n } يَوْمَ عَمَل
       *[other] { $n } يَوْمِ عَمَل
    }
duration-months =
    { $n ->
        [one] شهر واحد
        [two] شهران
        [few] { $n } أشهر
        [many] { $n } شهراً
       *[other] { $n } شهر
    }
    .speech = { $n ->
        [one] شَهْرٌ وَاحِد
        [two] شَهْرَان
        [few] { $n } أَشْهُر
        [many] { $n } شَهْراً
       *[other] { $n } شَهْر
    }
duration-years =
    { $n ->
        [one] سنة واحدة
        [two] سنتان
        [few] { $n } سنوات
        [many] { $n } سنة
       *[other] { $n } سنة
    }
    .speech = { $n ->
        [one] سَنَةٌ وَاحِدَة
        [two] سَنَتَان
        [few] { $n } سَنَوَات
        [many] { $n } سَنَة
       *[other] { $n } سَنَة
    }
duration-at-most = { $time } كحد أقصى
    .speech = { $time } كَحَدٍّ أَقْصَى

## Words
back = رجوع
    .speech = رُجُوع
next = التالي
    .speech = التَّالِي
continue = متابعة
    .speech = مُتَابَعَة
cancel = إلغاء
    .speech = إِلْغَاء
close = إغلاق
    .speech = إِغْلَاق
ok = موافق
    .speech = مُوَافِق
yes = نعم
    .speech = نَعَمْ
no = لا
    .speech = لَا
help = مساعدة
    .speech = مُسَاعَدَة
home = الرئيسية
    .speech = الرَّئِيسِيَّة
start = ابدأ
    .speech = اِبْدَأْ
finish = إنهاء
    .speech = إِنْهَاء
stop = قف
    .speech = قِفْ
search = بحث
    .speech = بَحْث
language = اللغة
    .speech = اللُّغَة
choose-language = اختر لغتك
    .speech = اِخْتَرْ لُغَتَك
select = اختر
    .speech = اِخْتَرْ
change = تعديل
    .speech = تَعْدِيل
edit = تحرير
    .speech = تَحْرِير
delete = حذف
    .speech = حَذْف
clear = مسح
    .speech = مَسْح
save = حفظ
    .speech = حِفْظ
add = إضافة
    .speech = إِضَافَة
remove = إزالة
    .speech = إِزَالَة
show = إظهار
    .speech = إِظْهَار
hide = إخفاء
    .speech = إِخْفَاء
print = طباعة
    .speech = طِبَاعَة
printer = الطابعة
    .speech = الطَّابِعَة
receipt = وصل
    .speech = وَصْل
out-of-paper = نفد الورق
    .speech = نَفِدَ الْوَرَق
service = خدمة
    .speech = خِدْمَة
services = الخدمات
    .speech = الْخِدْمَات
all = الكل
    .speech = الْكُلّ
required-field = هذا الحقل مطلوب.
    .speech = هَذَا الْحَقْلُ مَطْلُوب.
error-title = هناك مشكلة
    .speech = هُنَاكَ مُشْكِلَة
error = خطأ
    .speech = خَطَأ
warning = تحذير
    .speech = تَحْذِير
information = معلومات
    .speech = مَعْلُومَات
question = سؤال
    .speech = سُؤَال
are-you-sure = هل أنت متأكد؟
    .speech = هَلْ أَنْتَ مُتَأَكِّد؟
check-answers = راجع إجاباتك
    .speech = رَاجِعْ إِجَابَاتِك
confirm = تأكيد
    .speech = تَأْكِيد
submit = إرسال
    .speech = إِرْسَال
completed = مكتمل
    .speech = مُكْتَمِل
pending = قيد الانتظار
    .speech = قَيْدَ الِانْتِظَار
waiting = يرجى الانتظار
    .speech = يُرْجَى الِانْتِظَار
your-number = رقمك
    .speech = رَقْمُك
reference-number = الرقم المرجعي
    .speech = الرَّقْمُ الْمَرْجِعِيّ
counter = الشباك
    .speech = الشُّبَّاك
need-more-time = هل تحتاج إلى وقت إضافي؟
    .speech = هَلْ تَحْتَاجُ إِلَى وَقْتٍ إِضَافِيّ؟
seconds-left =
    { $n ->
        [one] بقيت ثانية واحدة
        [two] بقيت ثانيتان
        [few] بقيت { $n } ثوانٍ
        [many] بقيت { $n } ثانية
       *[other] بقيت { $n } ثانية
    }
    .speech = { $n ->
        [one] بَقِيَتْ ثَانِيَةٌ وَاحِدَة
        [two] بَقِيَتْ ثَانِيَتَان
        [few] بَقِيَتْ { $n } ثَوَانٍ
        [many] بَقِيَتْ { $n } ثَانِيَة
       *[other] بَقِيَتْ { $n } ثَانِيَة
    }
volume-up = رفع الصوت
    .speech = رَفْعُ الصَّوْت
volume-down = خفض الصوت
    .speech = خَفْضُ الصَّوْت
listen = استمع
    .speech = اِسْتَمِعْ
repeat = كرّر
    .speech = كَرِّرْ
pause = إيقاف مؤقت
    .speech = إِيقَافٌ مُؤَقَّت
text-size = حجم النص
    .speech = حَجْمُ النَّصّ
high-contrast = تباين عالٍ
    .speech = تَبَايُنٌ عَالٍ
accessibility = سهولة الوصول
    .speech = سُهُولَةُ الْوُصُول
privacy = الخصوصية
    .speech = الْخُصُوصِيَّة
agree = أوافق
    .speech = أُوَافِق
name = الاسم
    .speech = الِاسْم
first-name = الاسم الأول
    .speech = الِاسْمُ الْأَوَّل
father-name = اسم الأب
    .speech = اِسْمُ الْأَب
grandfather-name = اسم الجد
    .speech = اِسْمُ الْجَدّ
surname = اللقب
    .speech = اللَّقَب
mother-name = اسم الأم
    .speech = اِسْمُ الْأُمّ
date-of-birth = تاريخ الميلاد
    .speech = تَارِيخُ الْمِيلَاد
day = اليوم
    .speech = الْيَوْم
month = الشهر
    .speech = الشَّهْر
year = السنة
    .speech = السَّنَة
today = اليوم
    .speech = الْيَوْم
time = الوقت
    .speech = الْوَقْت
hour = ساعة
    .speech = سَاعَة
mobile-number = رقم الهاتف المحمول
    .speech = رَقْمُ الْهَاتِفِ الْمَحْمُول
national-card = البطاقة الوطنية
    .speech = الْبِطَاقَةُ الْوَطَنِيَّة
passport = جواز السفر
    .speech = جَوَازُ السَّفَر
governorate = المحافظة
    .speech = الْمُحَافَظَة
district = القضاء
    .speech = الْقَضَاء
address = العنوان
    .speech = الْعُنْوَان
fee = الرسم
    .speech = الرَّسْم
free-of-charge = مجاناً
    .speech = مَجَّاناً
documents = الوثائق
    .speech = الْوَثَائِق
conditions = الشروط
    .speech = الشُّرُوط
time-needed = المدة اللازمة
    .speech = الْمُدَّةُ اللَّازِمَة
responsible-entity = الجهة المسؤولة
    .speech = الْجِهَةُ الْمَسْؤُولَة
thank-you = شكراً
    .speech = شُكْراً
welcome = أهلاً وسهلاً
    .speech = أَهْلاً وَسَهْلاً
exit = إنهاء ومسح بياناتي
    .speech = إِنْهَاءٌ وَمَسْحُ بَيَانَاتِي
