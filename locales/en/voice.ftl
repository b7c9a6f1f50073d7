# What only the voice says.
voice-entered = Entered.
voice-digit = A digit. To hear which, plug in headphones, or choose private answers under Voice.
voice-hidden = Entered. This is private: plug in headphones, or choose private answers under Voice.
voice-sign = A sign was typed.
voice-aloud = Private answers are read aloud.
voice-quiet = Private answers are no longer read aloud.
voice-rate = Speed { $n } percent
voice-volume = Loudness { $n } of { $of }
attract-audio = To hear this screen, plug in headphones or touch the loudspeaker.
# Begins the voice, on the screen at rest.
attract-listen = Listen
# The dialog of the voice.
display-voice = Voice
voice-title = How should the voice be?
voice-slower = Slower
voice-faster = Faster
voice-softer = Softer
voice-louder = Louder
voice-speaks = Read aloud
voice-pause = Pause
voice-again = Say it again
voice-private = Private answers
# The signs on the keyboards: a voice says nothing for them.
sign-hyphen = Hyphen
sign-slash = Slash
sign-point = Full stop
sign-comma = Comma
sign-open = Open bracket
sign-close = Close bracket
sign-colon = Colon
sign-apostrophe = Apostrophe
# What stands on the ticket or receipt, said by the voice.
done-read = Read my paper aloud
# On the keyboard: the caret goes to the left or to the right, for the voice.
key-left = Move left
key-right = Move right
