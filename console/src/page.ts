// What the API fills in when it serves the page.

/** Lets styles that are made by script through the page's policy. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

/** `open`: whoever reaches the API may do everything; `login`: people log in; `none`: the API wants tokens, and has no login for people. */
export const access = document.documentElement.dataset['access'];
