-- What the simulated partners may do with their own tables, and check:invariants with the payments. As prisma/roles/grants.sql.
do $$ begin perform pg_advisory_xact_lock(7217084); end $$;
grant usage on schema partners to orders_partners, orders_auditor;
revoke all on all tables in schema partners from orders_api, orders_worker, orders_relay, orders_webhooks, orders_partners, orders_auditor;
grant select, insert, update on partners.payments, partners.refunds, partners.shipments to orders_partners;
grant select on partners.payments to orders_auditor;
