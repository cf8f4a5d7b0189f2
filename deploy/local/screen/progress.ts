// What `npm start` shows: lines, and one line at a time that counts the seconds of something long.
export type Report = (line: string) => void;
/** Shows that something is under way, until the returned function is called. */
export type Busy = (label: string) => () => void;
export type Screen = { line: Report; busy: Busy };

const redrawEveryMs = 500;
const repeatEveryMs = 10_000;

export function createScreen(out: NodeJS.WriteStream = process.stdout): Screen {
  let current = '';
  // The reader may be gone (closed terminal, `| head`): the services go on without an audience.
  out.on('error', () => {});

  const line: Report = (text) => void out.write(out.isTTY && current !== '' ? `\r\u001B[K${text}\n${current}` : `${text}\n`);

  const busy: Busy = (label) => {
    const began = Date.now();
    const text = () => `  ${label} … ${Math.floor((Date.now() - began) / 1000)} s`;
    const redraw = () => {
      current = text();
      out.write(`\r\u001B[K${current}`);
    };
    if (!out.isTTY) line(text());
    else redraw();
    const timer = setInterval(out.isTTY ? redraw : () => line(text()), out.isTTY ? redrawEveryMs : repeatEveryMs);
    return () => {
      clearInterval(timer);
      if (out.isTTY) out.write('\r\u001B[K');
      current = '';
    };
  };
  return { line, busy };
}

export const notBusy: Busy = () => () => {};

export function seconds(sinceMs: number): string {
  return `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`;
}
