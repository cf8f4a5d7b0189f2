import { Button } from '@mantine/core';

interface OlderButtonProps {
  readonly list: { readonly hasNextPage: boolean; readonly isFetchingNextPage: boolean; readonly fetchNextPage: () => Promise<unknown> };
  readonly label?: string;
}

/** Fetches what comes behind the last page; nothing where there is none. */
export function OlderButton({ list: { hasNextPage, isFetchingNextPage, fetchNextPage }, label = 'Show older orders' }: OlderButtonProps) {
  if (!hasNextPage) return null;
  return (
    <Button mt="sm" variant="default" fullWidth loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
      {label}
    </Button>
  );
}
