/** Whether what is shown changes by itself. */
export type Liveness = 'connecting' | 'live' | 'broken';

/** @throws what the events end in */
export async function follow<Event>(events: AsyncIterable<Event>, tell: (event: Event) => void): Promise<void> {
  for await (const event of events) tell(event);
}
