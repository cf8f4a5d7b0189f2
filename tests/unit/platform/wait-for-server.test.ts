import { AbortPolling } from '../../../platform/poll.ts';
import { waitForServer } from '../../../platform/wait-for-server.ts';

const SERVER = { name: 'PostgreSQL', address: 'db:5432', variable: 'DATABASE_URL' };
const signal = new AbortController().signal;

/** What is on the screen, and when it was taken away. */
function screen() {
  const shown: ((seconds: number) => string)[] = [];
  let isHidden = false;
  const waiting = (text: (seconds: number) => string) => {
    shown.push(text);
    return () => void (isHidden = true);
  };
  return { waiting, shown, isHidden: () => isHidden };
}
const networkError = (code: string) => Object.assign(new Error(`getaddrinfo ${code} db`), { code });

describe('waiting for a server', () => {
  it('shows for whom, by which variable, why and how long, until it answers', async () => {
    const { waiting, shown, isHidden } = screen();
    const answer = await waitForServer(SERVER, { waiting, withinMs: 60_000, signal }, async () => {
      if (shown[0] === undefined) throw networkError('ENOTFOUND');
      return shown[0](12);
    });
    expect(answer).toBe('waiting for PostgreSQL at db:5432 (DATABASE_URL): ENOTFOUND, 12 s');
    expect(isHidden()).toBe(true);
  });

  it('shows nothing of a server that answers', async () => {
    const { waiting, shown } = screen();
    await waitForServer(SERVER, { waiting, withinMs: 60_000, signal }, async () => 'here');
    expect(shown).toEqual([]);
  });

  it('ends at the first try where waiting cannot help, with the name of the server', async () => {
    let tries = 0;
    const attempt = async () => {
      tries += 1;
      throw new AbortPolling('password authentication failed');
    };
    const waited = waitForServer(SERVER, { waiting: screen().waiting, withinMs: 60_000, signal }, attempt);
    await expect(waited).rejects.toThrow(new AbortPolling('PostgreSQL at db:5432 (DATABASE_URL): password authentication failed'));
    expect(tries).toBe(1);
  });
});
