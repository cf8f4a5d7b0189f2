-- What each process may do with our tables, and no more: by its statements, which tests/integration/postgres/roles.test.ts tries.
-- The tables' owner runs it after the migrations, in one transaction, so that nobody is without a right meanwhile. Safe to repeat.
do $$
declare
  -- Of what is not here no owner has to tell: it is granted to nobody.
  everyone constant text := 'orders_api, orders_worker, orders_relay, orders_webhooks, orders_partners, orders_auditor';
begin
  perform pg_advisory_xact_lock(7217084);
  execute format('grant usage on schema %I to %s', current_schema(), everyone);
  execute format('revoke all on all tables in schema %I from %s', current_schema(), everyone);
  execute format('revoke all on all sequences in schema %I from %s', current_schema(), everyone);
  -- Who waits for the set-up looks for the newest migration.
  execute format('grant select on _prisma_migrations to %s', everyone);
  -- Only the auditor compares by temporary tables. A database that belongs to somebody else stays as it is.
  if pg_has_role((select datdba from pg_database where datname = current_database()), 'usage') then
    execute format('revoke temporary on database %I from public', current_database());
    execute format('grant temporary on database %I to orders_auditor', current_database());
  end if;
end $$;

-- Writes CREATED and notes; what is written once of an order cannot be changed by anybody.
grant select, insert, update (
  items, adjustments, total_cents, status, reason, payment_status, authorised_cents, captured_cents, refunded_cents, written_off_cents,
  payment_attempts, payment_reference, authorisation_expires_at, next_action, shipments, refunds, open_refunds, returns, open_returns,
  holds, backorder_until, attention, ship_to, metadata, payment_token, payment_customer, setup_future_usage, updated_at, version
) on orders to orders_api, orders_worker;
-- Written by a trigger of orders, as whoever writes the order.
grant select, insert on order_terms to orders_api;
grant insert, delete, select on order_terms to orders_worker;
grant select, insert on order_events, outbox to orders_api, orders_worker;
grant usage on sequence outbox_id_seq to orders_api, orders_worker;

grant select, insert on idempotent_outcomes, webhook_outcomes to orders_api;
grant select, insert, update, delete on call_counts to orders_api;
grant select, insert, update on webhook_endpoints, webhook_deliveries to orders_api;
-- A count that sets goods free gives them to who waits for them.
grant select, insert, update on stock to orders_api, orders_worker;
grant select, update (waiting, reserved, released, shipped, untold) on reservations to orders_api;
grant select, insert, update on reservations to orders_worker;

grant select, update (sent_at, refused_at), delete on outbox to orders_relay;
grant select on order_events to orders_relay, orders_webhooks;
-- For its metrics: no customer, no address, no payment.
grant select (status, updated_at, hand_over_after, backorder_until, attention, holds, payment_status) on orders to orders_relay;

grant select (id, tenant) on orders to orders_webhooks;
grant select, insert, update, delete on webhook_deliveries to orders_webhooks;
grant select, update (status, disabled_at, disabled_reason, updated_at, version), delete on webhook_endpoints to orders_webhooks;

-- check:invariants reads everything but what signs webhooks.
grant select on orders, order_terms, order_events, outbox, idempotent_outcomes, stock, reservations, webhook_deliveries to orders_auditor;
grant select (id, tenant, url, event_types, status, disabled_at, disabled_reason, version, created_at, updated_at) on webhook_endpoints
  to orders_auditor;

-- Makes and reads the keys of orders; changed and removed they are by the owner alone.
grant select, insert on order_keys to orders_api, orders_worker, orders_webhooks;
