import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider, type Configuration, type KoaContextWithOIDC } from 'oidc-provider';

/** What tokens are asked for. */
export const RESOURCE = 'https://orders.example';
export const CLIENT = { id: 'storefront', secret: 'storefront-secret' };
/** With it the console logs people in. */
export const CONSOLE_CLIENT = { id: 'console', secret: 'console-secret-for-trying-things-out' };
/** Whose name begins so may read, and do nothing else. */
const ONLY_READS = 'viewer';
/** In seconds. */
const [MINUTES_10, HOUR, DAY] = [600, 3600, 86_400];
const ALL_SCOPES = 'orders:read orders:write orders:operate';

/**
 * A certified OpenID Connect provider with a client that is a shop, and one that is the console, to which people log in by any name and
 * password; started again it has other keys on the same port, and knows nobody who was logged in.
 */
export class OidcProvider {
  #server: Server | undefined;
  #port: number;
  readonly #apiUrl: string;

  /** Port 0: one that is free. `apiUrl`: where the API of the console is. */
  constructor(port = 0, apiUrl = 'http://127.0.0.1:8080') {
    this.#port = port;
    this.#apiUrl = apiUrl;
  }

  get issuer(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const server = createServer().listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    const answer = new Provider(this.issuer, configuration(await exportJWK(privateKey), this.#apiUrl)).callback();
    server.on('request', (req, res) => void answer(req, res));
    this.#server = server;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    this.#server?.close();
    if (this.#server) await once(this.#server, 'close');
    this.#server = undefined;
  }

  /** By the client credentials grant (RFC 6749, section 4.4). */
  async token(scope: string): Promise<string> {
    const answer = await fetch(`${this.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${CLIENT.id}:${CLIENT.secret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope, resource: RESOURCE }),
    });
    if (!answer.ok) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`);
    return ((await answer.json()) as { access_token: string }).access_token;
  }
}

function configuration(key: object, apiUrl: string): Configuration {
  return {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
      {
        client_id: CONSOLE_CLIENT.id,
        client_secret: CONSOLE_CLIENT.secret,
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: [`${apiUrl}/console/callback`],
        post_logout_redirect_uris: [`${apiUrl}/console/`],
      },
    ],
    ttl: { AccessToken: MINUTES_10, IdToken: MINUTES_10, Interaction: HOUR, Grant: DAY, RefreshToken: DAY, Session: DAY },
    jwks: { keys: [{ ...key, use: 'sig', alg: 'RS256' }] },
    claims: { openid: ['sub'], profile: ['name'] },
    conformIdTokenClaims: false,
    findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId, name: accountId }) }),
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    loadExistingGrant: grantOf,
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: ALL_SCOPES,
          audience: 'durable-orders',
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  };
}

/** Nobody is asked for consent: what a person may do is settled by who they are. */
async function grantOf({ oidc: { client, session, provider } }: KoaContextWithOIDC) {
  if (!client || session?.accountId === undefined) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid profile');
  const granted = session.accountId.startsWith(ONLY_READS) ? 'orders:read' : ALL_SCOPES;
  grant.addResourceScope(RESOURCE, granted);
  grant.rejectResourceScope(RESOURCE, ALL_SCOPES.replace(granted, '').trim());
  await grant.save();
  return grant;
}
