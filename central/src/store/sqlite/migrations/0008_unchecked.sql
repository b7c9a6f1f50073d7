-- What the worker has not looked at yet. A narrow table of its own: noting in the item's own row that it was looked at wrote
-- the whole row a second time, sealed body included.
create table unchecked (
  centre_id text not null,
  server_seq integer not null,
  id blob not null,
  primary key (centre_id, server_seq)
) strict, without rowid;
create unique index unchecked_id on unchecked (centre_id, id);
insert into unchecked (centre_id, server_seq, id)
  select centre_id, server_seq, id from item where checked_ms is null and quarantine is null;
drop index item_unchecked;
alter table item drop column checked_ms;
