import { createClient, type FollowOptions, type OrderEvent } from '../../../clients/typescript/src/index.ts';

const event = (sequence: number) => `id: ${sequence}\ndata: ${JSON.stringify({ sequence, type: 'orders.changed' })}\n\n`;
const stream = (...chunks: readonly string[]) =>
  new Response(ReadableStream.from(chunks).pipeThrough(new TextEncoderStream()), { headers: { 'content-type': 'text/event-stream' } });

/** What a client hears of an API that answers so, one after the other; each comeback, and what it came back with. */
async function hear(answers: readonly (Response | Error)[], count: number, options: FollowOptions = {}) {
  const [heard, asked, comebacks]: [number[], { url: string; last: string | null }[], (string | undefined)[]] = [[], [], []];
  const client = createClient({
    baseUrl: 'http://api.example',
    fetch: async ({ url, headers }) => {
      asked.push({ url, last: headers.get('last-event-id') });
      const answer = answers[asked.length - 1];
      if (!answer || answer instanceof Error) throw answer ?? new Error('nobody asked for that');
      return answer;
    },
  });
  const onComeback = (error?: Error) => comebacks.push(error?.message);
  const events: AsyncGenerator<OrderEvent> = client.orderEvents('o 1', { comebackMs: 1, onComeback, ...options });
  for await (const { sequence } of events) if (heard.push(sequence) === count) break;
  return { heard, asked, comebacks };
}

describe('who follows an order with the client for TypeScript', () => {
  it('hears each event once and in order, however often the stream ends or breaks off', async () => {
    const away = Response.json({ detail: 'away' }, { status: 503, headers: { 'retry-after': '0' } });
    const { heard, asked, comebacks } = await hear(
      [stream('retry: 2000\n\n', event(1)), new TypeError('fetch failed'), away, stream(':\n\n', event(2), event(3))],
      3,
    );
    expect(heard).toEqual([1, 2, 3]);
    expect(asked.map(({ last }) => last)).toEqual([null, '1', '1', '1']);
    expect(asked[0]?.url).toBe('http://api.example/orders/o%201/events');
    expect(comebacks).toEqual([undefined, 'fetch failed', expect.stringContaining('503')]);
  });

  it('hears events that come in pieces, and no piece of one that was cut', async () => {
    const [whole, cut] = [event(1), event(2)];
    const { heard, asked } = await hear([stream(whole.slice(0, 9), whole.slice(9), cut.slice(0, -4)), stream(cut)], 2);
    expect(heard).toEqual([1, 2]);
    expect(asked.map(({ last }) => last)).toEqual([null, '1']);
  });

  it('goes on behind the event that it knows', async () => {
    expect((await hear([stream(event(5))], 1, { after: 4 })).asked[0]?.last).toBe('4');
  });

  it('is told when coming back would not help', async () => {
    const refused = Response.json({ detail: 'There is no such order.' }, { status: 404 });
    await expect(hear([refused], 1)).rejects.toThrow('404 {"detail":"There is no such order."}');
  });

  it('stops without an error when it has heard enough', async () => {
    const enough = new AbortController();
    enough.abort();
    expect((await hear([], 1, { signal: enough.signal })).heard).toEqual([]);
  });
});

it('who follows all orders comes back for what it asked for at first', async () => {
  const urls: string[] = [];
  const client = createClient({
    baseUrl: 'http://api.example',
    fetch: async ({ url }) => {
      urls.push(url);
      return stream(...(urls.length === 1 ? [] : ['id: 7-8\ndata: {"id":"o:1","sequence":"0000000001"}\n\n']));
    },
  });
  for await (const { place, id } of client.events({ types: ['orders.created', 'orders.canceled'], comebackMs: 1 })) {
    expect([place, id]).toEqual(['7-8', 'o:1']);
    break;
  }
  expect(new Set(urls).size).toBe(1);
  expect(new URL(urls[0] ?? '').searchParams.get('type')).toBe('orders.created,orders.canceled');
});
