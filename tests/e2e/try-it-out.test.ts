import { prepareExample } from '../../api/http/docs/prepare-example.js';
import { openApiDocument } from '../../api/http/openapi.ts';

const API = process.env['TEST_API_URL'] ?? '';

type Value = string | number | boolean;
interface Parameter {
  readonly in: 'path' | 'query' | 'header';
  readonly name: string;
  readonly required?: boolean;
  readonly example?: Value;
  readonly schema?: { readonly example?: Value; readonly default?: Value };
}
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Record<string, { readonly example?: unknown }> };
}

/** What partners call is signed by them, and cannot be tried; nor can a return be declined that was approved at once. */
const operations = Object.entries(openApiDocument().paths ?? {})
  .filter(([path]) => !path.startsWith('/webhooks/') && !path.endsWith('/decline'))
  .flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => [method.toUpperCase(), path, operation as Operation] as const),
  );

/** The request that Swagger UI sends when nothing is typed: each parameter has its example, or its default. */
function requestOf(method: string, path: string, { parameters = [], requestBody }: Operation): { url: string; init: RequestInit } {
  const url = new URL(API);
  const headers = new Headers();
  url.pathname = path;
  for (const { in: place, name, required, example, schema } of parameters) {
    const value = example ?? schema?.example ?? schema?.default;
    if (value === undefined && required) throw new Error(`${name} has to be typed`);
    if (value === undefined) continue;
    const text = String(value);
    if (place === 'path') url.pathname = decodeURIComponent(url.pathname).replace(`{${name}}`, encodeURIComponent(text));
    else if (place === 'query') url.searchParams.set(name, text);
    else headers.set(name, text);
  }
  const example = requestBody?.content['application/json']?.example;
  if (requestBody) headers.set('content-type', 'application/json');
  return { url: url.href, init: { method, headers, ...(requestBody && { body: JSON.stringify(example) }) } };
}

describe('"Try it out, Execute" in /docs works at the first click for', () => {
  it.each(operations)('%s %s', async (method, path, operation) => {
    const { url, init } = requestOf(method, path, operation);
    await prepareExample(url, (await (await fetch(`${API}/openapi.json`)).json()) as object);
    const response = await fetch(url, init);
    expect([response.ok, response.ok || (await response.text())]).toEqual([true, true]);
  });
});
