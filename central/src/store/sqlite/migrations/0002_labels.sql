-- A label is unique within its centre and day; a second one (cloned disk, restored image) is kept, marked.
drop index ticket_label;
create unique index ticket_label on ticket (centre_id, service_day, label) where conflict = 0;
