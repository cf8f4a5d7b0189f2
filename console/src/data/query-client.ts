import { QueryClient } from '@tanstack/react-query';

/** The client has tried again already; what is a minute old is read again when somebody comes back to it. */
export const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 2000, networkMode: 'always' } } });
