-- Staff have closed the day: no queue tickets until then. One row at most.
create table day_close(
  id integer primary key check (id = 1),
  until_ms integer not null
) strict;

-- How each member of staff, by number, has the screens: language and size of text.
create table staff_taste(
  number integer primary key not null,
  language text not null,
  size integer not null
) strict;
