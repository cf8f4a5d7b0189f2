// Temporal's time-skipping test server: found in the environment or the cache, else fetched with Maven, else the SDK downloads its own.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { userCacheDir } from '../../deploy/local/programs/tools.ts';
import { dial } from '../../platform/dial.ts';
import { freePort } from '../../platform/free-port.ts';
import { poll } from '../../platform/poll.ts';

const VERSION = '1.38.0';
const GENEROUS_MS = 120_000;
const run = promisify(execFile);

/**
 * Puts the launcher's path in TEMPORAL_TEST_SERVER, or, when there is no way to have one, the reason in
 * TEMPORAL_TEST_SERVER_MISSING: the workflow tests are then reported as skipped with it.
 */
export default async function findTimeSkippingServer(): Promise<void> {
  if (process.env['TEMPORAL_TEST_SERVER']) return;
  const folder = path.join(userCacheDir(), `temporal-test-server-${VERSION}`);
  try {
    if (!(await exists(path.join(folder, 'jars')))) await fetchWithMaven(folder);
    await run('java', ['-version']);
    process.env['TEMPORAL_TEST_SERVER'] = await prepareLauncher(folder);
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
    await rename(work, folder).catch(async (error: unknown) => {
      if (!(await exists(path.join(folder, 'jars')))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * A start loads some thousand classes, and the SDK gives it five seconds: from an archive of them (class data sharing, JEP 350) it
 * takes a third of the CPU time. The archive is of this Java and of the jars where they lie; another Java passes it over, and one before
 * 13 makes none.
 */
async function prepareLauncher(folder: string): Promise<string> {
  const launcher = path.join(folder, 'temporal-test-server');
  const written = await readFile(launcher, 'utf8').catch(() => '');
  if (written === LAUNCHER) return launcher;
  const unfinished = `${launcher}.${process.pid}`;
  await writeFile(unfinished, LAUNCHER, { mode: 0o755 });
  try {
    await archiveClasses(unfinished, path.join(folder, 'classes.jsa'));
    await rename(unfinished, launcher);
  } finally {
    await rm(unfinished, { force: true });
  }
  return launcher;
}

/** Java writes down the classes that a server has loaded until it listens, when it ends. */
async function archiveClasses(launcher: string, archive: string): Promise<void> {
  const unfinished = `${archive}.${process.pid}`;
  const port = await freePort();
  const server = spawn(launcher, [String(port)], { stdio: 'ignore', env: { ...process.env, ARCHIVE_TO: unfinished } });
  const ended = once(server, 'exit').then(() => Promise.reject(new Error(`${launcher} ended before it listened`)));
  const listening = poll({ what: 'the test server does not listen', withinMs: GENEROUS_MS }, () =>
    dial(`127.0.0.1:${port}`, AbortSignal.timeout(GENEROUS_MS)),
  );
  await Promise.race([listening, ended]);
  server.kill('SIGTERM');
  await ended.catch(() => undefined);
  if (await exists(unfinished)) await rename(unfinished, archive);
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
here=$(dirname "$0")
if [ -n "$ARCHIVE_TO" ]; then classes="-XX:ArchiveClassesAtExit=$ARCHIVE_TO"; else classes="-XX:SharedArchiveFile=$here/classes.jsa"; fi
exec java -XX:+IgnoreUnrecognizedVMOptions "$classes" -Xlog:disable -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$here/jars/*" io.temporal.testserver.TestServer "$@"
`;
