import { useSyncExternalStore } from 'react';
import { access } from '../page.ts';

export type Scope = 'orders:read' | 'orders:write' | 'orders:operate';

/** What the API tells of who is logged in. */
interface Person {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresInSeconds: number;
}

export type Session =
  | { readonly state: 'open' | 'none' | 'reading' | 'out' }
  | { readonly state: 'failed'; readonly error: unknown }
  /** `ended`: they were logged in, and what they look at and have typed is kept until they are again. */
  | { readonly state: 'in' | 'ended'; readonly person: Person; readonly endsAt: number };

const ADDRESS = '/console/session';
/** No page of another origin can send it: beside it the cookie counts. */
const OWN_PAGE = { 'Console-Session': '1' };
/** A token that ends so soon is renewed before it is used (ms). */
const RENEWED_AHEAD_MS = 30_000;
const otherTabs = new BroadcastChannel('console-session');
otherTabs.addEventListener('message', () => void readSession());

let session: Session = { state: access === 'login' ? 'reading' : access === 'open' ? 'open' : 'none' };
const listeners = new Set<() => void>();

function become(next: Session): void {
  session = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export const useSession = (): Session => useSyncExternalStore(subscribe, () => session);

const EVERYTHING: ReadonlySet<string> = new Set<Scope>(['orders:read', 'orders:write', 'orders:operate']);

/** What the API would let them do; a button that is in vain is not shown. */
export function useScopes(): ReadonlySet<string> {
  const now = useSession();
  return now.state === 'open' ? EVERYTHING : new Set('person' in now ? now.person.scopes : []);
}

export const useMay = (scope: Scope) => useScopes().has(scope);

/** Who is logged in, as the page begins, as another tab says that it changed, or after a failure. */
export async function readSession(): Promise<void> {
  try {
    if (!(await adopt(await ask('GET')))) await renew();
  } catch (error) {
    if (session.state === 'reading') become({ state: 'failed', error });
  }
}

export async function beginSession(): Promise<void> {
  if (access !== 'login') return;
  await readSession();
  if (session.state === 'in') otherTabs.postMessage('in');
}

/** Sends a request of the console's in the name of who is logged in; one that is refused shows that nobody is any more. */
export async function sendInSession(request: Request): Promise<Response> {
  if (access !== 'login') return fetch(request);
  if (session.state === 'in' && endsSoon(session.endsAt)) await renew().catch(() => undefined);
  for (const [name, value] of Object.entries(OWN_PAGE)) request.headers.set(name, value);
  const answer = await fetch(request);
  // Who it is may still be read, or renewed.
  if (answer.status === 401 && session.state !== 'reading') over();
  return answer;
}

export async function logOut(): Promise<void> {
  const answer = await ask('DELETE');
  const { logoutUrl } = (await answer.json()) as { logoutUrl: string | null };
  otherTabs.postMessage('out');
  location.assign(logoutUrl ?? '/console/');
}

/** One tab at a time: an issuer may take it amiss when a refresh token is used twice. What another one renewed meanwhile is taken over. */
function renew(): Promise<void> {
  return navigator.locks.request('console-session', async () => {
    if ((await adopt(await ask('GET'))) && session.state === 'in' && !endsSoon(session.endsAt)) return;
    if (!(await adopt(await ask('POST')))) over();
  });
}

/** @returns whether somebody is logged in. @throws Error where the API cannot tell */
async function adopt(answer: Response): Promise<boolean> {
  if (answer.status === 401) return false;
  if (!answer.ok) throw new Error(`The API answered ${answer.status}.`);
  const person = (await answer.json()) as Person;
  // What is shown was read as somebody else.
  if ('person' in session && session.person.id !== person.id) location.reload();
  become({ state: 'in', person, endsAt: Date.now() + person.expiresInSeconds * 1000 });
  return true;
}

function over(): void {
  become('person' in session ? { ...session, state: 'ended' } : { state: 'out' });
}

const endsSoon = (endsAt: number) => endsAt - Date.now() < RENEWED_AHEAD_MS;
const ask = (method: 'GET' | 'POST' | 'DELETE') => fetch(ADDRESS, { method, headers: OWN_PAGE });
