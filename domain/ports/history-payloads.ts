/** As Temporal keeps it. */
export interface StoredPayload {
  readonly metadata: Readonly<Record<string, Uint8Array>>;
  readonly data: Uint8Array;
}

export interface OpenedPayload {
  readonly payload: StoredPayload;
  /** What it held is gone with its customer; the payload says so in its place. */
  readonly isErased: boolean;
}

/** What Temporal holds, for people who look at it: what a codec server does. */
export interface HistoryPayloads {
  /** The order that an encrypted payload says it is of, or `OF_NO_ORDER`; undefined where it is not encrypted. */
  ownerOf(payload: StoredPayload): string | undefined;
  /**
   * Begins a look. Each key is asked for once in it and none is remembered after it: who was erased a moment ago is.
   * What it answers opens a payload; undefined where that cannot be decrypted. @throws DependencyError
   */
  look(): (payload: StoredPayload) => Promise<OpenedPayload | undefined>;
  /** What a person sends to a workflow that they do not name: encrypted as what is of no order. @throws DependencyError */
  encrypt(payloads: readonly StoredPayload[]): Promise<readonly StoredPayload[]>;
}
