import { Alert, Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { explained, Refusal } from '../data/answer.ts';
import type { Liveness } from '../live/liveness.ts';
import { LoginLink } from '../session/login-link.tsx';
import { useSession } from '../session/session.ts';
import styles from './states.module.css';

/** Lines where text will be. */
export function Loading({ lines = 6 }: { readonly lines?: number }) {
  return (
    <output aria-label="Loading" className={styles['loading']}>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} />
      ))}
    </output>
  );
}

interface FailedProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

export function Failed({ error, onRetry }: FailedProps) {
  const { state } = useSession();
  const isLoginOver = error instanceof Refusal && error.status === 401;
  // There is another login since: what was refused can be tried again.
  if (isLoginOver && state === 'in') return null;
  return (
    <Alert color="red" variant="light" role="alert" title="That did not work" className={styles['failed'] ?? ''}>
      <p>{isLoginOver ? <LoginLink isAside /> : explained(error)}</p>
      {onRetry && (
        <Button size="xs" variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Alert>
  );
}

interface EmptyProps {
  readonly title: string;
  /** It stands under no other heading. */
  readonly isWholePage?: boolean;
  readonly children?: ReactNode;
}

export function Empty({ title, isWholePage = false, children }: EmptyProps) {
  const Heading = isWholePage ? 'h1' : 'h2';
  return (
    <div className={styles['empty']}>
      <Heading>{title}</Heading>
      {children}
    </div>
  );
}

const LIVENESS: Readonly<Record<Liveness, string>> = {
  connecting: 'Connecting …',
  live: 'Live',
  broken: 'Not live: changes are not shown by themselves; connecting again …',
};

export function LiveSign({ liveness }: { readonly liveness: Liveness }) {
  return (
    <output className={styles['live']} data-liveness={liveness}>
      {LIVENESS[liveness]}
    </output>
  );
}
