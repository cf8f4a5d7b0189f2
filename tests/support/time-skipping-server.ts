// Temporal's time-skipping test server: found in the environment or the cache, else fetched with Maven, else the SDK downloads its own.
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { userCacheDir } from '../../deploy/local/programs/tools.ts';

const VERSION = '1.38.0';
const run = promisify(execFile);

/**
 * Puts the launcher's path in TEMPORAL_TEST_SERVER, or, when there is no way to have one, the reason in
 * TEMPORAL_TEST_SERVER_MISSING: the workflow tests are then reported as skipped with it.
 */
export default async function findTimeSkippingServer(): Promise<void> {
  if (process.env['TEMPORAL_TEST_SERVER']) return;
  const launcher = path.join(userCacheDir(), `temporal-test-server-${VERSION}`, 'temporal-test-server');
  try {
    if (!(await exists(launcher))) await fetchWithMaven(path.dirname(launcher));
    await run('java', ['-version']);
    process.env['TEMPORAL_TEST_SERVER'] = launcher;
  } catch (noJava) {
    const reason = await tryDownload();
    if (reason) process.env['TEMPORAL_TEST_SERVER_MISSING'] = `no Java server (${firstLine(noJava)}), no download (${reason})`;
  }
}

/** Into a folder of its own, then renamed: a run at the same time, or one that was killed, leaves nothing half done. */
async function fetchWithMaven(folder: string): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}-new-`);
  try {
    await writeFile(path.join(work, 'pom.xml'), POM);
    await run('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=jars'], { cwd: work, timeout: 300_000 });
    const launcher = path.join(work, 'temporal-test-server');
    await writeFile(launcher, LAUNCHER);
    await chmod(launcher, 0o755);
    await rename(work, folder).catch(async (error: unknown) => {
      if (!(await exists(path.join(folder, 'temporal-test-server')))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The reason why the SDK cannot have its own server either. */
async function tryDownload(): Promise<string | undefined> {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  try {
    await (await TestWorkflowEnvironment.createTimeSkipping()).teardown();
    return undefined;
  } catch (error) {
    return firstLine(error);
  }
}

const exists = (file: string) =>
  stat(file).then(
    () => true,
    () => false,
  );
const firstLine = (error: unknown) => (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

const POM = `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>durable-orders</groupId>
  <artifactId>temporal-test-server-launcher</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>temporal-test-server</artifactId>
      <version>${VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-nop</artifactId>
      <version>1.7.36</version>
    </dependency>
  </dependencies>
</project>
`;

/** A server lives for seconds: it should start quickly rather than run fast. */
const LAUNCHER = `#!/bin/sh
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$(dirname "$0")/jars/*" io.temporal.testserver.TestServer "$@"
`;
