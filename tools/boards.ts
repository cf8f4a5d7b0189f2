// Writes the boards that Grafana is given: `npm run boards`.
import { writeFileSync } from 'node:fs';
import { commandLine, wordsOf } from '../platform/command-line.ts';
import { boardFiles } from './boards/files.ts';

const USAGE = `npm run boards

Writes deploy/observability/boards/*.json from tools/boards/.`;

commandLine(USAGE, (args) => wordsOf(args, { most: 0 }));
for (const [file, text] of boardFiles()) writeFileSync(file, text);
