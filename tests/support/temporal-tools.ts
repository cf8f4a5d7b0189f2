import { goBuild } from '../../deploy/local/programs/go-build.ts';
import type { Tool } from '../../deploy/local/programs/tools.ts';

const VERSION = '1.32.1';

/** Temporal's production server, which `npm start` has no use for. */
export const temporalServerTool = tool('temporal-server', 'cmd/server');
/** Makes its tables. */
export const temporalSqlTool = tool('temporal-sql-tool', 'cmd/tools/sql');

function tool(name: string, command: string): Tool {
  return {
    name,
    version: VERSION,
    archive: (platform, arch) =>
      `https://github.com/temporalio/temporal/releases/download/v${VERSION}/temporal_${VERSION}_${platform}_${arch}.tar.gz`,
    build: goBuild(`go.temporal.io/server/${command}@v${VERSION}`),
    buildTakes: '5 to 6 minutes on two cores',
    wayOut: `put ${name} on PATH (https://docs.temporal.io/self-hosted-guide/deployment)`,
  };
}
