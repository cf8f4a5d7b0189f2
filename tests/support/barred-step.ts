import { queryDatabase } from './system-database.ts';

/** No change that is recorded under this step of an order goes through, as if the database were away for it. @returns what lets it through again */
export async function barStep(orderId: string, step: string): Promise<() => Promise<void>> {
  const condition = `new.order_id = '${orderId}' and new.step = '${step}'`;
  await queryDatabase(`create function barred_step() returns trigger language plpgsql as
    $$ begin raise exception 'barred by a test' using errcode = '58030'; end $$`);
  await queryDatabase(
    `create trigger barred_step before insert on order_events for each row when (${condition}) execute function barred_step()`,
  );
  return async () => void (await queryDatabase('drop function barred_step() cascade'));
}
