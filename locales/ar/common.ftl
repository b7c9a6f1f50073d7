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
weekday-sunday = الأحد
weekday-monday = الاثنين
weekday-tuesday = الثلاثاء
weekday-wednesday = الأربعاء
weekday-thursday = الخميس
weekday-friday = الجمعة

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
duration-minutes =
    { $n ->
        [one] دقيقة واحدة
        [two] دقيقتان
        [few] { $n } دقائق
        [many] { $n } دقيقة
       *[other] { $n } دقيقة
    }
duration-hours =
    { $n ->
        [one] ساعة واحدة
        [two] ساعتان
        [few] { $n } ساعات
        [many] { $n } ساعة
       *[other] { $n } ساعة
    }
duration-days =
    { $n ->
        [one] يوم واحد
        [two] يومان
        [few] { $n } أيام
        [many] { $n } يوماً
       *[other] { $n } يوم
    }
duration-working-days =
    { $n ->
        [one] يوم عمل واحد
        [two] يوما عمل
        [few] { $n } أيام عمل
        [many] { $n } يوم عمل
       *[other] { $n } يوم عمل
    }
duration-months =
    { $n ->
        [one] شهر واحد
        [two] شهران
        [few] { $n } أشهر
        [many] { $n } شهراً
       *[other] { $n } شهر
    }
duration-years =
    { $n ->
        [one] سنة واحدة
        [two] سنتان
        [few] { $n } سنوات
        [many] { $n } سنة
       *[other] { $n } سنة
    }
duration-at-most = { $time } كحد أقصى

## Words
back = رجوع
next = التالي
continue = متابعة
cancel = إلغاء
close = إغلاق
ok = موافق
yes = نعم
no = لا
help = مساعدة
home = الرئيسية
start = ابدأ
finish = إنهاء
stop = قف
search = بحث
language = اللغة
choose-language = اختر لغتك
select = اختر
change = تعديل
edit = تحرير
delete = حذف
clear = مسح
save = حفظ
add = إضافة
remove = إزالة
show = إظهار
hide = إخفاء
print = طباعة
printer = الطابعة
receipt = وصل
out-of-paper = نفد الورق
service = خدمة
services = الخدمات
all = الكل
required-field = هذا الحقل مطلوب.
error-title = هناك مشكلة
error = خطأ
warning = تحذير
information = معلومات
question = سؤال
are-you-sure = هل أنت متأكد؟
check-answers = راجع إجاباتك
confirm = تأكيد
submit = إرسال
completed = مكتمل
pending = قيد الانتظار
waiting = يرجى الانتظار
your-number = رقمك
reference-number = الرقم المرجعي
counter = الشباك
need-more-time = هل تحتاج إلى وقت إضافي؟
seconds-left =
    { $n ->
        [one] بقيت ثانية واحدة
        [two] بقيت ثانيتان
        [few] بقيت { $n } ثوانٍ
        [many] بقيت { $n } ثانية
       *[other] بقيت { $n } ثانية
    }
volume-up = رفع الصوت
volume-down = خفض الصوت
listen = استمع
repeat = كرّر
pause = إيقاف مؤقت
text-size = حجم النص
high-contrast = تباين عالٍ
accessibility = سهولة الوصول
privacy = الخصوصية
agree = أوافق
name = الاسم
first-name = الاسم الأول
father-name = اسم الأب
grandfather-name = اسم الجد
surname = اللقب
mother-name = اسم الأم
date-of-birth = تاريخ الميلاد
day = اليوم
month = الشهر
year = السنة
today = اليوم
time = الوقت
hour = ساعة
mobile-number = رقم الهاتف المحمول
national-card = البطاقة الوطنية
passport = جواز السفر
governorate = المحافظة
district = القضاء
address = العنوان
fee = الرسم
free-of-charge = مجاناً
documents = الوثائق
conditions = الشروط
time-needed = المدة اللازمة
responsible-entity = الجهة المسؤولة
thank-you = شكراً
welcome = أهلاً وسهلاً
exit = إنهاء ومسح بياناتي
