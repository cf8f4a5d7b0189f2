import { execFileSync } from 'node:child_process';

/** All addresses of it are this machine's while the run lasts: Kubernetes takes no loopback address for a pod's. */
const NETWORK = '10.213.0.0/16';

/** @returns what takes it back */
export function routeHere(): () => void {
  execFileSync('ip', ['route', 'replace', 'local', NETWORK, 'dev', 'lo']);
  return () => execFileSync('ip', ['route', 'del', 'local', NETWORK, 'dev', 'lo']);
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
