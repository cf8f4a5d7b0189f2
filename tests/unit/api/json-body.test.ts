import fc from 'fast-check';
import { parseJson } from '../../../api/http/json-body.ts';

const parse = (text: string) => parseJson(Buffer.from(text));

describe('parseJson', () => {
  it('reads whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.nat(3), (value, indent) => {
        fc.pre(!JSON.stringify(value).includes('"__proto__"'));
        const text = JSON.stringify(value, null, indent);
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each(['', '{', '{"a":1,}', '[1 2]', "{'a':1}", 'NaN', '\u0000'])('refuses %j', (text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'MALFORMED_REQUEST' }));
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => parseJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow(expect.objectContaining({ code: 'MALFORMED_REQUEST' }));
  });

  it.each(['{"a":1,"a":2}', '{"x":[{"a":1,"a":1}]}', '{"a":1,"\\u0061":2}', '{"":0,"" :1}'])(
    'refuses %s, whose object has a member twice',
    (text) => {
      expect(() => parse(text)).toThrow(
        expect.objectContaining({ code: 'MALFORMED_REQUEST', message: expect.stringContaining('same name') }),
      );
    },
  );

  it('takes strings that look like members', () => {
    expect(parse('{"a":"\\"b\\": 1, \\"b\\":","c":["d"]}')).toEqual({ a: '"b": 1, "b":', c: ['d'] });
  });

  it('refuses a member called __proto__', () => {
    expect(() => parse('{"metadata":{"__proto__":"x"}}')).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });

  it('refuses more values than any body has', () => {
    const values = (count: number) => `[${Array.from({ length: count }, () => '0').join()}]`;
    expect(parse(values(4999))).toHaveLength(4999);
    expect(() => parse(values(5001))).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', message: expect.stringContaining('5000 values') }),
    );
  });

  it.each(['['.repeat(100_000) + ']'.repeat(100_000), '{"a":'.repeat(30_000) + '1' + '}'.repeat(30_000)])(
    'refuses deep nesting and survives it',
    (text) => {
      expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'MALFORMED_REQUEST', message: expect.stringContaining('deeper') }));
    },
  );
});
