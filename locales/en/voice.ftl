# What only the voice says.
voice-entered = Entered.
voice-digit = A digit. To hear which, plug in headphones, or press the privacy key.
voice-hidden = Entered. This is private: plug in headphones to hear it, or press the privacy key.
voice-sign = A sign was typed.
voice-aloud = Private answers are read aloud.
voice-quiet = Private answers are no longer read aloud.
voice-rate = Speed { $n } percent
voice-volume = Loudness { $n } of { $of }
attract-audio = To hear this screen, plug in headphones or touch the loudspeaker.
