/** Of every answer: a browser takes it for nothing but what it says, runs and loads nothing for it, frames it nowhere. Pages have policies of their own. */
export const BROWSER_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
} as const;
