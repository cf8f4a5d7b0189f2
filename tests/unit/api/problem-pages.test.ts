import { ERROR_REMEDIES } from '../../../api/error-remedies.ts';
import { ERROR_TABLE, FAILURE_CODES, failureName } from '../../../api/error-table.ts';
import { problemOf, PUBLIC_URL, serveApp, type Served } from './support/serve-app.ts';

let app: Served;
beforeAll(async () => {
  app = await serveApp();
});
afterAll(() => app.close());

/** What is at an address below PUBLIC_URL. */
const follow = (url: string) => app.fetch(new URL(url).pathname.slice(new URL(PUBLIC_URL).pathname.length));

describe('the type of a problem', () => {
  it('is an address whose page explains it', async () => {
    const problem = await problemOf(await app.post('/orders', '{'));
    expect(problem.type).toBe(`${PUBLIC_URL}/problems/malformed-request`);
    const page = await follow(problem.type);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await page.text()).toMatch(new RegExp(`${problem.title}[^]*${ERROR_REMEDIES.MALFORMED_REQUEST}[^]*HTTP 400`));
  });

  it.each(FAILURE_CODES)('%s has a page', async (code) => {
    const text = await (await follow(`${PUBLIC_URL}/problems/${failureName(code)}`)).text();
    expect(text).toContain(`HTTP ${ERROR_TABLE[code].http}.`);
    expect(text.includes('Final: ')).toBe('isFinal' in ERROR_TABLE[code]);
    expect(text.includes('Retry-After says when')).toBe('retryAfterSeconds' in ERROR_TABLE[code]);
  });

  it('is one of those that /problems lists, and there is no other', async () => {
    const links = [...(await (await app.fetch('/problems')).text()).matchAll(/href="([^"]+)"/g)].map(([, href]) => href ?? '');
    expect(links).toEqual(FAILURE_CODES.map((code) => `problems/${failureName(code)}`));
    expect((await app.fetch('/problems/made-up')).status).toBe(404);
    expect((await app.fetch('/problems/constructor')).status).toBe(404);
  });
});
