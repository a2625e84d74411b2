// Builds the app that nginx serves, and proxies the API in development (API_URL, by default the mock server).
import { defineConfig } from 'vite';
import react from '@vitejs/plugin-react';

const api = process.env.API_URL ?? 'http://127.0.0.1:18310';
const proxied = ['/api', '/rest', '/session', '/demo'];

export default defineConfig({
  plugins: [react()],
  server: { proxy: Object.fromEntries(proxied.map((path) => [path, api])) },
  build: {
    target: 'es2022',
    // Nothing is inlined as data: so that the content security policy stays at 'self'.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
