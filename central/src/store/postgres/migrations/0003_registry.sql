-- Which devices there are. Small and asked for by every request: in a database of many machines both tables stand whole on
-- every one of them (reference tables), so their keys need no centre.
create table enrol_code (
  hash bytea primary key,           -- SHA-256 of the code
  centre_id text not null,
  slot text not null,
  expires_ms bigint not null,
  used_by bytea                     -- the key it let in
);

create table device_key (
  keyid bytea primary key,
  public_key bytea not null,
  centre_id text not null,
  device_id uuid not null,
  slot text not null,
  app_version text not null,
  machine text not null,
  enrolled_ms bigint not null,
  revoked_ms bigint
);
create index device_key_device on device_key (device_id);
-- One living device in a slot, also when two enrol at the same moment on two servers.
create unique index device_key_slot on device_key (centre_id, slot) where revoked_ms is null;
