import { z } from 'zod';

/**
 * Text that PostgreSQL can store: no NUL, no half of a surrogate pair. Length in characters, as JSON Schema counts it. Where there
 * has to be some, white space alone is none.
 */
export function text(minLength: number, maxLength: number) {
  return z
    .string()
    .refine((value) => value.isWellFormed() && !value.includes('\0'), { error: 'must not hold NUL or a lone surrogate', abort: true })
    .refine((value) => isBetween(lengthOf(value, maxLength), minLength, maxLength), {
      error: `must have ${minLength}–${maxLength} characters`,
      abort: true,
    })
    .refine((value) => minLength === 0 || value.trim() !== '', { error: 'must hold something besides white space' })
    .meta({ minLength, maxLength, pattern: minLength === 0 ? '^[^\\u0000]*$' : '^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$' });
}

/** Characters are at most as many as code units, and at least half as many: long ones need no count. */
function lengthOf(value: string, maxLength: number): number {
  return value.length > 2 * maxLength ? value.length : Array.from(value).length;
}

function isBetween(length: number, min: number, max: number): boolean {
  return length >= min && length <= max;
}
