-- Calls for a person that kiosks told of, and when somebody came.
create table staff_call (
  centre_id text not null,
  id uuid not null,                 -- the item that told it
  device_id uuid not null,
  device_seq bigint not null,      -- the item's place in the kiosk's sequence
  screen text not null,             -- where it was asked
  at_ms bigint not null,            -- by the kiosk's clock
  received_ms bigint not null,
  answered_ms bigint,               -- by the kiosk's clock; null = nobody came yet
  primary key (centre_id, id)
);
create index staff_call_open on staff_call (centre_id, device_id, device_seq) where answered_ms is null;
create index staff_call_received on staff_call (received_ms);
