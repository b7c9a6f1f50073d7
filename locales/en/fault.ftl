# Faults of the printer and the scanner. Each has three attributes:
# .citizen      what the citizen reads: calm, what happens now
# .staff        one line for staff
# .staff-steps  what to do, in order

fault-no-such-port = Printer not found
    .citizen = The printer is not ready. Nothing you entered is lost. Please ask a member of staff.
    .staff = The printer's port does not exist.
    .staff-steps = 1. Check the printer's switch and both ends of its cable. 2. If both are right, the port in kiosk-config.toml is wrong: tell a technician.

fault-no-permission = Printer not allowed
    .citizen = The printer is not ready. Nothing you entered is lost. Please ask a member of staff.
    .staff = The kiosk has no permission to use the printer's port.
    .staff-steps = 1. Tell a technician: the kiosk's user must be in the group dialout. 2. Then restart the kiosk.

fault-in-use = Printer in use by another program
    .citizen = The printer is not ready. Nothing you entered is lost. Please ask a member of staff.
    .staff = Another program on this computer uses the printer's port.
    .staff-steps = 1. Restart the kiosk. 2. If it comes back, tell a technician.

fault-not-a-printer = No answer from the printer
    .citizen = The printer is not ready. Nothing you entered is lost. Please ask a member of staff.
    .staff = What is on the printer's port does not answer like a printer.
    .staff-steps = 1. Check that the printer is switched on. 2. Check that its cable is in the right socket. 3. If both are right, the speed (baud) is set wrong: tell a technician.

fault-unplugged = Printer unplugged
    .citizen = The printer is not connected just now. Nothing you entered is lost. Please ask a member of staff.
    .staff = The connection to the printer was lost.
    .staff-steps = 1. Push in both ends of the printer's cable. 2. Check that the printer is switched on. 3. Look whether a ticket came out before you print it again.

fault-paper-out = No paper
    .citizen = The printer has run out of paper. Your request is safe. Staff will put in a new roll and print it for you.
    .staff = The printer is out of paper.
    .staff-steps = 1. Open the cover. 2. Put in a new roll; the paper comes off from below, towards you. 3. Close the cover until it clicks.

fault-cover-open = Cover open
    .citizen = The printer's cover is open. Your request is safe. Please wait a moment or ask a member of staff.
    .staff = The printer's cover is open.
    .staff-steps = 1. See that the paper lies straight. 2. Close the cover until it clicks.

fault-cutter-jam = Cutter stuck
    .citizen = The printer has a problem with its paper. Your request is safe. Please ask a member of staff.
    .staff = The blade of the printer is stuck.
    .staff-steps = 1. Switch the printer off. 2. Open the cover and take out any torn paper. 3. Close the cover and switch it on. 4. Look whether the ticket came out before you print it again.

fault-head-hot = Printer cooling down
    .citizen = The printer is taking a short rest and goes on by itself. Please wait.
    .staff = The print head is too hot. It recovers by itself.
    .staff-steps = 1. Wait two minutes. 2. If it happens often, see that nothing covers the printer's openings.

fault-offline = Printer off line
    .citizen = The printer is not ready. Your request is safe. Please ask a member of staff.
    .staff = The printer says that it is off line.
    .staff-steps = 1. Close the cover. 2. Switch the printer off and on. 3. If its error light still shines, tell a technician.

fault-not-responding = Printer does not answer
    .citizen = The printer does not answer. Your request is safe. Please ask a member of staff.
    .staff = The printer answers no more.
    .staff-steps = 1. Check that it is switched on. 2. Check its cable. 3. Switch it off and on. 4. Look whether a ticket came out before you print it again.

fault-busy = Printer busy
    .citizen = The printer takes longer than usual. Your request is safe. Please wait a moment or ask a member of staff.
    .staff = The printer took the data but did not finish in time.
    .staff-steps = 1. Look whether the ticket came out. 2. If the printer stands still, switch it off and on. 3. Print the ticket again if it is missing.

fault-power-lost = Printer lost its power
    .citizen = The printer stopped for a moment and is starting again. Your request is safe. Please wait.
    .staff = The printer lost its power, or was switched off, during a ticket.
    .staff-steps = 1. Check that its power plug sits firmly. 2. Tear off the half-printed piece. 3. The ticket is printed again by itself; if it is not, look whether it came out.

fault-stuck = Printer does not go on
    .citizen = The printer is not ready. Your request is safe. Please ask a member of staff.
    .staff = The printer tells its state but prints nothing: it waits for the rest of something.
    .staff-steps = 1. Switch the printer off, wait five seconds, switch it on. 2. Tear off what hangs in it. 3. If it happens again, tell a technician.

fault-wrong-speed = Printer set to another speed
    .citizen = The printer is not ready. Nothing you entered is lost. Please ask a member of staff.
    .staff = What the printer says is garbled: kiosk and printer are set to different speeds (baud).
    .staff-steps = 1. Hold the feed button while switching the printer on: the paper shows its speed. 2. Tell a technician: printer.baud in kiosk-config.toml must be the same.

fault-paper-near-end = Paper nearly used up
    .citizen = The printer is ready.
    .staff = The roll of paper is nearly used up.
    .staff-steps = 1. Bring a new roll. 2. When nobody is waiting, open the cover and put it in; the paper comes off from below, towards you. 3. Close the cover until it clicks.

fault-bad-page = Cannot be printed
    .citizen = This paper cannot be printed. Your request is safe. Please note the number on the screen.
    .staff = The page does not fit on this printer's paper.
    .staff-steps = 1. Tell a technician: the printer's profile in kiosk-config.toml does not suit the printer.

fault-scanner-no-such-port = Scanner not found
    .citizen = The scanner is not ready. You can type instead.
    .staff = The scanner's port cannot be opened.
    .staff-steps = 1. Check that the scanner's cable is in. 2. If it is, the port in kiosk-config.toml is wrong: tell a technician.

fault-scanner-lost = Scanner unplugged
    .citizen = The scanner is not connected just now. You can type instead.
    .staff = The connection to the scanner was lost.
    .staff-steps = 1. Push in both ends of the scanner's cable. It is found again by itself.
