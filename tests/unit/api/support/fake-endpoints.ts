import type {
  EndpointChanges,
  KeptAnswer,
  KeyedCall,
  ListPage,
  NewSecret,
  WebhookEndpoints,
} from '../../../../domain/ports/webhook-endpoints.ts';
import { deliveryIdOf, TEST_EVENT, type DeliveryStatus, type WebhookDelivery, type WebhookEndpoint } from '../../../../domain/webhook.ts';
import { NOW } from './fakes.ts';

/** The endpoints of one tenant in memory. */
export class FakeEndpoints implements WebhookEndpoints, EndpointChanges {
  readonly rows = new Map<string, { endpoint: WebhookEndpoint; secret: NewSecret; previousUntil?: Date }>();
  readonly queue: WebhookDelivery[] = [];
  /** Events of the tenant's orders that there are. */
  readonly known = new Set<string>();
  readonly #kept = new Map<string, { fingerprint: string; answer: object }>();

  find = async (id: string) => this.rows.get(id)?.endpoint;
  list = async (page: ListPage) =>
    cut([...this.rows.values()].map(({ endpoint }) => endpoint).toReversed(), page, (item) => item.endpointId);
  deliveries = async (_id: string, { status, ...page }: ListPage & { status?: DeliveryStatus }) =>
    cut(
      this.queue.filter((delivery) => status === undefined || delivery.status === status),
      page,
      (item) => item.deliveryId,
    );
  secretMadeUnder = async (id: string, hash: string) => {
    const secret = this.rows.get(id)?.secret;
    return secret?.madeUnder === hash ? secret.secret : undefined;
  };

  async once<A extends object>(key: KeyedCall | undefined, work: (changes: EndpointChanges) => Promise<A>): Promise<KeptAnswer<A>> {
    const kept = key && this.#kept.get(key.hash);
    if (kept) return { answer: kept.answer as A, keptFingerprint: kept.fingerprint };
    const answer = await work(this);
    if (key) this.#kept.set(key.hash, { fingerprint: key.fingerprint, answer });
    return { answer };
  }

  count = async () => this.rows.size;
  take = this.find;
  insert = async (endpoint: WebhookEndpoint, secret: NewSecret) => void this.rows.set(endpoint.endpointId, { endpoint, secret });
  update = async (endpoint: WebhookEndpoint) => {
    const row = this.rows.get(endpoint.endpointId);
    if (row) row.endpoint = endpoint;
  };
  replaceSecret = async (id: string, secret: NewSecret, previousUntil: Date) => {
    const row = this.rows.get(id);
    if (row) Object.assign(row, { secret, previousUntil });
  };
  remove = async (id: string) => void this.rows.delete(id);
  queueTest = async (endpointId: string, eventId: string) => {
    const delivery = pending(eventId, endpointId, TEST_EVENT);
    this.queue.unshift(delivery);
    return delivery;
  };
  queueEvents = async (endpointId: string, eventIds: readonly string[]) => {
    const found = eventIds.filter((id) => this.known.has(id));
    this.queue.unshift(...found.map((id) => pending(id, endpointId, 'orders.created')));
    return found;
  };
  queueSince = async () => ({ queued: this.queue.length });
}

function pending(eventId: string, endpointId: string, eventType: string): WebhookDelivery {
  return { deliveryId: deliveryIdOf(eventId, endpointId), eventId, eventType, status: 'pending', attempts: [], createdAt: NOW };
}

function cut<T>(items: readonly T[], { limit, after }: ListPage, idOf: (item: T) => string): T[] {
  const from = after ? items.findIndex((item) => idOf(item) === after.id) + 1 : 0;
  return items.slice(from, from + limit);
}
