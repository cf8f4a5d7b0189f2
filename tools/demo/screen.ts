const REDRAW_EVERY_MS = 120;
/** For a terminal that does not say how wide it is. */
const LEAST_COLUMNS = 80;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

export interface Screen {
  line(text: string): void;
  /** Shows on a terminal, below the lines, what is under way; without a text it shows nothing any more. */
  underWay(text?: string): void;
}

export function createScreen(out: NodeJS.WriteStream): Screen {
  let current: string | undefined;
  let frame = 0;
  const clear = () => out.write('\r\u001B[K');
  const draw = () => {
    frame += 1;
    if (current !== undefined)
      out.write(`\r\u001B[K${`${FRAMES[frame % FRAMES.length]} ${current}`.slice(0, (out.columns || LEAST_COLUMNS) - 1)}`);
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    line(text) {
      if (current !== undefined) clear();
      out.write(`${text}\n`);
      draw();
    },
    underWay(text) {
      if (!out.isTTY) return;
      current = text;
      clearInterval(timer);
      if (text === undefined) return void clear();
      draw();
      timer = setInterval(draw, REDRAW_EVERY_MS).unref();
    },
  };
}
