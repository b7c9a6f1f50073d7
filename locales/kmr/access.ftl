# The panel behind "Display" in the header, and what else makes the screen reachable for everybody.

header-display = نیشادان
header-staff = گازی فەرمانبەری
display-title = شاشە چەوا بیت؟
display-sample = ئا
text-size-small = نڤیسینا بچویک
contrast-black-on-white = رەش ل سەر سپی
contrast-white-on-black = سپی ل سەر رەش
contrast-low = رەنگێن نەرم
display-reach = هەمی تشت ل خوارێ
display-hide = شاشێ ڤەشێرە
display-on = کارایە
display-off = نەکارایە
hidden-about = شاشە ڤەشارتیە. دوگمە و دەنگ کار دکەن.
hidden-show = شاشێ نیشا بدە
key-others = پتر
field-entered = هاتیە نڤیسین
field-reveal = بۆ دیتنا هژمارێ دەستێ خۆ ل سەر بهێلە
hint-date-decade = ئێکەم جار سالان هەلبژێرە.
hint-date-year = نوکە سالێ هەلبژێرە.
hint-date-month = نوکە هەیڤێ هەلبژێرە.
hint-date-day = نوکە رۆژێ هەلبژێرە.
