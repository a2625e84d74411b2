// Component and unit tests run in jsdom; each file starts from a clean page and a clean fake server.
import { defineConfig } from 'vitest/config';
import react from '@vitejs/plugin-react';

export default defineConfig({
  plugins: [react()],
  // One test reads the reference of the error codes.
  server: { fs: { allow: ['..'] } },
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'http://localhost/' } },
    setupFiles: ['test/setup.ts'],
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    restoreMocks: true,
    unstubGlobals: true,
    maxWorkers: 2,
    testTimeout: 60_000,
    css: false,
  },
});
