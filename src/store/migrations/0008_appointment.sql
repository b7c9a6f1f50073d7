-- How many come together with a ticket; null = nobody was asked.
alter table ticket add column party integer;

-- Appointments of these days, as central has told them. No name, no number: a phone number stands here only as a hash
-- with the device's own key over central's hash of it.
create table appointment(
  id blob primary key not null,
  ref text not null unique,            -- what the citizen scans or types
  service text not null,
  at_ms integer not null,
  phone blob,                          -- null = none was given
  party integer,
  state text not null check (state in ('booked', 'cancelled', 'checked_in')),
  server_seq integer not null,         -- of the change that told it last
  ticket_id blob references ticket(id) -- of its check-in at this kiosk
) strict;
create index appointment_at on appointment(at_ms);
