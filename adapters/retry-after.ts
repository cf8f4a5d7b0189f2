/** How long a `Retry-After` (RFC 9110, 10.2.3: seconds or a date) asks to wait (ms). */
export function retryAfterMsOf(header: string | null | undefined): number | undefined {
  if (header === undefined || header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
