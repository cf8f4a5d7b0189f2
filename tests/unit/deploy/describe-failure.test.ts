import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { cannotUse } from '../../../deploy/local/data-dir/open-data-dir.ts';
import { openRunFolder } from '../../../deploy/local/data-dir/run-folder.ts';
import { describeFailure } from '../../../deploy/local/screen/describe-failure.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'describe-failure-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('what npm start says of a failure', () => {
  it('is a sentence when PostgreSQL was stopped while it was asked', () => {
    const error = Object.assign(new pg.DatabaseError('terminating connection due to administrator command', 0, 'error'), { code: '57P01' });
    expect(describeFailure(error, undefined)).toBe(
      'PostgreSQL broke off what it was asked: terminating connection due to administrator command (57P01)',
    );
  });

  it('is the reason alone where that is expected', () => {
    expect(describeFailure(cannotUse('/data', Object.assign(new Error('x'), { code: 'EROFS' })), undefined)).toMatch(
      /read-only: give a folder/,
    );
  });

  it('leaves the place of a fault to the log, and is one line all the same when that cannot be written', () => {
    const log = path.join(folder, 'logs', 'npm-start.log');
    expect(describeFailure(new TypeError('x is not a function'), log)).toBe(
      `A fault of npm start itself: x is not a function (its place is in ${log})`,
    );
    expect(readFileSync(log, 'utf8')).toMatch(/TypeError: x is not a function\n +at .*describe-failure.test.ts/);
    expect(describeFailure(new TypeError('x is not a function'), path.join(log, 'below'))).toBe(
      'A fault of npm start itself: x is not a function',
    );
  });
});

it('says once that the run folder cannot be written, and goes on', () => {
  const lines: string[] = [];
  const runDir = path.join(folder, 'run');
  const run = openRunFolder(runDir, (line) => lines.push(line));
  run.record('api', process.pid);
  rmSync(runDir, { recursive: true });
  writeFileSync(runDir, '');
  run.record('worker', process.pid);
  run.forget('api');
  expect(lines).toEqual([expect.stringMatching(/run cannot be written, and is out of date from now on: /)]);
});
