import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface Received {
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly at: number;
}

/** How a receiver answers; `hang`: not at all. */
export type Behaviour = number | 'hang' | { readonly status: number; readonly headers: Record<string, string> };

/** A subscriber's server on this machine, which does as it is told and keeps what it got. */
export interface WebhookReceiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** Of those that it took. */
  readonly taken: readonly Received[];
  behave(as: Behaviour): void;
  close(): Promise<void>;
}

interface ReceiverOptions {
  /** Any free one by default. */
  readonly port?: number;
  readonly onTaken?: (one: Received) => void;
}

export async function startWebhookReceiver({ port = 0, onTaken = () => {} }: ReceiverOptions = {}): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const taken: Received[] = [];
  let behaviour: Behaviour = 204;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = {
        id: String(request.headers['webhook-id']),
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
        at: performance.now(),
      };
      received.push(one);
      if (behaviour === 'hang') return;
      const { status, headers } = typeof behaviour === 'number' ? { status: behaviour, headers: {} } : behaviour;
      if (status < 300) {
        taken.push(one);
        onTaken(one);
      }
      response.writeHead(status, headers).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    taken,
    behave: (as) => {
      behaviour = as;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What a receiver that checks it makes of it. @throws when it is not signed with the secret */
export function verified({ body, headers }: Received, secret: string): unknown {
  return new Webhook(secret).verify(body, headers as Record<string, string>);
}
