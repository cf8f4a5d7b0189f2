/** Of a request, whichever way it comes in. */
export const MAX_BODY_BYTES = 256 * 1024;
