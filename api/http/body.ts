import type { IncomingMessage } from 'node:http';
import { DomainError } from '../../domain/errors.ts';
import { MAX_BODY_BYTES } from '../body-limit.ts';
import { TransportError } from '../transport-error.ts';

/** A body of single bytes would cost a thousand times its size in memory, and a call for each. */
const MAX_PIECES = 4096;
/** Most clients read no answer before they have sent everything: so much is taken from them after it (bytes). */
const MAX_LEFTOVER_BYTES = 32 * 1024 * 1024;

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

const bodies = new WeakMap<IncomingMessage, Promise<Buffer>>();

/**
 * Reads the body, once however often it is asked for. `raw-body` stops reading at its limit: a client that sends all before it reads
 * would never see the answer.
 * @throws DomainError PAYLOAD_TOO_LARGE at once, while what still comes is dropped: so the client gets to read the answer
 */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  const body = bodies.get(request) ?? collect(request);
  bodies.set(request, body);
  return body;
}

/** When there is no more to wait for; what is wrong with the body {@link readBody} tells. */
export async function bodyArrived(request: IncomingMessage): Promise<void> {
  if (hasBody(request)) await readBody(request).catch(() => undefined);
}

function collect(request: IncomingMessage): Promise<Buffer> {
  const told = Number(request.headers['content-length'] ?? 0);
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    if (told > MAX_BODY_BYTES) reject(tooLarge());
    request.on('data', (piece: Buffer) => {
      size += piece.length;
      if (Math.max(told, size) > MAX_BODY_BYTES) reject(tooLarge());
      else if (pieces.length === MAX_PIECES) reject(inPieces());
      else pieces.push(piece);
      // Answered long ago.
      if (size > MAX_BODY_BYTES + MAX_LEFTOVER_BYTES) request.destroy();
    });
    request.on('end', () => resolve(Buffer.concat(pieces)));
    request.on('error', () => reject(new DomainError('MALFORMED_REQUEST', 'The body broke off.')));
  });
}

const tooLarge = () => new DomainError('PAYLOAD_TOO_LARGE', `A body may have ${MAX_BODY_BYTES} bytes.`);
const inPieces = () => new TransportError('TOO_MANY_PIECES', `A body may come in ${MAX_PIECES} pieces.`);
