import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { WorkflowHandle } from '@temporalio/client';

export type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
interface ProtoJson {
  toJson(type: unknown, message: unknown): unknown;
  fromJson(type: unknown, json: unknown, options: { ignoreUnknownFields: boolean }): History;
}
interface ProtoRoot {
  lookupType(name: string): { fromObject(plain: unknown): unknown };
}

// The SDK's historyToJSON and historyFromJSON do this, but fail ("type must be a Type") where npm installed a protobufjs each for
// @temporalio/common and @temporalio/proto: here it is always the one that knows the types.
const require = createRequire(import.meta.url);
const proto = require.resolve('@temporalio/proto');
const protoJson = createRequire(proto)('protobufjs/ext/protojson') as ProtoJson;
const { patchProtobufRoot } = require('@temporalio/proto/lib/patch-protobuf-root') as { patchProtobufRoot(root: unknown): ProtoRoot };
const historyType = patchProtobufRoot(require(proto)).lookupType('temporal.api.history.v1.History');

export const HISTORIES = new URL('../tests/workflows/histories/', import.meta.url);

/** Writes a history as `temporal workflow show --output json` does. Returns how many events it has. */
export async function saveHistory(name: string, history: History): Promise<number> {
  await writeFile(new URL(`${name}.json`, HISTORIES), historyText(history));
  return history.events?.length ?? 0;
}

export function historyText(history: History): string {
  const json = protoJson.toJson(historyType, historyType.fromObject(history));
  return `${JSON.stringify(json, withoutMachine, 1)}\n`;
}

/** Stacks hold the paths of the machine that saved a history, identities and sticky queues its name; a replay needs none of them. */
function withoutMachine(key: string, value: unknown): unknown {
  if (key === 'stackTrace' || key === 'identity') return undefined;
  const isSticky = typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'TASK_QUEUE_KIND_STICKY';
  return isSticky ? { ...value, name: 'sticky' } : value;
}

/** A history from such a file's JSON. */
export function historyFrom(json: unknown): History {
  return protoJson.fromJson(historyType, json, { ignoreUnknownFields: true });
}
