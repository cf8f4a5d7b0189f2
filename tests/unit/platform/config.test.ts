import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ConfigError, loadConfig } from '../../../platform/config.ts';
import { requirePartnerAccess, requirePartnersSecrets, requireWebhookSecrets } from '../../../platform/secrets.ts';

const secret = `whsec_${'A'.repeat(32)}`;

describe('the configuration', () => {
  it('needs nothing from the environment', () => {
    expect(loadConfig({})).toMatchObject({
      api: { host: '127.0.0.1', port: 8080, deadlineMs: 5000 },
      temporal: { address: '127.0.0.1:7233', namespace: 'default' },
      nats: { url: 'nats://127.0.0.1:4222' },
      local: { dataDir: '.data', given: { postgres: false, temporal: false, nats: false, partners: false, collector: false } },
    });
  });

  it('uses the addresses that are given, and knows that they are', () => {
    const { database, temporal, nats, local } = loadConfig({
      DATABASE_URL: 'postgresql://db/x',
      TEMPORAL_ADDRESS: 'temporal:7233',
      NATS_URL: 'nats://n:4222',
      PARTNERS_URL: 'https://partners.example',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
    });
    expect([database.url, temporal.address, nats.url]).toEqual(['postgresql://db/x', 'temporal:7233', 'nats://n:4222']);
    expect(local.given).toEqual({ postgres: true, temporal: true, nats: true, partners: true, collector: true });
  });

  it('has the partners beside everything else until it is told where they are', () => {
    const near = loadConfig({ DATABASE_URL: 'postgresql://db/x', PARTNERS_HTTP_PORT: '4444' }).partners;
    expect(near).toMatchObject({ url: 'http://127.0.0.1:4444', publicUrl: 'http://127.0.0.1:4444', databaseUrl: 'postgresql://db/x' });
    const far = loadConfig({
      PARTNERS_URL: 'http://partners:8083/',
      PARTNERS_PUBLIC_URL: 'https://pay.example/simulated/',
      PARTNERS_DATABASE_URL: 'postgresql://theirs/y',
    }).partners;
    expect(far).toMatchObject({
      url: 'http://partners:8083',
      publicUrl: 'https://pay.example/simulated',
      databaseUrl: 'postgresql://theirs/y',
    });
  });

  it('moves the addresses of the embedded services with their ports', () => {
    const { database, temporal, nats } = loadConfig({ POSTGRES_PORT: '1111', TEMPORAL_PORT: '2222', NATS_PORT: '3333' });
    expect([new URL(database.url).port, temporal.address, nats.url]).toEqual(['1111', '127.0.0.1:2222', 'nats://127.0.0.1:3333']);
  });

  it("moves the ports of the other processes with the one of the API, and the one of Temporal's UI with the one of Temporal", () => {
    const portsOf = ({ api, worker, relay, partners, grpc, local }: ReturnType<typeof loadConfig>) =>
      [api, worker, relay, partners, grpc].map(({ port }) => port).concat(local.temporalUiPort);
    expect(portsOf(loadConfig({}))).toEqual([8080, 8081, 8082, 8083, 50_051, 8233]);
    expect(portsOf(loadConfig({ API_PORT: '8180', TEMPORAL_PORT: '7333' }))).toEqual([8180, 8181, 8182, 8183, 8184, 8333]);
    expect(portsOf(loadConfig({ API_PORT: '8180', WORKER_HTTP_PORT: '9000', GRPC_PORT: '9001' }))).toEqual([
      8180, 9000, 8182, 8183, 9001, 8233,
    ]);
  });

  it('takes the files of TLS together, and says which is missing', () => {
    const [cert, key, ca] = [{ GRPC_TLS_CERT_FILE: 'a.crt' }, { GRPC_TLS_KEY_FILE: 'a.key' }, { GRPC_TLS_CLIENT_CA_FILE: 'ca.crt' }];
    expect(loadConfig({}).grpc.tls).toBeUndefined();
    expect(loadConfig({ ...cert, ...key, ...ca }).grpc.tls).toEqual({ certFile: 'a.crt', keyFile: 'a.key', clientCaFile: 'ca.crt' });
    expect(() => loadConfig(cert)).toThrow('GRPC_TLS_KEY_FILE');
    expect(() => loadConfig({ ...key, ...ca })).toThrow('GRPC_TLS_CERT_FILE');
  });

  it('takes keys that only read, and none that encrypts without the file that it is in', () => {
    const [file, id] = [{ PAYLOAD_KEYS_FILE: 'keys.json' }, { PAYLOAD_KEY_ID: '2026' }];
    expect([loadConfig({}).encryption, loadConfig(file).encryption]).toEqual([undefined, { file: 'keys.json' }]);
    expect(loadConfig({ ...file, ...id }).encryption).toEqual({ file: 'keys.json', keyId: '2026' });
    expect(() => loadConfig(id)).toThrow('PAYLOAD_KEY_ID: needs PAYLOAD_KEYS_FILE');
  });

  it("lets pages of Temporal's UI alone ask for what is encrypted, by its address, where there are keys", () => {
    const [file, ui] = [{ PAYLOAD_KEYS_FILE: 'keys.json' }, { TEMPORAL_UI_URL: 'https://temporal.example/ui/' }];
    expect([loadConfig(ui).codecServer, loadConfig(file).codecServer]).toEqual([undefined, { url: 'http://127.0.0.1:8080/codec' }]);
    expect(loadConfig({ ...file, ...ui, PUBLIC_URL: 'https://orders.example/' }).codecServer).toEqual({
      url: 'https://orders.example/codec',
      pageOrigin: 'https://temporal.example',
    });
  });

  it('leads from an order to its workflow in the namespace that counts, also where none is named', () => {
    const workflowIn = (env: Record<string, string>) =>
      loadConfig({ TEMPORAL_UI_URL: 'https://temporal.example/', ...env }).placesForPeople.workflow;
    expect(workflowIn({})).toBe('https://temporal.example/namespaces/default/workflows/order-{orderId}');
    expect(workflowIn({ TEMPORAL_NAMESPACE: 'shop' })).toBe('https://temporal.example/namespaces/shop/workflows/order-{orderId}');
  });

  it("takes Temporal's own variables for a key, for certificates and for headers", () => {
    const temporal = (env: Record<string, string>) => loadConfig(env).temporal;
    expect(temporal({})).toMatchObject({ namespace: 'default', tls: undefined, apiKey: undefined });
    expect(temporal({ TEMPORAL_API_KEY: 'k', TEMPORAL_GRPC_META_SHOP: 'eu' })).toMatchObject({
      apiKey: 'k',
      metadata: { shop: 'eu' },
      tls: {},
    });
    expect(temporal({ TEMPORAL_TLS: 'true' }).tls).toEqual({});
    expect(temporal({ TEMPORAL_API_KEY: 'k', TEMPORAL_TLS: 'false' }).tls).toBeUndefined();
    expect(temporal({ TEMPORAL_TLS_CLIENT_CERT_PATH: 'a.crt', TEMPORAL_TLS_CLIENT_KEY_PATH: 'a.key' }).tls).toEqual({
      certificate: { path: 'a.crt' },
      privateKey: { path: 'a.key' },
    });
    expect(() => temporal({ TEMPORAL_TLS_CLIENT_CERT_PATH: 'a.crt' })).toThrow('one of them is missing');
  });

  it("takes a profile of Temporal's, whose address means that no server is to be started", () => {
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'profiles-')), 'temporal.toml');
    writeFileSync(file, '[profile.shop]\naddress = "cloud:7233"\nnamespace = "shop"\napi_key = "k"\n');
    const { temporal, local } = loadConfig({ TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'shop' });
    expect(temporal).toMatchObject({ address: 'cloud:7233', namespace: 'shop', apiKey: 'k', tls: {} });
    expect(local.given.temporal).toBe(true);
    expect(() => loadConfig({ TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'other' })).toThrow(ConfigError);
    expect(() => loadConfig({ TEMPORAL_CONFIG_FILE: '/nowhere.toml' })).toThrow('/nowhere.toml');
  });

  it('takes a deployment of workers and its build together, and says which is missing', () => {
    const [name, build] = [{ TEMPORAL_DEPLOYMENT_NAME: 'shop' }, { TEMPORAL_WORKER_BUILD_ID: 'b1' }];
    expect(loadConfig({}).worker.version).toBeUndefined();
    expect(loadConfig({ ...name, ...build }).worker.version).toEqual({ deploymentName: 'shop', buildId: 'b1' });
    expect(() => loadConfig(name)).toThrow('TEMPORAL_WORKER_BUILD_ID: is needed beside TEMPORAL_DEPLOYMENT_NAME');
    expect(() => loadConfig(build)).toThrow('TEMPORAL_DEPLOYMENT_NAME: is needed beside TEMPORAL_WORKER_BUILD_ID');
    expect(() => loadConfig({ ...build, TEMPORAL_DEPLOYMENT_NAME: 'shop.eu' })).toThrow('must hold neither . nor :');
  });

  it.each(['127.0.0.1', '127.8.9.10', '::1', 'localhost'])('lets an API without an issuer of tokens listen on %s', (host) => {
    expect(loadConfig({ API_HOST: host }).access.issuer).toBeUndefined();
  });

  it.each(['0.0.0.0', '::', '10.0.0.1', 'orders.example'])('refuses %s for an API that asks nobody who they are', (host) => {
    expect(() => loadConfig({ API_HOST: host })).toThrow(/API_HOST.*OIDC_ISSUER.*AUTH=none/);
    expect(loadConfig({ API_HOST: host, OIDC_ISSUER: 'https://issuer.example' }).api.host).toBe(host);
    expect(loadConfig({ API_HOST: host, AUTH: 'none' }).api.host).toBe(host);
  });

  it('refuses what cannot be meant of tokens', () => {
    expect(() => loadConfig({ AUTH: 'none', OIDC_ISSUER: 'https://issuer.example' })).toThrow('AUTH');
    expect(() => loadConfig({ OIDC_TENANT_CLAIM: 'org' })).toThrow('OIDC_TENANT_CLAIM: needs OIDC_ISSUER');
  });

  it('lets people log in to the console where their login is safe', () => {
    const client = { CONSOLE_CLIENT_ID: 'console', CONSOLE_CLIENT_SECRET: 'long enough for both of its uses' };
    const given = { OIDC_ISSUER: 'https://issuer.example', ...client };
    expect(loadConfig({ ...given }).access.consoleClient).toEqual({ id: 'console', secret: client.CONSOLE_CLIENT_SECRET });
    expect(loadConfig({ ...given, PUBLIC_URL: 'https://orders.example' }).access.consoleClient).toBeDefined();
    expect(() => loadConfig({ ...given, PUBLIC_URL: 'http://orders.example' })).toThrow('PUBLIC_URL: must begin with https://');
    expect(() => loadConfig({ ...given, API_HOST: '0.0.0.0' })).toThrow('PUBLIC_URL: must begin with https://');
    expect(() => loadConfig(client)).toThrow('CONSOLE_CLIENT_ID: needs OIDC_ISSUER');
    expect(() => loadConfig({ ...given, CONSOLE_CLIENT_SECRET: '' })).toThrow('must be set together');
    expect(() => loadConfig({ ...given, CONSOLE_CLIENT_SECRET: 'short' })).toThrow('CONSOLE_CLIENT_SECRET: must have 24 characters');
  });

  it('reports every fault at once, by name and without a value', () => {
    const faulty = { API_PORT: '99999', DATABASE_URL: 'mysql://user:hunter2@db', LOG_LEVEL: 'loud', PAYMENT_WEBHOOK_SECRET: 'hunter2' };
    const load = () => loadConfig(faulty);
    expect(load).toThrow(ConfigError);
    for (const name of Object.keys(faulty)) expect(load).toThrow(name);
    expect(load).not.toThrow('hunter2');
  });

  it.each([
    ['API_PORT', 'eighty', 'must be a number'],
    ['API_PORT', '80.5', 'must be a whole number'],
    ['API_PORT', '99999', 'must be at most 65530'],
    ['EVENTS_MAX_AGE', '0', 'must be at least 1'],
    ['PATIENCE_MINUTES', '0', 'must be more than 0'],
    ['CARRIER', 'pigeon', 'must be one of simulated'],
  ])('says in words what is wrong with %s=%s', (name, value, words) => {
    expect(() => loadConfig({ [name]: value })).toThrow(`\n  ${name}: ${words}`);
  });

  it('takes addresses of IPv6 as people write them', () => {
    for (const API_HOST of ['::1', '[::1]'])
      expect(loadConfig({ API_HOST })).toMatchObject({
        api: { host: '::1', url: 'http://[::1]:8080' },
        partners: { host: '::1', url: 'http://[::1]:8083' },
      });
    const { temporal, nats } = loadConfig({ TEMPORAL_ADDRESS: '[fd00::1]:7233', NATS_URL: 'nats://[::1]:4333,tls://[fd00::2]' });
    expect(temporal.address).toBe('[fd00::1]:7233');
    expect(nats).toMatchObject({ servers: ['[::1]:4333', '[fd00::2]:4222'], tls: {} });
  });

  it.each([
    ['http://nats:4222', 'must be nats://host:port'],
    ['nats://a:4222,', 'must be nats://host:port'],
    ['nats://shop:pass,word@a:4222', 'escape , / @ : of a password'],
    ['nats://one:x@a:4222,nats://two:y@b:4222', 'must name one login for all servers'],
  ])('refuses NATS_URL=%s', (NATS_URL, reason) => {
    expect(() => loadConfig({ NATS_URL })).toThrow(reason);
  });

  it('has its own ports below those that systems give to outgoing connections', () => {
    const { api, worker, relay, partners, local } = loadConfig({});
    const ports = [api, worker, relay, partners].map(({ port }) => port);
    expect(Math.max(...ports, local.postgresPort, local.temporalPort, local.temporalUiPort, local.natsPort)).toBeLessThan(32_768);
  });

  it.each(['payment:20,payment:5', 'carrier:0', 'payment:1,carrier:0.0', 'courier:5'])('refuses %s as limits of partners', (limits) => {
    expect(() => loadConfig({ PARTNER_STEPS_PER_SECOND: limits })).toThrow('PARTNER_STEPS_PER_SECOND');
  });

  it('takes limits of either partner', () => {
    const { partnerQueues } = loadConfig({ PARTNER_STEPS_PER_SECOND: 'carrier:0.5,payment:20' });
    expect(partnerQueues).toMatchObject([
      { partner: 'carrier', stepsPerSecond: 0.5 },
      { partner: 'payment', stepsPerSecond: 20 },
    ]);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(loadConfig({ API_PORT: '' }).api.port).toBe(8080);
  });

  it('cannot be changed once it is read', () => {
    expect(() => Object.assign(loadConfig({}).api, { port: 1 })).toThrow(TypeError);
  });

  it('says which secrets are missing where they are needed', () => {
    expect(() => requireWebhookSecrets(loadConfig({ PAYMENT_WEBHOOK_SECRET: secret }))).toThrow('CARRIER_WEBHOOK_SECRET');
    expect(requireWebhookSecrets(loadConfig({ PAYMENT_WEBHOOK_SECRET: secret, CARRIER_WEBHOOK_SECRET: secret }))).toEqual({
      payment: secret,
      carrier: secret,
    });
  });

  it('says where the key of the partners is missing', () => {
    const [webhooks, key] = [{ PAYMENT_WEBHOOK_SECRET: secret, CARRIER_WEBHOOK_SECRET: secret }, 'key_0123456789abcdef'];
    for (const config of [loadConfig({}), loadConfig(webhooks)]) {
      expect(() => requirePartnerAccess(config)).toThrow('PARTNERS_API_KEY');
      expect(() => requirePartnersSecrets(config)).toThrow('PARTNERS_API_KEY');
    }
    expect(() => requirePartnersSecrets(loadConfig({ PARTNERS_API_KEY: key }))).toThrow('CARRIER_WEBHOOK_SECRET');
    expect(requirePartnerAccess(loadConfig({ PARTNERS_API_KEY: key }))).toEqual({ url: 'http://127.0.0.1:8083', apiKey: key });
    expect(requirePartnersSecrets(loadConfig({ ...webhooks, PARTNERS_API_KEY: key }))).toEqual({
      apiKey: key,
      payment: secret,
      carrier: secret,
    });
  });
});
