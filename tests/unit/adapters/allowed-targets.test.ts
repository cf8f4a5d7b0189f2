import type { LookupAddress } from 'node:dns';
import {
  ForbiddenAddress,
  guardedLookup,
  isPublicAddress,
  refusalOf,
  type TargetRules,
} from '../../../adapters/webhook/allowed-targets.ts';

const PUBLIC: TargetRules = { targets: 'public', ports: [443, 8443] };
const ANY: TargetRules = { targets: 'any', ports: [443] };

describe('an address that webhooks go to', () => {
  it.each(['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946'])('is a public one, as %s is', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ['127.0.0.1', '127.9.9.9', '::1'],
    ['10.0.0.1', '172.16.0.1', '192.168.1.1', 'fd00::1'],
    ['169.254.169.254', 'fe80::1'],
    ['::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '::ffff:10.0.0.1'],
    ['64:ff9b::7f00:1', '2002:7f00:1::', '::127.0.0.1'],
    ['0.0.0.0', '::', '224.0.0.1', 'ff02::1', '255.255.255.255', '100.64.0.1', '192.0.2.1', '2001:db8::1'],
    ['', 'localhost', 'no address'],
  ])('is none of %s', (...addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });
});

describe('the address of an endpoint', () => {
  const refusal = (url: string, rules = PUBLIC) => refusalOf(new URL(url), rules);

  it('is https, on a port of the list', () => {
    expect(['https://shop.example/hook', 'https://shop.example:8443/', 'https://93.184.216.34/'].map((url) => refusal(url))).toEqual(
      Array.from({ length: 3 }),
    );
    expect([refusal('http://shop.example/'), refusal('https://shop.example:8080/')]).toEqual([
      'must be https',
      'must be on port 443 or 8443',
    ]);
  });

  it.each(['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', '[::1]', '[::ffff:169.254.169.254]', '10.1.2.3', '[fe80::1]'])(
    'is not private, however it is written: %s',
    (host) => {
      expect(refusal(`https://${host}/`)).toBe('must be a public address');
    },
  );

  it("is whatever one likes on a machine of one's own", () => {
    expect(refusal('http://127.0.0.1:9999/', ANY)).toBeUndefined();
  });
});

describe('the name of an endpoint', () => {
  /** Answers with one list after another, as a name does whose owner means harm. */
  const resolving = (...answers: string[][]) => {
    const left = [...answers];
    return (_name: string, _options: unknown, callback: (error: null, addresses: LookupAddress[]) => void) =>
      callback(
        null,
        (left.shift() ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
  };
  const ask = (lookup: ReturnType<typeof guardedLookup>, options = {}) =>
    new Promise<unknown>((resolve) => lookup('shop.example', options, (error, ...found) => resolve(error ?? found)));

  it('is connected to at the addresses that were looked at', async () => {
    const lookup = guardedLookup(PUBLIC, resolving(['93.184.216.34'], ['93.184.216.34', '2606:2800::1']));
    expect(await ask(lookup)).toEqual(['93.184.216.34', 4]);
    expect(await ask(lookup, { all: true })).toEqual([
      [
        { address: '93.184.216.34', family: 4 },
        { address: '2606:2800::1', family: 6 },
      ],
    ]);
  });

  it('is refused as soon as it resolves to an address inside, also beside others', async () => {
    const lookup = guardedLookup(PUBLIC, resolving(['93.184.216.34'], ['127.0.0.1'], ['93.184.216.34', '10.0.0.1']));
    const answers = [await ask(lookup), await ask(lookup), await ask(lookup, { all: true })];
    expect(answers.map((answer) => answer instanceof ForbiddenAddress)).toEqual([false, true, true]);
    expect(await ask(guardedLookup(ANY, resolving(['127.0.0.1'])))).toEqual(['127.0.0.1', 4]);
  });
});
