-- SHA-256 over what is pushed of an item besides its body (store/whole.rs): the digest covers the body alone. Null in rows
-- of older versions.
alter table outbox add column head blob;

-- What was carried over from a damaged file without its item is forgotten by its day: without this each look reads the
-- whole table.
create index request_day on request(service_day);

-- Damaged files that were kept aside, and copies from before a change of the schema.
create table old_file(
  name text primary key not null,
  since_ms integer,                      -- since when it is known, by a trusted clock; null = none has seen it yet
  below_seq integer not null,            -- items with lower numbers may stand in it
  sent integer not null default 0 check (sent in (0, 1, 2))  -- 1 = sealed and queued for central, 2 = too large for that
) strict;
