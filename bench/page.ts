import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { chartsOf } from './charts.ts';
import type { MeasuredSection, Result, Run } from './result.ts';
import { tableOf } from './table.ts';

const DOCS = path.resolve(import.meta.dirname, '../docs');
const BEGIN = '<!-- measured: written by npm run bench -- --page -->';
const END = '<!-- end of what was measured -->';

/** Puts results and charts into docs/performance.md, between its two marks; what people wrote around them stays. */
export async function writePage(result: Result): Promise<void> {
  const charts = chartsOf(result);
  mkdirSync(path.join(DOCS, 'performance'), { recursive: true });
  for (const { file, svg } of charts) writeFileSync(path.join(DOCS, 'performance', file), `${svg}\n`);
  const images = new Map(charts.map(({ title, file }) => [title, `![${title}](performance/${file})`]));
  const page = path.join(DOCS, 'performance.md');
  const text = readFileSync(page, 'utf8');
  const [head, tail] = [text.slice(0, text.indexOf(BEGIN)), text.slice(text.indexOf(END) + END.length)];
  const options = { ...(await resolveConfig(page)), filepath: page };
  writeFileSync(page, await format(`${head}${BEGIN}\n\n${measured(result, images)}\n\n${END}${tail}`, options));
}

function measured({ sections, ...run }: Result, images: ReadonlyMap<string, string>): string {
  const how = `${runText(run)}. ${run.machine}; all processes and the callers share it. Figures are medians.`;
  return [how, ...sections.map((section) => sectionText(section, run, images.get(section.title)))].join('\n\n');
}

function runText({ at, commit, command }: Run): string {
  return `Commit ${commit}, ${at.slice(0, 10)}, \`${command}\``;
}

function sectionText(section: MeasuredSection, { machine }: Run, image: string | undefined): string {
  const { earlier } = section;
  const run = earlier ? [`${runText(earlier)}${earlier.machine === machine ? '' : `; ${earlier.machine}`}.`] : [];
  const details = (section.texts ?? []).map(([title, text]) => {
    const shown = text.startsWith('|') ? text : `\`\`\`text\n${text}\n\`\`\``;
    return `<details><summary>${title}</summary>\n\n${shown}\n\n</details>`;
  });
  return [`### ${section.title}`, ...run, section.how, ...(image ? [image] : []), tableOf(section), ...details].join('\n\n');
}
