import { DefaultPayloadConverter, type Payload } from '@temporalio/common';
import { unreadable } from './unreadable.ts';

/**
 * Hands a payload that cannot be decoded on as {@link unreadable}. The SDK would throw before any handler is asked, and a signal
 * that somebody sent so from a Temporal CLI would fail the workflow's task for ever.
 */
class PatientPayloadConverter extends DefaultPayloadConverter {
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the signature is the SDK's
  override fromPayload<T>(payload: Payload): T {
    try {
      return super.fromPayload<T>(payload);
    } catch (error) {
      return unreadable(error) as T;
    }
  }
}

export const payloadConverter = new PatientPayloadConverter();
