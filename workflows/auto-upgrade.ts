import { setWorkflowOptions, workflowInfo } from '@temporalio/workflow';

/**
 * Every task of the workflow goes to the build that is current then, so that none has to be kept for it: its code must fit the
 * histories of all that run. The server refuses the task of a worker without a version that says so.
 */
export function autoUpgrade(workflow: (...args: never[]) => Promise<unknown>): void {
  const options = () => (workflowInfo().currentDeploymentVersion?.deploymentName ? ({ versioningBehavior: 'AUTO_UPGRADE' } as const) : {});
  setWorkflowOptions(options, workflow);
}
