import { formatTraceparent, newTraceparent, parseTraceparent, readTracestate } from '../../../platform/traceparent.ts';

const given = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('traceparent', () => {
  it('is read and written alike', () => {
    const parsed = parseTraceparent(given);
    expect(parsed).toEqual({ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1, isRemote: true });
    expect(parsed && formatTraceparent(parsed)).toBe(given);
  });

  it('may be of a later version, with more in it', () => {
    expect(parseTraceparent(`${given.replace('00-', 'cc-')}-what-else`)).toMatchObject({ spanId: 'b7ad6b7169203331' });
  });

  it.each([
    undefined,
    '',
    'x',
    `${given}-more`,
    given.toUpperCase(),
    given.replace('00-', 'ff-'),
    given.replace('0af7651916cd43dd8448eb211c80319c', '0'.repeat(32)),
    given.replace('b7ad6b7169203331', '0'.repeat(16)),
  ])('is not %s', (text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });

  it('is valid when it is made', () => {
    expect(parseTraceparent(newTraceparent())).toBeDefined();
    expect(newTraceparent()).not.toBe(newTraceparent());
  });
});

describe('a tracestate', () => {
  it.each(['vendor=1', 'a=1,b@c=2 3 , d=4', 'a=1,,b=2', `a=${'x'.repeat(256)}`])('is %s', (text) => {
    expect(readTracestate(text, given)).toBe(text);
  });

  it.each([
    undefined,
    '',
    ' ',
    'a',
    'A=1',
    'a=1=2',
    'a=é',
    'a=1\n',
    `a=${'x'.repeat(257)}`,
    'a=1,'.repeat(33),
    `a=1,${'b=x,'.repeat(30)}c=${'x'.repeat(500)}`,
  ])('is not %j', (text) => {
    expect(readTracestate(text, given)).toBeUndefined();
  });

  it('is nothing without the trace that it is of', () => {
    for (const traceparent of [undefined, 'x']) expect(readTracestate('vendor=1', traceparent)).toBeUndefined();
  });
});
