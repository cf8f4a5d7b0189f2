// Builds the workflows' bundle beforehand, for an image whose containers cannot write: `node worker/bundle-main.ts`.
import { commandLine, wordsOf } from '../platform/command-line.ts';
import { createLogger } from '../platform/logger.ts';
import { bundleOrderWorkflows } from './workflow-bundle.ts';

const USAGE = "npm run bundle: builds the workflows' bundle";
commandLine(USAGE, (args) => wordsOf(args, { most: 0 }));

await bundleOrderWorkflows(createLogger('worker', 'warn'));
