// The chart, and what Helm makes of it.
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';

export const CHART = path.resolve(import.meta.dirname, '../../deploy/helm/durable-orders');
const VALUES = path.join(import.meta.dirname, 'values');
export const VALUE_FILES = readdirSync(VALUES).map((file) => path.basename(file, '.yaml'));
export const valueFile = (name: string) => path.join(VALUES, `${name}.yaml`);

interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string };
}

export interface Container {
  readonly image: string;
  readonly command: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly envFrom: readonly { readonly secretRef: { readonly name: string } }[];
  readonly resources: { readonly requests: object; readonly limits: object };
  readonly securityContext: object;
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
}

interface PodSpec {
  readonly containers: readonly [Container];
  readonly initContainers?: readonly [Container];
  readonly nodeSelector?: object;
  readonly automountServiceAccountToken: boolean;
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: object;
}

/** As far as a test looks into one. */
export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Record<string, string>; readonly annotations?: Record<string, string> };
  readonly spec: {
    readonly replicas?: number;
    readonly template?: { readonly metadata: { readonly labels: Record<string, string> }; readonly spec: PodSpec };
    readonly [member: string]: unknown;
  };
  readonly data?: Record<string, string>;
}

/** Of a workload or a Job. @throws when it has none */
export function podOf({ kind, metadata, spec: { template } }: Manifest): PodSpec {
  if (template === undefined) throw new Error(`${kind} ${metadata.name} has no pod`);
  return template.spec;
}

/** What runs pods for good. */
export function workloadsOf(release: Release): readonly Manifest[] {
  return [...release.all('Deployment'), ...release.all('Rollout')];
}

export interface Release {
  readonly text: string;
  all(kind: string): readonly Manifest[];
  /** @throws when there is none */
  one(kind: string, name: string): Manifest;
}

/** What the program answers. @throws Error with all that it said */
export async function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, args, { maxBuffer: 64 * 1024 ** 2, env: { ...process.env, ...env } });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${stdout}${stderr}`.trim() || message, { cause: error });
  }
}

export function createRenderer(helm: string) {
  return async (values: string, ...more: readonly string[]): Promise<Release> => {
    const where = ['--namespace', 'orders', '--kube-version', '1.36'];
    const text = await run(helm, ['template', 'shop', CHART, ...where, '--values', valueFile(values), ...more]);
    const manifests = parseAllDocuments(text).flatMap((found) => (found.toJS() as Manifest | null) ?? []);
    const all = (kind: string) => manifests.filter((manifest) => manifest.kind === kind);
    return {
      text,
      all,
      one(kind, name) {
        const found = all(kind).find(({ metadata }) => metadata.name === name);
        if (found === undefined)
          throw new Error(
            `there is no ${kind} ${name}, but ${all(kind)
              .map(({ metadata }) => metadata.name)
              .join(', ')}`,
          );
        return found;
      },
    };
  };
}
