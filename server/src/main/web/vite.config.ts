import { defineConfig } from 'vite';

// The built page is committed: whoever builds Estats needs no Node. Names of assets change with what
// is in them, since browsers keep them for a year; nothing is inline, since the daemon forbids that.
export default defineConfig({
  base: './',
  build: {
    outDir: '../resources/org/estats/server/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    target: 'es2023',
    rollupOptions: {
      output: {
        entryFileNames: 'assets/estats-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
});
