-- Commands of central's: each is carried out once, whatever ends in between.
create table command(
  id blob primary key not null,
  at_ms integer not null,              -- when it was ordered, by central's clock
  command text not null,               -- protocol::Command
  state text not null check (state in ('waiting', 'begun', 'ended'))
) strict;

-- Why central has locked the kiosk: protocol::LockReason; null: staff have paused it.
alter table pause add column reason text;
