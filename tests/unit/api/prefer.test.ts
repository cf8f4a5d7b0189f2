import { parsePrefer } from '../../../api/prefer.ts';

describe('Prefer', () => {
  it.each([
    [[], { respondAsync: false }],
    [[''], { respondAsync: false }],
    [['respond-async'], { respondAsync: true }],
    [['Respond-Async'], { respondAsync: true }],
    [['wait=10'], { respondAsync: false, waitSeconds: 10 }],
    [['wait = "10"'], { respondAsync: false, waitSeconds: 10 }],
    [['wait=31'], { respondAsync: false, waitSeconds: 30 }],
    [['wait=0'], { respondAsync: false, waitSeconds: 0 }],
    [['respond-async, wait=5'], { respondAsync: true, waitSeconds: 5 }],
    [['respond-async', 'wait=5'], { respondAsync: true, waitSeconds: 5 }],
    [['wait=5, wait=7'], { respondAsync: false, waitSeconds: 5 }],
    [['wait=5; why="a, b"; x , return=minimal'], { respondAsync: false, waitSeconds: 5 }],
    [[', ,respond-async,'], { respondAsync: true }],
    [['unknown="a\\"b, wait=9"'], { respondAsync: false }],
  ])('reads %j', (lines, preferences) => {
    expect(parsePrefer(lines)).toEqual(preferences);
  });

  it.each(['wait=abc', 'wait', 'wait=-1', 'wait=1.5', 'wait=', 'wait="x', 'wait=abc, wait=5', 'a b', '@'])('ignores %j', (line) => {
    expect(parsePrefer([line])).toEqual({ respondAsync: false });
  });

  it('honours what stands before, or on another line than, what cannot be read', () => {
    expect(parsePrefer(['respond-async, @, wait=9', 'wait=5'])).toEqual({ respondAsync: true, waitSeconds: 5 });
  });

  it('takes no longer for blanks that lead nowhere', () => {
    const startedAt = performance.now();
    expect(parsePrefer([`a;${' '.repeat(100_000)}@`, `a=${' '.repeat(100_000)}@`])).toEqual({ respondAsync: false });
    // One look at each blank takes milliseconds; to look from each of them again, most of a minute.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
