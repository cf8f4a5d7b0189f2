/** What `explain (analyze, buffers, format json)` tells of a step of a plan, as far as it is shown. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly 'Sort Method'?: string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

export interface Explained {
  readonly Plan: PlanNode;
  readonly 'Execution Time': number;
}

/** Pages that were looked at, in memory or not: unlike a time, the same on every machine. */
export function pagesOf({ Plan }: Explained): number {
  return Plan['Shared Hit Blocks'] + Plan['Shared Read Blocks'];
}

/** One line for each step that reads or sorts, indented as it stands under others. */
export function planLines({ Plan }: Explained): string[] {
  return linesOf(Plan, '  ');
}

function linesOf(node: PlanNode, indent: string): string[] {
  const { Plans = [] } = node;
  const isRead = node['Relation Name'] !== undefined || node['Index Name'] !== undefined;
  const isShown = (isRead && node['Node Type'] !== 'ModifyTable') || node['Sort Method'] !== undefined;
  const below = Plans.flatMap((plan) => linesOf(plan, isShown ? `${indent}  ` : indent));
  return isShown ? [`${indent}${lineOf(node)}`, ...below] : below;
}

function lineOf(node: PlanNode): string {
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  const where = node['Index Name'] ?? node['Relation Name'];
  return [
    [node['Node Type'], where].filter(Boolean).join(' '),
    `${node['Actual Rows']} rows${node['Actual Loops'] === 1 ? '' : ` × ${node['Actual Loops']}`}`,
    ...(removed > 0 ? [`${removed} removed by filter`] : []),
    ...(node['Sort Method'] === undefined ? [] : [node['Sort Method']]),
    `${node['Shared Hit Blocks'] + node['Shared Read Blocks']} pages`,
  ].join(', ');
}
