import { fingerprintOf } from '../../../api/idempotency/fingerprint.ts';
import { parseJson } from '../../../api/http/json-body.ts';

const of = (json: string) => fingerprintOf(parseJson(Buffer.from(json)));

describe('a fingerprint', () => {
  it('does not see white space, the order of members or how a number is written', () => {
    expect(of('{ "b": [1.0, "\\u00e9"],\n "a": {} }')).toBe(of('{"a":{},"b":[1,"é"]}'));
  });

  it.each(['{"a":2}', '{"a":"1"}', '{"a":[1]}', '{"b":1}', '{"a":1,"b":null}'])('of {"a":1} is not that of %s', (json) => {
    expect(of(json)).not.toBe(of('{"a":1}'));
  });

  it('sees the order of an array', () => {
    expect(of('[1,2]')).not.toBe(of('[2,1]'));
  });
});
