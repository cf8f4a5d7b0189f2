import { idFromKey, parseIdempotencyKey, requireKey, scopeHash, uuidFrom } from '../../../api/http/idempotency-key.ts';

const scope = { caller: 'anonymous', method: 'POST', path: '/orders', key: 'abc' };

describe('Idempotency-Key', () => {
  it('is absent when no header came', () => {
    expect(parseIdempotencyKey([])).toBeUndefined();
  });

  it.each([
    ['abc', 'abc'],
    ['"abc"', 'abc'],
    ['"a\\"b\\\\c"', 'a"b\\c'],
    ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['" padded "', ' padded '],
    ['a b', 'a b'],
    ['x'.repeat(255), 'x'.repeat(255)],
  ])('reads %j as the key %j', (line, key) => {
    expect(parseIdempotencyKey([line])).toBe(key);
  });

  it.each([[''], ['""'], ['"abc'], ['"a"b'], ['"a\\n"'], ['x'.repeat(256)], [`"${'x'.repeat(256)}"`], ['caf\u00e9'], ['a\tb']])(
    'refuses %j',
    (line) => {
      expect(() => parseIdempotencyKey([line])).toThrow(
        expect.objectContaining({ code: 'MALFORMED_REQUEST', faults: [expect.objectContaining({ pointer: 'Idempotency-Key' })] }),
      );
    },
  );

  it('is refused where it is missing and needed', () => {
    expect(requireKey('abc')).toBe('abc');
    expect(() => requireKey(undefined)).toThrow(
      expect.objectContaining({ code: 'IDEMPOTENCY_KEY_REQUIRED', faults: [expect.objectContaining({ pointer: 'Idempotency-Key' })] }),
    );
  });

  it('refuses two of them', () => {
    expect(() => parseIdempotencyKey(['a', 'a'])).toThrow(expect.objectContaining({ code: 'MALFORMED_REQUEST' }));
  });
});

describe('what follows from a key', () => {
  it('is a UUID of version 8, always the same', () => {
    expect(idFromKey(scope)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(idFromKey({ ...scope })).toBe(idFromKey(scope));
    expect(uuidFrom(scopeHash(scope))).toBe(idFromKey(scope));
  });

  it.each([{ caller: 'other' }, { method: 'PATCH' }, { path: '/orders/1/cancel' }, { key: 'abd' }])('differs with %j', (change) => {
    expect(idFromKey({ ...scope, ...change })).not.toBe(idFromKey(scope));
    expect(scopeHash({ ...scope, ...change })).not.toBe(scopeHash(scope));
  });

  it('does not mix up where one part of the scope ends and the next begins', () => {
    expect(scopeHash({ ...scope, path: '/a', key: 'b' })).not.toBe(scopeHash({ ...scope, path: '/', key: 'ab' }));
  });
});
