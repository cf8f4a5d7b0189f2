// What `npm start -- --observe` shows: `npm run sight`. Starts a system of its own, takes orders of every kind through it, asks its
// Prometheus for every expression of every board and rule and its Jaeger for the trace of one order, kills each of those that look on,
// and starts again on what they have kept. Ends with 1 when something was missing.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { baseUrl, ownProcesses } from '../../deploy/local/processes/own-processes.ts';
import { isAlive } from '../../deploy/local/processes/process-identity.ts';
import { startSystem, type System } from '../../deploy/local/scripting/start-system.ts';
import { createOrdersApi } from '../../clients/orders-api.ts';
import { commandLine, optionsOf } from '../../platform/command-line.ts';
import { reasonOf } from '../../platform/poll.ts';
import { BOARDS } from '../../tools/boards/all-boards.ts';
import { QUICK_CLOCKS } from '../../tools/scenarios/world.ts';
import { drawBoard } from '../../tools/sight/draw-board.ts';
import { drawTrace } from '../../tools/sight/draw-trace.ts';
import { createJaeger, type Trace } from '../../tools/sight/jaeger.ts';
import { createPrometheus } from '../../tools/sight/prometheus.ts';
import { showsEach, wantedByBoard, wantedByRules } from './expressions.ts';
import { takeOrders } from './load.ts';
import { traceOfOneOrder } from './one-trace.ts';
import { killAndWait, processOf } from './restarts.ts';

const USAGE = `npm run sight -- [--draw <folder>]

  --draw  writes a picture of each board, and of the trace of one order`;

const { draw } = commandLine(USAGE, (args) => optionsOf(args, { draw: { type: 'string' } }));
/** Whom an order without subscribers comes past. */
const IN_A_TRACE = ['api', 'worker', 'relay', 'partners'];
const OBSERVERS = ['otel-collector', 'jaeger', 'prometheus'];

let failed = 0;
async function check<T>(what: string, attempt: () => Promise<T>): Promise<T | undefined> {
  try {
    const seen = await attempt();
    process.stdout.write(`ok     ${what}\n`);
    return seen;
  } catch (error) {
    failed += 1;
    process.stdout.write(`FAILED ${what}: ${reasonOf(error)}\n`);
    return undefined;
  }
}

const start = (over: Record<string, string> = {}) => startSystem({ ...QUICK_CLOCKS, ...over }, { args: ['--observe'] });
const clientsOf = ({ config: { api, local } }: System) => ({
  api: createOrdersApi(baseUrl(api.host, api.port)),
  prometheus: createPrometheus(`http://127.0.0.1:${local.prometheusPort}`),
  jaeger: createJaeger(`http://127.0.0.1:${local.jaeger.port}`),
});

const first = await start();
const { dataDir } = first;
let running = first;
try {
  const began = Date.now() / 1000;
  const trace = await lookAround(first, began);
  await restarts(first);
  await check('Ctrl-C leaves no process', () => endsWhole(first));
  running = await start({ DATA_DIR: dataDir });
  const { jaeger, prometheus } = clientsOf(running);
  await check('a second start on their data has the trace', () => jaeger.trace(trace?.traceID ?? ''));
  await check('a second start on their data has the series', async () => {
    const kept = await prometheus.range('up{process="api"}', { start: began, end: began + 60, step: 5 });
    if (kept.length === 0) throw new Error('none of the first one');
  });
} finally {
  await running.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
process.stdout.write(failed === 0 ? 'Everything is in sight.\n' : `${failed} of it failed.\n`);
process.exitCode = failed === 0 ? 0 : 1;

async function lookAround(system: System, began: number): Promise<Trace | undefined> {
  const { api, jaeger, prometheus } = clientsOf(system);
  const ofBoards = await Promise.all(Object.values(BOARDS).map((board) => wantedByBoard(board, prometheus)));
  const wanted = [...ofBoards.flat(), ...(await wantedByRules(prometheus))];
  await Promise.all([
    check(`each of ${wanted.length} expressions of boards and rules has series`, () => showsEach(prometheus, wanted)),
    check('orders of every kind were taken', () => takeOrders(system)),
  ]);
  const services = IN_A_TRACE.map((name) => `durable-orders-${name}`);
  const trace = await check(`one trace has spans of ${services.join(', ')}`, () => traceOfOneOrder(api, jaeger, services));
  if (draw !== undefined) await drawAll(draw);
  return trace;

  async function drawAll(folder: string): Promise<void> {
    mkdirSync(folder, { recursive: true });
    for (const [name, board] of Object.entries(BOARDS))
      writeFileSync(path.join(folder, `${name}.svg`), await drawBoard(board, prometheus, { start: began, end: Date.now() / 1000 }));
    if (trace) writeFileSync(path.join(folder, 'trace.svg'), drawTrace(trace));
  }
}

async function restarts(system: System): Promise<void> {
  const { jaeger, prometheus } = clientsOf(system);
  const { port } = system.config.local.collector;
  const answers = {
    'otel-collector': () => fetch(`http://127.0.0.1:${port}/v1/traces`),
    jaeger: jaeger.services,
    prometheus: prometheus.targets,
  };
  for (const [name, answer] of Object.entries(answers))
    await check(`${name} is killed, and started again`, () => killAndWait(system.dataDir, name, answer));
}

async function endsWhole(system: System): Promise<void> {
  const processes = [...ownProcesses(system.config).map(({ name }) => name), ...OBSERVERS].map((name) => processOf(system.dataDir, name));
  const { code } = await system.stop();
  if (code !== 0 || processes.some(isAlive)) throw new Error(`exit code ${code}, ${processes.filter(isAlive).length} still run`);
}
