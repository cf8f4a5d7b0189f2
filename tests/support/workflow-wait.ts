import { setTimeout as pause } from 'node:timers/promises';

/** Polls until the condition holds. @throws Error that tells what was waited for */
export async function until(what: string | (() => string), holds: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const giveUpAt = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error(`waited ${withinMs} ms for: ${typeof what === 'string' ? what : what()}`);
    await pause(10);
  }
}
