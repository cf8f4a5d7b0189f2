import type { ErrorRequestHandler, Request } from 'express';
import type { Logger } from '../../../platform/logger.ts';
import { MissingScope } from '../../access/gate.ts';
import type { Look } from '../../codec/look-at-payloads.ts';
import { failureName } from '../../error-table.ts';
import { failureOf } from '../../failure.ts';
import { namespacesOf } from './namespace.ts';

/** Written before the answer leaves: nobody sees what no line tells of. It holds names and counts, never content. */
export function auditLook(log: Logger, req: Request, { opened, orders, withheld }: Look): void {
  const found = opened.filter((payload) => payload !== undefined);
  const erased = found.filter(({ isErased }) => isErased).length;
  const counts = { payloads: opened.length, decrypted: found.length - erased, erased };
  log.info({ ...whoAsked(req), orders, withheld, ...counts, outcome: 'answered' }, 'somebody looked at payloads');
}

export function auditEncoding(log: Logger, req: Request, payloads: number): void {
  log.info({ ...whoAsked(req), payloads, outcome: 'answered' }, 'payloads were encrypted for somebody');
}

/** The same of whoever was refused, and why. */
export function auditRefusals(log: Logger): ErrorRequestHandler {
  return (error: unknown, req, _res, next) => {
    const subject = error instanceof MissingScope ? { subject: error.subject } : {};
    log.info({ ...whoAsked(req), ...subject, outcome: failureName(failureOf(error).code) }, 'nobody was shown payloads');
    next(error);
  };
}

function whoAsked(req: Request) {
  const { id, tenant } = (req.caller as Request['caller'] | undefined) ?? {};
  return { audit: 'codec', action: req.routePattern, subject: id, ...(tenant && { tenant }), namespace: namespacesOf(req).join(', ') };
}
