# What a technician reads at the kiosk: tests, and the log. { $n } is a number in the digits of the screen.
staff-tests = Tests
staff-tests-about = Touch, keys, colours, sound, devices
staff-tests-hint = Each test shows at once what is right and what is not.
staff-log = Log
staff-log-about = What has happened, and what to do
test-again = Once more

test-touch = Touch panel
test-touch-about = Every place must answer
test-touch-do = Wipe over every field, to the edges. The test ends 5 seconds after the last touch.
test-touch-left = { $n ->
    [one] { $n } field is left.
   *[other] { $n } fields are left.
}
test-touch-good = Every field has answered.
test-touch-missed = { $n ->
    [one] { $n } field has not answered. It is the dark one.
   *[other] { $n } fields have not answered. They are the dark ones.
}

test-keys = Keys
test-keys-about = What each key means
test-keys-do = Press each key of the keypad. The key for Back, pressed twice, leaves.
test-keys-none = No key was pressed yet.
test-key-line = { $key }: { $means }
test-key-unknown = A key without a name
test-key-types = types { $sign }
test-key-nothing = means nothing here
key-use-next = next
key-use-previous = previous
key-use-up = up
key-use-down = down
key-use-left = to the left
key-use-right = to the right
key-use-select = select
key-use-back = back
key-use-home = to the start
key-use-help = help
key-use-language = language
key-use-repeat = say it again
key-use-pause = pause the voice
key-use-louder = louder
key-use-softer = softer
key-use-faster = faster
key-use-slower = slower
key-use-headphones = headphones are in
key-use-unplugged = headphones are out
key-use-jack = headphones in or out
key-use-aloud = personal answers aloud
key-use-staff = the door for staff

test-colours = Colours and size
test-colours-about = A ruler on the screen
test-colours-do = Hold a ruler against the lines. Both must be 100 mm long.
test-colours-measured = It measures { $n } mm
test-colours-right = The size is right.
test-colours-write = Write into the configuration: { $line }
test-colours-fields = Each field must look different from the one beside it.

test-sound = Sound
test-sound-about = The voice, left and right
test-sound-do = Listen to the loudspeaker, then with headphones.
test-sound-say = Say a sentence
test-sound-left = Left only
test-sound-right = Right only
test-sound-sentence = This is the voice of the kiosk. One, two, three.
test-sound-left-sentence = This is the left side.
test-sound-right-sentence = This is the right side.
test-sound-device = It was given to the sound device. If you hear nothing, look at cable and volume, and at { $key }.
test-sound-file = It was written into a file, as the configuration says.
test-sound-off = The voice is off in the configuration.

test-printer = Printer
test-printer-about = Its state, and a test strip
test-printer-set = Port { $port }, speed { $baud }, profile { $profile }

test-scanner = Scanner
test-scanner-about = What it reads, and how it sends it
test-scanner-do = Hold a code or a card before it. What stands in it is not shown.
test-scanner-set = Port { $port }, speed { $baud }
scan-kind-identity = Identity card or passport
scan-kind-unreadable = Lines of a card, not read rightly
scan-kind-reference = Receipt or reference
scan-kind-refused = A signed code that is not believed
scan-kind-ticket = Queue ticket
scan-kind-appointment = Appointment
scan-kind-badge = Staff badge
scan-kind-unknown = Nothing that the kiosk knows
scan-framing = { $n ->
    [one] { $n } character, { $end }
   *[other] { $n } characters, { $end }
}
scan-end-sign = ended by { $sign }
scan-end-wrapped = between { $first } and { $last }
scan-end-silence = ended by silence: set a terminator
scan-end-packet = in a packet
scan-aim = code { $kind } ({ $code })
scan-latin = not { $code }

test-network = Way to the office
test-network-about = Reachable, delay, clock, certificate
test-network-do = What was seen a moment ago.
network-none = No address of the office is configured. Queue tickets only.
network-reached = The office answers in { $n } ms.
network-unreached = The office does not answer. Look at the network cable and the address.
network-clock-good = The clocks agree. Apart: { $n } s.
network-clock-apart = The clocks are { $n } s apart. Let the time be set from the network.
network-certificate = The certificate is good until { $date }.
network-certificate-soon = The certificate ends on { $date }. Have it renewed.
network-certificate-over = The certificate ended on { $date }.
network-plain = No certificate: the office runs on this computer.
network-link = State { $link }, waiting to be sent: { $n }

log-hint = The newest is first. It goes on by itself.
log-all = All
log-warnings = Warnings
log-errors = Errors
log-nothing = Nothing of this kind has happened.
log-level-info = note
log-level-warning = warning
log-level-error = error
log-times = { $n } times
