import { gzipSync } from 'node:zlib';
import { http, postOrder, type RawRequest } from './raw-request.ts';

/** A request that must be refused: with which status, and what its answer has to say. */
export type Hostile = readonly [name: string, status: number, says: RegExp, request: RawRequest];

const JSON_TYPE = 'Content-Type: application/json';
const item = { sku: 'SKU-1', quantity: 1, priceCents: 100 };
const order = { customerId: 'cust_hostile', items: [item] };
const itemOf = (over: string) => postOrder(`{"customerId":"c","items":[{"sku":"a","quantity":1,"priceCents":1,${over}}]}`);
const lineOf = (quantity: string, price: string) =>
  postOrder(`{"customerId":"c","items":[{"sku":"a","quantity":${quantity},"priceCents":${price}}]}`);
const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);
const withMember = (member: string) => postOrder(JSON.stringify(order).replace('{', `{${member},`));
const utf16 = Buffer.from(`\uFEFF${JSON.stringify(order)}`, 'utf16le');
const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024));

const notJson: Hostile[] = [
  ['no body', 400, /JSON body is needed/, postOrder('')],
  ['white space alone', 400, /not JSON/, postOrder(' '.repeat(1000))],
  ['JSON that breaks off', 400, /not JSON/, postOrder('{"customerId":"c"')],
  ['two documents', 400, /not JSON/, postOrder('{}{}')],
  ['a comma too many', 400, /not JSON/, postOrder('{"customerId":"c",}')],
  ['a comment', 400, /not JSON/, postOrder('{}//')],
  ['NaN', 400, /not JSON/, lineOf('NaN', '1')],
  ['Infinity', 400, /not JSON/, lineOf('-Infinity', '1')],
  ['a hexadecimal number', 400, /not JSON/, lineOf('0x1', '1')],
  ['a number with a leading zero', 400, /not JSON/, lineOf('01', '1')],
  ['a raw control character in a string', 400, /not JSON/, withMember('"a":"\u0001"')],
  ['bytes that are not UTF-8', 400, /UTF-8/, postOrder(Buffer.from([0x22, 0xff, 0xfe, 0x22]))],
  ['an overlong NUL', 400, /UTF-8/, postOrder(Buffer.from([0x22, 0xc0, 0x80, 0x22]))],
  ['a surrogate in UTF-8', 400, /UTF-8/, postOrder(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))],
  ['UTF-16', 400, /UTF-8/, postOrder(utf16)],
  ['UTF-16 that says so', 415, /UTF-8/, http('POST /orders', ['Content-Type: application/json; charset=utf-16'], utf16)],
  ['100,000 open brackets', 400, /deeper/, postOrder('['.repeat(100_000))],
  ['100,000 nested arrays', 400, /deeper/, postOrder(nested('[', ']', 100_000))],
  ['40,000 nested objects', 400, /deeper/, postOrder(`${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`)],
  ['deep JSON in a member', 400, /deeper/, withMember(`"metadata":${nested('[', ']', 5000)}`)],
  ['a member that stands twice', 400, /two members/, withMember('"customerId":"other"')],
  ['a member that stands twice, once escaped', 400, /two members/, withMember('"customer\\u0049d":"other"')],
  ['a member of an item that stands twice', 400, /two members/, itemOf('"quantity":5')],
];

const notAnOrder: Hostile[] = [
  ...['null', '[]', '"order"', '1', 'true'].map((body): Hostile => [`${body} for an order`, 422, /not acceptable/, postOrder(body)]),
  ['1e400', 422, /\/items\/0\/quantity/, lineOf('1e400', '1')],
  ['a number of 100,000 digits', 422, /\/items\/0\/priceCents/, lineOf('1', '9'.repeat(100_000))],
  ['-0 pieces', 422, /\/items\/0\/quantity/, lineOf('-0', '1')],
  ['half a piece', 422, /\/items\/0\/quantity/, lineOf('0.5', '1')],
  ['a negative price', 422, /\/items\/0\/priceCents/, lineOf('1', '-1')],
  ['a price of 2^53', 422, /\/items\/0\/priceCents/, lineOf('1', '9007199254740992')],
  ['a price that is rounded to an integer', 422, /\/items\/0\/priceCents/, lineOf('1', '9007199254740993')],
  ['a total beyond 2^53-1', 422, /\/items.*2\^53/, lineOf('2', '9007199254740991')],
  ['a number in a string', 422, /\/items\/0\/quantity/, lineOf('"1"', '1')],
  ['no items', 422, /\/items/, postOrder('{"customerId":"c","items":[]}')],
  ['100,000 items', 422, /5000 values/, postOrder(`{"customerId":"c","items":[${'0,'.repeat(99_999)}0]}`)],
  ['20,000 unknown members', 422, /5000 values/, postOrder(`{${Array.from({ length: 20_000 }, (_, n) => `"a${n}":1`).join()}}`)],
  ['4,000 unknown members', 422, /unknown member/, postOrder(`{${Array.from({ length: 4000 }, (_, n) => `"a${n}":1`).join()}}`)],
  ['a list for a string', 422, /\/customerId/, postOrder(JSON.stringify({ ...order, customerId: ['c'] }))],
  ['a string of 200,000 characters', 422, /\/customerId/, postOrder(JSON.stringify({ ...order, customerId: 'c'.repeat(200_000) }))],
  ['the member __proto__', 422, /__proto__/, withMember('"__proto__":{"items":[]}')],
  ['the member __proto__ of an item', 422, /__proto__/, itemOf('"__proto__":{"quantity":5}')],
  ['the member __proto__ of metadata', 422, /__proto__/, withMember('"metadata":{"__proto__":"x"}')],
  ...['constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'toJSON'].map((name): Hostile => [
    `the member ${name}`,
    422,
    new RegExp(`"/${name}"`),
    withMember(`"${name}":{"a":1}`),
  ]),
];

