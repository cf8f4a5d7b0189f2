// What makes the first order possible: a demo SKU in stock, and a line to paste.
export const demoSku = 'DEMO-1';

/** Puts the demo SKU in stock unless somebody has set it before. */
export async function stockDemoSku(apiUrl: string): Promise<void> {
  const url = `${apiUrl}/inventory/${demoSku}`;
  const signal = AbortSignal.timeout(10_000);
  const found = await fetch(url, { signal });
  if (found.status !== 404) return;
  const put = await fetch(url, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ onHand: 1000 }),
    signal,
  });
  if (!put.ok) throw new Error(`PUT ${url} answered ${put.status}: ${(await put.text()).slice(0, 300)}`);
}

export function demoCurl(apiUrl: string): string {
  const order = { customerId: 'cust_1', items: [{ sku: demoSku, quantity: 1, priceCents: 1999 }] };
  return `curl -i ${apiUrl}/orders -H 'Content-Type: application/json' -d '${JSON.stringify(order)}'`;
}
