// The Temporal CLI that `npm start` uses, pointed at this system: `npm run temporal -- workflow list`.
import { spawnSync } from 'node:child_process';
import { createScreen } from '../platform/screen.ts';
import { findTool, temporalTool } from '../deploy/local/programs/tools.ts';
import { loadLocalConfig } from '../platform/local-config.ts';

const { address, namespace } = loadLocalConfig().temporal;
// What the CLI prints may be read by a program.
const screen = createScreen(process.stderr);
const cli = await findTool(temporalTool, { busy: screen.busy, report: screen.line });
const env = { ...process.env, TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
process.exitCode = spawnSync(cli, process.argv.slice(2), { stdio: 'inherit', env }).status ?? 1;
