-- What the printer's sensors have said of the roll that is counted. Kept, so that after a restart an old roll is not
-- taken for one that has just come to its end, and a new one is noticed that was put in while the kiosk was off.
alter table paper_roll add column near_end integer not null default 0 check (near_end in (0, 1));
alter table paper_roll add column used_up integer not null default 0 check (used_up in (0, 1));
