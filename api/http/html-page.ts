/** No script runs, nothing else is loaded, and the page's address is told to nobody. */
export const PAGE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
};

const STYLE = 'body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}';

interface HtmlPage {
  readonly title: string;
  /** HTML, as `head` is, what goes beside the title. */
  readonly body: string;
  readonly head?: string;
}

/** A page that needs nothing else. */
export function htmlPage({ title, body, head = '' }: HtmlPage): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <meta name="robots" content="noindex">
    ${head}
    <title>${escaped(title)}</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <h1>${escaped(title)}</h1>
    ${body}
  </body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
