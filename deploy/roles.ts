// Makes the group roles of the processes, and grants them what they need: `npm run db:roles`, once, by a role that may make roles.
import { commandLine, wordsOf } from '../platform/command-line.ts';
import { loadLocalConfig } from '../platform/local-config.ts';
import { reasonOf } from '../platform/poll.ts';
import { grantRoles, makeRoles, ROLE_OF } from './setup/roles.ts';

const USAGE = `npm run db:roles

  Makes the roles ${Object.values(ROLE_OF).join(', ')}
  in the database of DATABASE_URL, whose role has to own the tables and may make roles. After the migrations; the set-up repeats the grants.`;

commandLine(USAGE, (args) => wordsOf(args, { most: 0 }));
try {
  const config = loadLocalConfig();
  await makeRoles(config.database.url);
  if (config.partners.databaseUrl !== config.database.url) await makeRoles(config.partners.databaseUrl);
  await grantRoles(config);
  console.log('the roles are there, each with what its process needs');
} catch (error) {
  console.error(reasonOf(error));
  process.exitCode = 1;
}
