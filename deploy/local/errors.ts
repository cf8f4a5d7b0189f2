// Failures that trying again cannot mend.

/** Whoever starts the service has to change something first; the message says what. */
export class CannotStart extends Error {
  override name = 'CannotStart';
}
