-- What became of a queue ticket after it was issued.
alter table ticket add column priority text;         -- protocol::PriorityClass; null = none
alter table ticket add column cancelled_ms integer;
alter table ticket add column ahead integer;         -- how many waited when it was issued, where that was known ...
alter table ticket add column ahead_min integer;     -- ... and for how many minutes: a reprint is the same paper
alter table ticket add column called_ms integer;     -- as central told, by its clock

-- Staff mode. One row: wrong PINs in a row, counted before they are looked at.
create table staff_door(
  id integer primary key check (id = 1),
  failures integer not null default 0
) strict;

-- Badges that have opened: each opens once.
create table staff_badge(
  nonce blob primary key not null,
  until_ms integer not null
) strict;

-- Calls for help, until a member of staff has answered.
create table staff_call(
  id blob primary key not null,
  at_ms integer not null,
  service_day text not null,
  answered_ms integer
) strict;

-- What staff have paused: '' is the whole kiosk, else a service's id.
create table pause(
  what text primary key not null,
  since_ms integer not null
) strict;

-- Visits of a day: how many were begun, how many nobody ended.
create table tally(
  service_day text primary key not null,
  begun integer not null default 0,
  aborted integer not null default 0
) strict;
