-- The audit chain of each centre: kiosks' signed heads, and what people did (audit/mod.rs).
create table audit (
  centre_id text not null,
  seq integer not null,
  at_ms integer not null,
  prev blob not null,
  hash blob not null,
  entry text not null,              -- JSON, byte for byte as it was hashed
  origin text,                      -- of a kiosk's head: which chain of which kiosk
  device_seq integer,               -- and the item's place in the kiosk's sequence
  primary key (centre_id, seq)
) strict;
create index audit_origin on audit (centre_id, origin, device_seq) where origin is not null;
alter table centre add column audit_seq integer not null default 0;
alter table centre add column audit_hash blob not null default x'0000000000000000000000000000000000000000000000000000000000000000';
