import { AsyncLocalStorage } from 'node:async_hooks';

/** What is being worked on; stands in every log line that the work writes. */
export interface RequestContext {
  readonly requestId?: string;
  /** W3C Trace Context. */
  readonly traceparent?: string;
  readonly tracestate?: string;
  readonly orderId?: string;
  readonly workflowId?: string;
  /** Of Temporal; where it has been told. */
  readonly runId?: string;
  /** The caller asked to wait so long (s). */
  readonly waitSeconds?: number;
}

const storage = new AsyncLocalStorage<{ fields: RequestContext }>();

export function runInContext<T>(fields: RequestContext, work: () => T): T {
  return storage.run({ fields }, work);
}

export function currentContext(): RequestContext {
  return storage.getStore()?.fields ?? {};
}

/** Adds what is learned on the way; does nothing outside {@link runInContext}. */
export function addToContext(fields: RequestContext): void {
  const store = storage.getStore();
  if (store) store.fields = { ...store.fields, ...fields };
}
