// deploy/compose: what starts the whole system in containers, held together with what it stands for.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { SCOPES } from '../../../api/access/scopes.ts';
import { ownProcesses } from '../../../deploy/local/processes/own-processes.ts';
import { loadConfig } from '../../../platform/config.ts';
import { traefikTool } from '../../gateway/traefik-tool.ts';
import { temporalServerTool } from '../../support/temporal-tools.ts';

interface Service {
  readonly image?: string;
  readonly build?: object;
  readonly environment?: Readonly<Record<string, string | number | null>>;
  readonly extends?: { readonly file: string; readonly service: string };
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly command?: readonly string[];
  readonly networks?: { readonly default: { readonly aliases?: readonly string[] } };
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
}

const ROOT = path.resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
/** Compose's own tags say how files are put together, which is not looked at here. */
const yaml = (file: string) => parse(read(file).replaceAll(/!(reset|override) /g, ''), { merge: true }) as unknown;
const FILES = ['docker-compose.yml', 'deploy/compose/observe.yaml', 'deploy/compose/whole/services.yaml'] as const;
const services = FILES.map((file) => (yaml(file) as { services: Record<string, Service> }).services);
const [small, , whole] = services as [Record<string, Service>, Record<string, Service>, Record<string, Service>];
const each = services.flatMap((file) => Object.entries(file));
const names = [...new Set(each.map(([name]) => name))];
/** As Compose fills it in where the environment says nothing. */
const filledIn = (text: string) => text.replaceAll(/\$\{\w+:?-([^}]*)\}/g, '$1');

/** A service as all files make it together, but what is in its lists. */
function putTogether(name: string): Service {
  const said = services.map((file) => file[name] ?? {});
  const base = whole[name]?.extends?.service;
  return Object.assign({}, ...(base === undefined ? [] : [putTogether(base)]), ...said) as Service;
}

/** What a process has in its environment when all files are put together. */
function environmentOf(name: string): Record<string, string | undefined> {
  const base = whole[name]?.extends?.service ?? name;
  const said = [small[base], whole[name]].flatMap((service) => Object.entries(service?.environment ?? {}));
  return Object.fromEntries(said.map(([variable, value]) => [variable, value === null ? undefined : filledIn(String(value))]));
}

