// Stripe's API over HTTP, on ledger in memory: what the adapter's tests talk to.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createStripePayments } from '../../adapters/payment/stripe.ts';
import type { PaymentProvider } from '../../domain/ports/payment-provider.ts';
import { invalid, StripeBooks, type Answer, type Params } from './stripe-mock-ledger.ts';

export interface SeenRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly body: string;
  readonly params: Params;
  readonly key: string | undefined;
  readonly answer: Answer;
}
interface Fault {
  /** Stands in `POST /v1/…`. */
  readonly at: string;
  readonly answer?: { status: number; body?: unknown; headers?: Record<string, string> };
  /** What to do with the request: nothing (the default), or all that Stripe would have done. */
  readonly isDone?: boolean;
  /** No answer comes, though the connection stays. */
  readonly hangs?: boolean;
}

export class StripeMockApi {
  readonly ledger = new StripeBooks();
  readonly requests: SeenRequest[] = [];
  private readonly faults: Fault[] = [];
  private readonly keys = new Map<string, { request: string; answer: Answer }>();
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  static async start(): Promise<StripeMockApi> {
    const api = new StripeMockApi();
    await new Promise<void>((resolve) => {
      api.server.listen(0, '127.0.0.1', resolve);
    });
    return api;
  }

  get url(): string {
    const address = this.server.address();
    if (typeof address !== 'object' || !address) throw new Error('not listening');
    return `http://127.0.0.1:${address.port}`;
  }

  provider({ isMulticapture = true } = {}): PaymentProvider {
    return createStripePayments({
      secretKey: 'sk_test_123',
      apiUrl: this.url,
      returnUrl: 'https://shop.example/thanks/{orderId}',
      isMulticapture,
    });
  }

  /** The next request that fits gets this answer, or, without one, none: the connection breaks. */
  fail(fault: Fault): void {
    this.faults.push(fault);
  }

  /** As after a day. */
  forgetKeys(): void {
    this.keys.clear();
  }

  sent(method: string, path: RegExp): SeenRequest[] {
    return this.requests.filter((request) => request.method === method && path.test(request.path));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const [method = '', path = ''] = [request.method, request.url];
    const body = Buffer.concat(chunks).toString();
    const url = new URL(path, 'http://stripe');
    const params: Params = Object.fromEntries(new URLSearchParams(method === 'GET' ? url.search : body));
    const key = request.headers['idempotency-key'] as string | undefined;

    const index = this.faults.findIndex(({ at }) => `${method} ${url.pathname}`.includes(at));
    const fault = index < 0 ? undefined : this.faults.splice(index, 1)[0];
    const done = !fault || fault.isDone ? this.once(`${method} ${url.pathname}`, body, params, key) : undefined;
    const answer = fault?.answer ? { status: fault.answer.status, body: (fault.answer.body ?? {}) as Record<string, unknown> } : done;
    if (!fault) this.requests.push({ method, path, body, params, key, answer: answer ?? { status: 0, body: {} } });
    if (fault?.hangs) return;
    if (fault && !fault.answer) return void response.destroy();
    response.writeHead(answer?.status ?? 500, { 'content-type': 'application/json', 'request-id': 'req_1', ...fault?.answer?.headers });
    response.end(JSON.stringify(answer?.body ?? {}));
  }

  /** Under a key a request is done once; its answer is kept as it was, and the key serves no other request. */
  private once(call: string, body: string, params: Params, key: string | undefined): Answer {
    const kept = key === undefined ? undefined : this.keys.get(key);
    if (kept && kept.request !== `${call} ${body}`)
      return invalid('Keys for idempotent requests can only be used with the same parameters.', { type: 'idempotency_error' });
    if (kept) return kept.answer;
    const answer = structuredClone(this.route(call, params));
    if (key !== undefined) this.keys.set(key, { request: `${call} ${body}`, answer });
    return answer;
  }

  private route(call: string, params: Params): Answer {
    const { ledger } = this;
    const [, method, path = ''] = /^(\w+) \/v1\/(.*)$/.exec(call) ?? [];
    const [, id = '', action = 'update'] = path.split('/');
    if (method === 'GET') {
      if (path === 'charges') return ledger.listCharges(params);
      if (path === 'refunds') return ledger.listRefunds(params);
      if (path === 'events') return ledger.listEvents(params);
      return id === 'search' ? ledger.search(params) : ledger.retrieve(id, params);
    }
    if (path === 'payment_intents') return ledger.create(params);
    if (path === 'refunds') return ledger.refund(params);
    const intent = ledger.intents.get(id);
    if (!intent) throw new Error(`no intent for ${call}`);
    switch (action) {
      case 'update':
        return ledger.update(intent, params);
      case 'confirm':
        return ledger.confirm(intent, params);
      case 'capture':
        return ledger.capture(intent, params);
      case 'cancel':
        return ledger.cancel(intent);
      default:
        throw new Error(`Stripe has no ${call}`);
    }
  }
}
