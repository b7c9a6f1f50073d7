# What is said about an answer: how to mend it, and what a scanned document was.

## Answers
answer-yes = Yes
answer-no = No
answer-missing = Please answer this question.
answer-missing-choice = Please choose one answer.
answer-missing-date = Please choose a year, a month and a day.
answer-too-short = This is too short. Write at least { $min ->
    [one] { $min } character
   *[other] { $min } characters
  }.
answer-too-long = This is too long. Write at most { $max ->
    [one] { $max } character
   *[other] { $max } characters
  }.
answer-shape = Please check the letters and numbers and write it again.
answer-latin = Use the letters A to Z, as in the passport.
answer-digits = Use numbers only.
answer-digits-length = The number must have { $n ->
    [one] { $n } digit
   *[other] { $n } digits
  }.
answer-phone = A mobile number starts with 07 and has 11 digits.
answer-date = This day does not exist. Please choose the date again.
answer-date-early = The date must be { $date } or later.
answer-date-late = The date must be { $date } or earlier.
answer-date-future = The date must not be after today.
answer-choice = Please choose one of the answers shown.
answer-count = Please choose a number from { $min } to { $max }.
answer-open = Some questions still need an answer.

## Scanned documents
identity-not-read = This was not a card or passport. Show the side with the lines of letters and <<<.
identity-incomplete = Only a part was read. Please hold the card still and scan again.
identity-scan-again = It was not read correctly. Please scan again.
identity-wrong-side = This is the front. Please turn the card over and scan the back.
identity-wrong-document = Please scan an identity card or a passport.
identity-expired = This document is out of date. You can still go on.