describe('the files of Compose', () => {
  it.each(names)('start %s in a version of its own, which may write nothing but its volumes', (name) => {
    const service = putTogether(name);
    expect(service.image).toMatch(/^durable-orders(-issuer)?$|:v?\d+(\.\d+)*(-alpine)?$/);
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
  });

  it('publish nothing beyond this machine', () => {
    for (const [, { ports = [] }] of each) for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('mount files that are there', () => {
    const mounted = each.flatMap(([, { volumes = [] }]) => volumes).filter((volume) => volume.startsWith('.'));
    expect(mounted.length).toBeGreaterThan(10);
    for (const volume of mounted) expect([volume, existsSync(path.join(ROOT, volume.split(':')[0] ?? ''))]).toEqual([volume, true]);
  });

  it('are all put together for the whole one', () => {
    const { include } = yaml('deploy/compose/whole.yaml') as { include: { path: string[]; project_directory: string }[] };
    const found = include.flatMap((part) => part.path.map((file) => path.join('deploy/compose', file)));
    expect(found).toEqual(FILES);
    expect(include.map((part) => path.join('deploy/compose', part.project_directory))).toEqual(['.']);
  });
});

describe('the whole one', () => {
  const processes = names.filter((name) => putTogether(name).image === 'durable-orders');

  it('gives each process of ours settings that go together, and callers who they have to be', () => {
    expect(processes).toHaveLength(8);
    for (const name of processes) {
      const { access, api } = loadConfig(environmentOf(name));
      expect([name, access.issuer, api.url]).toEqual([
        name,
        'https://id.orders.localhost:8443/realms/orders',
        'https://orders.localhost:8443',
      ]);
    }
  });

  it('has itself looked at, two of them in pairs', () => {
    const targets = JSON.parse(read('deploy/compose/whole/targets.json')) as { targets: string[]; labels: { process: string } }[];
    const own = targets.filter(({ labels }) => labels.process !== 'otel-collector');
    expect(own.map(({ labels }) => labels.process).toSorted()).toEqual(
      ownProcesses(loadConfig({}))
        .map(({ name }) => name)
        .toSorted(),
    );
    const hosts = own.flatMap((target) => target.targets.map((address) => address.replace(/:.*/, '')));
    expect(hosts.toSorted()).toEqual(processes.filter((name) => name !== 'setup').toSorted());
  });

  it('runs the releases of Temporal and of the gateway that are tested', () => {
    const images = (names: string[]) => names.map((name) => whole[name]?.image);
    expect(images(['temporal', 'temporal-tables'])).toEqual(
      ['server', 'admin-tools'].map((name) => `temporalio/${name}:${temporalServerTool.version}`),
    );
    expect(images(['gateway'])).toEqual([`traefik:v${traefikTool.version}`]);
  });

  it('sets its Temporal as the small one does', () => {
    const flag = '--dynamic-config-value=';
    const said = small['temporal']?.command
      ?.filter((argument) => argument.startsWith(flag))
      .map((argument) => argument.slice(flag.length).split('='));
    const settings = yaml('deploy/compose/whole/temporal.yaml') as Record<string, [{ value: unknown }]>;
    const same = Object.entries(settings).map(([name, [{ value }]]) => [name, JSON.stringify(value)]);
    expect(same).toEqual(said);
  });
});

describe('the gateway', () => {
  interface Routes {
    readonly http: {
      readonly routers: Record<string, { rule: string; service: string; priority?: number; middlewares?: string[] }>;
      readonly services: Record<string, { loadBalancer: { servers: { url: string }[]; healthCheck?: object } }>;
      readonly middlewares: Record<string, object>;
    };
    readonly tls: { readonly stores: { readonly default: { readonly defaultCertificate: Record<string, string> } } };
  }
  const { http, tls } = yaml('deploy/compose/whole/routes.yaml') as Routes;
  const inRule = (router: string, matcher: string) =>
    [...(http.routers[router]?.rule ?? '').matchAll(new RegExp(`\\b${matcher}\\(\`([^\`]+)\`\\)`, 'g'))].map(([, text = '']) => text);
  const chart = read('deploy/helm/durable-orders/templates/routes.yaml');
  const listed = (pattern: RegExp) =>
    [...chart.matchAll(pattern)].flatMap(([, list = '']) => [...list.matchAll(/[^" ]+/g)].map(([word]) => word));

  it('lets through what the chart does: no health, and no metrics', () => {
    const paths = [...new Set([...listed(/range list ((?:"[^"]+" ?)+)/g), ...listed(/value: (\/\S+) }/g)])];
    expect(paths).toContain('/orders');
    expect([...inRule('api', 'PathPrefix'), ...inRule('api', 'Path')].toSorted()).toEqual(paths.toSorted());
    const methods = listed(/service: (\S+) }$/gm);
    expect(methods).toContain('orders.v1.Orders');
    expect(inRule('grpc', 'PathPrefix')).toEqual(methods.map((service) => `/${service}/`));
  });

  it('takes gRPC for gRPC, though its paths begin as those of HTTP do', () => {
    expect(http.routers['grpc']?.priority).toBeGreaterThan(http.routers['api']?.priority ?? Infinity);
  });

  it('leads to services that are there, and has the name of each', () => {
    for (const { service, middlewares = [] } of Object.values(http.routers)) {
      expect(Object.keys(http.services)).toContain(service);
      for (const middleware of middlewares) expect(Object.keys(http.middlewares)).toContain(middleware);
    }
    const hosts = Object.values(http.services).flatMap(({ loadBalancer }) => loadBalancer.servers.map(({ url }) => new URL(url).hostname));
    for (const host of hosts) expect(names).toContain(host);
    const aliases = whole['gateway']?.networks?.default.aliases ?? [];
    const routed = Object.keys(http.routers).flatMap((router) => inRule(router, 'Host'));
    expect([...new Set(routed)].toSorted()).toEqual(aliases.toSorted());
  });

  it('asks both APIs how they are, over HTTP and over gRPC', () => {
    const { API_PORT: api, GRPC_PORT: grpc } = environmentOf('api-2');
    expect(http.services['api']?.loadBalancer).toMatchObject({
      servers: [{ url: `http://api:${api}` }, { url: `http://api-2:${api}` }],
      healthCheck: { path: '/readyz' },
    });
    expect(http.services['grpc']?.loadBalancer).toMatchObject({
      servers: [{ url: `h2c://api:${grpc}` }, { url: `h2c://api-2:${grpc}` }],
      healthCheck: { mode: 'grpc' },
    });
  });

  it('has its certificate where the gateway finds it', () => {
    const script = read('deploy/compose/whole/make-certificates.sh');
    for (const file of Object.values(tls.stores.default.defaultCertificate)) {
      expect(path.dirname(file)).toBe('/certificates');
      expect(script).toContain(`"$certificates/${path.basename(file)}"`);
    }
  });
});

describe('the issuer of the whole one', () => {
  const text = read('deploy/compose/whole/realm.json');
  interface Client {
    readonly clientId: string;
    readonly redirectUris?: readonly string[];
    readonly attributes: Readonly<Record<string, string>>;
    readonly defaultClientScopes: readonly string[];
    readonly optionalClientScopes: readonly string[];
  }
  const realm = JSON.parse(text) as {
    readonly realm: string;
    readonly clientScopes: readonly {
      readonly name: string;
      readonly attributes: object;
      readonly protocolMappers?: readonly { readonly config: object }[];
    }[];
    readonly clients: readonly Client[];
  };
  const client = (id: string) => realm.clients.find(({ clientId }) => clientId === id);
  const scopes = Object.keys(SCOPES);
  const { OIDC_ISSUER = '', OIDC_AUDIENCE, CONSOLE_CLIENT_ID = '', CONSOLE_CLIENT_SECRET } = environmentOf('api');

  it('has the realm, the audience and each scope that tokens are asked for', () => {
    expect(OIDC_ISSUER.endsWith(`/realms/${realm.realm}`)).toBe(true);
    const named = (name: string) => realm.clientScopes.find((scope) => scope.name === name);
    for (const scope of scopes) expect(named(scope)?.attributes).toEqual({ 'include.in.token.scope': 'true' });
    expect(named('durable-orders')?.protocolMappers?.map(({ config }) => config)).toMatchObject([
      { 'included.custom.audience': OIDC_AUDIENCE },
    ]);
  });

  it.each(['storefront', CONSOLE_CLIENT_ID])('makes access tokens for %s, in which any scope may stand', (id) => {
    expect(client(id)?.attributes).toMatchObject({ 'access.token.header.type.rfc9068': 'true' });
    expect(client(id)?.defaultClientScopes).toContain('durable-orders');
    expect(client(id)?.optionalClientScopes).toEqual(scopes);
  });

  it('is told all that its realm leaves open, and the secret that the API has', () => {
    const told = environmentOf('issuer');
    const open = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
    expect(open).toContain('OPERATOR_PASSWORD');
    for (const name of open) expect(told[name]).toBeTruthy();
    expect(told['CONSOLE_CLIENT_SECRET']).toBe(CONSOLE_CLIENT_SECRET);
    expect(told['PUBLIC_URL']).toBe(environmentOf('api')['PUBLIC_URL']);
    expect(client(CONSOLE_CLIENT_ID)?.redirectUris).toEqual(['${PUBLIC_URL}/console/callback']);
  });
});

it('every file of deploy/compose/whole is used', () => {
  const said = [...FILES, 'deploy/compose/whole.yaml'].map(read).join('\n');
  for (const file of readdirSync(path.join(ROOT, 'deploy/compose/whole'))) expect(said).toContain(file);
});
