import { z } from 'zod';

/** Which build of the workers this one is: what Temporal's Worker Versioning goes by (docs/changing-workflows.md). */
export const workerVersionVariables = {
  TEMPORAL_DEPLOYMENT_NAME: z
    .string()
    .regex(/^[^.:]+$/, 'must hold neither . nor :')
    .optional()
    .meta({
      group: 'Temporal',
      shown: 'none',
      description: 'Worker Deployment that the workers belong to; with it an order stays with the build that began it. Needs the next one',
    }),
  TEMPORAL_WORKER_BUILD_ID: z
    .string()
    .min(1)
    .optional()
    .meta({ group: 'Temporal', shown: 'none', description: "build of this worker in that deployment, e.g. its image's digest" }),
};

type VersionVariables = { readonly [Name in keyof typeof workerVersionVariables]?: string | undefined };

/** Neither says anything without the other. */
export function requireVersionPair(v: VersionVariables, context: z.RefinementCtx): void {
  const names = ['TEMPORAL_DEPLOYMENT_NAME', 'TEMPORAL_WORKER_BUILD_ID'] as const;
  const missing = names.filter((name) => v[name] === undefined);
  const [name] = missing;
  if (missing.length === 1 && name !== undefined)
    context.addIssue({ code: 'custom', path: [name], message: `is needed beside ${names.find((other) => other !== name)}` });
}

export function workerVersion({ TEMPORAL_DEPLOYMENT_NAME: deploymentName, TEMPORAL_WORKER_BUILD_ID: buildId }: VersionVariables) {
  return deploymentName === undefined || buildId === undefined ? undefined : { deploymentName, buildId };
}
