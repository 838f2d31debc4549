import '@mantine/core/styles.css';
import '@mantine/spotlight/styles.css';
import './app/styles/index.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError } from './api/client';
import { makeRouter } from './app/router';
import { resolveVariables, theme } from './app/theme';

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
// The scroll lock of dialogs adds a style element of its own and reads its nonce from this name.
Object.assign(globalThis, { __webpack_nonce__: nonce });

const colorSchemes = localStorageColorSchemeManager({ key: 'attain-color-scheme' });

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // What the server refused once it refuses again; only a lost connection or a fault is worth a second try.
      retry: (count, error) =>
        count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
      retryDelay: 500,
    },
  },
});

const router = makeRouter(client);

// A session can end while the page is open; the next answer says so, and the reader signs in again.
client.getQueryCache().subscribe((event) => {
  // The route asks for the session itself and knows what to do without one.
  if (event.type !== 'updated' || event.action.type !== 'error' || event.query.queryKey[0] === 'session')
    return;
  const { error } = event.action;
  const path = router.state.location.pathname;
  if (!(error instanceof ApiError) || error.status !== 401 || path === '/login' || path === '/setup') return;
  client.removeQueries({ queryKey: ['session'] });
  router.invalidate();
});

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root element.');

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveVariables}
      colorSchemeManager={colorSchemes}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
