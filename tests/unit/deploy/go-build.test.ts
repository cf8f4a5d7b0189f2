import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { collectorBuild, goBuild } from '../../../deploy/local/programs/go-build.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'go-build-'));
const { PATH } = process.env;
afterEach(() => void (process.env['PATH'] = PATH));
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder to build in, and a Go that writes down how it is called. */
function withGo(name: string) {
  const [work, bin] = [path.join(folder, name), path.join(folder, `${name}-bin`)];
  for (const each of [work, bin]) mkdirSync(each);
  const calls = path.join(folder, `${name}-calls`);
  writeFileSync(path.join(bin, 'go'), `#!/bin/sh\necho "$(basename "$PWD") $GOWORK $*" >> ${calls}\n`);
  chmodSync(path.join(bin, 'go'), 0o755);
  process.env['PATH'] = [bin, '/bin', '/usr/bin'].join(path.delimiter);
  return { work, calls: () => readFileSync(calls, 'utf8').trim().split('\n') };
}

describe('a program built with Go', () => {
  it('is built from a module of its own, whatever workspace lies above', async () => {
    const { work, calls } = withGo('plain');
    expect(await goBuild('example.org/a/v2/cmd/program@v2.1.0', { tags: 'small' })(work, undefined)).toBe(path.join(work, 'built'));
    expect(calls()).toEqual([
      'source off mod init build',
      'source off get example.org/a/v2/cmd/program@v2.1.0',
      `source off build -tags small -o ${path.join(work, 'built')} example.org/a/v2/cmd/program`,
    ]);
  });

  it('is, as a Collector, put together by its builder, all of one version', async () => {
    const { work, calls } = withGo('collector');
    const build = collectorBuild('otelcol', '1.2.3', { receivers: ['example.org/receiver'], exporters: ['example.org/exporter'] });
    expect(await build(work, undefined)).toBe(path.join(work, 'source', 'otelcol'));
    const manifest = path.join(work, 'manifest.json');
    expect(calls()).toEqual([expect.stringContaining(`off run go.opentelemetry.io/collector/cmd/builder@v1.2.3 --config ${manifest}`)]);
    expect(JSON.parse(readFileSync(manifest, 'utf8'))).toEqual({
      dist: { name: 'otelcol', version: '1.2.3', output_path: path.join(work, 'source') },
      receivers: [{ gomod: 'example.org/receiver v1.2.3' }],
      exporters: [{ gomod: 'example.org/exporter v1.2.3' }],
    });
  });

  it('is said to need Go where there is none', async () => {
    const { work } = withGo('missing');
    process.env['PATH'] = path.join(folder, 'nowhere');
    await expect(goBuild('example.org/a@v1.0.0')(work, undefined)).rejects.toThrow('Go is not on PATH');
  });
});