const tooMuch: Hostile[] = [
  ['a body of 10 MB', 413, /262144 bytes/, postOrder(Buffer.alloc(10_000_000, ' '))],
  ['100,000 whole items', 413, /262144 bytes/, postOrder(JSON.stringify({ ...order, items: Array.from({ length: 100_000 }, () => item) }))],
  ['a body one byte too long', 413, /262144 bytes/, postOrder(Buffer.alloc(262_145, ' '))],
];

const compressed = ['gzip', 'br', 'deflate', 'zstd', 'gzip, gzip'].map((encoding): Hostile => [
  `10 MB compressed by ${encoding}`,
  415,
  /Content-Encoding/,
  postOrder(bomb, [`Content-Encoding: ${encoding}`]),
]);

const otherTypes = ['text/plain', 'multipart/form-data; boundary=x', 'application/xml', 'application/json; charset=utf-7', 'nonsense'].map(
  (type): Hostile => [
    `a body of type ${type}`,
    415,
    /Content-Type/,
    http('POST /orders', [`Content-Type: ${type}`], JSON.stringify(order)),
  ],
);

const shipTo = { name: 'n', line1: 'l', line2: 'm', city: 'c', postalCode: 'p', country: 'NL' };
const everyString = { ...order, currency: 'EUR', payment: { token: 'tok_ok' }, shipTo, metadata: { key: 'value' } };
const anOrder = '/orders/00000000-0000-4000-8000-000000000000';
const bodies: readonly (readonly [path: string, body: object])[] = [
  ['/orders', everyString],
  [`${anOrder}/cancel`, { reason: 'r' }],
  [`${anOrder}/refunds`, { reason: 'r' }],
  [`${anOrder}/resolve`, { choice: 'c', note: 'n' }],
  [`${anOrder}/notes`, { text: 't' }],
];

/** Each string of each body in turn, as something that PostgreSQL cannot store. */
const badCharacters = bodies.flatMap(([path, body]) =>
  stringsOf(body).flatMap((pointer, nth) =>
    ['\\u0000', '\\ud800', '\\udc00x'].map((bad): Hostile => {
      const request = http(`POST ${path}`, [JSON_TYPE], withString(body, nth, bad));
      return [`${bad} at ${pointer} of ${path.replace(anOrder, '/orders/{id}')}`, 422, new RegExp(`"pointer":"${pointer}"`), request];
    }),
  ),
);

function stringsOf(value: unknown, pointer = ''): string[] {
  if (typeof value === 'string') return [pointer];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => stringsOf(member, `${pointer}/${name}`));
}

/** JSON of the body with its nth string written as `text`, escapes and all. */
function withString(body: object, nth: number, text: string): string {
  let seen = 0;
  const marked = JSON.stringify(body, (_name, value: unknown) => (typeof value === 'string' && seen++ === nth ? '<here>' : value));
  return marked.replace('<here>', text);
}

const badKeys = ['\\u0000', '\\ud800'].map((bad): Hostile => [
  `${bad} in a name of metadata`,
  422,
  /"pointer":"\/metadata/,
  withMember(`"metadata":{"${bad}":"x"}`),
]);

export const HOSTILE_BODIES: readonly Hostile[] = [
  ...notJson,
  ...notAnOrder,
  ...tooMuch,
  ...compressed,
  ...otherTypes,
  ...badCharacters,
  ...badKeys,
];
