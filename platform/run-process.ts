import { commandLine, wordsOf } from './command-line.ts';
import { ConfigError, loadConfig, type Config } from './config.ts';
import { neverProxyLoopback } from './loopback-proxy.ts';
import { createLogger, type Logger, type ProcessName } from './logger.ts';

/**
 * Runs one process of the system with its configuration and log. What keeps it from starting is logged, and it exits 1; before
 * there is a configuration there is no log level, so faults are logged all the same.
 */
export async function runProcess(name: ProcessName, run: (config: Config, log: Logger) => Promise<void>): Promise<void> {
  commandLine(usageOf(name), (args) => wordsOf(args, { most: 0 }));
  neverProxyLoopback();
  let log = createLogger(name, 'info');
  try {
    const config = loadConfig();
    log = createLogger(name, config.log.level);
    await run(config, log);
  } catch (err) {
    if (err instanceof ConfigError) log.fatal(err.message);
    else log.fatal({ err }, `the ${name} cannot start`);
    process.exit(1);
  }
}

function usageOf(name: ProcessName): string {
  return `npm run start:${name}\n\nIt takes its settings from the environment alone: see .env.example.`;
}
