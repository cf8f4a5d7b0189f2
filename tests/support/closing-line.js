/** Ends a run with the one line that CI reads: `N passed, N failed`, with what was skipped behind it. */
export default class ClosingLine {
  onRunComplete(_contexts, results) {
    const broken = results.testResults.filter((file) => file.testExecError).length;
    const failed = results.numFailedTests + broken;
    const skipped = results.numPendingTests + results.numTodoTests;
    const line = `${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    // Jest's own summary comes after every reporter's: only the process's end comes after that.
    process.once('exit', () => process.stdout.write(`\n${line}\n`));
  }
}
