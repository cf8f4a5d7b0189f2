const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/health', '/metrics']);

/** Whether a path is asked for by machines every few seconds: that is neither logged nor traced. */
export function isProbe(path: string): boolean {
  return PROBES.has(path);
}
