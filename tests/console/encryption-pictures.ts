// `npm run encryption:pictures`: the pictures of docs/encryption.md: what Temporal's UI shows of an order to whom.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { createOrdersApi } from '../../clients/orders-api.ts';
import { baseUrl } from '../../deploy/local/processes/own-processes.ts';
import { runScript } from '../../deploy/local/scripting/run-script.ts';
import { orderWorkflowIdOf } from '../../domain/identifiers.ts';
import { commandLine, wordsOf } from '../../platform/command-line.ts';
import { freePorts } from '../../platform/free-port.ts';
import { eventually } from '../../platform/poll.ts';
import { CONSOLE_CLIENT, OidcProvider } from '../../tools/issuer/oidc-provider.ts';
import { payloadKeysFile } from '../support/payload-keys.ts';
import { startTestSystem } from '../support/system.ts';
import { launchChromium, ROOM } from './support/chromium.ts';

const USAGE = 'npm run encryption:pictures -- [folder, docs/encryption unless given]';
const folder = commandLine(USAGE, (args) => wordsOf(args, { most: 1 })[0] ?? path.resolve(import.meta.dirname, '../../docs/encryption'));
mkdirSync(folder, { recursive: true });

const CUSTOMER = 'cust_4711';
const NAME = 'Ada Lovelace';

const { API_PORT = '' } = await freePorts(['API_PORT']);
const issuer = new OidcProvider(0, `http://127.0.0.1:${API_PORT}`);
await issuer.start();
const system = await startTestSystem({
  API_PORT,
  OIDC_ISSUER: issuer.issuer,
  CONSOLE_CLIENT_ID: CONSOLE_CLIENT.id,
  CONSOLE_CLIENT_SECRET: CONSOLE_CLIENT.secret,
  PAYLOAD_KEYS_FILE: payloadKeysFile(['2026-11']),
  PAYLOAD_KEY_ID: '2026-11',
});
const { api, local, codecServer } = system.config;
const consoleUrl = `${baseUrl(api.host, api.port)}/console/`;
const browser = await launchChromium();
try {
  const orderId = await deliveredOrder();
  const history = `http://127.0.0.1:${local.temporalUiPort}/namespaces/default/workflows/${orderWorkflowIdOf(orderId)}`;
  const page = await (await browser.newContext({ ...ROOM, viewport: { width: 1280, height: 720 } })).newPage();

  await page.goto(history);
  await page.getByTestId('data-encoder-status-error').waitFor();
  await picture('1-nobody', page);

  await logIn(page);
  await page.goto(history);
  await askWithCookies(page);
  await page.getByText(NAME).first().waitFor();
  await picture('3-operator', page);

  await erase();
  await page.reload();
  await page.getByText('The customer of this order was erased.').first().waitFor();
  await picture('4-erased', page);
} finally {
  await browser.close();
  await system.stop();
  await issuer.stop();
  rmSync(system.dataDir, { recursive: true, force: true });
}

async function deliveredOrder(): Promise<string> {
  const authorization = `Bearer ${await issuer.token('orders:read orders:write orders:operate')}`;
  const { call } = createOrdersApi(baseUrl(api.host, api.port));
  await call('PUT', '/inventory/LAMP-1', { onHand: 5 }, { authorization });
  const order = {
    customerId: CUSTOMER,
    items: [{ sku: 'LAMP-1', quantity: 1, priceCents: 1999 }],
    shipTo: { name: NAME, line1: "12 St James's Square", city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' },
  };
  const { body } = await call('POST', '/orders', order, { authorization });
  await eventually(
    () => call('GET', `/orders/${body.id}`, undefined, { authorization }),
    ({ body: { status } }) => status === 'COMPLETED',
  );
  return body.id;
}

async function logIn(page: Page): Promise<void> {
  await page.goto(consoleUrl);
  await page.getByRole('link', { name: 'Log in' }).click();
  await page.getByPlaceholder('Enter any login').fill('grace');
  await page.getByPlaceholder('and password').fill('anything');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Log out' }).waitFor();
}

/** `temporal server start-dev` can be told the endpoint only: that the login goes with it, the person says. */
async function askWithCookies(page: Page): Promise<void> {
  await page.getByTestId('data-encoder-status-error').click();
  const override = page.getByTestId('override-accordion').getByRole('button');
  await override.click();
  await page.getByTestId('use-local-endpoint-input').press('Space');
  // Unfolded it is higher than the room that the UI has for it.
  await override.click();
  await page.locator('#data-encoder-endpoint-input').fill(codecServer?.url ?? '');
  // By keys: Playwright scrolls what it clicks at under the bar above.
  await page.locator('#pass-access-credentials').press('Space');
  await page.getByTestId('data-encoder-cross-origin-credentials').waitFor();
  await page.getByTestId('data-encoder-title').scrollIntoViewIfNeeded();
  await picture('2-settings', page);
  await page.getByTestId('confirm-data-encoder-button').press('Enter');
  await page.reload();
}

async function erase(): Promise<void> {
  await eventually(
    () => runScript('tools/customer-erase.ts', ['--customer', CUSTOMER], system.env),
    ({ code }) => code === 0,
  );
}

async function picture(name: string, page: Page): Promise<void> {
  await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
}
