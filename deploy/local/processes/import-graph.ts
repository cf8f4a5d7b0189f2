// Which files a process loads: its entry, what that imports, and so on, as far as it is ours.
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** `import … from './x.ts'` and `export … from`, `import './x.ts'`, `import('./x.ts')`; `import type` loads nothing. */
const RELATIVE_IMPORT = /\b(?:(?:import|export)(?!\s+type\b)[^'";]*?\bfrom\s*|import\s*\(?\s*)'(\.{1,2}\/[^']+)'/g;

/** Absolute paths. A file that is not there any more is one of them: it is missed. */
export function filesReachedFrom(entries: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const toRead = entries.map((entry) => path.resolve(entry));
  for (let file = toRead.pop(); file !== undefined; file = toRead.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const [, specifier = ''] of contentOf(file).matchAll(RELATIVE_IMPORT)) toRead.push(path.resolve(path.dirname(file), specifier));
  }
  return reached;
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
