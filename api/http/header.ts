import type { IncomingMessage } from 'node:http';

/** The lines of a header, in order; Node would have joined or dropped repeats. */
export function headerLines(request: IncomingMessage, name: string): readonly string[] {
  return request.headersDistinct[name.toLowerCase()] ?? [];
}
