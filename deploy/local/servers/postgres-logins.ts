// Each process logs in to the embedded PostgreSQL as itself, with the rights of its role: what runs here runs with them elsewhere.
import { makeRoles, ROLE_OF, type RoleUser } from '../../setup/roles.ts';

/** @returns what a process is told: its address of the database */
export async function makeLogins(ownerUrl: string): Promise<(name: string) => { DATABASE_URL?: string }> {
  const users = Object.keys(ROLE_OF) as RoleUser[];
  // As the owner's: it keeps tools from a mix-up, not an attacker out.
  await makeRoles(ownerUrl, Object.fromEntries(users.map((user) => [user, user])));
  return (name) => (Object.hasOwn(ROLE_OF, name) ? { DATABASE_URL: addressOf(ownerUrl, name as RoleUser) } : {});
}

export function addressOf(ownerUrl: string, user: RoleUser): string {
  return Object.assign(new URL(ownerUrl), { username: user, password: user }).href;
}
