import { DefaultFailureConverter } from '@temporalio/common';

/** Puts messages and stacks of failures where a codec encrypts them; they would stand in the history as they are. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
