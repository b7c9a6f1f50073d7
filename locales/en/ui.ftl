# What the citizen reads on the screen. One sentence says one thing, in at
# most about twelve words. { $n } is a number in the digits of the language.

## Actions
action-back = Back
action-continue = Continue
action-cancel = Cancel
action-close = Close
action-change = Change
action-start = Start
action-yes = Yes
action-no = No
action-try-again = Try again
action-skip = Skip
action-home = Start screen
action-finish = Finish
action-less = Less
action-more = More
action-clear = Clear
page-of = Page { $n } of { $of }
page-next = Next page
page-previous = Previous page
step-of = Step { $n } of { $of }
optional = Optional
selected = Selected

## The same place on every screen
header-help = Help
header-language = Language
header-text-size = Text size
header-contrast = Contrast
header-digits = Digits
header-finish = Finish and erase
text-size-standard = Standard text
text-size-large = Large text
text-size-largest = Largest text
contrast-standard = Standard contrast
digits-latin = Digits 1 2 3
digits-arabic = Digits ١ ٢ ٣
link-offline = No connection now. Requests are kept here and sent later.
printer-offline = The printer is not ready.
scanner-offline = The scanner is not ready. You can type instead.
notice-unprinted = The last ticket did not print.
notice-unprinted-again = Print it again
notice-sheet = Staff: a ticket may not have come out whole.
notice-sheet-open = Look at it
paper-left = { $count ->
    [one] About { $count } ticket left on the roll.
   *[other] About { $count } tickets left on the roll.
}

## Languages
attract-welcome = Welcome
attract-centre = Public Service Centre
attract-choose = Touch your language to begin
# Where the texts of the language still wait for a native reviewer.
attract-choose-draft = Touch your language to begin (draft text)
attract-speech = Spoken help is available
language-title = Choose your language
language-kept = Your answers stay as they are.
language-draft = Draft text

## Home
home-title = What do you need today?
home-service = Start a service
home-service-about = Apply, renew or register
home-ticket = Queue ticket only
home-ticket-about = Take a number and wait for your turn
home-status = Check a request
home-status-about = See how far your request has come
home-help = Help from a person
home-help-about = A member of staff comes to you
# Above the choices when no request can be taken: the kiosk could not seal it, or has no room.
requests-closed = Requests cannot be made at this kiosk now. You can take a queue ticket; a member of staff will help you.

## Services
categories-title = Which kind of service?
services-title = Which service?
services-count = { $n ->
    [one] { $n } service
   *[other] { $n } services
}
service-about = Description
service-office = Responsible office
service-conditions = Conditions
service-documents = Documents
service-time = Time needed
service-deadline = When to apply
service-validity = How long it is valid
service-phone = Telephone { $phone }
service-fee = Fee
service-what = What it is
service-start = Start this service
service-ticket-only = Queue ticket only
service-free = Free of charge
service-sample = SAMPLE – to be confirmed before use
service-sample-short = Sample
service-original = Original
service-copies = { $n ->
    [one] { $n } copy
   *[other] { $n } copies
}
service-original-and-copies = Original and { $n ->
    [one] { $n } copy
   *[other] { $n } copies
}
service-no-documents = No documents needed
service-anyone = Anyone may apply
service-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
service-working-days = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
}
service-working-days-up-to = Up to { $n ->
    [one] { $n } working day
   *[other] { $n } working days
}
service-private = We keep this private. Its name is not printed on your ticket.

## Is it for you?
eligibility-context = Before we begin
stopped-title = This service cannot start yet
stopped-person = A member of staff can explain and help you.
stopped-ticket = Take a queue ticket
stopped-change = Change my answer

## Questions
problem-title = There is a problem
question-scan = Hold your card or passport to the scanner
question-scan-about = We read the answers. You check them.
question-or-type = Or type your answer below.
date-year = Year
date-month = Month
date-day = Day
date-choose-year = Choose the year
date-choose-month = Choose the month
date-choose-day = Choose the day
date-chosen = You chose { $date }
date-again = Choose again
count-value = Number: { $n }
choice-more = More choices

## After a scan
scanned-title = We read this from your card
scanned-question = Is it right?
scanned-yes = Yes, use it
scanned-no = No, I will type it
scanned-unreadable = We could not read that. Please try again, or type your answer.
scanned-not-here = This screen does not need a card.
scanned-nothing-new = The card has no answer for these questions. Please type.
scanned-expired = This document is out of date.

## Check your answers
review-title = Check your answers
review-hint = Touch Change to correct an answer.
review-empty = Not given

## Consent
consent-title = Do you agree to send this?
consent-asked = We only ask what this service needs.
consent-who = Only { $office } reads it.
consent-kept = It is erased here as soon as the office has it.
consent-agree = I agree
consent-staff = Talk to a person

