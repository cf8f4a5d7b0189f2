import { parseArguments } from '../../../bench/arguments.ts';

describe('the command line of the bench', () => {
  it('measures everything but memory, tracing and encryption in five rounds when nothing is said', () => {
    expect(parseArguments([])).toEqual({
      parts: ['counts', 'cost', 'saturation', 'latency', 'growth'],
      rounds: 5,
      isQuick: false,
      json: 'bench-result.json',
      page: false,
    });
  });

  it('takes one round of what is quick for CI, and of what is asked for', () => {
    expect(parseArguments(['--quick'])).toMatchObject({ parts: ['counts', 'cost', 'saturation', 'latency', 'growth'], rounds: 1 });
    expect(parseArguments(['--quick', '--only', 'memory, growth'])).toMatchObject({ parts: ['memory', 'growth'], rounds: 1 });
  });

  it("keeps the page's result, the quick one and the others apart", () => {
    const files = [[], ['--quick'], ['--page'], ['--page', '--json', 'mine.json']].map((args) => parseArguments(args).json);
    expect(files).toEqual(['bench-result.json', 'bench-quick.json', 'docs/performance/result.json', 'mine.json']);
  });

  it.each([
    [['--only', 'speed'], '--only speed: there are counts, cost,'],
    [['--rounds', '0'], '--rounds 0 is no whole number above 0'],
    [['--rounds', 'many'], '--rounds many is no whole number above 0'],
    [['--page', '--quick'], 'what is measured quickly is not for the page'],
    [['--page', '--against', 'HEAD'], 'the page shows one'],
    [['--fast'], "Unknown option '--fast'"],
  ])('refuses %j with what is wrong', (args, why) => {
    expect(() => parseArguments(args)).toThrow(why);
  });
});
