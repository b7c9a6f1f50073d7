# Queue tickets: opening hours, many waiting, priority, a ticket that was scanned. { $n } is a number in the digits of the
# language.
queue-closed-title = No queue tickets now
queue-opens-today = The centre opens today at { $time }.
queue-opens-tomorrow = The centre opens tomorrow at { $time }.
queue-opens-on = The centre opens on { $day } at { $time }.
queue-closed-unknown = Please ask a member of staff when it opens.
queue-full-title = No more tickets today
queue-full-about = All tickets for this service are given out. Please come tomorrow morning.
queue-paused-title = This kiosk is paused
queue-paused-about = Please use another kiosk, or ask a member of staff.
queue-locked-maintenance = This kiosk is being looked after. Please use another kiosk, or ask a member of staff.
queue-locked-elsewhere = You are served at another kiosk or at the counter. A member of staff shows you the way.
queue-locked-later = This kiosk opens again later today. Please use another kiosk, or ask a member of staff.
queue-locked-today = This kiosk serves no more today. Please use another kiosk, or ask a member of staff.
queue-many-title = Do you still want a ticket?
queue-many-about = { $n ->
    [one] { $n } person is waiting now. It may take long.
   *[other] { $n } people are waiting now. It may take long.
}
queue-many-yes = Yes, a ticket
queue-another-title = Do you want another ticket?
queue-another-about = You already have { $label } for this service.
queue-another-yes = Yes, another one
done-another = Another ticket

## Who is called earlier
priority-ask = I need priority
priority-title = Who should be called earlier?
priority-hint = Whoever it is true of may choose it. It stands on the ticket.
priority-elderly = Elderly person
priority-disabled = Person with a disability
priority-pregnant = Pregnant woman
priority-infant = With an infant
priority-other = Other reason
priority-chosen = Called earlier: { $reason }
paper-priority = Called earlier: { $reason }

## A ticket whose paper was held before the scanner
held-title = Your queue ticket
held-waiting = You have not been called yet.
held-enough = This ticket was printed many times. Please ask a member of staff.
held-called = This number was called. Please go to the counter.
held-given-up = This ticket is given up. It will not be called.
held-print = Print it again
held-give-up = Give up this ticket
held-sure-title = Give up this ticket?
held-sure-about = Your place in the queue is lost then.
held-really = Yes, give it up
held-unknown-title = This ticket is not known here
held-unknown-about = It is not from today, or from another kiosk. Please take it to that kiosk or ask a member of staff.
ticket-again-title = Your ticket is printed again
ticket-again-about = The number is the same. You keep your place.

# How many come together: asked where the service wants to know.
party-title = How many come together?
party-hint = You are one of them. The number stands on the ticket.
party-ticket = Take the ticket
paper-party = For { $n ->
    [one] { $n } person
   *[other] { $n } people
}
priority-appointment = With an appointment
