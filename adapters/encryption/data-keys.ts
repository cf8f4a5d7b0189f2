import { randomBytes } from 'node:crypto';
import type { KeyWrapper, OrderKeys, WrappedKey } from '../../domain/ports/order-keys.ts';
import { KEY_BYTES } from './aes-gcm.ts';

export type DataKey = Uint8Array | 'erased';

/** So many orders are under way at a process at most, or nearly; a key that was forgotten costs one statement. */
const MOST_KNOWN = 10_000;
/** An order whose customer was erased is read no longer than this where it was just at work (ms). */
const KNOWN_FOR_MS = 60_000;

interface Known {
  readonly key: Promise<DataKey | undefined>;
  readonly until: number;
}

/** The keys that encrypt, one an order, unwrapped. */
export class DataKeys {
  readonly #rows: OrderKeys;
  readonly #wrapper: KeyWrapper;
  readonly #clock: () => number;
  readonly #known = new Map<string, Known>();

  constructor(rows: OrderKeys, wrapper: KeyWrapper, clock: () => number) {
    this.#rows = rows;
    this.#wrapper = wrapper;
    this.#clock = clock;
  }

  /** Undefined where there never was one. @throws DependencyError when PostgreSQL is away */
  find(owner: string): Promise<DataKey | undefined> {
    return this.#remembered(owner, async () => this.#opened(await this.#rows.find(owner)));
  }

  /** Makes one where there is none. @throws DependencyError when PostgreSQL is away */
  async make(owner: string): Promise<DataKey> {
    const known = await this.#remembered(owner, () => this.#made(owner));
    // It was looked for before, in vain.
    return known ?? (await this.#made(owner));
  }

  async #made(owner: string): Promise<DataKey> {
    const key = randomBytes(KEY_BYTES);
    const kept = await this.#rows.keep(owner, await this.#wrapper.wrap(key));
    return (await this.#opened(kept)) ?? key;
  }

  async #opened(row: WrappedKey | 'erased' | undefined): Promise<DataKey | undefined> {
    return row === undefined || row === 'erased' ? row : this.#wrapper.unwrap(row);
  }

  #remembered(owner: string, load: () => Promise<DataKey | undefined>): Promise<DataKey | undefined> {
    const known = this.#known.get(owner);
    if (known && known.until > this.#clock()) return known.key;
    // Who is erased is at the end: an order that is under way goes on with the key it had when the row cannot be read.
    const key = load().catch((error: unknown) => (known ? known.key : Promise.reject(error as Error)));
    this.#known.delete(owner);
    this.#known.set(owner, { key, until: this.#clock() + KNOWN_FOR_MS });
    const forget = () => {
      if (this.#known.get(owner)?.key === key) this.#known.delete(owner);
    };
    key.then((found) => found ?? forget(), forget);
    const [oldest] = this.#known.keys();
    if (oldest !== undefined && this.#known.size > MOST_KNOWN) this.#known.delete(oldest);
    return key;
  }
}
