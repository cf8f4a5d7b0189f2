import { readFileSync } from 'node:fs';
import { connect, credsAuthenticator, nkeyAuthenticator, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';

/** Where NATS is, and as whom and how it is connected to: platform/nats-access.ts makes it of the environment. */
export interface NatsAccess {
  readonly servers: readonly string[];
  readonly login: NatsLogin;
  /** With paths of files; undefined: as the server wants it. */
  readonly tls: { readonly caFile?: string; readonly certFile?: string; readonly keyFile?: string } | undefined;
}

type NatsLogin =
  | { readonly by: 'nothing' }
  | { readonly by: 'password'; readonly user: string; readonly password: string }
  | { readonly by: 'token'; readonly token: string }
  | { readonly by: 'creds' | 'nkey'; readonly file: string };

/** Who connects. Its answers come to an inbox of its own, which a server may keep from the others: deploy/nats/users.conf. */
export type NatsUser = 'api' | 'worker' | 'relay' | 'webhooks' | 'auditor' | 'operator';

/** @throws what {@link whyNot} puts in words */
export async function connectNats(
  { servers, login, tls }: NatsAccess,
  { user, ...options }: ConnectionOptions & { readonly user: NatsUser },
): Promise<NatsConnection> {
  // Without it the client takes two stacks for each message that is to be stored.
  const noAsyncTraces = true;
  return connect({
    noAsyncTraces,
    name: `durable-orders ${user}`,
    inboxPrefix: `_INBOX.${user}`,
    // A login that is refused, or told too late, may be taken at the next try: the client would end for ever after two of them.
    ignoreAuthErrorAbort: true,
    ...options,
    ...credentials(login),
    servers: [...servers],
    ...(tls && { tls: { ...tls } }),
  });
}

/** Files are read anew for each login: they may have been renewed. @throws when one cannot be read */
function credentials(login: NatsLogin): ConnectionOptions {
  switch (login.by) {
    case 'nothing':
      return {};
    case 'password':
      return { user: login.user, pass: login.password };
    case 'token':
      return { token: login.token };
    case 'creds':
      return { authenticator: credsAuthenticator(readNow(() => readFileSync(login.file))) };
    case 'nkey':
      return { authenticator: nkeyAuthenticator(readNow(() => Buffer.from(readFileSync(login.file, 'utf8').trim()))) };
  }
}

/** A file that is missing is to be said at once. */
function readNow(read: () => Uint8Array): () => Uint8Array {
  read();
  return read;
}
