import { Router } from 'express';
import type { HistoryPayloads } from '../../../domain/ports/history-payloads.ts';
import type { Logger } from '../../../platform/logger.ts';
import { lookAtPayloads, type LookDependencies } from '../../codec/look-at-payloads.ts';
import { refuseForeignPages } from '../refuse-foreign-pages.ts';
import type { Whereabouts } from '../require-host.ts';
import { serveCallers, type CallersEntrance, type Handler } from '../resource.ts';
import { allowPagesOf } from './allow-page.ts';
import { auditEncoding, auditLook, auditRefusals } from './audit.ts';
import { requireNamespace } from './namespace.ts';
import { jsonOf, readPayloads, storedOf } from './payloads-body.ts';

/** Below PUBLIC_URL; what Temporal's UI and CLI have as their codec endpoint. */
const CODEC_PATH = '/codec';

export interface CodecServer {
  readonly history: HistoryPayloads;
  readonly namespace: string;
  /** Of Temporal's UI; undefined: no page may ask. */
  readonly pageOrigin: string | undefined;
}

interface CodecRoutesOptions extends CodecServer {
  readonly sources: Omit<LookDependencies, 'history'>;
  readonly entrance: CallersEntrance;
  readonly whereabouts: Whereabouts;
  readonly log: Logger;
}

/**
 * What Temporal's UI and CLI ask to read what is encrypted. Whatever a newer UI adds to the query is passed over.
 * Not in the OpenAPI document: the protocol is Temporal's, and no client of ours calls it.
 */
export function codecRoutes({ pageOrigin, entrance, whereabouts, log, ...codec }: CodecRoutesOptions): Router {
  const operation = 'lookAtPayloads';
  const resources = {
    [`${CODEC_PATH}/decode`]: { POST: { query: 'any' as const, operation, handle: decode(codec, log) } },
    [`${CODEC_PATH}/encode`]: { POST: { query: 'any' as const, operation, handle: encode(codec, log) } },
  } as const;
  const router = Router({ strict: true, caseSensitive: true });
  router.use(CODEC_PATH, allowPagesOf(pageOrigin), refuseForeignPages({ ...whereabouts, url: pageOrigin ?? whereabouts.url }));
  router.use(serveCallers(resources, entrance));
  router.use(CODEC_PATH, auditRefusals(log));
  return router;
}

type Reading = Pick<CodecRoutesOptions, 'history' | 'namespace' | 'sources'>;

function decode({ history, namespace, sources }: Reading, log: Logger): Handler {
  const lookAt = lookAtPayloads({ history, ...sources });
  return async (req) => {
    requireNamespace(req, namespace);
    const payloads = await readPayloads(req);
    const look = await lookAt(payloads.map(storedOf), req.caller, req.deadline.signal);
    req.deadline.signal.throwIfAborted();
    auditLook(log, req, look);
    const shown = payloads.map((payload, index) => {
      const opened = look.opened[index];
      return opened ? jsonOf(opened.payload) : payload;
    });
    return { status: 200, body: { payloads: shown } };
  };
}

/** The UI encodes what a person sends to a workflow, and sends nothing when it cannot. */
function encode({ history, namespace }: Reading, log: Logger): Handler {
  return async (req) => {
    requireNamespace(req, namespace);
    const payloads = await readPayloads(req);
    const encrypted = await history.encrypt(payloads.map(storedOf));
    req.deadline.signal.throwIfAborted();
    auditEncoding(log, req, payloads.length);
    return { status: 200, body: { payloads: encrypted.map(jsonOf) } };
  };
}
