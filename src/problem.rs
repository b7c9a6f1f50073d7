//! What is wrong in a file that a person wrote, where, and how to mend it.
