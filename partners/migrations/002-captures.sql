-- What was captured under which key of the caller, in minor units. Payments that were captured before this was kept have none.
alter table partners.payments add column if not exists captures jsonb not null default '{}';
