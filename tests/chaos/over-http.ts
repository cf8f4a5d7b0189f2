import { basename } from 'node:path';
import type { Order } from '../../domain/order.ts';
import { type Answer, ANSWER_WITHIN_MS, type Call, type Transport } from './calls.ts';

/** An order as a caller has read it, under its tag. */
interface Tagged {
  readonly etag: string;
  readonly order: Order;
}
/** What a caller has read of each order: asked again, an API says whether it is unchanged. */
export type Kept = Map<string, Tagged>;

export function overHttp(apiUrl: string, kept: Kept): Transport {
  return {
    nameOf: (call) => `${methodOf(call)} ${pathOf(call)}`,
    async send(call, closing) {
      const signal = AbortSignal.any([closing, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
      const known = call.call === 'read' ? kept.get(call.id) : undefined;
      const response = await fetch(new URL(pathOf(call), apiUrl), { ...requestOf(call, known), signal });
      const repeatAfterMs = Number(response.headers.get('retry-after') ?? Number.NaN) * 1000;
      const content = response.status === 304 && known ? { order: known.order } : contentOf(response, await response.text());
      const etag = response.headers.get('etag');
      if (call.call === 'read' && etag !== null && content.order) kept.set(call.id, { etag, order: content.order });
      return { status: response.status, ...content, ...(repeatAfterMs && { repeatAfterMs }) };
    },
    close: () => undefined,
  };
}

function methodOf({ call }: Call): 'GET' | 'POST' | 'PATCH' | 'DELETE' {
  switch (call) {
    case 'read':
      return 'GET';
    case 'change':
      return 'PATCH';
    case 'release':
      return 'DELETE';
    default:
      return 'POST';
  }
}

function pathOf(call: Call): string {
  switch (call.call) {
    case 'submit':
    case 'submit other':
      return '/orders';
    case 'read':
    case 'change':
      return `/orders/${call.id}`;
    case 'release':
      return `/orders/${call.id}/holds/${call.holdId}`;
    case 'refund':
      return `/orders/${call.id}/refunds`;
    case 'return':
      return `/orders/${call.id}/returns`;
    case 'approve return':
    case 'cancel return':
    case 'receive return':
      return `/orders/${call.id}/returns/${call.returnId}/${call.call.replace(' return', '')}`;
    case 'cancel lines':
      return `/orders/${call.id}/cancel`;
    case 'cancel':
    case 'resolve':
      return `/orders/${call.id}/${call.call}`;
  }
}

function requestOf(call: Call, known: Tagged | undefined): RequestInit {
  const method = methodOf(call);
  if (call.call === 'read') return { method, ...(known && { headers: { 'if-none-match': known.etag } }) };
  const key = { 'idempotency-key': call.key };
  if (call.call === 'release') return { method, headers: key };
  const ifMatch = call.call === 'change' ? { 'if-match': `"${call.version}"` } : {};
  const prefer = 'prefer' in call ? { prefer: call.prefer } : {};
  const headers = { 'content-type': 'application/json', ...key, ...ifMatch, ...prefer };
  return { method, headers, body: JSON.stringify(call.body) };
}

function contentOf(response: Response, text: string): Pick<Answer, 'problem' | 'order' | 'isReplay'> {
  const isReplay = response.headers.get('idempotent-replayed') === 'true' ? { isReplay: true as const } : {};
  if (text === '') return isReplay;
  const body = JSON.parse(text) as Order | { type: string };
  if (response.ok) return { order: body as Order, ...isReplay };
  return { problem: basename((body as { type: string }).type), ...isReplay };
}
