import { HOSTILE_BODIES, type Hostile } from '../fuzz/hostile-bodies.ts';
import { HOSTILE_HTTP, SLOW } from '../fuzz/hostile-http.ts';
import { postOrder, sendRaw } from '../fuzz/raw-request.ts';
import { get, newSku, orderFor, submit, untilEnd } from '../support/api-client.ts';

const HOSTILE = [...HOSTILE_BODIES, ...HOSTILE_HTTP];

async function expectRefused([, status, says, request]: Hostile): Promise<void> {
  const answer = await sendRaw(request);
  expect(answer).toMatchObject({ status, contentType: 'application/problem+json' });
  expect(answer.body).toMatch(says);
  expect(JSON.parse(answer.body)).toMatchObject({
    status,
    type: expect.stringMatching(/\/problems\/[a-z-]+$/),
    detail: expect.any(String),
  });
}

describe('a hostile request is refused with a problem that says what is wrong:', () => {
  // oxlint-disable-next-line jest/expect-expect -- expectRefused holds them
  it.each(HOSTILE)('%s (%i)', async (...hostile) => {
    await expectRefused(hostile);
  });

  it('those that never end, all at once, while orders are taken', async () => {
    const slow = Promise.all([...SLOW, ...SLOW, ...SLOW].map(expectRefused));
    const sku = await newSku(5);
    const { body } = await submit(orderFor(sku));
    expect(await untilEnd(body.id)).toMatchObject({ status: 'COMPLETED' });
    await slow;
  });
});

describe('what only looks hostile', () => {
  it('is kept as it is', async () => {
    const sku = await newSku(1);
    const metadata = {
      constructor: 'x',
      toString: "'; drop table orders; --",
      '\u{1F4A9}': '\u202Egnirts',
      '<script>': '{{7*7}} ${7*7} %s',
    };
    const { body } = await submit(orderFor(sku, { customerId: '../../etc/passwd', metadata }));
    expect(await get(body.id)).toMatchObject({ customerId: '../../etc/passwd', metadata });
  });

  it('a price of -0 is 0', async () => {
    const sku = await newSku(1);
    const answer = await sendRaw(postOrder(`{"customerId":"c","items":[{"sku":"${sku}","quantity":1,"priceCents":-0}]}`));
    expect([answer.status, answer.body]).toEqual([201, expect.stringContaining('"priceCents":0,')]);
  });
});
