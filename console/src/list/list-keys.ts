import { useEffect, useEffectEvent, useState } from 'react';
import { isTyping } from '../parts/keys.ts';

interface ListPlace {
  /** Of the row that Enter opens, from 0. */
  readonly current: number;
  /** It was gone to by a key, and has to be seen. */
  readonly isReached: boolean;
}

/** `j` and `k` go through the rows, Enter opens one. */
export function useListKeys(count: number, open: (place: number) => void): ListPlace {
  const [place, setPlace] = useState<number>();
  const current = Math.min(place ?? 0, Math.max(0, count - 1));
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (isTyping(event) || count === 0) return;
    if (event.key === 'j') setPlace(Math.min(current + 1, count - 1));
    else if (event.key === 'k') setPlace(Math.max(current - 1, 0));
    else if (event.key === 'Enter' && !(event.target instanceof HTMLElement && event.target.closest('a, button'))) open(current);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    addEventListener('keydown', listener);
    return () => removeEventListener('keydown', listener);
  }, []);
  return { current, isReached: place !== undefined };
}
