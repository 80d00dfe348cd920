import { defineConfig } from 'vite';

// The built page is committed: whoever builds Estats needs no Node. One script, one sheet, no names
// that change with every build, and nothing inline, since the daemon forbids that.
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
        entryFileNames: 'assets/estats.js',
        chunkFileNames: 'assets/[name].js',
        assetFileNames: 'assets/[name][extname]',
      },
    },
  },
});
