import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { type Config, ConfigError, loadConfig } from './config.ts';
import { neverProxyLoopback } from './loopback-proxy.ts';

const ENV_FILE = path.resolve(import.meta.dirname, '..', '.env');

/**
 * The configuration as `npm start` and the tools take it: the environment, and what this folder's `.env` adds to it.
 * @throws ConfigError that lists every fault together
 */
export function loadLocalConfig(): Config {
  if (existsSync(ENV_FILE)) Object.assign(process.env, readEnvFile(ENV_FILE), { ...process.env });
  neverProxyLoopback();
  return loadConfig();
}

/** @throws ConfigError when the file is not UTF-8 */
export function readEnvFile(file: string): NodeJS.Dict<string> {
  try {
    // Skips a byte-order mark, which editors on Windows write.
    return parseEnv(new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)));
  } catch (cause) {
    throw new ConfigError(`${file} cannot be read: save it as UTF-8`, { cause });
  }
}
