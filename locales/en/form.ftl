# The filled application form and the A4 printer. Faults have the attributes of fault.ftl.

## On the screen after the commit
form-print = Print my form (A4)
form-waiting = Please wait. Your form is being printed.
form-printed = Your form is printed. Please take it from the A4 printer and sign it.
form-failed = Your form was not printed. Your request is saved all the same.
receipt-a4-print = Print my receipt (A4)
receipt-a4-waiting = Please wait. Your receipt is being printed on A4.
receipt-a4-printed = Your receipt is printed. Please take it from the A4 printer.
receipt-a4-failed = Your receipt was not printed on A4. Your request is saved all the same.

## Faults of the A4 printer
fault-a4-unreachable = A4 printer not reached
    .citizen = The A4 printer cannot be reached. Please ask a member of staff.
    .staff = The A4 printer does not answer on the network.
    .staff-steps = 1. Check that the A4 printer is switched on. 2. Check its network cable. 3. If both are right, its address in kiosk-config.toml is wrong: tell a technician.

fault-a4-not-a-printer = Not an A4 printer
    .citizen = The A4 printer is not ready. Please ask a member of staff.
    .staff = What answers at the A4 printer's address is not a printer.
    .staff-steps = 1. Tell a technician: the address in kiosk-config.toml must be that of an IPP printer.

fault-a4-no-pdf = A4 printer cannot print PDF
    .citizen = The A4 printer is not ready. Please ask a member of staff.
    .staff = The A4 printer does not take PDF files.
    .staff-steps = 1. Tell a technician: set up a CUPS queue for this printer. Its address goes into kiosk-config.toml.

fault-a4-paper-out = A4 printer: no paper
    .citizen = The A4 printer has no paper. Please ask a member of staff.
    .staff = The A4 printer has no paper.
    .staff-steps = 1. Put A4 paper into the tray. 2. The citizen can print again while the screen is open.

fault-a4-jam = A4 printer: paper stuck
    .citizen = Paper is stuck in the A4 printer. Please ask a member of staff.
    .staff = Paper is stuck in the A4 printer.
    .staff-steps = 1. Open the printer and take the paper out. 2. Destroy any half-printed form: it holds personal data.

fault-a4-cover-open = A4 printer: open
    .citizen = The A4 printer is open. Please ask a member of staff.
    .staff = A door of the A4 printer is open.
    .staff-steps = 1. Close all doors and trays of the printer.

fault-a4-no-ink = A4 printer: no toner
    .citizen = The A4 printer has no toner. Please ask a member of staff.
    .staff = The A4 printer has no toner or ink.
    .staff-steps = 1. Put in a new cartridge.

fault-a4-stopped = A4 printer stopped
    .citizen = The A4 printer is not ready. Please ask a member of staff.
    .staff = The A4 printer has stopped and does not say why.
    .staff-steps = 1. Look at the printer’s own display. 2. Switch it off and on.

fault-a4-aborted = A4 printer gave up
    .citizen = The A4 printer could not print your paper. You can try again.
    .staff = The A4 printer gave the paper up.
    .staff-steps = 1. Print it again. 2. If it fails again, switch the printer off and on.

fault-a4-busy = A4 printer too slow
    .citizen = The A4 printer takes too long. Please ask a member of staff.
    .staff = The A4 printer did not finish in time; the job was taken back.
    .staff-steps = 1. See what else is being printed. 2. Switch the printer off and on.

fault-a4-not-made = Paper cannot be made
    .citizen = Your paper cannot be printed. Please ask a member of staff.
    .staff = The form or receipt could not be made.
    .staff-steps = 1. Tell a technician.
