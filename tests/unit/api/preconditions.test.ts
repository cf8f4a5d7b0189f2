import { parseEntityTags } from '../../../api/etag.ts';
import { evaluate, type Preconditions } from '../../../api/preconditions.ts';
import type { Order } from '../../../domain/order.ts';
import { newOrder } from '../../../domain/order.ts';
import { NOW, request } from './support/fakes.ts';
import { problemOf, serveApp, type Served } from './support/serve-app.ts';

const version3 = { etag: '"3"' };
const tags = (...lines: string[]) => parseEntityTags(lines) ?? [];
const verdict = (preconditions: Preconditions, current: { etag?: string } | undefined = version3) => evaluate(preconditions, current);

describe('If-None-Match', () => {
  it.each(['"3"', 'W/"3"', '*', '"1", "3"', '"1",W/"3" ,', ', "3"', '"a,b", "3"'])('%s names version 3', (line) => {
    expect(verdict({ ifNoneMatch: tags(line) })).toBe('if_none_match_failed');
  });

  it.each(['"2"', '"33"', 'W/"2", "4"', '', ','])('%j does not name version 3', (line) => {
    expect(verdict({ ifNoneMatch: tags(line) })).toBe('met');
  });

  it('may stand on several lines', () => {
    expect(verdict({ ifNoneMatch: tags('"1"', '"3"') })).toBe('if_none_match_failed');
  });

  it.each(['3', '"3', 'w/"3"', '"1" "3"', '*, "3"'])('is no list of entity tags when it is %j', (line) => {
    expect(parseEntityTags([line])).toBeUndefined();
  });
});

describe('If-Match', () => {
  it.each(['"3"', '*', '"1", "3"'])('%s names version 3', (line) => {
    expect(verdict({ ifMatch: tags(line) })).toBe('met');
  });

  it.each(['"2"', 'W/"3"', '', '"33"'])('%j does not name version 3: the comparison is strong', (line) => {
    expect(verdict({ ifMatch: tags(line) })).toBe('if_match_failed');
  });

  it('goes before If-None-Match', () => {
    expect(verdict({ ifMatch: ['"2"'], ifNoneMatch: ['"3"'] })).toBe('if_match_failed');
    expect(verdict({ ifMatch: ['"3"'], ifNoneMatch: ['"3"'] })).toBe('if_none_match_failed');
  });

  it('* asks for there being anything, with a tag or without one', () => {
    expect([verdict({ ifMatch: '*' }, {}), evaluate({ ifMatch: '*' }, undefined)]).toEqual(['met', 'if_match_failed']);
    expect([verdict({ ifNoneMatch: '*' }, {}), evaluate({ ifNoneMatch: '*' }, undefined)]).toEqual(['if_none_match_failed', 'met']);
  });
});

const id = '00000000-0000-4000-8000-000000000001';
const key = { 'idempotency-key': 'k-1' };
let app: Served;
beforeEach(async () => {
  app = await serveApp();
});
afterEach(() => app.close());

async function expectRefused(response: Response): Promise<void> {
  const { status, type } = await problemOf(response);
  expect([status, type]).toEqual([412, expect.stringContaining('precondition-failed')]);
}

const delivered: Partial<Order> = {
  status: 'DELIVERED',
  version: 4,
  payment: { status: 'captured', authorisedCents: 3998, capturedCents: 3998, refundedCents: 0, writtenOffCents: 0, attempts: 1 },
};
const waiting: Partial<Order> = {
  version: 4,
  needsAttention: { since: NOW, code: 'CAPTURE_DECLINED', text: 'x', choices: ['retry_capture'] },
};

