import { makeCursor } from '../../api/http/cursor.ts';
import { call } from '../../tests/support/api-client.ts';
import { percentile } from '../../tests/load/figures.ts';
import { BIG_CUSTOMER } from './kinds.ts';
import type { Rounds } from '../rounds.ts';
import type { Samples } from './samples.ts';
import { turnTo, type Size } from './size.ts';

/** By what is read, the n-th path to ask for. */
const READS: Readonly<Record<string, (samples: Samples, n: number) => string>> = {
  'GET /orders/{id}': ({ ids }, n) => `/orders/${ids[n % ids.length]}`,
  'GET /orders': () => '/orders',
  'GET /orders, halfway down': ({ middle }) => `/orders?cursor=${makeCursor(middle.all, {})}`,
  'GET /orders of a customer': ({ customers }, n) => `/orders?customerId=${customers[n % customers.length]}`,
  'GET /orders of a big customer, halfway down': ({ middle }) =>
    `/orders?customerId=${BIG_CUSTOMER}&cursor=${makeCursor(middle.ofBigCustomer, { customerId: BIG_CUSTOMER })}`,
  'GET /orders in a status, halfway down': ({ middle }) =>
    `/orders?status=COMPLETED&cursor=${makeCursor(middle.completed, { status: 'COMPLETED' })}`,
  'GET /orders of a big customer in a rare status': () => `/orders?customerId=${BIG_CUSTOMER}&status=CREATED`,
  'GET /orders that need attention': () => '/orders?needsAttention=true',
  'GET /inventory?short=true': () => '/inventory?short=true',
};

/** Asks one after the other, the sizes in turn. */
export async function timeReads(sizes: readonly Size[], times: number, rounds?: Rounds): Promise<void> {
  for (const [what, path] of Object.entries(READS)) {
    for (const size of sizes) {
      turnTo(size);
      const ms: number[] = [];
      for (let n = 0; n < times; n++) ms.push(await timeRead(path(size.samples, n)));
      rounds?.add({ ...besideSmallest(sizes, size, `${what}, p50`), unit: 'ms' }, percentile(ms, 0.5));
    }
  }
}

async function timeRead(path: string): Promise<number> {
  const startedAt = performance.now();
  const { status, text } = await call('GET', path);
  if (status !== 200) throw new Error(`GET ${path} was answered ${status}: ${text}`);
  return performance.now() - startedAt;
}

/** The name of a figure at one size, beside the same at the smallest. */
export function besideSmallest([smallest]: readonly Size[], size: Size, what: string): { name: string; beside?: string } {
  const nameAt = ({ name }: Size) => `${what}, at ${name}`;
  return { name: nameAt(size), ...(smallest && smallest !== size && { beside: nameAt(smallest) }) };
}
