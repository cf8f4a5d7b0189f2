import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Exit } from '../../../deploy/local/processes/launch.ts';
import { killWhenHung } from '../../../deploy/local/servers/hung-temporal.ts';

const logFile = path.join(mkdtempSync(path.join(os.tmpdir(), 'hung-')), 'temporal.log');
const INTERRUPTED = new Error('14 UNAVAILABLE: ListNamespaces operation failed. Error: interrupted (9)');
const SILENT = new Error('4 DEADLINE_EXCEEDED');

/** A server that gives these answers, each with a line in its log, and ends after the last. */
function server(answers: readonly (Error | 'ok')[], says = 'all is well') {
  const exited = Promise.withResolvers<Exit>();
  const end = () => exited.resolve({ code: null, signal: 'SIGKILL' });
  const left = [...answers];
  const state = { kills: 0, asked: 0 };
  const probe = async () => {
    state.asked += 1;
    appendFileSync(logFile, `${says}\n`);
    const answer = left.shift();
    if (left.length === 0) end();
    if (answer instanceof Error) throw answer;
  };
  const kill = () => {
    state.kills += 1;
    end();
  };
  return { state, watched: () => killWhenHung({ exited: exited.promise, kill }, { probe, logFile, probeEveryMs: 1 }) };
}

it('kills a server that answers every query with an interrupt, and says so in its log', async () => {
  const { state, watched } = server(Array.from({ length: 20 }, () => INTERRUPTED));
  await watched();
  expect(state).toEqual({ kills: 1, asked: 5 });
  expect(readFileSync(logFile, 'utf8')).toContain('started again');
});

it('leaves a server alone that answers in between', async () => {
  const { state, watched } = server([
    ...Array.from({ length: 4 }, () => INTERRUPTED),
    'ok',
    ...Array.from({ length: 4 }, () => INTERRUPTED),
    'ok',
  ]);
  await watched();
  expect(state.kills).toBe(0);
});

it('leaves a server alone that is silent, because it may come back', async () => {
  const { state, watched } = server(Array.from({ length: 20 }, () => SILENT));
  await watched();
  expect(state).toEqual({ kills: 0, asked: 20 });
});

it('kills a server that is silent because it tries an interrupted query again and again, as its log tells', async () => {
  const { state, watched } = server(
    Array.from({ length: 20 }, () => SILENT),
    'error="GetNamespace operation failed. Error interrupted (9)"',
  );
  await watched();
  expect(state).toEqual({ kills: 1, asked: 5 });
});

it('leaves a server alone that complains of a query now and then, and answers', async () => {
  const { state, watched } = server(
    Array.from({ length: 20 }, () => 'ok' as const),
    'error="GetTimerTasks operation failed. Error interrupted (9)"',
  );
  await watched();
  expect(state).toEqual({ kills: 0, asked: 20 });
});
