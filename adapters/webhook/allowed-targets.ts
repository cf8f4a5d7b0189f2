import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Where webhooks may go. `any` is for a machine of one's own: every scheme, port and address. */
export interface TargetRules {
  readonly targets: 'public' | 'any';
  readonly ports: readonly number[];
}

/** Whether an address is one of the public internet, also when it is written as IPv6 (RFC 4291, 2.5.5.2). */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

/** Why nothing may be sent there, whatever its name resolves to; undefined when its name may be asked for. */
export function refusalOf(url: URL, { targets, ports }: TargetRules): string | undefined {
  if (targets === 'any') return undefined;
  if (url.protocol !== 'https:') return 'must be https';
  const port = Number(url.port) || 443;
  if (!ports.includes(port)) return `must be on port ${ports.join(' or ')}`;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (ipaddr.isValid(host) && !isPublicAddress(host)) return 'must be a public address';
  return undefined;
}

/** The name resolves to an address that nothing is sent to. */
export class ForbiddenAddress extends Error {
  override name = 'ForbiddenAddress';
}

type ResolveAll = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Resolves names for a connection, which then goes to the very addresses that were looked at: a name that resolves otherwise a moment
 * later gains nothing. One forbidden address among them is enough to refuse.
 */
export function guardedLookup({ targets }: TargetRules, resolve: ResolveAll = dnsLookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      if (targets === 'public' && !addresses.every(({ address }) => isPublicAddress(address)))
        return callback(new ForbiddenAddress(`${hostname} is at an address that is not public`), []);
      const [first] = addresses;
      if (options.all) callback(null, addresses);
      else callback(null, first?.address ?? '', first?.family);
    });
  };
}
