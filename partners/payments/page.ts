import type { Payment } from './payment.ts';

/** No script runs, and nothing else is loaded. */
export const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";

const STYLE =
  'body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}button{font:inherit;padding:.5rem 1.5rem;margin-right:1rem}';
const BUTTONS = `<form method="post">
      <button name="decision" value="approve">Approve</button>
      <button name="decision" value="decline">Decline</button>
    </form>`;

/** Where the customer decides on a payment; its `reference` holds no character that HTML would need escaped. */
export function paymentPage({ reference, status }: Pick<Payment, 'reference' | 'status'>): string {
  const waits = status === 'requires_action';
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Simulated payment</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <h1>Simulated payment</h1>
    <p>Payment <code>${reference}</code> ${waits ? 'waits for your decision.' : `is settled: ${status}. You can close this page.`}</p>
    ${waits ? BUTTONS : ''}
  </body>
</html>
`;
}
