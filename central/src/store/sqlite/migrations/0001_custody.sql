-- Every key begins with centre_id, so that the same tables can be spread over many machines by centre.
-- No triggers, no automatic numbers: a centre's sequence is counted in its own row, within the
-- transaction that writes.
create table meta (
  one integer primary key check (one = 1),
  epoch text not null               -- made once; a cursor of another epoch is from another store
) strict;

create table centre (
  centre_id text primary key,
  seq integer not null              -- the last place given in the centre's sequence
) strict;

create table device (
  centre_id text not null,
  device_id blob not null,
  contiguous_seq integer not null,  -- every device_seq up to here is in custody
  app_version text,
  seen_ms integer not null,
  primary key (centre_id, device_id)
) strict;

create table item (
  centre_id text not null,
  id blob not null,
  device_id blob not null,
  device_seq integer not null,
  kind text not null,
  schema text not null,
  created_ms integer not null,
  clock_trusted integer not null,
  ref text,
  digest blob not null,
  seal text,                        -- JSON {kid, suite, enc}; null = plain
  blobs text,                       -- JSON array of digests; null = none
  body blob not null,
  received_ms integer not null,
  server_seq integer not null,
  quarantine text,                  -- reason code; null = processed
  primary key (centre_id, id)
) strict;
create unique index item_seq on item (centre_id, server_seq);
create index item_device on item (centre_id, device_id, device_seq);
create index item_received on item (received_ms);

create table event (                -- what happened, in order; kiosks and connectors read it by cursor
  centre_id text not null,
  seq integer not null,
  at_ms integer not null,
  topic text not null,
  item_id blob not null,
  data text not null,               -- JSON object
  primary key (centre_id, seq)
) strict;
create index event_item on event (centre_id, item_id, seq);

create table request (              -- read from items, for look-ups and lists
  centre_id text not null,
  id blob not null,
  ref text not null,                -- without dashes
  service text,
  language text,
  state text not null,
  state_ms integer not null,
  primary key (centre_id, id)
) strict;
create index request_ref on request (ref);

create table ticket (
  centre_id text not null,
  id blob not null,
  service_day text not null,
  label text not null,
  queue text not null,
  service text,
  issued_ms integer not null,
  language text not null,
  conflict integer not null,        -- 1 = the label was issued before on this day
  primary key (centre_id, id)
) strict;
create index ticket_label on ticket (centre_id, service_day, label);
