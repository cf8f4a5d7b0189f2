import type { WorkflowHandle } from '@temporalio/client';
import { REFUND_COURSES } from './refund-histories-recorded.ts';
import { RETURN_COURSES } from './return-histories-recorded.ts';
import type { Lab, Limits } from './workflow-lab.ts';
import type { Run } from './workflow-run.ts';

/** What is done to an order that is completed, in a workflow of its own. */
export interface FollowUp {
  readonly limits?: Partial<Limits>;
  readonly prepare?: (lab: Lab) => void;
  /** Resolves once the workflow goes to its end by itself. */
  readonly take: (run: Run) => Promise<{ readonly handle: WorkflowHandle }>;
}

/** One of each kind; the histories that the replay test keeps are named after them. */
export const FOLLOW_UPS: Readonly<Record<string, FollowUp>> = {
  ...inFolder('refunds', REFUND_COURSES),
  ...inFolder('returns', RETURN_COURSES),
};

function inFolder(folder: string, courses: Readonly<Record<string, FollowUp>>): Record<string, FollowUp> {
  return Object.fromEntries(Object.entries(courses).map(([name, course]) => [`${folder}/${name}`, course]));
}
