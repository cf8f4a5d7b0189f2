import type { Board } from './board.ts';
import { operator } from './operator.ts';
import { platform } from './platform.ts';
import { shop } from './shop.ts';

/** By the name of its file. */
export const BOARDS: Readonly<Record<string, Board>> = { shop, operator, platform };
