-- Every key begins with centre_id, so that the same tables can be spread over many machines by centre
-- (docs/SCALE.md). No triggers, no automatic numbers: a centre's sequence is counted in its own row,
-- within the transaction that writes. A test (tests/sql.rs) holds these files to that.
create table meta (
  one smallint primary key check (one = 1),
  epoch text not null               -- made once; a cursor of another epoch is from another store
);

create table centre (
  centre_id text primary key,
  seq bigint not null               -- the last place given in the centre's sequence
);

create table device (
  centre_id text not null,
  device_id uuid not null,
  contiguous_seq bigint not null,   -- every device_seq up to here is in custody
  app_version text,
  seen_ms bigint not null,
  primary key (centre_id, device_id)
);

create table item (
  centre_id text not null,
  id uuid not null,
  device_id uuid not null,
  device_seq bigint not null,
  kind text not null,
  schema text not null,
  created_ms bigint not null,
  clock_trusted boolean not null,
  ref text,
  digest bytea not null,
  seal text,                        -- JSON {kid, suite, enc}; null = plain
  blobs text,                       -- JSON array of digests; null = none
  body bytea not null,
  received_ms bigint not null,
  server_seq bigint not null,
  quarantine text,                  -- reason code; null = processed
  primary key (centre_id, id)
);
-- Ciphertext does not compress; looking for it would only cost time.
alter table item alter column body set storage external;
create unique index item_seq on item (centre_id, server_seq);
create index item_device on item (centre_id, device_id, device_seq);
create index item_received on item (received_ms);

create table event (                -- what happened, in order; kiosks and connectors read it by cursor
  centre_id text not null,
  seq bigint not null,
  at_ms bigint not null,
  topic text not null,
  item_id uuid not null,
  data text not null,               -- JSON object
  primary key (centre_id, seq)
);
create index event_item on event (centre_id, item_id, seq);

create table request (              -- read from items, for look-ups and lists
  centre_id text not null,
  id uuid not null,
  ref text not null,                -- without dashes
  service text,
  language text,
  state text not null,
  state_ms bigint not null,
  primary key (centre_id, id)
);
create index request_ref on request (ref);

create table ticket (
  centre_id text not null,
  id uuid not null,
  service_day text not null,
  label text not null,
  queue text not null,
  service text,
  issued_ms bigint not null,
  language text not null,
  conflict boolean not null,        -- the label was issued before on this day
  primary key (centre_id, id)
);
create unique index ticket_label on ticket (centre_id, service_day, label) where not conflict;
