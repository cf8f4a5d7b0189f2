import { createClient } from '../../../clients/typescript/src/index.ts';

/** A person waits: what fails is shown soon, and tried again when they say so. */
export const client = createClient({ baseUrl: location.origin, retry: { tries: 3, longestPauseMs: 2000 } });
