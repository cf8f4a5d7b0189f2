import { createClient } from '../../../clients/typescript/src/index.ts';
import { sendInSession } from '../session/session.ts';

/** A person waits: what fails is shown soon, and tried again when they say so. */
export const client = createClient({ baseUrl: location.origin, fetch: sendInSession, retry: { tries: 3, longestPauseMs: 2000 } });
