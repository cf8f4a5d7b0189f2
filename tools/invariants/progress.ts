import type { Watcher } from './settle.ts';

const QUIET_MS = 2000;

/** Says on stderr what takes long: on a terminal in one line that is written over, elsewhere in a line now and then. */
export function showProgress(stderr: NodeJS.WriteStream): Watcher & { done(): void } {
  const startedAt = Date.now();
  let text = '';
  let shown = '';
  const show = () => {
    if (text === shown) return;
    shown = text;
    const line = `… ${text} (${Math.round((Date.now() - startedAt) / 1000)} s)`;
    stderr.write(stderr.isTTY ? `\r\u001B[K${line}` : `${line}\n`);
  };
  const timer = setInterval(show, QUIET_MS);
  return {
    looking({ number, title, of }, seen) {
      text = `${number} ${title}${seen > 0 ? `: ${seen.toLocaleString('en')} ${of}` : ''}`;
    },
    settling(violations) {
      text = `waiting for what was changed just now to settle: ${violations} to look at again`;
    },
    done() {
      clearInterval(timer);
      if (stderr.isTTY && shown !== '') stderr.write('\r\u001B[K');
    },
  };
}
