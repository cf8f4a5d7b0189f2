import type { Tool } from '../../deploy/local/programs/tools.ts';
import { moduleBuild } from '../cluster/programs/module-build.ts';

const VERSION = '3.6.12';

/** The gateway of deploy/compose/whole. */
export const traefikTool: Tool = {
  name: 'traefik',
  version: VERSION,
  archive: (platform, arch) =>
    `https://github.com/traefik/traefik/releases/download/v${VERSION}/traefik_v${VERSION}_${platform}_${arch}.tar.gz`,
  build: moduleBuild({
    module: `github.com/traefik/traefik/v3@v${VERSION}`,
    folder: 'cmd/traefik',
    flags: ['-ldflags', `-s -w -X github.com/traefik/traefik/v3/pkg/version.Version=${VERSION}`],
  }),
  buildTakes: '10 to 20 minutes on two cores',
  wayOut: 'it is needed for this test alone',
  versionArgs: ['version'],
};
