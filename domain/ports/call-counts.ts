/** How many calls callers made, counted over all replicas of the API. */
export interface CallCounts {
  /** Adds calls to those of each key in the time that ends then (ms since 1970), and answers how many each has with them. */
  add(endsAt: number, calls: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, number>>;
}
