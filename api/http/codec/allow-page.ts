import type { RequestHandler } from 'express';
import type { IsTrustedPage } from '../console/sessions.ts';

/** What Temporal's UI sends; `Authorization-Extras` is the ID token that goes with "Pass the user access token". */
const HEADERS = 'Authorization, Authorization-Extras, Content-Type, X-Namespace';
/** How long a browser need not ask again (s). */
const REMEMBERED_SECONDS = 600;

/** Whether a request comes from a page of this origin: browsers say so, and no page can say it of itself. Undefined: of no page. */
export function pagesOf(origin: string | undefined): IsTrustedPage {
  return (req) => origin !== undefined && req.get('Origin') === origin;
}

/** Lets a page of this one origin ask here and read the answers, cookies included (CORS). */
export function allowPagesOf(origin: string | undefined): RequestHandler {
  const isAllowed = pagesOf(origin);
  return (req, res, next) => {
    res.vary('Origin');
    if (isAllowed(req)) {
      res.set({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true' });
      if (req.method === 'OPTIONS')
        res.set({
          'Access-Control-Allow-Methods': 'POST',
          'Access-Control-Allow-Headers': HEADERS,
          'Access-Control-Max-Age': String(REMEMBERED_SECONDS),
        });
    }
    next();
  };
}
