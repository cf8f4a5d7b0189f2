import { defineConfig } from 'vite';
import { compileHint } from './compile-hint.ts';
import { themeVariables } from './theme-variables.ts';

/** Where `npm run console:dev` finds the API. */
const API_URL = process.env['API_URL'] ?? 'http://127.0.0.1:8080';
const API_PATHS = ['/orders', '/events', '/inventory', '/webhook-endpoints'];

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [themeVariables(), compileHint()],
  // What the API replaces by a fresh one in each answer: api/http/console/routes.ts.
  html: { cspNonce: '{nonce}' },
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, reportCompressedSize: false, emptyOutDir: true },
  server: { proxy: Object.fromEntries(API_PATHS.map((path) => [path, API_URL])) },
});
