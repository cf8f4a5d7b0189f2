import { variables } from '../platform/variables.ts';

interface Variable {
  readonly name: string;
  readonly group: string;
  readonly description: string;
  readonly secret: boolean;
  /** As a person reads it: the default, or what happens without the variable. */
  readonly shown: string;
  readonly default: string | undefined;
}

function all(): Variable[] {
  return Object.entries(variables.shape).map(([name, schema]) => {
    const meta = schema.meta() ?? {};
    const fallback = schema.safeParse(undefined).data;
    const value = fallback === undefined ? undefined : String(fallback);
    return {
      name,
      group: String(meta.group),
      description: meta.description ?? '',
      secret: meta.secret === true,
      shown: typeof meta.shown === 'string' ? meta.shown : (value ?? ''),
      default: value,
    };
  });
}

/** Every variable with its default; what is given by its absence, the addresses first of all, is commented out. */
export function envExample(): string {
  const groups = Map.groupBy(all(), ({ group }) => group);
  const parts = [...groups].map(([group, members]) => `# ${group.replaceAll('`', '')}\n\n${members.map(envLines).join('\n')}`);
  return `# Copied to .env, read by \`npm start\` and docker compose. A variable that is empty or absent has its default.\n\n${parts.join('\n')}`;
}

function envLines({ name, group, description, shown, default: value }: Variable): string {
  const isAddress = group === 'Addresses';
  const line = value === undefined ? `# ${name}=` : `${isAddress ? '# ' : ''}${name}=${value}`;
  return `# ${description.replaceAll('`', '')}${value === undefined ? ` (without it: ${shown.replaceAll('`', '')})` : ''}\n${line}\n`;
}

const START = '<!-- configuration: written by `npm run config:docs` -->';
const END = '<!-- end of configuration -->';

/** The README with its table of variables made anew. @throws when the README has no place for it */
export function withReadmeTable(readme: string): string {
  const [before, rest] = readme.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`the README has no ${START} … ${END}`);
  const rows = all().map(({ name, shown, description, secret }) => [
    `\`${name}\``,
    cell(shown),
    cell(description) + (secret ? ' (secret)' : ''),
  ]);
  return `${before}${START}\n\n${table([['variable', 'default', 'meaning'], ...rows])}\n\n${END}${after}`;
}

/** Padded as the formatter pads tables, so that neither undoes the other's work. */
function table(rows: string[][]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (cells: string[], fill: string) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width, fill)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head, ' '), line([], '-'), ...body.map((row) => line(row, ' '))].join('\n');
}

const cell = (text: string) => text.replaceAll('|', '\\|');

export const CHART_SCHEMA = 'deploy/helm/durable-orders/values.schema.json';
/** The chart sets these itself, from values of its own. */
const SET_BY_THE_CHART = /^(API_HOST|\w+_HTTP_PORT|(API|GRPC)_PORT|GRPC_TLS_\w+|TEMPORAL_(DEPLOYMENT_NAME|WORKER_BUILD_ID)|WATCHED_DISK)$/;
const NAMES = /"propertyNames": \{\s*"enum": \[[^\]]*\]\s*\}/;

/** The chart's schema with the variables that its value `config` may hold: no secrets, which belong into a Secret. @throws when it has no place for them */
export function withChartVariables(schema: string): string {
  if (!NAMES.test(schema)) throw new Error('the schema has no names of config');
  const names = all().filter(
    ({ name, group, secret }) => group !== '`npm start`' && (!secret || name === 'NATS_URL') && !SET_BY_THE_CHART.test(name),
  );
  const lines = names.map(({ name }) => `          "${name}"`).join(',\n');
  return schema.replace(NAMES, `"propertyNames": {\n        "enum": [\n${lines}\n        ]\n      }`);
}
