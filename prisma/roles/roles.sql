-- One group role for each process. Nobody logs in as one of them: logins are made `in role` it (docs/servers.md). Safe to repeat.
do $$
declare
  name text;
begin
  foreach name in array array['orders_api', 'orders_worker', 'orders_relay', 'orders_webhooks', 'orders_partners', 'orders_auditor'] loop
    begin
      execute format('create role %I nologin', name);
    exception
      -- Somebody else may be making them at this instant.
      when duplicate_object or unique_violation then null;
    end;
  end loop;
end $$;
