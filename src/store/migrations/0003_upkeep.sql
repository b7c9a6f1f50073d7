-- When the whole file was last checked, by the kiosk's clock.
alter table device add column checked_ms integer;

-- Forgetting what was delivered looks for the papers of an item; without these each look reads the whole table.
create index print_job_ticket on print_job(ticket_id) where ticket_id is not null;
create index print_job_request on print_job(request_id) where request_id is not null;

-- Ratings travel behind documents (lane 3): nobody waits for them. Audit heads keep lane 2.
update outbox set lane = 4 where kind = 'feedback';

-- Documents: sealed bytes, content-addressed, until central has them all. Nothing was ever written here before.
drop table outbox_blob;
create table outbox_blob(
  sha256 blob primary key not null,
  request_id blob not null,
  size integer not null,
  offset integer not null default 0,     -- how much central is known to have
  state integer not null default 0,      -- as in outbox
  attempts integer not null default 0,
  last_code text,
  body blob                              -- null once in custody
) strict;
create index outbox_blob_request on outbox_blob(request_id);
create index outbox_blob_due on outbox_blob(state) where state = 0;

-- Signed catalogue and configuration bundles: the one in use and the one before, to roll back to. Nothing was ever
-- written here before.
drop table bundle;
create table bundle(
  kind text not null,
  age integer not null check (age in (0, 1)),   -- 0 newest, 1 the one before
  etag text not null,
  signed blob not null,                  -- JSON of protocol::SignedBundle as it came; verified again at each reading
  fetched_ms integer not null,
  primary key(kind, age)
) strict;
