type ProtoTimestamp = { readonly seconds?: unknown; readonly nanos?: number | null } | null | undefined;

/** A moment of Temporal's API, to the millisecond (ISO 8601). */
export function instantOf(time: ProtoTimestamp): string {
  return new Date(Number(time?.seconds ?? 0) * 1000 + Math.floor((time?.nanos ?? 0) / 1e6)).toISOString();
}
