-- The audit chain of each centre: kiosks' signed heads, and what people did (audit/mod.rs).
create table audit (
  centre_id text not null,
  seq bigint not null,
  at_ms bigint not null,
  prev bytea not null,
  hash bytea not null,
  entry text not null,              -- JSON, byte for byte as it was hashed
  origin text,                      -- of a kiosk's head: which chain of which kiosk
  device_seq bigint,                -- and the item's place in the kiosk's sequence
  primary key (centre_id, seq)
);
create index audit_origin on audit (centre_id, origin, device_seq) where origin is not null;
alter table centre add column audit_seq bigint not null default 0;
alter table centre add column audit_hash bytea not null default decode(repeat('00', 32), 'hex');
