import { takeEndpoint, type EndpointCall, type EndpointDependencies } from './endpoint-call.ts';

/** @throws DomainError WEBHOOK_ENDPOINT_NOT_FOUND, PRECONDITION_FAILED */
export function deleteEndpoint({ endpointsOf }: EndpointDependencies) {
  return async (call: Omit<EndpointCall<unknown>, 'request' | 'key'>): Promise<void> => {
    await endpointsOf(call.caller.tenant).once(undefined, async (changes) => {
      const { endpointId } = await takeEndpoint(changes, call);
      await changes.remove(endpointId);
      return {};
    });
  };
}