describe('a change of an order', () => {
  const changes = [
    ['cancel', {}, { version: 4 }],
    ['refunds', { reason: 'x' }, delivered],
    ['resolve', { choice: 'retry_capture' }, waiting],
    ['notes', { text: 'x' }, { version: 4 }],
  ] as const satisfies [string, object, Partial<Order>][];
  const effects = () => {
    const { cancels, refundsStarted, resolutions, notes } = app.system;
    return [cancels, refundsStarted, resolutions, notes].flat().length;
  };

  describe.each(changes)('by %s', (action, body, order) => {
    const path = `/orders/${id}/${action}`;
    beforeEach(() => app.system.put({ id, ...order }));

    it.each([{ 'if-match': '"3"' }, { 'if-match': 'W/"4"' }, { 'if-none-match': '"4"' }, { 'if-none-match': '*' }])(
      'has no effect and is answered 412 when %j is not met',
      async (headers) => {
        await expectRefused(await app.post(path, body, { ...key, ...headers }));
        expect(effects()).toBe(0);
      },
    );

    it('is made when the order is as demanded, and made known again when the order has moved on since', async () => {
      const first = await app.post(path, body, { ...key, 'if-match': '"4"' });
      expect([first.ok, effects()]).toEqual([true, 1]);
      const again = await app.post(path, body, { ...key, 'if-match': '"4"' });
      expect([again.status, again.headers.get('idempotent-replayed'), effects()]).toEqual([first.status, 'true', 1]);
    });

    it('is answered 400 when If-Match cannot be parsed, and 404 when there is no such order', async () => {
      expect((await problemOf(await app.post(path, body, { ...key, 'if-match': '4' }))).errors?.[0]?.pointer).toBe('If-Match');
      const nowhere = `/orders/${id.replace('1', '2')}/${action}`;
      expect((await app.post(nowhere, body, { ...key, 'if-match': '"4"' })).status).toBe(404);
    });
  });

  it('is finished by a repeat, when it had its effect before an answer went out', async () => {
    app.system.put({ id, ...waiting });
    app.system.resolve = async (orderId, { callId }) => {
      app.system.steps.add(`attention_resolved:${callId}`);
      app.system.move(orderId, 'CONFIRMED');
      throw new Error('cut off');
    };
    const resolve = () => app.post(`/orders/${id}/resolve`, { choice: 'retry_capture' }, { ...key, 'if-match': '"4"' });
    expect((await resolve()).status).toBe(500);
    expect((await resolve()).status).toBe(200);
  });
});

describe('a read', () => {
  it('is answered 412 when the order is none of those that If-Match names', async () => {
    app.system.put({ id, version: 2 });
    await expectRefused(await app.fetch(`/orders/${id}`, { headers: { 'if-match': '"1"' } }));
    expect((await app.fetch(`/orders/${id}`, { headers: { 'if-match': '"2"' } })).status).toBe(200);
    expect((await app.fetch(`/orders/${id}`, { headers: { 'if-match': '"2"', 'if-none-match': '"2"' } })).status).toBe(304);
  });

  it('of an order that is not written yet meets *, and no tag', async () => {
    app.system.pending.set(id, { order: newOrder(id, request(), NOW), fingerprint: null });
    expect((await app.fetch(`/orders/${id}`, { headers: { 'if-match': '*' } })).status).toBe(200);
    await expectRefused(await app.fetch(`/orders/${id}`, { headers: { 'if-match': '"0"' } }));
  });
});

describe('stock', () => {
  const path = '/inventory/SKU-1';
  const put = (onHand: number, headers: Record<string, string>) =>
    app.fetch(path, { method: 'PUT', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ onHand }) });
  const etag = async () => (await app.fetch(path)).headers.get('etag') ?? '';

  it('has a tag that changes with its numbers', async () => {
    await put(5, {});
    const first = await etag();
    app.inventory.levels.set('SKU-1', { sku: 'SKU-1', onHand: 5, reserved: 1, available: 4 });
    expect([first, await etag()]).toEqual(['"5-0"', '"5-1"']);
    expect((await app.fetch(path, { headers: { 'if-none-match': '"5-1"' } })).status).toBe(304);
    await expectRefused(await app.fetch(path, { headers: { 'if-match': first } }));
  });

  it('is set only while it is as If-Match demands', async () => {
    await put(5, {});
    await expectRefused(await put(9, { 'if-match': '"4-0"' }));
    expect(await etag()).toBe('"5-0"');
    const response = await put(9, { 'if-match': '"5-0"' });
    expect([response.status, response.headers.get('etag')]).toEqual([200, null]);
    expect(await etag()).toBe('"9-0"');
  });

  it('is set for the first time, or never before, by *', async () => {
    await expectRefused(await put(5, { 'if-match': '*' }));
    expect((await put(5, { 'if-none-match': '*' })).status).toBe(200);
    await expectRefused(await put(6, { 'if-none-match': '*' }));
    expect(await etag()).toBe('"5-0"');
  });
});
