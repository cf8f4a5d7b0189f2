/**
 * Says at once that an order has changed, and promises nothing: a word may get lost, so whoever listens looks by itself now and then
 * all the same.
 */
export interface WakeUps {
  /** To be said after the commit. Waits for nothing, and never fails. */
  changed(orderId: string): void;
  /** Whether words come through, as far as is known: who is not told looks more often. */
  isUp(): boolean;
  /** Told of each change of the order, or of every order's where none is named; the answer ends it. */
  listen(orderId: string | undefined, onChange: () => void): () => void;
}
