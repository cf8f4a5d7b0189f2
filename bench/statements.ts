import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from '../platform/poll.ts';
import { queryDatabase } from '../deploy/local/scripting/query-database.ts';
import type { BenchSystem } from './system.ts';

export interface Logged {
  /** The application's name: which of our processes sent it. */
  readonly who: string;
  /** On one line, without parameters. */
  readonly sql: string;
  /** False within an explicit transaction, whose first statement alone counts as it. */
  readonly isOwnTransaction: boolean;
}

const LINE = /^bench (?<session>\d+) (?<who>.*?)\| LOG: {2}(?:execute \S+: |statement: )(?<sql>.*)$/;

/** Has PostgreSQL write every statement that our processes send into its log, from now on until `stop`. */
export async function logStatements({ dataDir, config }: Pick<BenchSystem, 'dataDir' | 'config'>): Promise<{ stop(): Promise<Logged[]> }> {
  const set = (settings: Readonly<Record<string, string>>) => setServer(config.database.url, settings);
  const file = path.join(dataDir, 'logs', 'postgres.log');
  await set({ log_line_prefix: 'bench %p %a| ', log_statement: 'all' });
  const { size } = await stat(file);
  return {
    async stop() {
      await set({ log_statement: 'none' });
      const text = await readFile(file, 'utf8');
      return parse(text.slice(size));
    },
  };
}

async function setServer(url: string, settings: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(settings)) await queryDatabase(url, `alter system set ${name} = '${value}'`);
  await queryDatabase(url, 'select pg_reload_conf()');
  const [[name, value] = ['', '']] = Object.entries(settings).toReversed();
  // A session that is opened now has what the server was told to read.
  await eventually(
    () => queryDatabase<Record<string, string>>(url, `show ${name}`),
    ([row]) => row?.[name] === value,
  );
}

/** Lines that begin with a tab go on with the one before. */
export function parse(text: string): Logged[] {
  const lines = text.replaceAll('\n\t', ' ').split('\n');
  const open = new Map<string, number>();
  return lines.flatMap((line): Logged[] => {
    const { session = '', who = '', sql = '' } = LINE.exec(line)?.groups ?? {};
    if (!who.startsWith('durable-orders')) return [];
    const text = sql.replaceAll(/\s+/g, ' ').trim();
    if (/^begin/i.test(text)) open.set(session, 0);
    else if (/^(commit|rollback)/i.test(text)) open.delete(session);
    const before = open.get(session);
    if (before !== undefined && !/^begin/i.test(text)) open.set(session, before + 1);
    return [{ who: who.replace('durable-orders ', ''), sql: text, isOwnTransaction: before === undefined || before === 0 }];
  });
}
