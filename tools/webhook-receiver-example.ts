// An example of a receiver: has the events of all orders sent to it, checks each and prints it once.
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { commandLine, wordsOf } from '../platform/command-line.ts';

const USAGE = 'npm run example:webhooks -- [address of the API [port]]';
const [api = 'http://127.0.0.1:8080', port = '4000'] = commandLine(USAGE, (args) => wordsOf(args, { most: 2 }));

// Under the same key it is the same endpoint, with the same secret, however often this is started.
const answer = await fetch(`${api}/webhook-endpoints`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'idempotency-key': `example-${port}` },
  body: JSON.stringify({ url: `http://127.0.0.1:${port}/`, description: 'npm run example:webhooks' }),
});
if (!answer.ok) throw new Error(`${api} answers ${answer.status}: ${await answer.text()}`);
const { endpointId, secret } = (await answer.json()) as { endpointId: string; secret: string };

const webhook = new Webhook(secret);
/** In a database, in life, with what the event causes in the same transaction. */
const seen = new Set<string>();

const server = createServer((request, response) => {
  void (async () => {
    const { 'webhook-id': id, ...signature } = request.headers as Record<string, string>;
    try {
      // The signature is over the bytes: they are checked before they are parsed.
      const event = webhook.verify(await buffer(request), { 'webhook-id': id ?? '', ...signature }) as { type: string; subject?: string };
      if (!seen.has(id ?? '')) console.log(`${event.type} ${event.subject ?? ''}`);
      seen.add(id ?? '');
      response.writeHead(204).end();
    } catch {
      response.writeHead(400).end();
    }
  })();
});
server.listen(Number(port), '127.0.0.1', () => console.log(`${endpointId} is sent to port ${port}; Ctrl-C ends this`));
