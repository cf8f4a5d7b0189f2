import { DomainError } from '../../domain/errors.ts';
import { ERROR_REMEDIES } from '../error-remedies.ts';
import { ERROR_TABLE, FAILURE_CODES, failureName, type Failure, type FailureCode } from '../error-table.ts';
import { pathParameter } from './address.ts';
import { escaped, htmlPage, PAGE_HEADERS } from './html-page.ts';
import { PROBLEMS_PATH } from './problem.ts';
import type { Resources } from './resource.ts';

/** What the `type` of a problem leads to: a page that explains it. */
export function problemPages(): Resources {
  const pages = new Map(FAILURE_CODES.map((code) => [failureName(code), pageOf(code)]));
  const list = htmlPage({ title: 'Problems', body: `<ul>${FAILURE_CODES.map(itemOf).join('\n')}</ul>` });
  return {
    [PROBLEMS_PATH]: { GET: { query: 'any', handle: async () => ({ status: 200, headers: PAGE_HEADERS, body: list }) } },
    [`${PROBLEMS_PATH}/{name}`]: {
      GET: {
        query: 'any',
        handle: async (req) => {
          const body = pages.get(pathParameter(req, 'name'));
          if (body === undefined) throw new DomainError('NOT_FOUND', `There is no problem of this name; ${PROBLEMS_PATH} lists them.`);
          return { status: 200, headers: PAGE_HEADERS, body };
        },
      },
    },
  };
}

function itemOf(code: FailureCode): string {
  const name = failureName(code);
  return `<li><a href="${PROBLEMS_PATH.slice(1)}/${name}">${name}</a>: ${escaped(ERROR_TABLE[code].title)}</li>`;
}

function pageOf(code: FailureCode): string {
  const { http, title, isFinal, retryAfterSeconds }: Failure = ERROR_TABLE[code];
  const facts = [
    `<code>${failureName(code)}</code>, HTTP ${http}.`,
    isFinal ? 'Final: under its Idempotency-Key the same request is answered so again.' : '',
    retryAfterSeconds === undefined ? '' : 'The same request may work later: Retry-After says when.',
  ];
  const paragraphs = [ERROR_REMEDIES[code], facts.filter(Boolean).join(' ')];
  return htmlPage({ title, body: paragraphs.map((text, index) => `<p>${index === 0 ? escaped(text) : text}</p>`).join('\n    ') });
}
