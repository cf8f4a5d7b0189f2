// The Temporal CLI that `npm start` uses, pointed at this system: `npm run temporal -- workflow list`.
import { spawnSync } from 'node:child_process';
import { createScreen } from '../deploy/local/screen/progress.ts';
import { findTool, temporalTool } from '../deploy/local/programs/tools.ts';
import { loadLocalConfig } from '../platform/local-config.ts';

const { address, namespace } = loadLocalConfig().temporal;
const cli = await findTool(temporalTool, { busy: createScreen().busy });
const env = { ...process.env, TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
process.exitCode = spawnSync(cli, process.argv.slice(2), { stdio: 'inherit', env }).status ?? 1;
