import type { ProviderPayment } from '../../domain/ports.ts';
import type { Answer } from '../http/answer.ts';

const STYLE =
  'body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}button{font:inherit;padding:.5rem 1.5rem;margin-right:1rem}';
const BUTTONS = `<form method="post">
      <button name="decision" value="approve">Approve</button>
      <button name="decision" value="decline">Decline</button>
    </form>`;

/** A page without scripts; `reference` holds no character that HTML would need escaped. */
export function paymentPage({ reference, payment }: { reference: string; payment: ProviderPayment }): Answer {
  const waits = payment.status === 'requires_action';
  const body = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Simulated payment</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <h1>Simulated payment</h1>
    <p>Payment <code>${reference}</code> ${waits ? 'waits for your decision.' : `is settled: ${payment.status}. You can close this page.`}</p>
    ${waits ? BUTTONS : ''}
  </body>
</html>
`;
  return {
    status: 200,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    },
    body,
  };
}
