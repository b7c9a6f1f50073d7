# What citizens and staff are told when the kiosk cannot keep or find something (src/store).
store-full = ئەم ئامێرە ناتوانێت داواکاری تر وەربگرێت. هیچ شتێک لە دەست نەچووە. تکایە بانگی کارمەند بکە.
store-failed = وەڵامەکانت هەڵنەگیران. تکایە هەوڵ بدەوە یان بانگی کارمەند بکە.
store-in-use = بەرنامەیەکی تر بنکەدراوەی ئامێرەکەی بەکار هێناوە.
store-newer = بنکەدراوەی ئامێرەکە بە وەشانێکی نوێتر نووسراوە.
store-not-possible = ئێستا ئەمە ناکرێت.
store-job-interrupted = ئامێرەکە لە کاتی چاپکردندا دەستی پێ کردەوە. لەوانەیە چاپ کرابێت یان نەکرابێت.
