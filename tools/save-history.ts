// Keeps a workflow's history for the replay test: node tools/save-history.ts <workflowId> <name>
import { loadLocalConfig } from '../platform/local-config.ts';
import { connectTemporal } from '../adapters/temporal/connection.ts';
import { saveHistory } from './history-json.ts';

const [workflowId, name] = process.argv.slice(2);
if (workflowId === undefined || name === undefined || !/^[a-z0-9-]+$/.test(name)) {
  console.error('Usage: node tools/save-history.ts <workflowId> <name>, the name in lower case with hyphens, e.g. canceled-after-booking');
  process.exit(2);
}

const { client, close } = connectTemporal(loadLocalConfig().temporal);
try {
  const events = await saveHistory(name, await client.workflow.getHandle(workflowId).fetchHistory());
  console.log(`tests/workflows/histories/${name}.json: ${events} events. It holds the order as it is: save no real customer's.`);
} finally {
  await close();
}
