import type { Request } from 'express';
import { z } from 'zod';
import type { StoredPayload } from '../../../domain/ports/history-payloads.ts';
import { validateBody } from '../../validate.ts';
import { readJson } from '../json-body.ts';

/** temporal.api.common.v1.Payload as protobuf's JSON has it: bytes in base64. What newer versions add goes back as it came. */
const payload = z.looseObject({
  metadata: z.record(z.string(), z.string()).nullish(),
  data: z.string().nullish(),
});
export type PayloadJson = z.output<typeof payload>;

const body = z.object({ payloads: z.array(payload) });

export async function readPayloads(req: Request): Promise<readonly PayloadJson[]> {
  return validateBody(body, await readJson(req)).payloads;
}

export function storedOf({ metadata, data }: PayloadJson): StoredPayload {
  const entries = Object.entries(metadata ?? {}).map(([name, text]) => [name, bytesOf(text)] as const);
  return { metadata: Object.fromEntries(entries), data: bytesOf(data ?? '') };
}

export function jsonOf({ metadata, data }: StoredPayload): PayloadJson {
  const entries = Object.entries(metadata).map(([name, bytes]) => [name, base64Of(bytes)] as const);
  return { metadata: Object.fromEntries(entries), data: base64Of(data) };
}

const bytesOf = (text: string) => Buffer.from(text, 'base64');
const base64Of = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
