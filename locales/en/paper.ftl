# What stands on tickets and receipts. Short words: paper is narrow, and a
# citizen reads it standing in a crowd. { $n } is a number in the digits of the
# language; { $label } and { $contact } come isolated, in Latin digits.

## Both
paper-service = Service
paper-date = Date
paper-time = Time
paper-fee = Fee
paper-bring = Bring with you
paper-document-original = { $name } (original)
paper-document-copies = { $name } ({ $n ->
    [one] { $n } copy
   *[other] { $n } copies
})
paper-document-both = { $name } (original and { $n ->
    [one] { $n } copy
   *[other] { $n } copies
})
paper-next = What happens next
paper-complaint = Questions or complaints: { $contact }
paper-sample = SAMPLE – NOT VALID
paper-copy = COPY

## Queue ticket
paper-ticket-title = Queue ticket { $label }
paper-your-number = Your number
paper-ahead-label = Before you
paper-ahead = { $n ->
    [0] Nobody
    [one] { $n } person
   *[other] { $n } people
}
paper-estimate-label = Waiting, about
paper-estimate = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
paper-ticket-next = Please wait until your number is called. Then show this ticket at the desk.
paper-ticket-keep = Keep this ticket until you are served.

## Receipt of a request
paper-receipt-title = Receipt for your request
paper-reference = Reference
paper-check-code = Check code
paper-office = Office
paper-time-needed = Time needed
paper-receipt-next = The office now checks your request. See its state at any kiosk, by reference number and check code.
paper-receipt-scan = Hold this code to the kiosk’s scanner to see your request.
paper-receipt-keep = Keep this paper safe. Whoever has it can see the state of your request.

## Application form
paper-form-title = Application form
paper-form-details = Details
paper-form-conditions = Conditions
paper-form-declaration = I declare that the details above are true.
paper-form-signature = Signature
paper-form-signed-on = Date
paper-form-office-use = For the office: stamp and date
paper-number = Queue number
