import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { AsyncLocalStorage } from 'node:async_hooks';
import { shareLoads } from '../../../adapters/shared-loads.ts';

type Answer = ReadonlyMap<string, string>;
const never = () => new Promise(() => undefined);

/** Loads that end when the test says so. */
function loads(patience: () => Promise<unknown> = never) {
  const begun: { readonly keys: readonly string[]; readonly end: (error?: Error) => void }[] = [];
  const load = (keys: readonly string[]) =>
    new Promise<Answer>((resolve, reject) => {
      const n = begun.length + 1;
      const end = (error?: Error) => (error ? reject(error) : resolve(new Map(keys.map((key) => [key, `${key}${n}`]))));
      begun.push({ keys, end });
    });
  return { begun, ask: shareLoads(load, patience) };
}

describe('shared loads', () => {
  it('answer who asks while one is under way by the next one, together, each by their key', async () => {
    const { begun, ask } = loads();
    const first = ask('a');
    await turnOfTheLoop();
    const later = [ask('a'), ask('b'), ask('a')];
    await turnOfTheLoop();
    expect(begun.map(({ keys }) => keys)).toEqual([['a']]);
    begun[0]?.end();
    await expect(first).resolves.toBe('a1');
    await turnOfTheLoop();
    expect(begun.map(({ keys }) => keys)).toEqual([['a'], ['a', 'b']]);
    begun[1]?.end();
    await expect(Promise.all(later)).resolves.toEqual(['a2', 'b2', 'a2']);
  });

  it('fail for who shares one that fails, and for nobody else', async () => {
    const { begun, ask } = loads();
    const failing = Promise.allSettled([ask('a'), ask('b')]);
    await turnOfTheLoop();
    const next = ask('c');
    begun[0]?.end(new Error('away'));
    await turnOfTheLoop();
    expect(begun.map(({ keys }) => keys)).toEqual([['a', 'b'], ['c']]);
    begun[1]?.end();
    expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(next).resolves.toBe('c2');
  });

  it('do not wait for one that takes too long', async () => {
    const { begun, ask } = loads(async () => undefined);
    void ask('a');
    await turnOfTheLoop();
    const next = ask('b');
    await turnOfTheLoop();
    expect(begun.map(({ keys }) => keys)).toEqual([['a'], ['b']]);
    begun[1]?.end();
    await expect(next).resolves.toBe('b2');
  });

  it('belong to the request of who asked first', async () => {
    const request = new AsyncLocalStorage<string>();
    const requests: (string | undefined)[] = [];
    const ask = shareLoads(async (keys: readonly string[]) => {
      requests.push(request.getStore());
      await turnOfTheLoop();
      return new Map(keys.map((key) => [key, key]));
    }, never);
    const first = request.run('one', () => ask('a'));
    await Promise.resolve();
    await Promise.all([first, request.run('two', () => ask('b')), request.run('three', () => ask('c'))]);
    expect(requests).toEqual(['one', 'two']);
  });
});
