//! One citizen's visit: steps, answers, validation. In memory only.
