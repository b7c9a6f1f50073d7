# What citizens and staff are told when the kiosk cannot keep or find something (src/store).
store-full = This kiosk cannot take any more requests. Nothing is lost. Please ask a member of staff.
store-tickets-only = This kiosk cannot take requests now. Queue tickets are given. Please ask a member of staff.
store-failed = Your answers could not be stored. Please try again or call a member of staff.
store-in-use = The kiosk's database is in use by another program.
store-newer = The kiosk's database was written by a newer version of the kiosk.
store-not-possible = That cannot be done now.
store-job-interrupted = The kiosk restarted while this was being printed. It may or may not be on paper.
