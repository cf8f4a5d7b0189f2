/** Methods of RFC 9110 and 5789, and QUERY, which OpenAPI 3.2 has and clients begin to send. */
export const HTTP_METHODS: ReadonlySet<string> = new Set([
  'CONNECT',
  'DELETE',
  'GET',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'POST',
  'PUT',
  'QUERY',
  'TRACE',
]);

/** The method where each value costs, in metrics and traces: of one that is not known, OpenTelemetry's word for any of them. */
export function methodLabel(method: string): string {
  return HTTP_METHODS.has(method) ? method : '_OTHER';
}
