//! Languages, messages, digits, dates, money, direction and sorting.
