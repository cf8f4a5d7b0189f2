import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Webhook } from 'standardwebhooks';
import { DomainError } from '../../../domain/errors.ts';
import { hasBody, readBody } from '../body.ts';
import { requireMediaType } from '../media-type.ts';

/** The body as it was sent: a signature is over the bytes. */
export async function readSignedBytes(request: IncomingMessage): Promise<Buffer> {
  if (hasBody(request)) requireMediaType(request.headers, 'application/json');
  return readBody(request);
}

/** @throws DomainError INVALID_SIGNATURE unless the signature (standardwebhooks.com) is right and not older than five minutes */
export function verifySignature(webhook: Webhook, bytes: Buffer, headers: IncomingHttpHeaders): void {
  try {
    webhook.verify(bytes, signatureHeaders(headers), { jsonParse: false });
  } catch {
    throw new DomainError(
      'INVALID_SIGNATURE',
      'The webhook is not signed with the secret agreed on, or its timestamp is not of these minutes.',
    );
  }
}

function signatureHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  return Object.fromEntries(names.map((name) => [name, String(headers[name] ?? '')]));
}
