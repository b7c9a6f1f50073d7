-- How many come together with a ticket; null = nobody was asked.
alter table ticket add column party smallint;

-- Appointments. A phone number stands here only as a hash (protocol::PhoneHash).
create table appointment (
  centre_id text not null,
  id uuid not null,
  service text not null,
  at_ms bigint not null,
  phone text,
  party smallint,
  cancelled_ms bigint,
  checked_ms bigint,                  -- when a kiosk took the check-in
  ticket uuid,                       -- the ticket that it gave
  primary key (centre_id, id)
);
create index appointment_at on appointment (centre_id, at_ms);
