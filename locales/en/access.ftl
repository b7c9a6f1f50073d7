# The panel behind "Display" in the header, and what else makes the screen reachable for everybody.

header-display = Display
header-staff = Call staff
display-title = How should the screen look?
# Shown in each size of text and in each set of colours.
display-sample = Aa
text-size-small = Small text
contrast-black-on-white = Black on white
contrast-white-on-black = White on black
contrast-low = Soft colours
display-reach = Everything lower
display-hide = Hide the screen
display-on = On
display-off = Off
hidden-about = The screen is hidden. Keys and voice still work.
hidden-show = Show the screen
# On the keyboard: to the letters that lie behind a long press.
key-others = More
# What the voice says instead of a private number that was typed.
field-entered = Entered
# Shows a private number while it is held.
field-reveal = Hold to see the number
# Over the parts of a date, one after the other.
hint-date-decade = First choose the years.
hint-date-year = Now choose the year.
hint-date-month = Now choose the month.
hint-date-day = Now choose the day.
