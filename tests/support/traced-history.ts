import { TRACE_HEADER } from '../../workflows/messages.ts';

const base64 = (value: string) => Buffer.from(value).toString('base64');
const carried = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: 'vendor=1', at: 1_700_000_000_000 };
const header = {
  fields: { [TRACE_HEADER]: { metadata: { encoding: base64('json/plain') }, data: base64(JSON.stringify(carried)) } },
};

type Attributes = Readonly<Record<string, unknown>>;

/** By what an event of a history carries, where its header goes. */
const CARRIERS: Readonly<Record<string, (attributes: Attributes) => Attributes>> = {
  workflowExecutionStartedEventAttributes: (attributes) => ({ ...attributes, header }),
  workflowExecutionSignaledEventAttributes: (attributes) => ({ ...attributes, header }),
  activityTaskScheduledEventAttributes: (attributes) => ({ ...attributes, header }),
  workflowExecutionUpdateAcceptedEventAttributes: (attributes) => {
    const { input, ...request } = attributes['acceptedRequest'] as { input: object };
    return { ...attributes, acceptedRequest: { ...request, input: { ...input, header } } };
  },
};

/** The history, as JSON, of the same run with tracing on. */
export function traced({ events }: { readonly events: readonly Attributes[] }): { readonly events: readonly Attributes[] } {
  return {
    events: events.map((event) =>
      Object.fromEntries(
        Object.entries(event).map(([member, value]) => [member, CARRIERS[member] ? CARRIERS[member](value as Attributes) : value]),
      ),
    ),
  };
}
