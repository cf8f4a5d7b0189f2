import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import { SCOPE_OF } from '../access/scopes.ts';
import { ENTITY_TAGS } from '../etag.ts';
import { IDEMPOTENCY_KEY } from '../idempotency/parse-key.ts';
import { ERROR_TABLE, failureName, type Failure, type FailureCode } from '../error-table.ts';
import { problemType } from './problem.ts';

export const problem = z
  .object({
    type: z
      .string()
      .meta({ description: 'Which kind of problem: an address under PUBLIC_URL that explains it, the same for each problem of the kind' }),
    title: z.string().meta({ description: 'The kind of problem, in words' }),
    status: z.int().min(400).max(599),
    detail: z.string().meta({ description: 'What is wrong with this request' }),
    instance: z.string().meta({ description: 'The address asked for' }),
    errors: z
      .array(
        z.object({
          pointer: z.string().meta({ description: 'JSON pointer into the body, `?name` of a query parameter, or name of a header' }),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' });

const given = {
  requestId: z.string().meta({ description: 'The X-Request-ID that came, or a new one; stands in every log line and event it caused' }),
  traceparent: z.string().meta({ description: 'W3C Trace Context' }),
};
const everywhere = {
  'X-Request-ID': given.requestId,
  traceparent: given.traceparent,
  'RateLimit-Policy': z
    .string()
    .optional()
    .meta({ description: 'Calls that the caller has within a time (s), where they are limited', example: '"writes";q=50;w=10' }),
  RateLimit: z
    .string()
    .optional()
    .meta({ description: 'How many of them are left, and how long the time still runs (s)', example: '"writes";r=49;t=6' }),
};

const idempotencyKey = {
  description: 'Makes a repeat safe: same key, same content, one effect. 1–255 printable ASCII characters, bare or quoted',
  pattern: IDEMPOTENCY_KEY,
};

function entityTags(description: string) {
  return z
    .string()
    .optional()
    .meta({ description: `${description}. Such as \`"1"\``, pattern: ENTITY_TAGS });
}

/** Request headers by name; `everywhere` are on each operation. */
export const requestHeaders = {
  everywhere: {
    'X-Request-ID': z.string().optional().meta({ description: '1–128 letters, digits and `._~:@/+=-`; anything else is replaced' }),
    traceparent: z.string().optional().meta({ description: 'W3C Trace Context; anything else is replaced' }),
    tracestate: z.string().optional().meta({ description: 'W3C Trace Context; stands in the events that the request causes' }),
  },
  idempotencyKey: { 'Idempotency-Key': z.string().optional().meta(idempotencyKey) },
  lastEventId: {
    'Last-Event-ID': z.string().optional().meta({ description: 'The id of the last event that came; the stream goes on behind it' }),
  },
  readPreconditions: {
    'If-Match': entityTags('ETags, or `*`; 412 when what is there is none of them'),
    'If-None-Match': entityTags('ETags, or `*`; 304 when what is there is one of them'),
  },
  changePreconditions: {
    'If-Match': entityTags('ETags, or `*`; 412, and nothing is done, when what is there is none of them'),
    'If-None-Match': entityTags('ETags, or `*`; 412, and nothing is done, when what is there is one of them'),
  },
  requiredIfMatch: {
    'If-Match': z
      .string()
      .meta({ description: 'ETags, or `*`; 412 when what is there is none of them', pattern: ENTITY_TAGS, example: '*' }),
    'If-None-Match': entityTags('ETags, or `*`; 412, and nothing is done, when what is there is one of them'),
  },
  requiredIdempotencyKey: {
    'Idempotency-Key': z.string().meta({ ...idempotencyKey, example: '8e03978e-40d5-43dd-bc93-6894a57f9324' }),
  },
};

export const responseHeaders = {
  location: { Location: z.string().meta({ description: 'Where the order is' }) },
  etag: { ETag: z.string().meta({ description: "The order's version", example: '"1"' }) },
  stockEtag: { ETag: z.string().meta({ description: 'Of these numbers', example: '"100-2"' }) },
  replayed: { 'Idempotent-Replayed': z.literal('true').optional().meta({ description: 'The key came before: this repeats its answer' }) },
  preferenceApplied: { 'Preference-Applied': z.string().optional().meta({ description: 'Which preference was honoured' }) },
};

/** Server-sent events, which OpenAPI 3.1 has no schema for. */
export const EVENTS = { 'text/event-stream': {} };

interface JsonResponse {
  readonly description: string;
  readonly schema?: z.ZodType;
  readonly headers?: Record<string, z.ZodType>;
  readonly example?: unknown;
  /** Server-sent events are served as well. */
  readonly streams?: true;
}

export function response({ description, schema, headers = {}, example, streams }: JsonResponse): ZodOpenApiResponseObject {
  const media = schema && { schema, ...(example !== undefined && { example }) };
  return {
    description,
    headers: z.object({ ...everywhere, ...headers }),
    ...(media && { content: { 'application/json': media, ...(streams && EVENTS) } }),
  };
}

/** One response for each status that the codes map to. */
export function problems(...codes: readonly FailureCode[]): ZodOpenApiResponsesObject {
  const byStatus = Map.groupBy(codes, (code) => ERROR_TABLE[code].http);
  return Object.fromEntries([...byStatus].map(([status, group]) => [String(status), problemResponse(group)]));
}

/** PUBLIC_URL, unless it is set. */
export const EXAMPLE_URL = 'http://127.0.0.1:8080';

const problemResponses = new Map<string, ZodOpenApiResponseObject>();

/** The same codes give the same object, which the document then holds once. */
function problemResponse(codes: readonly FailureCode[]): ZodOpenApiResponseObject {
  const id = codes.join('-');
  const known = problemResponses.get(id) ?? { id, ...describedProblem(codes) };
  problemResponses.set(id, known);
  return known;
}

function describedProblem(codes: readonly FailureCode[]): ZodOpenApiResponseObject {
  const retried = codes.some((code) => 'retryAfterSeconds' in ERROR_TABLE[code]);
  return {
    description: codes.map((code) => `${ERROR_TABLE[code].title} (\`${failureName(code)}\`)`).join('; '),
    headers: z.object({ ...everywhere, ...(retried && { 'Retry-After': z.string().meta({ description: 'Seconds' }) }) }),
    content: {
      'application/problem+json': {
        schema: problem,
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
      },
    },
  };
}

function exampleOf(code: FailureCode) {
  const { title, http: status, detail = title }: Failure = ERROR_TABLE[code];
  return { type: problemType(code, EXAMPLE_URL), title, status, detail, instance: '/orders' };
}

/** What any operation can answer. */
export const COMMON_CODES = [
  'INVALID_REQUEST',
  'MALFORMED_REQUEST',
  'METHOD_NOT_ALLOWED',
  'TARGET_TOO_LONG',
  'HEADERS_TOO_LARGE',
  'MISDIRECTED_REQUEST',
  'METHOD_NOT_IMPLEMENTED',
  'OVERLOADED',
  'INTERNAL',
  'DEPENDENCY_UNAVAILABLE',
  'DEADLINE_EXCEEDED',
] as const satisfies readonly FailureCode[];
/** What any operation can answer that callers need a token for. */
export const CALLER_CODES = [
  ...COMMON_CODES,
  'RATE_LIMITED',
  'UNAUTHENTICATED',
  'INVALID_TOKEN',
  'FORBIDDEN',
] as const satisfies readonly FailureCode[];
/** What any operation that changes something can answer, too. */
export const CHANGE_CODES = [
  'FOREIGN_PAGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'PAYLOAD_TOO_LARGE',
  'TOO_MANY_PIECES',
  'REQUEST_TIMEOUT',
  'TRANSFER_CODING_NOT_IMPLEMENTED',
] as const satisfies readonly FailureCode[];

type Operation = Omit<ZodOpenApiOperationObject, 'requestParams'> & {
  readonly path?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: Record<string, z.ZodType>;
};

/** As components name it. */
export const ACCESS_TOKEN = 'accessToken';

/** Which token an operation needs; none where the system has no OIDC_ISSUER, and where partners and probes call. */
function securityOf(operationId: string | undefined) {
  const scope = Object.entries(SCOPE_OF).find(([operation]) => operation === operationId)?.[1];
  return { security: scope ? [{ [ACCESS_TOKEN]: [scope] }, {}] : [] };
}

/** An operation with the headers that all have, and the token that it needs. */
export function operation({ path, query, headers = {}, ...rest }: Operation): ZodOpenApiOperationObject {
  const header = z.object({ ...requestHeaders.everywhere, ...headers });
  return { ...rest, ...securityOf(rest.operationId), requestParams: { header, ...(path && { path }), ...(query && { query }) } };
}

/** The example is what is there to be tried, and taken as it stands. */
export function jsonBody(schema: z.ZodType, example: object) {
  return { required: true, content: { 'application/json': { schema, example } } };
}

export function optionalJsonBody(schema: z.ZodType, example: object) {
  return { required: false, content: { 'application/json': { schema: schema.nullable(), example } } };
}
