-- Since when the oldest item waits is asked for with every push: without this each of 10,000 waiting items was read for it.
create index outbox_waiting_since on outbox(created_ms) where state = 0;
