// Builds the workflows' bundles beforehand, with and without encryption, for an image whose containers cannot write: `node worker/bundle-main.ts`.
import { commandLine, wordsOf } from '../platform/command-line.ts';
import { createLogger } from '../platform/logger.ts';
import { bundleOrderWorkflows } from './workflow-bundle.ts';

const USAGE = "npm run bundle: builds the workflows' bundles";
commandLine(USAGE, (args) => wordsOf(args, { most: 0 }));

const log = createLogger('worker', 'warn');
await bundleOrderWorkflows(log);
await bundleOrderWorkflows(log, { isEncrypted: true });
