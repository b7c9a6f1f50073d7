-- How many come together with a ticket; null = nobody was asked.
alter table ticket add column party integer;

-- Appointments. A phone number stands here only as a hash (protocol::PhoneHash).
create table appointment (
  centre_id text not null,
  id blob not null,
  service text not null,
  at_ms integer not null,
  phone text,
  party integer,
  cancelled_ms integer,
  checked_ms integer,                  -- when a kiosk took the check-in
  ticket blob,                       -- the ticket that it gave
  primary key (centre_id, id)
) strict;
create index appointment_at on appointment (centre_id, at_ms);
