/** Where the API serves the console. */
export const BASE = '/console';

// What the API fills in when it serves the page.

/** Lets styles that are made by script through the page's policy. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

/** `open`: whoever reaches the API may do everything; `login`: people log in; `none`: the API wants tokens, and has no login for people. */
export const access = document.documentElement.dataset['access'];

/** Of the order's workflow in Temporal's UI; undefined where the API does not know one. */
export const workflowUrl = (orderId: string) => placeOf('workflowUrl', '{orderId}', orderId);

/** Of the trace that a `traceparent` names. */
export const traceUrl = (traceparent: string) => placeOf('traceUrl', '{traceId}', traceparent.split('-')[1] ?? '');

function placeOf(name: 'workflowUrl' | 'traceUrl', placeholder: string, value: string): string | undefined {
  const url = document.documentElement.dataset[name];
  return url ? url.replace(placeholder, encodeURIComponent(value)) : undefined;
}
