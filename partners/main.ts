import { fitSession } from '../platform/postgres-session.ts';
import { runProcess } from '../platform/run-process.ts';
import { requirePartnersSecrets } from '../platform/secrets.ts';
import { onShutdown } from '../platform/shutdown.ts';
import { startTelemetry } from '../platform/telemetry.ts';
import { startCarrierNotifications } from './carrier/notifications.ts';
import { connectPartnersDatabase } from './database.ts';
import { startPaymentNotifications } from './payments/notifications.ts';
import { servePartners } from './serve.ts';

/** After the drain: what is being told, closing connections and sending the last traces (ms). */
const CLOSING_MS = 6000;

await runProcess('partners', async (config, log) => {
  const secrets = requirePartnersSecrets(config);
  const stopTelemetry = await startTelemetry('partners', config.telemetry);
  const { host, port, publicUrl, databaseUrl, poolSize, drainMs } = config.partners;
  const payments = { url: config.payment.webhookUrl, secret: secrets.payment };
  const carrier = { url: config.carrier.webhookUrl, secret: secrets.carrier };
  const db = connectPartnersDatabase({ session: await fitSession(databaseUrl), poolSize });
  const { pickupMs, pickupSpreadMs, deliveryMs } = config.carrier;
  const server = await servePartners({
    db,
    host,
    port,
    publicUrl,
    apiKey: secrets.apiKey,
    pickupMs,
    pickupSpreadMs,
    deliveryMs,
    payments,
    log,
  });
  const onError = (err: unknown) => log.warn({ err }, 'a webhook was not heard and will be sent again');
  const stops = [
    startPaymentNotifications({ db, receiver: payments, onError }),
    startCarrierNotifications({ db, receiver: carrier, onError }),
  ];
  log.info({ url: config.partners.url, pages: publicUrl }, 'the simulated payment provider and carrier listen');

  onShutdown({
    log,
    graceMs: drainMs + CLOSING_MS,
    stop: async () => {
      await Promise.all([server.drain(drainMs), ...stops.map((stop) => stop())]);
      await Promise.allSettled([db.close(), stopTelemetry()]);
    },
  });
});
