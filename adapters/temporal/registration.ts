import type { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common';
import { CUSTOMER_ID, ORDER_STATUS } from '../../workflows/messages.ts';
import { GRPC, grpcCodeOf } from './failures.ts';

const searchAttributes = [ORDER_STATUS.name, CUSTOMER_ID.name];
/** temporal.api.enums.v1.IndexedValueType; numbers of a wire format do not change. */
const KEYWORD = 2;

/** Temporal is there and says no: asking again does not help. */
export class RegistrationRefused extends Error {
  override name = 'RegistrationRefused';
}

/**
 * Creates the namespace where it is missing; it keeps a workflow for 7 days after its end. May run twice at once.
 * @returns whether it was missing
 * @throws RegistrationRefused without the right to see it
 */
export async function ensureNamespace({ workflowService }: Connection, namespace: string): Promise<boolean> {
  try {
    await workflowService.describeNamespace({ namespace });
    return false;
  } catch (error) {
    if (grpcCodeOf(error) === GRPC.permissionDenied)
      throw new RegistrationRefused(`Temporal refuses access to namespace ${namespace}`, { cause: error });
    if (grpcCodeOf(error) !== GRPC.notFound) throw error;
  }
  try {
    await workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs('7 days') });
    return true;
  } catch (error) {
    if (grpcCodeOf(error) === GRPC.alreadyExists) return false;
    throw error;
  }
}

/**
 * Adds the search attributes that are missing.
 * @returns the names of those
 * @throws RegistrationRefused when one is there with another type, or the server has none left
 */
export async function ensureSearchAttributes({ operatorService }: Connection, namespace: string): Promise<string[]> {
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const wrong = searchAttributes.filter((name) => (customAttributes[name] ?? KEYWORD) !== KEYWORD);
  if (wrong.length > 0)
    throw new RegistrationRefused(`namespace ${namespace} has search attributes of another type than Keyword: ${wrong.join(', ')}`);
  const missing = searchAttributes.filter((name) => customAttributes[name] === undefined);
  if (missing.length > 0) {
    const added = Object.fromEntries(missing.map((name) => [name, KEYWORD]));
    await operatorService.addSearchAttributes({ namespace, searchAttributes: added }).catch((error: unknown) => {
      if (grpcCodeOf(error) !== GRPC.invalidArgument) throw error;
      const said = error instanceof Error ? error.message : String(error);
      throw new RegistrationRefused(`namespace ${namespace} takes no search attribute ${missing.join(', ')}: ${said}`, { cause: error });
    });
  }
  return missing;
}

/** Throws as long as a start with the search attributes would be refused: servers cache them for some seconds. */
export async function useSearchAttributes({ workflowService }: Connection, namespace: string): Promise<void> {
  const query = searchAttributes.map((name) => `${name} = 'none'`).join(' AND ');
  await workflowService.listWorkflowExecutions({ namespace, query, pageSize: 1 });
}
