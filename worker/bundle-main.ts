// Builds the workflows' bundle beforehand, for an image whose containers cannot write: `node worker/bundle-main.ts`.
import { createLogger } from '../platform/logger.ts';
import { bundleOrderWorkflows } from './workflow-bundle.ts';

await bundleOrderWorkflows(createLogger('worker', 'warn'));
