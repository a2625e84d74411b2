// Builds the three screens that an existing React application mounts; React and its companions stay the host's.
import { defineConfig } from 'vite';
import react from '@vitejs/plugin-react';

export default defineConfig({
  plugins: [react()],
  publicDir: false,
  build: {
    outDir: 'dist-lib',
    target: 'es2022',
    lib: { entry: 'src/library/index.ts', formats: ['es'], cssFileName: 'pg-social', fileName: 'pg-social' },
    rollupOptions: {
      external: [/^react($|\/)/, /^react-dom($|\/)/, /^react-router($|\/)/, /^@tanstack\/react-query($|\/)/],
    },
  },
});
