# What staff read at the kiosk. One sentence says one thing.
staff-mode = Staff
staff-gate-title = Staff: number and PIN
staff-gate-about = Type your number, then your PIN. Or hold your badge to the reader.
staff-gate-wait = One moment, please.
staff-wrong = Number or PIN is wrong.
staff-badge-refused = This badge does not open. Each badge opens once.
staff-over = The time is over. Please sign in again.
staff-role = That is not part of your role.
staff-no-ticket = No ticket now: the centre is closed, or all are given out.
staff-failed = That could not be done. Please try again.
staff-menu-title = What do you want to do?
staff-menu-about = Touch Back when you are done.
staff-done = Done.
staff-issued = Ticket { $label } is printed.
staff-not-printed = It was not printed.
staff-ticket = A ticket for a citizen
staff-ticket-about = Two touches
staff-services-about = Choose the language of the ticket, then touch the service.
staff-ticket-in = Ticket in { $language }
staff-tickets = Tickets of today
staff-tickets-about = Print again, give up, priority
staff-tickets-hint = The newest is first.
staff-tickets-none = No ticket was printed today.
staff-ticket-one = One ticket
staff-ticket-cancelled = given up
staff-ticket-called = called
staff-reprint = Print it again
staff-priority = Mark priority
staff-cancel = Give the ticket up
staff-calls = Calls for help
staff-calls-about = Who has called, and when
staff-calls-none = Nobody is waiting for help.
staff-calls-answered = All answered
staff-overview = Printer, queue, connection
staff-overview-about = How this kiosk is
staff-printer-good = The printer is ready.
staff-scanner-good = The scanner is ready.
staff-scanner-bad = The scanner is not ready. Look at its cable.
staff-online = The office can be reached.
staff-offline = The office cannot be reached. Everything is kept here.
staff-leap = The clock shows { $clock }, but tickets still count for { $day }: the clock has leapt, and the office has not confirmed it. Is the date right?
staff-begin-day = Yes, begin { $clock }
staff-whole-kiosk = The whole kiosk
staff-paper = Paper
staff-paper-about = Put a new roll in
staff-paper-open = 1. Open the cover. Take the old roll out.
staff-paper-put = 2. Put the new roll in. The paper comes from below.
staff-paper-close = 3. Let a hand of paper hang out. Close the cover until it clicks.
staff-paper-test = 4. Touch Test strip. It must come out clean and cut.
staff-new-roll = A new roll is in: count anew
staff-strip = Test strip
staff-strip-title = Test strip
staff-strip-good = The printer prints and cuts.
staff-pause = Pause and reopen
staff-pause-about = The kiosk or one service
staff-pause-it = Pause
staff-reopen = Reopen
staff-paused = paused
staff-report = Close of the day
staff-report-about = The figures of today
staff-report-hint = Numbers only, nothing about any citizen.
staff-report-today = The figures of today
staff-report-before = The figures of the day before
staff-close-day = Close the day: no more tickets
staff-open-day = Open the day again
staff-day-closed = The day is closed. Tickets are given again from { $opens }.
staff-report-title = Report of the day
staff-report-print = Print the report
staff-report-other = Without or private service
staff-report-line = { $tickets } tickets, { $requests } requests
staff-report-called = Called
staff-report-mean = Wait on average
staff-report-longest = Longest wait
staff-report-unknown = not known
staff-report-cancelled = Tickets given up
staff-report-visits = Visits
staff-report-aborted = Visits nobody ended
staff-report-calls = Calls for help
staff-locked = { $n ->
    [one] Too many wrong PINs. Try again in { $n } minute.
   *[other] Too many wrong PINs. Try again in { $n } minutes.
}
staff-doubts = { $n ->
    [one] { $n } sheet may not have come out. Look at it
   *[other] { $n } sheets may not have come out. Look at them
}
staff-queue-waiting = { $n ->
    [one] Queue { $queue }: { $n } person waits.
   *[other] Queue { $queue }: { $n } people wait.
}
staff-queue-minutes = Whoever comes now waits about { $minutes }.
staff-queue-unknown = Queue { $queue }: how many wait is not known.
staff-queued = { $n ->
    [one] { $n } item waits to be sent.
   *[other] { $n } items wait to be sent.
}
staff-aside = { $n ->
    [one] The office refused { $n } item. Please tell a technician.
   *[other] The office refused { $n } items. Please tell a technician.
}

## What the log has said (assets/events.toml)
staff-noticed = { $time }: { $text }
event-config-refused = A changed configuration has mistakes and is not used. The kiosk goes on as before. Tell a technician.
event-config-rolled-back = The kiosk could not start with a changed configuration. It uses the one before. Tell a technician today.
event-catalogue-rolled-back = The newest services from the office could not be shown. The ones before are used. Tell the office.
event-catalogue-refused = New services from the office have mistakes and are not used. Tell the office.
event-store-recovered = The database was damaged and a new one was begun. Tell a technician today. Leave the kiosk switched on.
event-audit-broken = The record of the day was changed by somebody. Tell the office at once. Change nothing on this kiosk.
event-form-not-taken-back = A filled form may still come out of the A4 printer. Look there now. Give it to its owner, or tear it up.
event-key-not-enrolled = The office does not know the key of this kiosk. It gives tickets only. Tell a technician.
event-enrolment-refused = This kiosk is not admitted at the office. It gives tickets only. Tell a technician.
event-copy-failed = The copy of the database could not be made. Tell a technician this week.
