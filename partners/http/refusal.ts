export type RefusalCode =
  | 'invalid_request'
  | 'idempotency_key_required'
  | 'unauthorised'
  | 'not_found'
  | 'no_such_address'
  | 'payment_declined'
  | 'capture_declined'
  | 'refund_declined'
  | 'carrier_refused'
  | 'already_picked_up';

/** A final no: the same request would be answered the same again. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly status: 400 | 401 | 402 | 404 | 409 | 422;
  readonly code: RefusalCode;
  /** What the answer holds besides code and message. */
  readonly more: object;

  constructor(status: Refusal['status'], code: RefusalCode, message: string, more: object = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.more = more;
  }
}

/** `503`: the same request may work later. */
export class Outage extends Error {
  override name = 'Outage';
}

/** The request was carried out, and its connection is dropped in place of an answer. */
export class LostAnswer extends Error {
  override name = 'LostAnswer';
}
