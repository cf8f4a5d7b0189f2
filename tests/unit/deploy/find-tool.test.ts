import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { jaegerTool } from '../../../deploy/local/programs/observability-tools.ts';
import { findTool, natsTool, temporalTool, type Tool } from '../../../deploy/local/programs/tools.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'find-tool-'));
const { PATH } = process.env;
afterEach(() => void (process.env['PATH'] = PATH));
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder with a program of that name, which says that of its version. */
function installed(as: string, { name }: Tool, says: string): string {
  const bin = path.join(folder, as);
  mkdirSync(bin, { recursive: true });
  const program = path.join(bin, name);
  writeFileSync(program, `#!/bin/sh\n${says}\n`);
  chmodSync(program, 0o755);
  return bin;
}

async function find(tool: Tool, ...folders: string[]) {
  process.env['PATH'] = [...folders, '/bin', '/usr/bin'].join(path.delimiter);
  const said: string[] = [];
  const found = await findTool(tool, { report: (line) => said.push(line) });
  return { found: path.relative(folder, found), said };
}

const good = installed('good', temporalTool, 'echo "temporal version 1.6.0 (Server 1.30.0, UI 2.43.0)"');

describe('a program on PATH', () => {
  it.each([
    [
      'is older',
      temporalTool,
      'echo "temporal version 1.0.0 (Server 1.24.2, UI 2.28.0)"',
      'it is 1.24.2, and 1.29.1 or a later 1.x is needed',
    ],
    ['is of another kind', temporalTool, 'echo "Temporal Logic Checker 3.1.0"', 'it is no temporal that is known here (Temporal Logic'],
    ['does not run', temporalTool, 'exit 126', 'it does not run here'],
  ])('is named and passed over when it %s', async (as, tool, says, why) => {
    const bin = installed(as.replaceAll(' ', '-'), tool, says);
    const { found, said } = await find(tool, bin, good);
    expect(said).toEqual([expect.stringContaining(`${bin}/${tool.name} is passed over: ${why}`)]);
    expect(found).toBe('good/temporal');
  });

  it.each([
    ['built from source', temporalTool, 'temporal version 0.0.0-DEV (Server 1.29.1, UI 2.42.1)'],
    ['of a later release', natsTool, 'nats-server: v2.100.0'],
    ['asked for its version in its own way', jaegerTool, '{"gitCommit":"1","gitVersion":"v2.21.0"}', 'version'],
  ])('is taken without a word when it is %s', async (as, tool, says, asked = '--version') => {
    const bin = installed(as.replaceAll(' ', '-'), tool, `[ "$1" = ${asked} ] && echo '${says}'`);
    expect(await find(tool, bin)).toEqual({ found: `${path.basename(bin)}/${tool.name}`, said: [] });
  });
});
