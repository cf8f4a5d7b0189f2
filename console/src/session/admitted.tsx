import { useQueryClient } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { LoginLink } from './login-link.tsx';
import styles from './session.module.css';
import { readSession, useSession } from './session.ts';

/** The console, for whoever may see it; everybody else is told how to get in. */
export function Admitted({ children }: { readonly children: ReactNode }) {
  const session = useSession();
  const queries = useQueryClient();
  useEffect(() => {
    // What was refused meanwhile is read again.
    if (session.state === 'in') void queries.invalidateQueries({ predicate: ({ state }) => state.status === 'error' });
  }, [session.state, queries]);
  switch (session.state) {
    case 'open':
    case 'in':
    case 'ended':
      return children;
    case 'reading':
      return <Loading />;
    case 'failed':
      return <Failed error={session.error} onRetry={() => void readSession()} />;
    case 'out':
      return (
        <Empty isWholePage title="Nobody is logged in">
          <p>The console shows orders to people whom your token issuer knows.</p>
          <p className={styles['enter']}>
            <LoginLink />
          </p>
        </Empty>
      );
    case 'none':
      return (
        <Empty isWholePage title="Nobody can log in here">
          <p>
            This API wants an access token of its callers, and has no client at the issuer to log people in with: set CONSOLE_CLIENT_ID.
          </p>
        </Empty>
      );
  }
}

/** Above every page. */
export function AccessBanner() {
  const { state } = useSession();
  if (state === 'open')
    return (
      <aside className={styles['banner']} aria-label="Access">
        Nobody logs in here: whoever reaches this address may do everything.
      </aside>
    );
  if (state !== 'ended') return null;
  return (
    <p className={styles['banner']} role="alert">
      Your login has ended. What you typed is still here. <LoginLink isAside />, and go on.
    </p>
  );
}
