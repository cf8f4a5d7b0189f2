import { useState } from 'react';
import styles from './copy-button.module.css';

interface CopyButtonProps {
  readonly text: string;
  /** For who hears the button: `id`. */
  readonly what: string;
}

/** Without TLS, but for this machine, browsers have no clipboard: then there is no button. */
export function CopyButton({ text, what }: CopyButtonProps) {
  const [isCopied, setIsCopied] = useState(false);
  if (!isSecureContext) return null;
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setIsCopied(true);
  };
  const said = isCopied ? 'Copied' : 'Copy';
  return (
    <button type="button" className={styles['copy']} aria-label={`${said} the ${what}`} onClick={() => void copy()}>
      {said}
    </button>
  );
}
