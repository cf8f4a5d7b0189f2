import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** What the Dockerfile copies. */
const SOURCES = [
  'activities',
  'adapters',
  'api',
  'clients',
  'console',
  'deploy',
  'domain',
  'package.json',
  'partners',
  'platform',
  'prisma',
  'proto',
  'worker',
  'workflows',
];

export interface Images {
  /** The folder that stands for an image: this checkout, unless its tag was built otherwise. */
  treeOf(image: string): string;
  /** Builds an image with one of the changes beside this file. @returns its folder */
  build(change: Change): string;
}

export function createImages(folder: string): Images {
  const treeOfTag = (tag: string) => path.join(folder, tag);
  const built = new Set<string>();
  return {
    treeOf(image) {
      const tag = image.slice(image.lastIndexOf(':') + 1);
      return built.has(tag) ? treeOfTag(tag) : ROOT;
    },
    build(change) {
      const tree = treeOfTag(change);
      mkdirSync(tree, { recursive: true });
      for (const source of SOURCES) cpSync(path.join(ROOT, source), path.join(tree, source), { recursive: true });
      symlinkSync(path.join(ROOT, 'node_modules'), path.join(tree, 'node_modules'));
      execFileSync('git', ['apply', changeFile(change)], { cwd: tree });
      built.add(change);
      return tree;
    },
  };
}

/** By which an image differs from this checkout. */
export const CHANGES = ['failing-migration', 'changed-workflow', 'failing-submits'] as const;
export type Change = (typeof CHANGES)[number];

export function changeFile(change: Change): string {
  return path.join(import.meta.dirname, 'changes', `${change}.diff`);
}
