import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { queryClient } from './data/query-client.ts';
import { App } from './app.tsx';
import { readFirstList } from './list/first-list.ts';
import 'virtual:theme-variables.css';
import './mantine.css';
import { BASE, styleNonce } from './page.ts';
import { beginSession } from './session/session.ts';
import './theme.css';
import { asTheSystem, theme } from './theme.ts';

const root = document.querySelector('#root');
if (!root) throw new Error('The page has no #root.');

// While React gets to its work, and beside each other.
void beginSession();
readFirstList();
createRoot(root).render(
  <MantineProvider
    theme={theme}
    // A file has them: theme-variables.ts.
    withCssVariables={false}
    withGlobalClasses={false}
    defaultColorScheme="auto"
    colorSchemeManager={asTheSystem}
    getStyleNonce={styleNonce}
  >
    <QueryClientProvider client={queryClient}>
      <Router base={BASE}>
        <App />
      </Router>
    </QueryClientProvider>
  </MantineProvider>,
);