## Saving
sending-title = We are saving your request
sending-wait = Please wait. This takes a few seconds.
failed-title = Your request could not be saved
failed-about = Nothing was sent. Your answers are still here.
ticket-failed-title = We could not make a ticket
ticket-failed-about = Please try again or call a member of staff.

## Done
done-title = Your request is saved
done-reference = Reference number
done-code = Check code
done-ticket = Your number
done-next = What happens next
done-next-call = Wait until your number is called.
done-next-desk = Show your ticket and documents at the desk.
done-next-status = Your reference lets you check the request here any day.
done-sent = Saved here and on its way to the office.
done-later = Saved here. It will be sent when the connection is back.
done-write-down = Please write the number down.
print-waiting = Please wait. Your ticket is printing.
print-done = Your ticket is printed. Please take it.
print-failed = Your ticket is not printed yet.
print-unsure = We cannot tell whether your ticket came out whole. A member of staff looks at it.
print-coming = It is printed by itself as soon as the printer is ready.
print-again = Print again
sheet-open = For staff: look at this ticket
sheet-title = For staff: did this ticket come out whole?
sheet-hint = Look at the printer and in the citizen’s hand. This is asked once.
sheet-yes = Yes
sheet-no = No, print it again
sheet-picture = The ticket as it should look
call-staff = Call a member of staff
staff-called = A member of staff has been called. Please stay here.
staff-not-called = The call could not be sent. Please go to the desk.

## Rating
rating-title = How was this service?
rating-about = One touch. We do not ask who you are.
rating-1 = Very bad
rating-2 = Bad
rating-3 = Fair
rating-4 = Good
rating-5 = Very good
rating-thanks = Thank you
wiped-title = Thank you. Your answers are erased from this screen.

## Queue ticket
ticket-category-title = Who do you need to see?
ticket-service-title = What is it about?
ticket-making = We are making your ticket
ticket-title = Here is your number

## Check a request
status-reference-title = Type your reference number
status-reference-hint = It stands on your receipt and starts with K.
status-code-title = Type your check code
status-code-hint = Four digits, on your receipt under the reference.
status-scan = Or hold the code on your receipt to the scanner
status-find = Find
status-looking = We are looking for your request
status-bad-reference = This is not a whole reference number. Please check each character.
status-bad-code = The check code has four digits.
status-not-found-title = We found no request with this number
status-not-found-about = Check the reference and the check code, or ask staff.
status-offline-title = We cannot ask the office now
status-offline-about = There is no connection. Please try later or ask a member of staff.
status-last-known = There is no connection. This was known on { $date }.
status-since = Since { $date }
status-again = Check another request
state-received = Received
state-received-about = The office has your request. Nobody has opened it yet.
state-in-review = In review
state-in-review-about = The office is working on your request.
state-needs-citizen = We need you
state-needs-citizen-about = Something is missing. Please go to the office with your documents.
state-approved = Approved
state-approved-about = Your request is approved. Your paper is being made.
state-ready = Ready
state-ready-about = Your paper is ready. Please collect it with your receipt.
state-rejected = Not approved
state-rejected-about = The office can tell you why, and what you can do.
state-closed = Finished
state-closed-about = This request is finished.

## Help
help-title = Help
help-touch = Touch what you want with one finger.
help-back = Back takes you to the screen before. Your answers stay.
help-language = You can change language and text size at any time.
help-finish = Finish and erase removes everything you typed.
help-phone = To complain, call { $phone }.
help-call = Call a member of staff

## Finish and erase
finish-title = Finish and erase?
finish-about = Everything you typed on this screen will be erased.
finish-yes = Yes, finish and erase
finish-no = No, go on

## Still there?
idle-title = Do you need more time?
idle-left = { $n ->
    [one] { $n } second left
   *[other] { $n } seconds left
}
idle-about = Then everything you typed will be erased.
idle-more = Yes, I need more time
idle-finish = No, finish and erase

## Keys of the on-screen keyboard
key-space = Space
key-done = Done
key-zwnj = Split
key-backspace = Delete
key-letters = Letters
key-alphabetical = A B C
key-standard = Q W E
date-years = { $from }–{ $to }
scanned-kept = What you typed yourself stays as it is.
receipt-not-ours = This is not a receipt of this service.
receipt-unreadable = The code on the receipt is incomplete or damaged. Please hold all of it to the scanner, or type the reference.
receipt-unknown-key = This receipt was made by a kiosk that is not known here. Please ask a member of staff.
receipt-altered = This receipt is not genuine: something on it was changed. Please ask a member of staff.
receipt-too-early = The date on this receipt cannot be right. Please ask a member of staff.
receipt-expired = This receipt was signed with a key that had expired. Please ask a member of staff.
