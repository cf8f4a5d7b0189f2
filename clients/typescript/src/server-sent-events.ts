export interface ServerSentEvent {
  readonly id: string;
  readonly data: string;
}

/** The events of one answer of `text/event-stream`, each with an id and data on one line; comments and all else are passed over. */
export async function* serverSentEvents({ body, status }: Response, onSign: () => void = () => undefined): AsyncGenerator<ServerSentEvent> {
  if (!body || status !== 200) throw new Error(`no stream of events: ${status}`);
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    onSign();
    const parts = (text + chunk).split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const [, id, data] = /^id: (.*)\ndata: (.*)$/m.exec(part) ?? [];
      if (id !== undefined && data !== undefined) yield { id, data };
    }
  }
}
