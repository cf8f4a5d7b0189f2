// The chart, judged without a cluster: `npm run chart:check`. Helm lints and renders it with each file of values/, as an install and as an
// upgrade; kubeconform holds the manifests against the schemas of Kubernetes and of the operators, kube-score against good practice, and
// cases.ts against what we say of them. Ends with 1 when something is not as it should be.
import { deepStrictEqual as same, match } from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { helmTool, kubeconformTool, kubeScoreTool } from '../../deploy/local/programs/chart-tools.ts';
import { findTool } from '../../deploy/local/programs/tools.ts';
import { commandLine, namesOf } from '../../platform/command-line.ts';
import { reasonOf } from '../../platform/poll.ts';
import { createScreen } from '../../platform/screen.ts';
import { VERSION } from '../../platform/version.ts';
import { findDebianProgram } from '../support/debian-program.ts';
import { analysisTries } from './analysis-tries.ts';
import { casesOf } from './cases.ts';
import { CHART, createRenderer, podOf, type Release, run, VALUE_FILES, valueFile, workloadsOf } from './chart.ts';
import { REFUSED } from './refused.ts';
import { schemaLocation } from './schemas.ts';

const USAGE = `npm run chart:check -- [<value file> …]

  files of tests/chart/values, without .yaml; none: all of them`;
const files = commandLine(USAGE, (args) => namesOf(args, VALUE_FILES));

const RELEASE = path.resolve(import.meta.dirname, '../../.ci/release');
/** Of kube-score's, what does not hold here. */
const LEFT_OUT = [
  // Digests are pulled once, and a tag that moves is not for production.
  'container-image-pull-policy',
  // Pods are spread by topologySpreadConstraints.
  'deployment-has-host-podantiaffinity',
  // It knows no KEDA, under which no replicas stand; cases.ts counts them.
  'deployment-replicas',
];
const LEFT_OUT_OF: Readonly<Partial<Record<string, readonly string[]>>> = { 'trying-out': ['pod-networkpolicy'] };

const screen = createScreen();
const find = (tool: Parameters<typeof findTool>[0]) => findTool(tool, { busy: screen.busy, report: screen.line });
const [helm, kubeconform, kubeScore] = [await find(helmTool), await find(kubeconformTool), await find(kubeScoreTool)];
const promtool = await findDebianProgram({ name: 'promtool', file: 'usr/bin/promtool', packages: ['prometheus'] });
const schemas = await schemaLocation();
const render = createRenderer(helm);
const work = mkdtempSync(path.join(os.tmpdir(), 'chart-check-'));

let passed = 0;
let failed = 0;
async function check(what: string, look: () => unknown): Promise<void> {
  try {
    await look();
    passed += 1;
  } catch (error) {
    failed += 1;
    screen.line(`FAILED ${what}: ${reasonOf(error)}`);
  }
}

try {
  await check('version and appVersion are those of package.json', () => {
    const { version, appVersion } = parse(readFileSync(path.join(CHART, 'Chart.yaml'), 'utf8')) as { version: string; appVersion: string };
    same([version, appVersion], [VERSION, VERSION]);
  });
  for (const values of files) {
    await check(`${values}: helm lint`, () =>
      run(helm, ['lint', '--strict', '--kube-version', '1.36', CHART, '--values', valueFile(values)]),
    );
    const release = await render(values).catch((error: unknown) => error as Error);
    await check(`${values}: renders`, () => {
      if (release instanceof Error) throw release;
    });
    if (release instanceof Error) continue;
    for (const [title, look] of Object.entries(casesOf(values))) await check(`${values}: ${title}`, () => look(release));
    await check(`${values}: kubeconform`, () => conforms(values, release));
    await check(`${values}: kube-score`, () => scores(values, release));
    if (promtool !== undefined && release.all('AnalysisTemplate').length > 0)
      await check(`${values}: what the analysis makes of metrics`, () => analyses(promtool.file, values, release));
    await check(`${values}: an upgrade sets up before it`, async () => upgrades(await render(values, '--is-upgrade'), release));
  }
  for (const [set, names] of REFUSED)
    await check(`${set.join(' and ')} is refused, and named`, async () => {
      const said = await render('smallest', ...set.flatMap((value) => ['--set', value])).then(
        () => 'it was taken',
        (error: Error) => error.message,
      );
      match(said, new RegExp(names.replaceAll(/[.[\]]/g, String.raw`\$&`)));
    });
  await check('a release of it holds rules, boards and the image', packs);
} finally {
  rmSync(work, { recursive: true });
}
screen.line(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function written(name: string, text: string): string {
  const file = path.join(work, `${name}.yaml`);
  writeFileSync(file, text);
  return file;
}

async function conforms(values: string, release: Release): Promise<void> {
  await run(kubeconform, ['-strict', '-summary', '-schema-location', schemas, written(values, release.text)]);
}

async function scores(values: string, release: Release): Promise<void> {
  const leftOut = [...LEFT_OUT, ...(LEFT_OUT_OF[values] ?? [])].flatMap((test) => ['--ignore-test', test]);
  const args = ['score', '--output-format', 'ci', '--ignore-container-cpu-limit', '--exit-one-on-warning', ...leftOut];
  // It knows no Rollout, whose pods are a Deployment's.
  const text = release.text.replaceAll(/argoproj\.io\/v1alpha1(,? |\n)kind: Rollout/g, 'apps/v1$1kind: Deployment');
  await run(kubeScore, [...args, written(`${values}.score`, text)]).catch((error: Error) => {
    const found = error.message.split('\n').filter((line) => !/^\[(OK|SKIPPED)\]/.test(line));
    throw new Error(found.join('\n'), { cause: error });
  });
}

async function analyses(judge: string, values: string, release: Release): Promise<void> {
  // YAML holds JSON.
  await run(judge, ['test', 'rules', written(`${values}.tries`, JSON.stringify(analysisTries(release)))]);
}

/** The Job is a hook then, of a name that the install's does not have, and nothing else differs. */
async function upgrades(upgrade: Release, install: Release): Promise<void> {
  const [[hook], [first]] = [upgrade.all('Job'), install.all('Job')];
  if (hook === undefined || first === undefined) throw new Error('there is no Job');
  same(hook.metadata.annotations?.['helm.sh/hook'], 'pre-upgrade');
  same(first.metadata.annotations, undefined);
  same(podOf(hook), podOf(first));
  same(workloadsOf(upgrade), workloadsOf(install));
}

async function packs(): Promise<void> {
  const digest = `sha256:${'0'.repeat(64)}`;
  await run(RELEASE, ['chart', 'registry.example/orders', digest, work], { HELM: helm });
  const packed = path.join(work, `durable-orders-${VERSION}.tgz`);
  const listed = await run('tar', ['-tzf', packed]);
  for (const file of ['files/alerts.yaml', 'files/boards/operator.json']) match(listed, new RegExp(`durable-orders/${file}`));
  const values = parse(await run('tar', ['-xzOf', packed, 'durable-orders/values.yaml'])) as { image: object };
  same(values.image, { repository: 'registry.example/orders', tag: '', digest, pullPolicy: 'IfNotPresent' });
}
