// Keeps a workflow's history for the replay test: node tools/save-history.ts <workflowId> <name>
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { loadConfig } from '../platform/config.ts';
import { connectTemporal } from '../platform/temporal.ts';

const [workflowId, name] = process.argv.slice(2);
if (workflowId === undefined || name === undefined || !/^[a-z0-9-]+$/.test(name)) {
  console.error('Usage: node tools/save-history.ts <workflowId> <name>, the name in lower case with hyphens, e.g. canceled-after-booking');
  process.exit(2);
}

const { client, close } = await connectTemporal(loadConfig().temporal);
try {
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  const file = new URL(`../tests/workflows/histories/${name}.json`, import.meta.url);
  await writeFile(file, `${JSON.stringify(JSON.parse(historyToJSON(history)), null, 1)}\n`);
  console.log(`${fileURLToPath(file)}: ${history.events?.length ?? 0} events. It holds the order as it is: save no real customer's.`);
} finally {
  await close();
}
