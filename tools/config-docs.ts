// Writes what is said about the configuration, `.env.example`, the README's table and what the chart takes, from its schema: `npm run
// config:docs`.
import { readFileSync, writeFileSync } from 'node:fs';
import { commandLine, wordsOf } from '../platform/command-line.ts';
import { CHART_SCHEMA, envExample, withChartVariables, withReadmeTable } from './config-text.ts';

const USAGE = 'npm run config:docs';
commandLine(USAGE, (args) => wordsOf(args, { most: 0 }));

const at = (name: string) => new URL(`../${name}`, import.meta.url);

writeFileSync(at('.env.example'), envExample());
writeFileSync(at('README.md'), withReadmeTable(readFileSync(at('README.md'), 'utf8')));
writeFileSync(at(CHART_SCHEMA), withChartVariables(readFileSync(at(CHART_SCHEMA), 'utf8')));
