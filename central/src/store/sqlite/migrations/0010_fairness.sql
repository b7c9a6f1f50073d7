-- So many without priority are called for each one who overtakes; null = serving::Fairness::default().
alter table centre add column fairness integer;
