/** How long an order gets to come as far as its example needs it, and how often it is looked at (ms). */
const PATIENCE_MS = 20_000;
const LOOK_AGAIN_MS = 300;

const REACHED = {
  confirmed: ({ status }) => status === 'CONFIRMED',
  captured: ({ payment }) => payment.capturedCents > 0,
  delivered: ({ shipments }) => shipments.some(({ status }) => status === 'delivered'),
  needsAttention: ({ needsAttention }) => needsAttention !== undefined,
};

/**
 * Has what a request's example is about made, once: the stock and the order, or the webhook endpoint, that it names, of those that the
 * document lists. So each example works at the first click. A request about anything else is left alone.
 */
export async function prepareExample(url, { 'x-example-orders': exampleOrders = [], 'x-example-endpoints': exampleEndpoints = [] }) {
  const example = exampleOrders.find(({ id }) => url.includes(`/orders/${id}`));
  const base = url.slice(0, url.search(/\/(orders|inventory|webhook-endpoints)\b/));
  if (example) for (const { sku } of example.order.items) await stock(base, sku);
  if (example) await order(base, example);
  const made = exampleEndpoints.find(({ id }) => url.includes(`/webhook-endpoints/${id}`));
  if (made) await send('POST', `${base}/webhook-endpoints`, made.endpoint, { 'Idempotency-Key': made.key });
}

async function stock(base, sku) {
  const address = `${base}/inventory/${encodeURIComponent(sku)}`;
  if ((await fetch(address)).status === 404) await send('PUT', address, { onHand: 1000 });
}

/** Under its key an order is made once, however often it is asked for. */
async function order(base, { id, key, order: content, until, announces }) {
  await send('POST', `${base}/orders`, content, { 'Idempotency-Key': key });
  if (until) await reached(base, id, until);
  if (announces) await send('POST', `${base}/orders/${id}/returns`, announces, { 'Idempotency-Key': key });
}

async function reached(base, id, until) {
  const endsAt = Date.now() + PATIENCE_MS;
  while (Date.now() < endsAt) {
    const found = await fetch(`${base}/orders/${id}`);
    if (found.ok && REACHED[until](await found.json())) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

function send(method, address, body, headers = {}) {
  return fetch(address, { method, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) });
}
