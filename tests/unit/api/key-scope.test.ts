import { idFromKey, scopeHash, uuidFrom, type KeyScope } from '../../../api/idempotency/key-scope.ts';
import { ANYBODY } from '../../../api/caller.ts';
import { requireKey } from '../../../api/idempotency/repeat-key.ts';

const scope: KeyScope = { caller: ANYBODY, method: 'POST', path: '/orders', key: 'abc' };

describe('what follows from a key', () => {
  it('is a UUID of version 8, always the same', () => {
    expect(idFromKey(scope)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(idFromKey({ ...scope })).toBe(idFromKey(scope));
    expect(uuidFrom(scopeHash(scope))).toBe(idFromKey(scope));
  });

  it.each<Partial<KeyScope>>([
    { caller: { ...ANYBODY, id: 'other' } },
    { caller: { ...ANYBODY, tenant: 'acme' } },
    { method: 'PATCH' },
    { path: '/orders/1/cancel' },
    { key: 'abd' },
  ])('differs with %j', (change) => {
    expect(idFromKey({ ...scope, ...change })).not.toBe(idFromKey(scope));
    expect(scopeHash({ ...scope, ...change })).not.toBe(scopeHash(scope));
  });

  it('does not mix up where one part of the scope ends and the next begins', () => {
    expect(scopeHash({ ...scope, path: '/a', key: 'b' })).not.toBe(scopeHash({ ...scope, path: '/', key: 'ab' }));
  });
});

describe('a key', () => {
  it('names the order that it named for an earlier version', () => {
    expect(idFromKey(scope)).toBe('af1810ed-221a-85dd-a1d0-bdf9cd6df6ac');
  });

  it('is refused where it is missing and needed', () => {
    expect(requireKey('abc')).toBe('abc');
    expect(() => requireKey(undefined)).toThrow(
      expect.objectContaining({ code: 'IDEMPOTENCY_KEY_REQUIRED', faults: [expect.objectContaining({ pointer: 'Idempotency-Key' })] }),
    );
  });
});
