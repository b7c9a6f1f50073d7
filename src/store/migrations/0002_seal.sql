-- An envelope has one recipient or several: one JSON column instead of three for a single one.
alter table outbox add column seal text;   -- JSON of protocol::Seal; null = the body is plain (tickets, ratings)
alter table outbox drop column seal_kid;
alter table outbox drop column seal_suite;
alter table outbox drop column seal_enc;
