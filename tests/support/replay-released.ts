// Whether orders of a release go on with the workflows as they are: `npm run history:released [-- <revision>]`. The histories come from
// that revision, so that who records one anew does not hide that those of before fit no more.
import { commandLine, wordsOf } from '../../platform/command-line.ts';
import { createLogger } from '../../platform/logger.ts';
import { bundleOrderWorkflows } from '../../worker/workflow-bundle.ts';
import { lastRelease, replayRevision } from './released-histories.ts';

const USAGE = `npm run history:released [-- <revision>]

  <revision>  of git, whose saved histories are replayed (default: the tag of the last release)`;

const [asked] = commandLine(USAGE, (args) => wordsOf(args, { most: 1 }));
const revision = asked ?? (await lastRelease());
if (revision === undefined) console.log('There is no release yet, and so no order of one.');
else {
  const { names, misfits } = await replayRevision(revision, await bundleOrderWorkflows(createLogger('worker', 'error')));
  for (const { text } of misfits.values()) console.log(text);
  console.log(`${names.length - misfits.size} of ${names.length} histories of ${revision} replay`);
  process.exitCode = misfits.size === 0 ? 0 : 1;
}
