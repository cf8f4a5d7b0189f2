import { BlockList, isIPv6 } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether a name or number means the machine that says it (RFC 6761, section 6.3); an IPv6 number may be in brackets, as in a URL. */
export function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return true;
  const address = hostname.replace(/^\[|\]$/g, '');
  return LOOPBACK.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
