/** Where NATS is, and as whom and how it is connected to. */
export interface NatsAccess {
  /** As host:port. */
  readonly servers: readonly string[];
  readonly login: NatsLogin;
  /** Undefined: as the server wants it. */
  readonly tls: NatsFiles | undefined;
}

export type NatsLogin =
  | { readonly by: 'nothing' }
  | { readonly by: 'password'; readonly user: string; readonly password: string }
  | { readonly by: 'token'; readonly token: string }
  /** A file that `nsc` or the server's operator wrote: a JWT with its seed, or a seed alone. */
  | { readonly by: 'creds' | 'nkey'; readonly file: string };

/** Paths of PEM files. */
interface NatsFiles {
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
}

/** What is said of NATS beside its address. */
interface Beside extends NatsFiles {
  readonly creds?: string | undefined;
  readonly nkey?: string | undefined;
}

const PORT = 4222;

/** Of servers of one cluster, separated by commas. @throws TypeError where one is no URL */
export function natsAccess(urls: string, { creds, nkey, ...files }: Beside = {}): NatsAccess {
  const servers = urls.split(',').map((url) => new URL(url.trim()));
  const wantsTls = servers.some(({ protocol }) => protocol === 'tls:') || Object.keys(files).length > 0;
  return {
    servers: servers.map(({ hostname, port }) => `${hostname}:${port || PORT}`),
    login: loginOf(
      servers.find(({ username }) => username !== ''),
      creds,
      nkey,
    ),
    tls: wantsTls ? files : undefined,
  };
}

function loginOf(server: URL | undefined, creds: string | undefined, nkey: string | undefined): NatsLogin {
  if (creds !== undefined) return { by: 'creds', file: creds };
  if (nkey !== undefined) return { by: 'nkey', file: nkey };
  if (server === undefined) return { by: 'nothing' };
  const [user, password] = [decodeURIComponent(server.username), decodeURIComponent(server.password)];
  return password === '' ? { by: 'token', token: user } : { by: 'password', user, password };
}

/** Undefined when the addresses can be used; else what is wrong with them, without a password. */
export function natsUrlFault(text: string): string | undefined {
  const urls = text.split(',').map((url) => url.trim());
  const isServer = (url: string) => URL.canParse(url) && ['nats:', 'tls:'].includes(new URL(url).protocol) && new URL(url).hostname !== '';
  if (!urls.every(isServer))
    return 'must be nats://host:port or tls://host:port, or several separated by commas; escape , / @ : of a password (%2C %2F %40 %3A)';
  const logins = new Set(
    urls.map((url) => new URL(url)).flatMap(({ username, password }) => (username === '' ? [] : [`${username}:${password}`])),
  );
  return logins.size > 1 ? 'must name one login for all servers' : undefined;
}
