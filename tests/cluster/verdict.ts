import { runScript } from '../../deploy/local/scripting/run-script.ts';
import type { World } from './world.ts';

/** @throws when an order is missing or not completed, or when something does not hold that the contract promises */
export async function judge({ measure, servers, shop }: World): Promise<void> {
  await measure('the API lists every order that was accepted, each COMPLETED', shop.count);
  await measure('`npm run check:invariants`', async () => {
    const { databaseUrl, temporalAddress, natsUrl } = servers;
    const env = { ...process.env, DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress, NATS_URL: natsUrl };
    const { code, said } = await runScript('tools/check-invariants.ts', [], env);
    if (code !== 0) throw new Error(said);
  });
}
