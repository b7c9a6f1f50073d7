# Words that all screens and papers share.

## Months: the Gregorian names that are official in Iraq
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

## Weekdays
weekday-saturday = Saturday
weekday-sunday = Sunday
weekday-monday = Monday
weekday-tuesday = Tuesday
weekday-wednesday = Wednesday
weekday-thursday = Thursday
weekday-friday = Friday

## Dates and money
date-medium = { $day } { $month } { $year }
date-long = { $weekday }, { $day } { $month } { $year }
money-iqd = IQD { $amount }
    .speech = { $amount } dinars

## Durations
duration-seconds =
    { $n ->
        [one] { $n } second
       *[other] { $n } seconds
    }
duration-minutes =
    { $n ->
        [one] { $n } minute
       *[other] { $n } minutes
    }
duration-hours =
    { $n ->
        [one] { $n } hour
       *[other] { $n } hours
    }
duration-days =
    { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
duration-working-days =
    { $n ->
        [one] { $n } working day
       *[other] { $n } working days
    }
duration-months =
    { $n ->
        [one] { $n } month
       *[other] { $n } months
    }
duration-years =
    { $n ->
        [one] { $n } year
       *[other] { $n } years
    }
duration-at-most = up to { $time }

## Words
back = Back
next = Next
continue = Continue
cancel = Cancel
close = Close
ok = OK
yes = Yes
no = No
help = Help
home = Start screen
start = Start
finish = Finish
stop = Stop
search = Search
language = Language
choose-language = Choose your language
select = Select
change = Change
edit = Edit
delete = Delete
clear = Clear
save = Save
add = Add
remove = Remove
show = Show
hide = Hide
print = Print
printer = Printer
receipt = Receipt
out-of-paper = Out of paper
service = Service
services = Services
all = All
required-field = This field is required.
error-title = There is a problem
error = Error
warning = Warning
information = Information
question = Question
are-you-sure = Are you sure?
check-answers = Check your answers
confirm = Confirm
submit = Submit
completed = Completed
pending = Pending
waiting = Please wait
your-number = Your number
reference-number = Reference number
counter = Counter
need-more-time = Do you need more time?
seconds-left =
    { $n ->
        [one] { $n } second left
       *[other] { $n } seconds left
    }
volume-up = Louder
volume-down = Quieter
listen = Listen
repeat = Repeat
pause = Pause
text-size = Text size
high-contrast = High contrast
accessibility = Accessibility
privacy = Privacy
agree = I agree
name = Name
first-name = First name
father-name = Father's name
grandfather-name = Grandfather's name
surname = Surname
mother-name = Mother's name
date-of-birth = Date of birth
day = Day
month = Month
year = Year
today = Today
time = Time
hour = Hour
mobile-number = Mobile number
national-card = National card
passport = Passport
governorate = Governorate
district = District
address = Address
fee = Fee
free-of-charge = Free of charge
documents = Documents
conditions = Conditions
time-needed = Time needed
responsible-entity = Responsible office
thank-you = Thank you
welcome = Welcome
exit = End and erase my data
