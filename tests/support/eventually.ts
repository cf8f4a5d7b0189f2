import { setTimeout as delay } from 'node:timers/promises';

/** Asks until the answer is what is wanted. @throws with the last answer when it never was */
export async function eventually<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean, withinMs = 20_000, everyMs = 25): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > until) throw new Error(`not within ${withinMs} ms; last: ${JSON.stringify(answer)?.slice(0, 2000)}`);
    await delay(everyMs);
  }
}
