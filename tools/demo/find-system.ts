import { answers, loopbackFor } from '../../deploy/local/ports.ts';
import { baseUrl } from '../../deploy/local/processes.ts';
import type { Config } from '../../platform/config.ts';
import { CannotShow } from './cannot-show.ts';

/**
 * Whether the configured system runs.
 * @throws CannotShow when something is there that orders cannot be shown with
 */
export async function isRunning({ api, payment }: Config): Promise<boolean> {
  const url = baseUrl(api.host, api.port);
  if (!(await answers(api.port, loopbackFor(api.host)))) return false;
  const ready = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3000) }).catch(() => undefined);
  if (!ready?.ok)
    throw new CannotShow(`Something answers at ${url} and is not ready to take orders (GET /readyz: ${ready?.status ?? 'no answer'}).`);
  if (payment.provider !== 'simulated')
    throw new CannotShow(`The orders need the simulated payment provider; PAYMENT_PROVIDER is ${payment.provider}.`);
  return true;
}
