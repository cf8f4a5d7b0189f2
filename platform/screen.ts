// What a command shows while it works: lines, and one line at a time that counts the seconds of something long.
export type Report = (line: string) => void;
/** Shows that something is under way, until the returned function is called. */
export type Busy = (label: string) => () => void;
/** The same with a text that changes. */
export type Waiting = (text: (seconds: number) => string) => () => void;
export type Screen = { line: Report; busy: Busy; waiting: Waiting };

const redrawEveryMs = 500;
const repeatEveryMs = 10_000;

export function createScreen(out: NodeJS.WriteStream = process.stdout): Screen {
  /** Texts of all that is under way at once: on a terminal they share the last line. */
  const underWay = new Set<() => string>();
  const current = () => [...underWay].map((text) => text()).join('');
  // The reader may be gone (closed terminal, `| head`): the services go on without an audience.
  out.on('error', () => {});

  const line: Report = (text) => void out.write(out.isTTY && underWay.size > 0 ? `\r\u001B[K${text}\n${current()}` : `${text}\n`);

  const waiting: Waiting = (textAfter) => {
    const began = Date.now();
    const elapsed = () => Math.floor((Date.now() - began) / 1000);
    const text = () => `  ${textAfter(elapsed())}`;
    const redraw = () => void out.write(`\r\u001B[K${current()}`);
    underWay.add(text);
    if (!out.isTTY) line(text());
    else redraw();
    const timer = setInterval(out.isTTY ? redraw : () => line(text()), out.isTTY ? redrawEveryMs : repeatEveryMs);
    return () => {
      clearInterval(timer);
      underWay.delete(text);
      if (out.isTTY) redraw();
    };
  };
  const busy: Busy = (label) => waiting((elapsed) => `${label} … ${elapsed} s`);
  return { line, busy, waiting };
}

export const notBusy: Busy = () => () => {};

export function seconds(sinceMs: number): string {
  return `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`;
}
