import { parseIdempotencyKey } from '../../../api/idempotency/parse-key.ts';

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
    ['"abc";a', 'abc'],
    ['"abc"; a=1; b=-2.5;c="d;\\"e"; *f=g/h:i;  j=:AQ==:;k=?0;l=@1700000000', 'abc'],
    ['abc;a=1', 'abc;a=1'],
  ])('reads %j as the key %j', (line, key) => {
    expect(parseIdempotencyKey([line])).toBe(key);
  });

  it.each([
    [''],
    ['""'],
    ['"abc'],
    ['"a"b'],
    ['"a\\n"'],
    ['x'.repeat(256)],
    [`"${'x'.repeat(256)}"`],
    ['caf\u00e9'],
    ['a\tb'],
    ['"abc";'],
    ['"abc";A=1'],
    ['"abc" ;a'],
    ['"abc";a='],
  ])('refuses %j', (line) => {
    expect(() => parseIdempotencyKey([line])).toThrow(
      expect.objectContaining({ code: 'MALFORMED_REQUEST', faults: [expect.objectContaining({ pointer: 'Idempotency-Key' })] }),
    );
  });

  it('refuses two of them', () => {
    expect(() => parseIdempotencyKey(['a', 'a'])).toThrow(expect.objectContaining({ code: 'MALFORMED_REQUEST' }));
  });
});
