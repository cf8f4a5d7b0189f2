import { poll } from '../../platform/poll.ts';

/** Waits until the condition holds. @throws PollTimeout that tells what was waited for */
export function until(what: string | (() => string), holds: () => boolean | Promise<boolean>, withinMs = 120_000): Promise<void> {
  return poll({ what: 'waited in vain', withinMs, everyMs: 10 }, async () => {
    if (!(await holds())) throw new Error(typeof what === 'string' ? what : what());
  });
}
