import { reasonOf } from '../../platform/poll.ts';
import type { Report } from '../../platform/screen.ts';

/** Of a command that tries one thing after another on a running system, and goes on after what did not hold. */
export class Checks {
  #passed = 0;
  #failed = 0;
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  check = async (what: string, holds: () => Promise<unknown>): Promise<void> => {
    try {
      await holds();
      this.#passed += 1;
      this.#report(`ok      ${what}`);
    } catch (error) {
      this.#failed += 1;
      this.#report(`BROKEN  ${what}: ${reasonOf(error)}`);
    }
  };

  /** Says how many held. @returns the exit code */
  close(): number {
    this.#report(`${this.#passed} passed, ${this.#failed} failed`);
    return this.#failed === 0 ? 0 : 1;
  }
}
