import { inLanes } from '../../../tools/scenarios/lanes.ts';

const slow = (name: string) => ({ name, isSlow: true as const });
const quick = (name: string): { name: string; isSlow?: true } => ({ name });

describe('the lanes of the demonstration', () => {
  it('take everything once, no more at a time than there are lanes, and what is slow at once beside what is quick', async () => {
    const begun: string[] = [];
    let underWay = 0;
    let most = 0;
    await inLanes(
      [quick('a'), quick('b'), quick('c'), slow('x'), slow('y')],
      async ({ name }) => {
        begun.push(name);
        most = Math.max(most, ++underWay);
        await Promise.resolve();
        underWay--;
      },
      2,
    );
    expect(most).toBe(2);
    expect(begun.slice(0, 2)).toEqual(['a', 'x']);
    expect(begun.toSorted()).toEqual(['a', 'b', 'c', 'x', 'y']);
  });

  it('end with the first fault', async () => {
    const fault = inLanes([quick('a')], () => Promise.reject(new Error('broken')));
    await expect(fault).rejects.toThrow('broken');
  });
});
