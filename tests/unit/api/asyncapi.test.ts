import { cloudEventHeaders } from '../../../adapters/jetstream/cloud-event.ts';
import { EVENT_TYPES } from '../../../domain/order-event.ts';
import type { Order } from '../../../domain/order.ts';
import { serveApp, type Served } from './support/serve-app.ts';

type Node = Readonly<Record<string, unknown>>;

let app: Served;
let document: Node;
beforeAll(async () => {
  app = await serveApp();
  document = (await (await app.fetch('/asyncapi.json')).json()) as Node;
});
afterAll(() => app.close());

const at = (pointer: string) =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((node, step) => (node as Node | undefined)?.[step], document);

function refsIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => (key === '$ref' ? [String(value)] : refsIn(value)));
}

const membersOfBody = () => Object.keys(at('#/components/schemas/OrderSnapshot/properties') as Node);

describe('the AsyncAPI document', () => {
  it('says what each reference in it stands for', () => {
    expect(refsIn(document).length).toBeGreaterThan(5);
    for (const ref of refsIn(document)) expect([ref, typeof at(ref)]).toEqual([ref, 'object']);
  });

  it('holds no schema that no event has', () => {
    const used = new Set(refsIn(document).map((ref) => ref.replace('#/components/schemas/', '')));
    expect(Object.keys(at('#/components/schemas') as Node).filter((name) => !used.has(name))).toEqual([]);
  });

  it('has an example as the relay would publish it', () => {
    const [{ headers: given, payload }] = at('#/components/messages/OrderEvent/examples') as [
      { headers: Record<string, string>; payload: Order },
    ];
    const { id, version, createdAt } = payload;
    const known = { id: 1n, orderId: id, sequence: version, type: 'orders.created', at: new Date(createdAt), body: '' } as const;
    const unknown = { wasRefused: false, requestId: null, traceparent: null, tracestate: null };
    const published = cloudEventHeaders({ ...known, ...unknown, actor: 'storefront' }, 'http://127.0.0.1:8080', {});
    const attributes = published.keys().filter((name) => name.startsWith('ce-'));
    expect(given).toEqual(Object.fromEntries(attributes.map((name) => [name, published.get(name)])));
    expect(Object.keys(payload).filter((member) => !membersOfBody().includes(member))).toEqual([]);
  });

  it('is shown to people, with every attribute, member and kind of event', async () => {
    const page = await app.fetch('/docs/events');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const text = await page.text();
    const { properties } = at('#/components/messages/OrderEvent/headers') as { properties: Node };
    for (const word of [...Object.keys(properties), ...membersOfBody(), ...EVENT_TYPES]) expect(text).toContain(`<code>${word}</code>`);
  });

  it('is where the dataschema of an event leads, and names the headers that an event has', () => {
    const event = {
      id: 1n,
      orderId: 'o',
      sequence: 1,
      type: 'orders.created',
      at: new Date(0),
      actor: 'api',
      body: '{}',
      wasRefused: false,
    } as const;
    const headers = cloudEventHeaders({ ...event, requestId: 'r', traceparent: 't', tracestate: 's' }, 'https://orders.example', {});
    const schema = new URL(headers.get('ce-dataschema'));
    expect(schema.pathname).toBe('/asyncapi.json');
    expect(at(schema.hash)).toMatchObject({ type: 'object', properties: { totalCents: { format: 'int64' }, omitted: {} } });
    const { properties, required } = at('#/components/messages/OrderEvent/headers') as { properties: Node; required: string[] };
    const attributes = headers.keys().filter((name) => name.startsWith('ce-'));
    expect(Object.keys(properties).toSorted()).toEqual(attributes.toSorted());
    for (const name of required) expect(headers.has(name)).toBe(true);
    expect(headers.get('ce-sequence')).toMatch(new RegExp((properties['ce-sequence'] as { pattern: string }).pattern));
  });
});
