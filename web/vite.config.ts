import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const outDir = resolve(import.meta.dirname, '../internal/ui/dist');

/**
 * The output folder also holds the committed placeholder page, so Vite must not empty it;
 * only what an earlier build left there goes.
 */
function removeEarlierBuild(): Plugin {
  return {
    name: 'remove-earlier-build',
    apply: 'build',
    buildStart() {
      rmSync(resolve(outDir, 'assets'), { recursive: true, force: true });
      rmSync(resolve(outDir, 'index.html'), { force: true });
    },
  };
}

export default defineConfig({
  plugins: [react(), removeEarlierBuild()],
  // The server replaces this text in every response; Vite puts it on each script, style and link.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir,
    emptyOutDir: false,
    // An inlined font or icon would need data: in font-src, which the policy does not allow.
    assetsInlineLimit: 0,
    target: 'es2022',
    // The chart library is one lazy chunk of about this size.
    chunkSizeWarningLimit: 700,
  },
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:8080',
      '/enter': 'http://127.0.0.1:8080',
    },
  },
});
