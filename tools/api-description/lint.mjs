// Holds the API's documents against Redocly's rules, and the one of AsyncAPI against its own parser: node lint.mjs FILE…
import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
import { createConfig, formatProblems, getTotals, lint } from '@redocly/openapi-core';

const CONFIG = new URL('rules.yaml', import.meta.url);
const config = await createConfig(readFileSync(CONFIG, 'utf8'), { configPath: CONFIG.pathname });

async function breaksNoRule(file) {
  const problems = await lint({ ref: file, config });
  const totals = getTotals(problems);
  if (problems.length > 0) formatProblems(problems, { totals });
  return totals.errors + totals.warnings === 0;
}

async function isAsyncApi(file) {
  const { document, diagnostics } = await new Parser().parse(readFileSync(file, 'utf8'));
  for (const { message, path } of diagnostics) console.error(`${file} #/${path.join('/')}: ${message}`);
  return document !== undefined && diagnostics.length === 0;
}

const verdicts = [];
for (const file of process.argv.slice(2)) {
  verdicts.push(await breaksNoRule(file));
  if (file.endsWith('asyncapi.json')) verdicts.push(await isAsyncApi(file));
}
process.exitCode = verdicts.every(Boolean) ? 0 : 1;
