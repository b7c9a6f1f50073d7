-- Calls for a person that kiosks told of, and when somebody came.
create table staff_call (
  centre_id text not null,
  id blob not null,                 -- the item that told it
  device_id blob not null,
  device_seq integer not null,      -- the item's place in the kiosk's sequence
  screen text not null,             -- where it was asked
  at_ms integer not null,           -- by the kiosk's clock
  received_ms integer not null,
  answered_ms integer,              -- by the kiosk's clock; null = nobody came yet
  primary key (centre_id, id)
) strict;
create index staff_call_open on staff_call (centre_id, device_id, device_seq) where answered_ms is null;
create index staff_call_received on staff_call (received_ms);
