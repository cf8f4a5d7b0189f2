import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { MeasuredSection, Result, Run } from './result.ts';
import { tableOf } from './table.ts';

const PAGE = path.resolve(import.meta.dirname, '../docs/performance/results.md');
const HEAD = `# Results of the benchmark

Written by \`npm run bench -- --page\`; what the figures mean stands in [performance.md](../performance.md).`;

/** Writes docs/performance/results.md. */
export async function writePage({ sections, ...run }: Result): Promise<void> {
  const how = `${runText(run)}. ${run.machine}; all processes and the callers share it. Figures are medians.`;
  const text = [HEAD, how, ...sections.map((section) => sectionText(section, run))].join('\n\n');
  writeFileSync(PAGE, await format(text, { ...(await resolveConfig(PAGE)), filepath: PAGE }));
}

function runText({ at, commit, command }: Run): string {
  return `Commit ${commit}, ${at.slice(0, 10)}, \`${command}\``;
}

function sectionText(section: MeasuredSection, { machine }: Run): string {
  const { earlier } = section;
  const run = earlier ? [`${runText(earlier)}${earlier.machine === machine ? '' : `; ${earlier.machine}`}.`] : [];
  const details = (section.texts ?? []).map(([title, text]) => {
    const shown = text.startsWith('|') ? text : `\`\`\`text\n${text}\n\`\`\``;
    return `<details><summary>${title}</summary>\n\n${shown}\n\n</details>`;
  });
  return [`## ${section.title}`, ...run, section.how, tableOf(section), ...details].join('\n\n');
}
