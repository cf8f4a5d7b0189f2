import type { IncomingMessage } from 'node:http';

/** The lines of a request's header, in order; Node would have joined or dropped repeats. */
export function headerLines(request: IncomingMessage, name: string): readonly string[] {
  return request.headersDistinct[name.toLowerCase()] ?? [];
}

/** The same of any header of a request. */
export function headersOf(request: IncomingMessage): (name: string) => readonly string[] {
  return (name) => headerLines(request, name);
}
