-- The kiosk's database. Times are milliseconds since 1970 by the kiosk's clock (evidence, never order) unless said
-- otherwise; ids are the 16 bytes of a UUID.

-- Who this kiosk is, and the heads of its sequences. One row.
create table device(
  one integer primary key check (one = 1),
  device_id blob not null,
  centre_id text not null,
  slot text not null,
  incarnation integer not null,          -- 1, and one more each time a damaged database had to be begun anew
  next_seq integer not null,             -- the device_seq of the next outbox row
  cursor text,                           -- where the next page of changes begins
  clock_offset_ms integer,
  time_floor_ms integer,
  service_day text,                      -- the service day last used
  number_day text,                       -- on this day ticket numbers start at number_floor (after a recovery) ...
  number_floor integer,                  -- ... on every other day at 1
  audit_seq integer not null default 0,  -- the head of the audit chain
  audit_hash blob not null
) strict;

-- What has to reach central. A rowid table: large bodies do not belong in WITHOUT ROWID.
create table outbox(
  device_seq integer primary key,        -- gapless, from device.next_seq in the same transaction
  id blob not null unique,
  lane integer not null,                 -- 0 tickets, 1 requests, 2 audit heads, ratings and the rest
  kind text not null,
  schema text not null,
  ref text,
  created_ms integer not null,
  boot_id text not null,
  mono_ms integer not null,
  clock_trusted integer not null,
  seal_kid text,                         -- the place of sealing: null = the body is plain
  seal_suite text,
  seal_enc text,
  body blob,                             -- null once in custody
  digest blob not null,
  size integer not null,
  state integer not null default 0,      -- 0 queued, 1 in custody, 2 aside
  attempts integer not null default 0,
  last_code text,
  last_error text,                       -- a message key
  custody_ms integer,
  server_seq integer,
  receipt text                           -- central's countersignature
) strict;
create index outbox_due on outbox(state, lane, device_seq);

-- Documents of a request, content-addressed (written by a later version).
create table outbox_blob(
  request_id blob not null,
  sha256 blob not null,
  offset integer not null default 0,
  size integer not null,
  state integer not null default 0,
  primary key(request_id, sha256)
) strict;

create table ticket(
  id blob primary key not null,
  service_day text not null,
  queue text not null,
  slot text not null,
  n integer not null,
  label text not null,
  service text,
  private integer not null,              -- the paper does not name the service
  language text not null,
  issued_ms integer not null,
  unique(service_day, queue, slot, n)
) strict;

create table counter(
  service_day text not null,
  queue text not null,
  n integer not null,
  primary key(service_day, queue)
) strict;

-- What a receipt shows: enough to print it again. No personal data; the check code follows from the id.
create table request(
  id blob primary key not null,
  ref text not null unique,
  service text not null,
  schema text not null,
  private integer not null,
  language text not null,
  created_ms integer not null,
  service_day text not null,
  ticket_id blob references ticket(id)
) strict;
create index request_ticket on request(ticket_id) where ticket_id is not null;

create table print_job(
  id blob primary key not null,
  kind text not null check (kind in ('ticket', 'receipt')),
  ticket_id blob references ticket(id),
  request_id blob references request(id),
  state text not null check (state in ('committed', 'sent', 'proven', 'unknown', 'reprinted', 'cancelled')),
  attempts integer not null default 0,
  fault text,                            -- a message key
  created_ms integer not null,
  changed_ms integer not null,
  reprint_of blob references print_job(id),
  check ((kind = 'ticket') = (ticket_id is not null)),
  check ((kind = 'receipt') = (request_id is not null))
) strict;
create index print_job_state on print_job(state, created_ms);
create index print_job_reprint on print_job(reprint_of) where reprint_of is not null;

create table feedback(
  id blob primary key not null,
  at_ms integer not null,
  service text,
  rating integer not null check (rating between 1 and 5)
) strict;

-- A hash chain: hash = SHA-256(prev | seq | at_ms | event), numbers as 8 bytes, big end first.
create table audit(
  seq integer primary key,
  at_ms integer not null,
  prev blob not null,
  hash blob not null,
  event blob not null                    -- JSON
) strict;

-- How requests of this centre stand, as central told.
create table status(
  ref text primary key not null,
  state text not null,
  note text,
  at_ms integer not null,                -- by central's clock
  server_seq integer not null
) strict;

-- Signed catalogue and configuration bundles (written by a later version).
create table bundle(
  kind text primary key not null,
  etag text not null,
  body blob not null,
  sig blob,
  fetched_ms integer not null
) strict;
