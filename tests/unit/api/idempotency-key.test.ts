import { parseIdempotencyKey } from '../../../api/http/idempotency-key.ts';

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

  it('refuses two of them', () => {
    expect(() => parseIdempotencyKey(['a', 'a'])).toThrow(expect.objectContaining({ code: 'MALFORMED_REQUEST' }));
  });
});
