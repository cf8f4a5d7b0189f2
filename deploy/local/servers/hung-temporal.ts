// A Temporal dev server that lives and will never answer again.
import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { reasonOf } from '../../../platform/poll.ts';
import { tailOf } from '../data-dir/logs.ts';
import type { RunningProcess } from '../processes/launch.ts';

const PROBE_EVERY_MS = 2000;
const TOO_OFTEN = 5;

/**
 * On a machine that is too busy a request's deadline may end a query of the server's SQLite in a moment after which every
 * later one is `interrupted (9)` too, for as long as the process lives (seen with CLI 1.5.1, server 1.29.1). Nothing is lost by
 * killing it: what it said was stored is in the file. It tries an interrupted query again until the caller's time is over, so that
 * often only its log tells. Silence alone is not looked at: a server that is busy or frozen may come back.
 */
export async function killWhenHung(
  { exited, kill }: Pick<RunningProcess, 'exited' | 'kill'>,
  { probe, logFile, probeEveryMs = PROBE_EVERY_MS }: { probe: () => Promise<unknown>; logFile: string; probeEveryMs?: number },
): Promise<void> {
  const ended = new AbortController();
  void exited.then(() => ended.abort());
  const newInLog = tailOf(logFile, MOST);
  let times = 0;
  while (!ended.signal.aborted) {
    const failure = await probe().then(() => undefined, reasonOf);
    const { text } = newInLog();
    times = failure !== undefined && [failure, text].some((said) => said.includes(COMPLAINT)) ? times + 1 : 0;
    if (times === TOO_OFTEN && !ended.signal.aborted) {
      appendFileSync(logFile, `npm start: every query is interrupted, ${times} times in a row: the server is killed and started again\n`);
      return kill();
    }
    await delay(probeEveryMs, undefined, { signal: ended.signal }).catch(() => undefined);
  }
}

const COMPLAINT = 'interrupted (9)';
/** Of a log that grows faster, the end will do (bytes). */
const MOST = 65_536;
