-- Whether the cut of a job was about to be sent: before that no whole sheet can have come out.
alter table print_job add column cutting integer not null default 0 check (cutting in (0, 1));
-- What a member of staff said of a sheet that nobody else could be sure of, asked once.
alter table print_job add column answer text check (answer in ('whole', 'again'));
alter table print_job add column answered_ms integer;

-- The roll of paper in the printer, as far as it can be counted.
create table paper_roll(
  id integer primary key check (id = 1),
  since_ms integer not null,             -- when it was put in, or counting began
  fed_dots integer not null default 0,   -- moved since
  papers integer not null default 0,     -- proven since
  mean_dots integer                      -- of one paper, over the last some dozens; null before the first
) strict;
