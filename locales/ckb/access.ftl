# The panel behind "Display" in the header, and what else makes the screen reachable for everybody.

header-display = پیشاندان
header-staff = بانگی کارمەند
display-title = شاشەکە چۆن بێت؟
display-sample = ئا
text-size-small = نووسینی بچووک
contrast-black-on-white = ڕەش لەسەر سپی
contrast-white-on-black = سپی لەسەر ڕەش
contrast-low = ڕەنگی نەرم
display-reach = هەموو شتێک لە خوارەوە
display-hide = شاشەکە بشارەوە
display-on = چالاکە
display-off = ناچالاکە
hidden-about = شاشەکە شاردراوەتەوە. دوگمەکان و دەنگ کار دەکەن.
hidden-show = شاشەکە پیشان بدە
key-others = زیاتر
field-entered = نووسراوە
field-reveal = بۆ بینینی ژمارەکە دەستی لەسەر دابنێ
hint-date-decade = سەرەتا ساڵەکان هەڵبژێرە.
hint-date-year = ئێستا ساڵ هەڵبژێرە.
hint-date-month = ئێستا مانگ هەڵبژێرە.
hint-date-day = ئێستا ڕۆژ هەڵبژێرە.
