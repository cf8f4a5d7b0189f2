import sequencer from '@jest/test-sequencer';

/** Long to short: what starts whole systems, what starts a server, what starts none. */
const SUITES = ['e2e', 'console', 'integration', 'workflows', 'unit'];

/** A clean clone knows no durations: suites of long files come first, so that no long file is left for one worker at the end. */
export default class LongestFirst extends sequencer {
  sort(tests) {
    const place = ({ context }) => SUITES.indexOf(context.config.displayName.name);
    // Jest's own order, of files.
    // oxlint-disable-next-line unicorn/no-array-sort
    return super.sort(tests).toSorted((one, other) => place(one) - place(other));
  }
}
