-- The worker after custody, and what devices say about their health.
alter table item add column checked_ms bigint;
create index item_unchecked on item (centre_id, server_seq) where checked_ms is null and quarantine is null;
create index item_quarantined on item (centre_id, server_seq) where quarantine is not null;

create table report (               -- the newest health report of each device
  centre_id text not null,
  device_id uuid not null,
  at_ms bigint not null,
  data text not null,               -- JSON object, no personal data
  primary key (centre_id, device_id)
);
