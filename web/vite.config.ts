// Three builds into one folder: the pages, with hashed names, and the widget as a module and as a script, each
// one file under a name that shops write into their pages.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin, type UserConfig } from 'vite';

const OUT = 'dist';
/** Files that a server sends compressed; each lies beside its plain form. */
const TEXT = /\.(html|js|mjs|css|svg|json)$/;

/** Writes `.br` and `.gz` beside every text file, so that the server compresses nothing itself. */
function compress(): Plugin {
  let folder = OUT;
  return {
    name: 'compress',
    apply: 'build',
    configResolved({ build }) {
      folder = build.outDir;
    },
    closeBundle() {
      const quality = { [constants.BROTLI_PARAM_QUALITY]: 11 };
      for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!TEXT.test(file)) continue;
        const path = join(folder, file);
        const bytes = readFileSync(path);
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
        writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: quality }));
      }
    },
  };
}

const target = 'es2022';

const pages: UserConfig = {
  build: {
    target,
    outDir: OUT,
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: { input: ['storefront.html', 'console.html', 'studio.html'] },
  },
};

const widget = (format: 'es' | 'iife'): UserConfig => ({
  publicDir: false,
  // A classic script has no such address; it asks the document where it came from.
  define: format === 'iife' ? { 'import.meta.url': 'undefined' } : {},
  build: {
    target,
    outDir: OUT,
    emptyOutDir: false,
    lib: {
      entry: 'src/widget/index.ts',
      name: 'Storekeeper',
      formats: [format],
      fileName: () => (format === 'es' ? 'widget.mjs' : 'widget.js'),
    },
  },
});

const modes: Record<string, UserConfig> = { module: widget('es'), script: widget('iife') };

/** The program that `npm run dev` shows the pages of. */
const program = process.env.STOREKEEPER_URL ?? 'http://127.0.0.1:7777';

export default defineConfig(({ mode }) => ({
  ...(modes[mode] ?? pages),
  plugins: [compress()],
  server: { proxy: { '/v1': program, '/pictures': program } },
}));
