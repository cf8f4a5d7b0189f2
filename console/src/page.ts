// What the API fills in when it serves the page.

/** Lets styles that are made by script through the page's policy. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

/** Whoever reaches the API may do everything: nobody logs in. */
export const isOpen = document.documentElement.dataset['access'] === 'open';
