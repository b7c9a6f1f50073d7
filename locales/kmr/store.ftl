# What citizens and staff are told when the kiosk cannot keep or find something (src/store).
store-full = ئەڤ کیۆسکە نەشێت داخوازیێن دی وەربگریت. چ تشت بەرزە نەبوویە. هیڤیە گازی فەرمانبەرەکی بکە.
store-failed = بەرسڤێن تە نەهاتنە پاراستن. هیڤیە دیسا تاقی بکە یان گازی فەرمانبەرەکی بکە.
store-in-use = بەرنامەیەکێ دی بنکەدراوێ کیۆسکێ ب کار دئینیت.
store-newer = بنکەدراوێ کیۆسکێ ب وەشانەکا نوویتر هاتیە نڤیسین.
store-not-possible = نوکە ئەڤە ناهێتە کرن.
store-job-interrupted = کیۆسک د دەمێ چاپکرنێ دا ژ نوو دەست پێ کر. دبیت هاتبیتە چاپکرن یان نە.
