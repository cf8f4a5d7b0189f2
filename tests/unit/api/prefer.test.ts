import { parsePrefer } from '../../../api/http/prefer.ts';

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

  it.each(['wait=abc', 'wait', 'wait=-1', 'wait=1.5', 'wait=', 'wait="x', 'a b', '@'])('refuses %j', (line) => {
    expect(() => parsePrefer([line])).toThrow(expect.objectContaining({ code: 'MALFORMED_REQUEST' }));
  });

  it('takes no longer for blanks that lead nowhere', () => {
    const startedAt = performance.now();
    expect(() => parsePrefer([`a;${' '.repeat(15_000)}@`])).toThrow();
    expect(() => parsePrefer([`a=${' '.repeat(15_000)}@`])).toThrow();
    expect(performance.now() - startedAt).toBeLessThan(100);
  });
});
