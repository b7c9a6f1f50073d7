# Badini in Arabic script: a draft, not yet seen by a native reviewer.

answer-yes = بەلێ
answer-no = نەخێر
answer-missing = هیڤییە بەرسڤا ڤێ پرسیارێ بدە.
answer-missing-choice = هیڤییە بەرسڤەکێ هەلبژێرە.
answer-missing-date = هیڤییە سال و هەیڤ و رۆژێ هەلبژێرە.
answer-too-short = گەلەک یا کورتە. { $min ->
    [one] کێمترین { $min } پیتێ بنڤیسە
   *[other] کێمترین { $min } پیتان بنڤیسە
  }.
answer-too-long = گەلەک یا درێژە. { $max ->
    [one] پتر ژ { $max } پیتێ نەنڤیسە
   *[other] پتر ژ { $max } پیتان نەنڤیسە
  }.
answer-shape = هیڤییە پیت و هژماران بپشکنە و دیسا بنڤیسە.
answer-latin = پیتێن ئینگلیزی A هەتا Z بکاربینە، وەک د پاسپۆرتێدا.
answer-digits = بتنێ هژماران بنڤیسە.
answer-digits-length = هژمار دڤێت { $n ->
    [one] { $n } هژمار
   *[other] { $n } هژمار
  } بن.
answer-phone = هژمارا موبایلێ ب ٠٧ دەست پێ دکەت و ١١ هژمارن.
answer-date = ئەڤ رۆژە نینە. هیڤییە رێکەفتێ دیسا هەلبژێرە.
answer-date-early = رێکەفت دڤێت { $date } یان پشتی وێ بیت.
answer-date-late = رێکەفت دڤێت { $date } یان بەری وێ بیت.
answer-date-future = رێکەفت نابیت پشتی ئەڤرۆ بیت.
answer-choice = هیڤییە ئێک ژ وان بەرسڤان هەلبژێرە یێن هاتینە نیشادان.
answer-count = هیڤییە هژمارەکێ ژ { $min } هەتا { $max } هەلبژێرە.
answer-open = هێشتا هندەک پرسیاران بەرسڤ دڤێت.

identity-not-read = ئەڤە کارت یان پاسپۆرت نەبوو. وی رویی نیشا بدە یێ رێزێن پیتان و >>> تێدا.
identity-incomplete = بتنێ پارچەک هاتە خواندن. هیڤییە کارتێ نەلڤینە و دیسا سکان بکە.
identity-scan-again = ب دروستی نەهاتە خواندن. هیڤییە دیسا سکان بکە.
identity-wrong-side = ئەڤە رویێ پێشیێیە. هیڤییە کارتێ وەرگێڕە و پشتا وێ سکان بکە.
identity-wrong-document = هیڤییە کارتا ناسنامێ یان پاسپۆرتێ سکان بکە.
identity-expired = دەمێ ڤێ بەلگەنامێ ب سەرڤە چوویە. تو دشێی بەردەوام بی.
