import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { createOrderReader } from '../../../adapters/postgres/order-reader.ts';
import { createOrderStore } from '../../../adapters/postgres/order-store.ts';
import type { Database } from '../../../adapters/postgres/database.ts';
import type { OrderReader } from '../../../domain/ports/order-reader.ts';
import type { OrderStore } from '../../../domain/ports/order-store.ts';
import { freshDatabase, type FreshDatabase } from '../../support/fresh-database.ts';
import { cause, order } from '../../support/orders.ts';

/** An API's reader, with how many orders each of its statements asked for. */
interface Api {
  readonly reader: OrderReader;
  readonly statements: number[];
}

let database: FreshDatabase;
let orders: OrderStore;
beforeAll(async () => {
  database = await freshDatabase();
  orders = createOrderStore({ db: database.db, now: () => new Date() });
});
afterAll(() => database.drop());

function startApi(): Api {
  const statements: number[] = [];
  const rows: Database['rows'] = (sql, values) => {
    statements.push([values[0]].flat().length);
    return database.db.rows(sql, values);
  };
  return { statements, reader: createOrderReader({ ...database.db, rows }) };
}

const make = async () => (await orders.create(order(), cause)).id;
const addNote = (id: string, n: number) => orders.change(id, `note:${n}`, cause, () => ({ event: 'orders.note_added', why: `${n}` }));

describe('reads of orders by their id', () => {
  it('share a statement when they come at once, each order once in it, and each has its own', async () => {
    const ids = [await make(), await make(), await make()];
    const { reader, statements } = startApi();
    const asked = ['nobody', ...ids, ...ids];
    const found = await Promise.all(asked.map((id) => reader.find(id)));
    expect(found.map((each) => each?.id)).toEqual([undefined, ...ids, ...ids]);
    expect(await reader.find(ids[0] ?? '')).toEqual(found[1]);
    expect(statements).toEqual([4, 1]);
  });

  it('are never told an order older than somebody was told before, at whichever of two APIs', async () => {
    const id = await make();
    const apis = [startApi(), startApi()];
    let told = 1;
    const over = new AbortController();
    const readOn = async ({ reader }: Api) => {
      let reads = 0;
      for (; !over.signal.aborted; reads++) {
        const before = told;
        const version = (await reader.find(id))?.version ?? 0;
        if (version < before) throw new Error(`version ${version} was read after version ${before} was told`);
        told = Math.max(told, version);
        await turnOfTheLoop();
      }
      return reads;
    };
    const readers = Promise.all(apis.flatMap((api) => [readOn(api), readOn(api), readOn(api)]));
    const changes = async () => {
      for (let n = 2; n <= 60; n++) {
        await addNote(id, n);
        told = Math.max(told, n);
      }
    };
    await Promise.race([changes(), readers]).finally(() => over.abort());
    const reads = await readers;
    for (const [index, { statements }] of apis.entries()) {
      const asked = reads.slice(3 * index, 3 * index + 3).reduce((sum, n) => sum + n, 0);
      expect(statements.length).toBeLessThan(asked);
    }
  });
});
