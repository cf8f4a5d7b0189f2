import createOpenApiClient, { type Client } from 'openapi-fetch';
import { followEvents, type FollowOptions } from './follow-events.ts';
import type { components, paths } from './generated/openapi.ts';
import { withRetries, type RetrySettings, type Send } from './retry.ts';

type Schemas = components['schemas'];
export type Order = Schemas['Order'];
export type OrderSnapshot = Schemas['OrderSnapshot'];
export type NewOrder = Schemas['CreateOrder'];
export type OrderEvent = Schemas['OrderEvents']['events'][number];
/** How an error looks (RFC 9457). */
export type Problem = Schemas['Problem'];

/** An event of any order: a CloudEvent in JSON. */
export interface FeedEvent {
  /** What the stream is taken up again behind: `after`. */
  readonly place: string;
  /** Whoever has seen it has seen this event. */
  readonly id: string;
  readonly type: OrderEvent['type'];
  /** The order's id. */
  readonly subject: string;
  readonly time: string;
  /** The order's version, as ten digits. */
  readonly sequence: string;
  readonly data: OrderSnapshot;
}

export interface ClientSettings {
  /** Where the API is, such as `https://orders.example`. */
  readonly baseUrl: string;
  /** The access token, asked for before each try, where the API needs one. */
  readonly token?: () => string | Promise<string>;
  readonly retry?: Partial<RetrySettings>;
  /** In place of the global one. */
  readonly fetch?: Send;
}

export interface FeedOptions extends FollowOptions {
  readonly types?: readonly OrderEvent['type'][];
  /** An instant; of what came before there is nothing. Now, by this machine's clock, unless it is given. */
  readonly since?: string;
}

/** Every call of the API by its method and address, as openapi-fetch has them; repeated safely until there is an answer. */
export interface OrdersClient extends Client<paths> {
  /** What happened to an order, and then what happens to it, each event once and in order, through cuts and restarts. */
  orderEvents(id: string, options?: FollowOptions): AsyncGenerator<OrderEvent>;
  /** What happens to all orders; an event may come twice, and then has the same `id`. */
  events(options?: FeedOptions): AsyncGenerator<FeedEvent>;
}

export function createClient({ baseUrl, token, retry, fetch: given = fetch }: ClientSettings): OrdersClient {
  const send: Send = async (request) => {
    if (token) request.headers.set('authorization', `Bearer ${await token()}`);
    return given(request);
  };
  const at = (path: string) => `${baseUrl.replace(/\/+$/, '')}${path}`;
  return {
    ...createOpenApiClient<paths>({ baseUrl, fetch: withRetries(send, retry) }),
    async *orderEvents(id, options = {}) {
      for await (const { data } of followEvents(send, at(`/orders/${encodeURIComponent(id)}/events`), options))
        yield JSON.parse(data) as OrderEvent;
    },
    async *events({ types, since = new Date().toISOString(), ...options } = {}) {
      // It is sent again with each comeback, so that one before the first event leaves nothing out.
      const query = new URLSearchParams({ ...(types && { type: types.join(',') }), since });
      for await (const { id, data } of followEvents(send, at(`/events?${query.toString()}`), options))
        yield { ...(JSON.parse(data) as Omit<FeedEvent, 'place'>), place: id };
    },
  };
}
