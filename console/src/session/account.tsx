import styles from './session.module.css';
import { logOut, useMay, useSession } from './session.ts';

/** Who is logged in. */
export function Account() {
  const session = useSession();
  const mayOperate = useMay('orders:operate');
  if (session.state !== 'in' && session.state !== 'ended') return null;
  return (
    <div className={styles['account']}>
      <span>
        {session.person.name}
        {!mayOperate && <small>May look, and not look after</small>}
      </span>
      <button type="button" onClick={() => void logOut()}>
        Log out
      </button>
    </div>
  );
}
