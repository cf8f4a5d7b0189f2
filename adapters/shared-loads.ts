import { setTimeout as sleep } from 'node:timers/promises';

/** A key without a value is not in the answer. */
export type Load<Key, Value> = (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>;

/** A load that takes longer is not waited for by the next one: a connection may be dead (ms). */
const PATIENCE_MS = 20;

/**
 * One load at a time for all who ask meanwhile. It begins after each of them has asked: what it answers is never older than the
 * question. Who asks while nothing is under way waits for nobody.
 */
export function shareLoads<Key, Value>(load: Load<Key, Value>, patience: () => Promise<unknown> = usualPatience) {
  let turn: Promise<unknown> = Promise.resolve();
  let next: { readonly keys: Set<Key>; readonly answer: Promise<ReadonlyMap<Key, Value>> } | undefined;

  const open = () => {
    const keys = new Set<Key>();
    const begin = () => {
      next = undefined;
      const loaded = load([...keys]);
      turn = Promise.race([loaded.catch(() => undefined), patience()]);
      return loaded;
    };
    return { keys, answer: turn.then(begin) };
  };

  return async (key: Key): Promise<Value | undefined> => {
    next ??= open();
    next.keys.add(key);
    return (await next.answer).get(key);
  };
}

function usualPatience(): Promise<unknown> {
  return sleep(PATIENCE_MS, undefined, { ref: false });
}
