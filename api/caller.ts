/** Who calls. Keys are theirs alone, and what they may see will depend on it. */
export interface Caller {
  readonly id: string;
}
