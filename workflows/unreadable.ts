/** Found under the same name whichever copy of this module made the value. */
const MARK = Symbol.for('durable-orders.unreadable');

/**
 * Stands for what a payload held that cannot be decoded. Whoever looks into it gets the decoder's error: what a step answered must
 * never pass for nothing. Only messages from outside may ask {@link isUnreadable} first.
 */
export function unreadable(error: unknown): object {
  const refuse = () => {
    throw error;
  };
  const get = (_target: object, name: string | symbol) => (name === MARK ? true : refuse());
  return new Proxy({}, { get, has: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse });
}

export function isUnreadable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[MARK] === true;
}
