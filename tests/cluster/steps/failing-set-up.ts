import { runScript } from '../../../deploy/local/scripting/run-script.ts';
import type { World } from '../world.ts';

const CHANGE = 'failing-migration';
const MIGRATION = '29991231000000_fails';
/** Long enough for the Job's pod to fail, too short for many tries. */
const TRIES = { 'setup.activeDeadlineSeconds': 120 };

/** A migration that fails leaves the version of before serving; once it is told to be rolled back, the next version comes. */
export async function failingSetUp({ images, measure, release, servers, shop }: World): Promise<void> {
  images.build(CHANGE);
  const before = await release.tags();
  await measure('an upgrade whose migration fails, and leaves all as it was', () =>
    shop.during(async () => {
      const outcome = await release.upgrade({ 'image.tag': CHANGE, ...TRIES }, ['--wait', '--timeout', '5m']).then(
        () => 'succeeded',
        () => 'failed',
      );
      const after = await release.tags();
      if (outcome !== 'failed' || after !== before) throw new Error(`the upgrade ${outcome}, and the images are ${after}`);
    }),
  );
  const env = { ...process.env, DATABASE_URL: servers.databaseUrl };
  const { code, said } = await runScript('prisma/migrate.ts', ['rolled-back', MIGRATION], env);
  if (code !== 0) throw new Error(said);
  await measure('the set-up after it, without that migration', () => release.upgrade({}));
}
