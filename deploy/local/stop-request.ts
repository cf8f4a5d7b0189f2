// Ctrl-C, SIGTERM, a closed terminal: the first asks to stop, the second means it.

/**
 * One Ctrl-C may arrive several times at once: from the terminal, which sends it to the whole group, and again from npm,
 * which passes on what it gets.
 */
const oneRequestMs = 1000;

/** Resolves at the first request. */
export function onStopRequest({ first, second }: { first(): void; second(): void }): Promise<void> {
  return new Promise((resolve) => {
    let firstAt = 0;
    const request = () => {
      if (firstAt === 0) {
        firstAt = Date.now();
        first();
        resolve();
      } else if (Date.now() - firstAt > oneRequestMs) second();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, request);
    // Under an older Node this runs as its child, which must not be left alone.
    if (process.connected) process.once('disconnect', request);
    process.channel?.unref();
  });
}
