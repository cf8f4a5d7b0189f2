import { execFileSync } from 'node:child_process';

/** All addresses of it are this machine's while the run lasts: Kubernetes takes no loopback address for a pod's. */
const NETWORK = '10.213.0.0/16';

const ROUTE = ['local', NETWORK, 'dev', 'lo'];

/**
 * Two runs at once would answer each other's calls.
 * @returns what takes it back
 * @throws Error when another run has the addresses
 */
export function routeHere(): () => void {
  const ip = (verb: string) => execFileSync('ip', ['route', verb, ...ROUTE], { stdio: 'pipe' });
  try {
    ip('add');
  } catch (error) {
    const hint = `Another run has ${NETWORK}, or one was killed: ip route del ${ROUTE.join(' ')}`;
    throw new Error(hint, { cause: error });
  }
  return () => void ip('del');
}

/** Of what stands in front of several. */
export const FRONT = { temporal: '10.213.0.10', api: '10.213.0.11', partners: '10.213.0.12' };

/** Of one pod each, never used again. */
export function podAddresses(): () => string {
  let last = 255;
  return () => {
    last += 1;
    return `10.213.${Math.floor(last / 256)}.${last % 256}`;
  };
}
