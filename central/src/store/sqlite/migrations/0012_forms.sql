-- Which versions of forms were ever handed out: requests of others are no kiosk's of ours.
create table published_form (
  name text not null,
  version integer not null,
  published_ms integer not null,
  primary key (name, version)
) strict, without rowid;
