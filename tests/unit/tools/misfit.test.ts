import { misfitText } from '../../support/replay.ts';

const FAILURE = `Replay failed with a nondeterminism error. Details: Workflow activation completion failed: Failure { failure: Some(Failure { message: "[TMPRL1100] Nondeterminism error: Activity type of recorded marker 'bookShipment' does not match activity type of local activity command 'wrapGift'", source: "", stack_trace: "" }) }`;

describe('a history that does not replay', () => {
  it('is told by its name and by what it has in place of the command that the workflow gives', () => {
    expect(misfitText('completed', FAILURE)).toBe(
      "completed does not fit the workflows any more: Nondeterminism error: Activity type of recorded marker 'bookShipment' does not match activity type of local activity command 'wrapGift'. See docs/changing-workflows.md",
    );
  });

  it('is told as the SDK tells it when that says something else', () => {
    expect(misfitText('completed', 'no such history')).toContain('no such history');
  });
});
