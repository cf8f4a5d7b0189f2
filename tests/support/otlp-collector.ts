import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** A span as a process exported it. Times are in ns since 1970. */
export interface ExportedSpan {
  /** `service.name` of the process. */
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first span of a trace. */
  readonly parentId: string;
  readonly name: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  /** 2: an error. */
  readonly status: number;
}

export interface OtlpCollector {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  /** All that came so far. */
  readonly spans: ExportedSpan[];
  /** The same as it came, with all that it holds. */
  readonly bodies: Buffer[];
  close(): Promise<void>;
}

/** Takes OTLP over HTTP as a collector does, and keeps the spans. */
export async function startOtlpCollector(): Promise<OtlpCollector> {
  const spans: ExportedSpan[] = [];
  const bodies: Buffer[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      bodies.push(body);
      if (request.url === '/v1/traces') spans.push(...spansIn(body));
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the collector has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    spans,
    bodies,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The fields of a message by their numbers, as opentelemetry-proto gives them (trace/v1/trace.proto). */
type Fields = Readonly<Record<number, readonly (Uint8Array | bigint | number)[]>>;

function fieldsOf(message: Uint8Array): Fields {
  const reader = new BinaryReader(message);
  const fields: Record<number, (Uint8Array | bigint | number)[]> = {};
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    (fields[field] ??= []).push(valueOf(reader, type));
  }
  return fields;
}

function valueOf(reader: BinaryReader, type: WireType): Uint8Array | bigint | number {
  switch (type) {
    case WireType.Varint:
      return Number(reader.int64());
    case WireType.Bit64:
      return BigInt(reader.fixed64());
    case WireType.Bit32:
      return reader.fixed32();
    case WireType.LengthDelimited:
      return reader.bytes();
    default:
      throw new Error(`no field of OTLP is a group: ${type}`);
  }
}

const messages = (fields: Fields, field: number) => (fields[field] ?? []).map((value) => fieldsOf(value as Uint8Array));
const hex = (fields: Fields, field: number) => Buffer.from((fields[field]?.[0] ?? []) as Uint8Array).toString('hex');
const text = (fields: Fields, field: number) => Buffer.from((fields[field]?.[0] ?? []) as Uint8Array).toString();

function spansIn(body: Uint8Array): ExportedSpan[] {
  return messages(fieldsOf(body), 1).flatMap((ofProcess) => {
    const [resource = {}] = messages(ofProcess, 1);
    const service = String(attributesOf(messages(resource, 1))['service.name']);
    return messages(ofProcess, 2).flatMap((ofTracer) => messages(ofTracer, 2).map((span) => spanOf(service, span)));
  });
}

function spanOf(service: string, span: Fields): ExportedSpan {
  const [status = {}] = messages(span, 15);
  return {
    service,
    traceId: hex(span, 1),
    spanId: hex(span, 2),
    parentId: hex(span, 4),
    name: text(span, 5),
    start: span[7]?.[0] as bigint,
    end: span[8]?.[0] as bigint,
    attributes: attributesOf(messages(span, 9)),
    links: messages(span, 13).map((link) => ({ traceId: hex(link, 1), spanId: hex(link, 2) })),
    status: Number(status[3]?.[0] ?? 0),
  };
}

/** Texts and whole numbers; we write no others. */
function attributesOf(pairs: readonly Fields[]): Record<string, string | number> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [value = {}] = messages(pair, 2);
      return [text(pair, 1), value[3] ? Number(value[3][0]) : text(value, 1)];
    }),
  );
}
