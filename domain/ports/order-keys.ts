/** Wraps the keys that encrypt, so that they can be stored: built in over a file, or a key management service behind the same calls. */
export interface KeyWrapper {
  wrap(key: Uint8Array): Promise<WrappedKey>;
  /** @throws Error when it has no key of that id, or the bytes were changed */
  unwrap(wrapped: WrappedKey): Promise<Uint8Array>;
}

export interface WrappedKey {
  /** Of the key that it is wrapped with. */
  readonly keyId: string;
  readonly bytes: Uint8Array;
}

/** Whose payloads are of no order: the reconciler's, those of webhooks, what people send from Temporal's UI. */
export const OF_NO_ORDER = 'none';

/** One key an order, wrapped, and one for what is of none; `erased` once its customer was. */
export interface OrderKeys {
  find(orderId: string): Promise<WrappedKey | 'erased' | undefined>;
  /** Keeps the key unless there is one; answers the one that is kept. */
  keep(orderId: string, key: WrappedKey): Promise<WrappedKey | 'erased'>;
}
