// Keeps a workflow's history for the replay test: `npm run history:save -- <workflow id> <name>`.
import { loadLocalConfig } from '../platform/local-config.ts';
import { connectTemporal } from '../adapters/temporal/connection.ts';
import { commandLine, UsageError, wordsOf } from '../platform/command-line.ts';
import { saveHistory } from './history-json.ts';

const USAGE = `npm run history:save -- <workflow id> <name>

The name is in lower case with hyphens, e.g. npm run history:save -- order-$ID canceled-after-booking`;

const [workflowId, name] = commandLine(USAGE, (args) => {
  const [id = '', name = ''] = wordsOf(args, { least: 2, most: 2 });
  if (!/^[a-z0-9-]+$/.test(name)) throw new UsageError(`${name} is no name in lower case with hyphens`);
  return [id, name];
});

const { client, close } = connectTemporal(loadLocalConfig().temporal);
try {
  const events = await saveHistory(name, await client.workflow.getHandle(workflowId).fetchHistory());
  console.log(`tests/workflows/histories/${name}.json: ${events} events. It holds the order as it is: save no real customer's.`);
} finally {
  await close();
}
