//! SQLite: the outbox, tickets, audit chain and print jobs.
