import type { MouseEvent, ReactNode } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { BASE } from '../page.ts';

interface RowLinkProps {
  readonly href: string;
  readonly children: ReactNode;
}

/** A Link of a long list, without its hooks: fifty Links took longer than all else that fifty rows are made of. */
export function RowLink({ href, children }: RowLinkProps) {
  return (
    <a className="number" href={`${BASE}${href}`} onClick={follow}>
      {children}
    </a>
  );
}

/** In this page, unless it is wanted in a tab or a window of its own. */
function follow(event: MouseEvent<HTMLAnchorElement>): void {
  const { button, ctrlKey, metaKey, shiftKey, altKey, currentTarget } = event;
  if (button !== 0 || ctrlKey || metaKey || shiftKey || altKey) return;
  event.preventDefault();
  navigate(currentTarget.href);
}
