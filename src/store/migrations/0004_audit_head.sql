-- Heads of the audit chain as this kiosk has signed and pushed them: protocol::SignedCheckpoint in its text form. Rows up
-- to `seq` can then no longer be taken away or changed by whoever has not the device's key as well.
create table audit_head(
  seq integer primary key,               -- the last row of the chain at that moment
  hash blob not null,
  at_ms integer not null,
  note text not null
) strict;
