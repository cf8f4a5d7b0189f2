// JSON Schemas of Kubernetes and of the operators whose kinds the chart uses, for kubeconform: made of what their own Go modules hold,
// so that a check needs no other address than Go's module proxy, and each version is pinned here.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { userCacheDir } from '../../deploy/local/programs/tools.ts';

const KUBERNETES = 'k8s.io/kubernetes@v1.36.3';
/** Where their CustomResourceDefinitions are. */
const OPERATORS = {
  'sigs.k8s.io/gateway-api@v1.6.0': 'config/crd/standard',
  'github.com/kedacore/keda/v2@v2.21.0': 'config/crd/bases',
  'github.com/prometheus-operator/prometheus-operator@v0.85.0': 'example/prometheus-operator-crd',
  // The same definitions as v1.10.2, which asks for a newer Go than many have.
  'github.com/argoproj/argo-rollouts@v1.10.1': 'manifests/crds',
};
/** What is here is one thing with what made it. */
const FOLDER = path.join(userCacheDir(), `kubernetes-schemas-1-${[KUBERNETES, ...Object.keys(OPERATORS)].map(versionOf).join('-')}`);

type Schema = { [member: string]: unknown };
interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** How kubeconform finds one of them. */
export async function schemaLocation(): Promise<string> {
  if (!existsSync(FOLDER)) await makeSchemas();
  return `${FOLDER}/{{.Group}}_{{.ResourceAPIVersion}}_{{.ResourceKind}}.json`;
}

async function makeSchemas(): Promise<void> {
  mkdirSync(path.dirname(FOLDER), { recursive: true });
  const unfinished = mkdtempSync(`${FOLDER}-new-`);
  const write = ({ group, version, kind }: Kind, schema: Schema) =>
    // kubeconform takes the version for the group where there is none.
    writeFileSync(path.join(unfinished, `${group || version}_${version}_${kind.toLowerCase()}.json`), JSON.stringify(schema));
  ofKubernetes(path.join(await moduleFolder(KUBERNETES), 'api/openapi-spec/swagger.json'), write);
  for (const [module, folder] of Object.entries(OPERATORS)) ofOperator(path.join(await moduleFolder(module), folder), write);
  renameSync(unfinished, FOLDER);
}

type Write = (kind: Kind, schema: Schema) => void;

function ofKubernetes(file: string, write: Write): void {
  const { definitions } = JSON.parse(readFileSync(file, 'utf8')) as { definitions: Record<string, Schema> };
  // The one type that the document calls a string and that is a number as well.
  const number = { anyOf: [{ type: 'string' }, { type: 'number' }] };
  Object.assign(definitions, {
    'io.k8s.apimachinery.pkg.util.intstr.IntOrString': number,
    'io.k8s.apimachinery.pkg.api.resource.Quantity': number,
  });
  const strictly = strict(definitions) as typeof definitions;
  for (const [name, definition] of Object.entries(definitions)) {
    const kinds = (definition['x-kubernetes-group-version-kind'] ?? []) as Kind[];
    const [kind] = kinds;
    if (kinds.length === 1 && kind !== undefined) write(kind, { $ref: refTo(name), definitions: reachable(name, strictly) });
  }
}

const refTo = (name: string) => `#/definitions/${name}`;

/** The definition and all that it leads to. */
function reachable(from: string, definitions: Record<string, Schema>): Record<string, Schema> {
  const found = new Map<string, Schema>();
  const open = [from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const definition = definitions[name];
    if (definition === undefined || found.has(name)) continue;
    found.set(name, definition);
    for (const [, next] of JSON.stringify(definition).matchAll(/"#\/definitions\/([^"]+)"/g)) if (next !== undefined) open.push(next);
  }
  return Object.fromEntries(found);
}

interface Definition {
  readonly kind?: string;
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

function ofOperator(folder: string, write: Write): void {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.yaml'))) {
    const documents = parseAllDocuments(readFileSync(path.join(folder, name), 'utf8')).map((found) => found.toJS() as Definition | null);
    for (const { spec } of documents.filter((found) => found?.kind === 'CustomResourceDefinition').flatMap((found) => found ?? []))
      for (const { name: version, schema } of spec.versions)
        write({ group: spec.group, version, kind: spec.names.kind }, strict(schema.openAPIV3Schema) as Schema);
  }
}

/** Members that nobody has described are refused, as a server with `fieldValidation: Strict` refuses them. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const members = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, strict(value)]));
  const isOpen = members['additionalProperties'] !== undefined || members['x-kubernetes-preserve-unknown-fields'] === true;
  const { properties } = members;
  const describes = typeof properties === 'object' && properties !== null && members['type'] === 'object';
  if (!describes || isOpen) return members;
  const own = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' } };
  const isKind = 'spec' in properties && 'metadata' in properties;
  return { ...members, properties: { ...(isKind && own), ...properties }, additionalProperties: false };
}

async function moduleFolder(module: string): Promise<string> {
  const env = { ...process.env, GOWORK: 'off', GOFLAGS: '-mod=mod' };
  const { stdout } = await promisify(execFile)('go', ['mod', 'download', '-json', module], { cwd: path.parse(FOLDER).root, env });
  return (JSON.parse(stdout) as { Dir: string }).Dir;
}

function versionOf(module: string): string {
  return module.split('@')[1] ?? '';
}
