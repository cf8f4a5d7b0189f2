// Runs before deploy/setup.ts in Compose (`node --import`): a login in PostgreSQL for each process, with the rights of its role.
import { makeRoles, ROLE_OF, type RoleUser } from '../setup/roles.ts';

const users = Object.keys(ROLE_OF) as RoleUser[];
const given = users.map((user) => [user, process.env[`POSTGRES_${user.toUpperCase()}_PASSWORD`] || user]);
await makeRoles(process.env.DATABASE_URL ?? '', Object.fromEntries(given));
