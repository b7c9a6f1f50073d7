-- The queues: who has priority, who was called, who is done (serving.rs).
alter table ticket add column priority text;              -- protocol::PriorityClass; null = none
alter table ticket add column cancelled_ms bigint;
alter table ticket add column called_ms bigint;
alter table ticket add column desk text;
alter table ticket add column overtook boolean not null default false;
alter table ticket add column done_ms bigint;
-- How long the queues are is asked with each long poll: only the day's own tickets are read.
create index ticket_day on ticket (centre_id, service_day, queue, issued_ms);
create index ticket_waiting on ticket (centre_id, service_day, queue, issued_ms) where called_ms is null and cancelled_ms is null;
create index ticket_called on ticket (centre_id, service_day, called_ms) where called_ms is not null;
