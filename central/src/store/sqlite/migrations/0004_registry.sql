-- Which devices there are. Small and asked for by every request: in a database of many machines both tables stand whole on
-- every one of them (reference tables), so their keys need no centre.
create table enrol_code (
  hash blob primary key,            -- SHA-256 of the code
  centre_id text not null,
  slot text not null,
  expires_ms integer not null,
  used_by blob                      -- the key it let in
) strict;

create table device_key (
  keyid blob primary key,
  public_key blob not null,
  centre_id text not null,
  device_id blob not null,
  slot text not null,
  app_version text not null,
  machine text not null,
  enrolled_ms integer not null,
  revoked_ms integer
) strict;
create index device_key_device on device_key (device_id);
create index device_key_slot on device_key (centre_id, slot);
