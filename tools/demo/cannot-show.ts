/** The demonstration cannot take place, or not as it was asked for; the message says why. */
export class CannotShow extends Error {
  override name = 'CannotShow';
}
