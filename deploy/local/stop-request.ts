// Ctrl-C, SIGTERM, a closed terminal: the first asks to stop, the second means it.
import { isatty } from 'node:tty';

/**
 * One Ctrl-C may arrive several times at once: from the terminal, which sends it to the whole group, and again from npm,
 * which passes on what it gets.
 */
const oneRequestMs = 1000;

/**
 * Resolves at the first request. SIGHUP is one where a terminal was closed: under `nohup`, which leaves us none and whose wish Node
 * does not keep by itself, it stops nothing.
 */
export function onStopRequest({ first, second }: { first(): void; second(): void }): Promise<void> {
  const hasTerminal = [0, 1, 2].some((descriptor) => isatty(descriptor));
  return new Promise((resolve) => {
    let firstAt = 0;
    const request = () => {
      if (firstAt === 0) {
        firstAt = Date.now();
        first();
        resolve();
      } else if (Date.now() - firstAt > oneRequestMs) second();
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, request);
    process.on('SIGHUP', hasTerminal ? request : () => undefined);
    // Under an older Node this runs as its child, which must not be left alone.
    if (process.connected) process.once('disconnect', request);
    process.channel?.unref();
  });
}
