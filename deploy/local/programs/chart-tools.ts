// What `npm run chart:check` judges the chart with.
import { goBuild } from './go-build.ts';
import type { Tool } from './tools.ts';

export const helmTool: Tool = {
  name: 'helm',
  version: '3.22.0',
  archive: (platform, arch) => `https://get.helm.sh/helm-v3.22.0-${platform}-${arch}.tar.gz`,
  build: goBuild('helm.sh/helm/v3/cmd/helm@v3.22.0'),
  buildTakes: '3 to 8 minutes on two cores',
  wayOut: 'put helm on PATH (https://helm.sh/docs/intro/install)',
  versionArgs: ['version', '--template', '{{.Version}}'],
  suits: { version: /^v(\d+\.\d+)/, oldest: '3.14' },
};

export const kubeconformTool: Tool = {
  name: 'kubeconform',
  version: '0.8.0',
  archive: (platform, arch) => `https://github.com/yannh/kubeconform/releases/download/v0.8.0/kubeconform-${platform}-${arch}.tar.gz`,
  build: goBuild('github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0'),
  wayOut: 'put kubeconform on PATH (https://github.com/yannh/kubeconform#installation)',
  versionArgs: ['-v'],
};

export const kubeScoreTool: Tool = {
  name: 'kube-score',
  version: '1.20.0',
  archive: (platform, arch) => `https://github.com/zegl/kube-score/releases/download/v1.20.0/kube-score_1.20.0_${platform}_${arch}.tar.gz`,
  build: goBuild('github.com/zegl/kube-score/cmd/kube-score@v1.20.0'),
  wayOut: 'put kube-score on PATH (https://github.com/zegl/kube-score#installation)',
  versionArgs: ['version'],
};
