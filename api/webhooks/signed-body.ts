import type { IncomingMessage } from 'node:http';
import type { Webhook } from 'standardwebhooks';
import { DomainError } from '../../domain/errors.ts';
import { hasBody, readBody } from '../http/body.ts';
import { parseJson } from '../http/json-body.ts';
import { requireMediaType } from '../http/media-type.ts';

/**
 * The body, once its signature (standardwebhooks.com) is found to be right and not older than five minutes.
 * @throws DomainError INVALID_SIGNATURE
 */
export async function readSigned(request: IncomingMessage, webhook: Webhook): Promise<unknown> {
  if (hasBody(request)) requireMediaType(request.headers, 'application/json');
  const bytes = await readBody(request);
  try {
    webhook.verify(bytes, signatureHeaders(request), { jsonParse: false });
  } catch {
    throw new DomainError(
      'INVALID_SIGNATURE',
      'The webhook is not signed with the secret agreed on, or its timestamp is not of these minutes.',
    );
  }
  return parseJson(bytes);
}

function signatureHeaders({ headers }: IncomingMessage): Record<string, string> {
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  return Object.fromEntries(names.map((name) => [name, String(headers[name] ?? '')]));
}
