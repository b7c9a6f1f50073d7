-- What is handed out: version of the catalogue, serial of the config bundle. Another one is told to all centres.
alter table meta add column catalogue text;
alter table meta add column config text;
