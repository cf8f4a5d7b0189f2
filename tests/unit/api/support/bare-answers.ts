import { connect } from 'node:net';

/** What came back for bytes that were sent as they are. */
export interface BareAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** No machine is so slow that it takes longer (ms). */
const ANSWERED_WITHIN_MS = 30_000;
/** After it whoever has an answer expects no other, and whoever has none sends on (ms). */
const SILENCE_MS = 100;
/** Is no request: so none that breaks off before its body is waited for. */
const END = '\r\n\r\n\0\r\n\r\n';
/** More than a body may have: so none that breaks off is waited for either. */
const REST = Buffer.alloc(300_000, ' ');

/** The answers to all that is in the bytes, until the server closes, says no more, or begins what has no end. @throws where there is none */
export function answersTo(port: number, bytes: Buffer): Promise<BareAnswer[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    const settle = () => {
      for (const timer of [late, silence]) clearTimeout(timer);
      socket.destroy();
      const answers = answersIn(received);
      if (answers.length > 0) resolve(answers);
      else reject(new Error(`there is no answer, but ${JSON.stringify(received)}`));
    };
    const late = setTimeout(settle, ANSWERED_WITHIN_MS);
    const silence = setTimeout(() => {
      if (received !== '') settle();
      else socket.write(Buffer.concat([REST, Buffer.from(END)]));
    }, SILENCE_MS);
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      if (/^content-type: text\/event-stream/im.test(received)) settle();
      silence.refresh();
    });
    // A reset may follow the answer, when the server closes while there is still something to read.
    socket.on('error', () => undefined);
    socket.on('close', settle);
    socket.write(Buffer.concat([bytes, Buffer.from(END)]));
  });
}

function answersIn(received: string): BareAnswer[] {
  const texts = received.split(/(?=HTTP\/1\.1 \d{3} )/).filter((text) => text.startsWith('HTTP/'));
  return texts.map((text) => {
    const [head = '', ...rest] = text.split('\r\n\r\n');
    return {
      status: Number(text.slice(9, 12)),
      contentType: /^content-type: ([^\r]*)/im.exec(head)?.[1] ?? '',
      body: Buffer.from(rest.join('\r\n\r\n'), 'latin1').toString(),
    };
  });
}
