/** Names one thing that a person wants done, however often it is sent. Works without TLS, too, where there is no randomUUID. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
