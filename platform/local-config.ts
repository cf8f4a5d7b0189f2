import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Config, loadConfig } from './config.ts';

const ENV_FILE = path.resolve(import.meta.dirname, '..', '.env');

/**
 * The configuration as `npm start` and the tools take it: the environment, and what this folder's `.env` adds to it.
 * @throws ConfigError that lists every fault together
 */
export function loadLocalConfig(): Config {
  if (existsSync(ENV_FILE)) process.loadEnvFile(ENV_FILE);
  return loadConfig();
}
