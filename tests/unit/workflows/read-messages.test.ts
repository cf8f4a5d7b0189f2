import fc from 'fast-check';
import { unreadable } from '../../../workflows/unreadable.ts';
import {
  readCancel,
  readCause,
  readPlacement,
  readReason,
  readRelease,
  readResolution,
  readTracking,
} from '../../../workflows/read-messages.ts';

const READERS = [readCancel, readCause, readPlacement, readReason, readRelease, readTracking];

describe('messages from anybody at a Temporal CLI', () => {
  it('are read without an error, whatever they hold', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }), (junk) => {
        for (const read of [...READERS, readResolution]) expect(() => read(junk)).not.toThrow();
        expect(typeof readResolution(junk).choice).toBe('string');
      }),
    );
  });

  it('are as good as empty when their payload cannot be decoded', () => {
    const broken = unreadable(new Error('unknown encoding'));
    expect(readResolution(broken)).toEqual({ choice: '', cause: { actor: 'temporal' } });
    for (const read of READERS) expect(read(broken)).toBeUndefined();
  });

  it('name their actor, or are nobody’s', () => {
    expect(readCause({ actor: 'api', requestId: 'r-1', traceparent: '00-1', more: 1 })).toEqual({
      actor: 'api',
      requestId: 'r-1',
      traceparent: '00-1',
    });
    expect(readCause({ actor: 'api', requestId: 5, traceparent: 'with a space', tracestate: 'é' })).toEqual({ actor: 'api' });
    expect(readCause({ actor: 'api', tracestate: 'a=1, b=2 3' })).toEqual({ actor: 'api', tracestate: 'a=1, b=2 3' });
    expect(readCause({ actor: 'auth0|5f7c' })).toEqual({ actor: 'auth0|5f7c' });
    const nobody = [{ actor: '' }, { actor: 'a\nb' }, { actor: 'x'.repeat(256) }, { actor: ['api'] }];
    for (const junk of [null, undefined, 'api', ...nobody]) expect(readCause(junk)).toBeUndefined();
  });

  it('cancel for somebody, with a reason that can be stored', () => {
    expect(readCancel({ cause: { actor: 'api' }, reason: 'a\u0000b\ud800' })).toEqual({ cause: { actor: 'api' }, reason: 'ab\ufffd' });
    expect(readCancel({ cause: { actor: 'api' }, reason: 7 })).toEqual({ cause: { actor: 'api' } });
    expect(readCancel({ reason: 'because' })).toBeUndefined();
  });

  it.each([
    ['a string', 'too late', 'too late'],
    ['{ reason }', { reason: 'too late' }, 'too late'],
    ['a long string', 'x'.repeat(600), 'x'.repeat(500)],
    ['nothing', undefined, undefined],
    ['a number', 5, undefined],
    ['{ reason } that is no text', { reason: { a: 1 } }, undefined],
  ])('give a reason by %s', (_what, argument, reason) => expect(readReason(argument)).toBe(reason));

  it('resolve as Temporal’s when they do not say who', () => {
    expect(readResolution({ choice: 'write_off', note: 'gone' })).toEqual({
      choice: 'write_off',
      note: 'gone',
      cause: { actor: 'temporal' },
    });
    expect(readResolution({ choice: 'write_off', note: [], cause: { actor: 1 } })).toEqual({
      choice: 'write_off',
      cause: { actor: 'temporal' },
    });
    expect(readResolution(null)).toEqual({ choice: '', cause: { actor: 'temporal' } });
  });

  it('hold an order for one of the reasons there are, in the name of somebody', () => {
    const cause = { actor: 'api' };
    expect(readRelease({ holdId: 'hold_1', cause })).toEqual({ holdId: 'hold_1', cause });
    expect(readPlacement({ holdId: 'hold_1', cause, hold: { reason: 'fraud', note: 'a\u0000' } })).toEqual({
      holdId: 'hold_1',
      cause,
      hold: { reason: 'fraud', note: 'a' },
    });
    expect(readPlacement({ holdId: 'hold_1', cause, hold: { reason: 'boredom' } })).toBeUndefined();
    for (const junk of [null, { cause }, { holdId: 'hold_1' }]) expect(readRelease(junk)).toBeUndefined();
  });

  it('tell of a parcel only what a parcel knows', () => {
    expect(readTracking({ event: 'lost', shipmentId: 'x' })).toEqual({ event: 'lost', shipmentId: 'x' });
    expect(readTracking({ event: 'lost' })).toBeUndefined();
    for (const junk of [null, 'lost', { event: 'booked', shipmentId: 'x' }, { event: 'exploded', shipmentId: 'x' }, []])
      expect(readTracking(junk)).toBeUndefined();
  });
});

describe('what a step answered', () => {
  it('never passes for nothing when it cannot be decoded', async () => {
    const answer = unreadable(new Error('unknown encoding')) as { outcome: string };
    expect(() => answer.outcome).toThrow('unknown encoding');
    expect(() => 'outcome' in answer).toThrow('unknown encoding');
    expect(() => ({ ...answer })).toThrow('unknown encoding');
    await expect(Promise.resolve(answer)).rejects.toThrow('unknown encoding');
  });
});
