import type { z } from 'zod';
import { orderWorkflowIdOf } from '../domain/identifiers.ts';
import { httpUrl, withoutSlash } from './http-url.ts';
import { isLoopback } from './loopback.ts';
import type { Variables } from './variables.ts';

/** As whom the console asks the issuer to log people in. */
export function consoleClient({ CONSOLE_CLIENT_ID: id, CONSOLE_CLIENT_SECRET: secret }: Variables) {
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** Where the console leads; `{…}` stands for what differs. */
export function placesForPeople({ TEMPORAL_UI_URL: temporal, TRACE_URL: trace }: Variables, namespace: string) {
  const workflow = temporal && `${withoutSlash(temporal)}/namespaces/${namespace}/workflows/${orderWorkflowIdOf('{orderId}')}`;
  return { workflow, trace };
}

/** Browsers keep the cookie of a login where nobody can listen: with TLS, or on this machine. */
export function requireConsoleClient(v: Variables, context: z.RefinementCtx) {
  const fault = (name: keyof Variables, message: string) => context.addIssue({ code: 'custom', path: [name], message });
  if ((v.CONSOLE_CLIENT_ID === undefined) !== (v.CONSOLE_CLIENT_SECRET === undefined))
    return fault('CONSOLE_CLIENT_ID', 'and CONSOLE_CLIENT_SECRET must be set together');
  if (v.CONSOLE_CLIENT_ID === undefined) return;
  if (v.OIDC_ISSUER === undefined) fault('CONSOLE_CLIENT_ID', 'needs OIDC_ISSUER');
  const { protocol, hostname } = new URL(v.PUBLIC_URL ?? httpUrl(v.API_HOST, v.API_PORT));
  if (protocol !== 'https:' && !isLoopback(hostname))
    fault('PUBLIC_URL', 'must begin with https:// when people log in to the console: browsers keep no login without TLS');
}
