import { watchDisk } from '../../../deploy/local/data-dir/watch-disk.ts';
import { eventually } from '../../../platform/poll.ts';

it('says once that the disk is full, and once that there is room again', async () => {
  const lines: string[] = [];
  const stopping = new AbortController();
  let isFull = false;
  const look = async () => ({ isFull, left: isFull ? '3 MiB' : '200 MiB' });
  const told = watchDisk('/data', { report: (line) => lines.push(line), signal: stopping.signal, look, lookEveryMs: 1 });
  isFull = true;
  await eventually(
    async () => lines.length,
    (n) => n === 1,
  );
  expect(await told()).toBe(true);
  isFull = false;
  await eventually(
    async () => lines.length,
    (n) => n === 2,
  );
  expect(await told()).toBe(false);
  stopping.abort();
  expect(lines).toEqual([
    expect.stringMatching(/^The disk under \/data is full \(3 MiB left\)/),
    'There is room again under /data (200 MiB).',
  ]);
});
