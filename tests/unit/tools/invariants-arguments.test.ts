import { parseArguments } from '../../../tools/invariants/arguments.ts';

describe('npm run check:invariants', () => {
  it('takes instants and durations, and refuses what is neither', () => {
    const now = new Date('2026-01-31T12:00:00Z');
    const since = (text: string) => parseArguments(['--since', text], now).since?.toISOString();
    expect([since('2h'), since('30m'), since('2026-01-30T00:00:00Z')]).toEqual([
      '2026-01-31T10:00:00.000Z',
      '2026-01-31T11:30:00.000Z',
      '2026-01-30T00:00:00.000Z',
    ]);
    expect(parseArguments(['--allow-missing', 'temporal,nats', '--json'])).toMatchObject({
      allowMissing: ['temporal', 'nats'],
      json: true,
    });
    for (const wrong of [
      ['--since', 'yesterday'],
      ['--settle', '10'],
      ['--allow-missing', 'mars'],
      ['--sinc', '2h'],
    ])
      expect(() => parseArguments(wrong)).toThrow(expect.objectContaining({ name: 'UsageError' }));
  });
});
