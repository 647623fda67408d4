/**
 * Builds the website widget into src/deskbell/static/widget/:
 *   loader.js                  fixed name; the server replaces the token "__CONFIG__" (quotes included) with JSON
 *   frame.html                 the server replaces __NONCE__ and __CONFIG__ (JSON with every < written \u003c)
 *   frame-<hash>.js, lazy-…    immutable; .gz and .br beside them; the styles are inside
 *   preview.html, preview-…    the same views for the channel's editor on the desk; no visitor loads them
 * Fails when a byte budget is exceeded.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "vite";

const here = dirname(fileURLToPath(import.meta.url));
const OUT = join(here, "../../src/deskbell/static/widget");
const BASE = "/static/widget/";
const TOKEN = "__DESKBELL_CONFIG__";

/** Bytes after gzip. */
export const BUDGETS = { loader: 3 * 1024, frame: 25 * 1024 };

/** One entry and what it fetches later: every script by its file name. */
async function bundle(entry, format, entryName) {
  const result = await build({
    configFile: false,
    root: here,
    logLevel: "warn",
    build: {
      write: false,
      target: "es2022",
      // The styles are written plain; nothing is to be rewritten for older engines.
      cssTarget: ["chrome123", "firefox120", "safari17.5"],
      modulePreload: false,
      lib: { entry: join(here, entry), formats: [format], name: "deskbell" },
      rolldownOptions: {
        // What the later scripts share with the entry stays in the entry: one request, not two.
        preserveEntrySignatures: "allow-extension",
        // No bundler comes after this one that would read annotations.
        output: {
          minify: true,
          comments: { annotation: false },
          entryFileNames: entryName,
          chunkFileNames: "lazy-[hash].js",
        },
      },
    },
  });
  const files = (Array.isArray(result) ? result : [result]).flatMap((one) => one.output);
  return files.map((file) => ({
    name: file.fileName,
    entry: file.isEntry === true,
    text: file.code ?? String(file.source),
  }));
}

/**
 * @param {{outDir?: string}} options
 * @returns {Promise<{loader: number, frame: number}>} bytes after gzip
 */
export async function buildWidget({ outDir = OUT } = {}) {
  const [[loader], frame, preview, page, previewPage] = await Promise.all([
    bundle("loader/loader.ts", "iife", "loader.js"),
    bundle("frame/main.tsx", "es", "frame-[hash].js"),
    bundle("frame/preview.tsx", "es", "preview-[hash].js"),
    readFile(join(here, "frame/frame.html"), "utf8"),
    readFile(join(here, "frame/preview.html"), "utf8"),
  ]);
  if (loader.text.split(TOKEN).length !== 2) throw new Error(`loader: the token ${TOKEN} must appear exactly once`);
  const script = loader.text.replace(TOKEN, '"__CONFIG__"');
  const main = frame.find((file) => file.entry);
  const previewMain = preview.find((file) => file.entry);

  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  for (const { name, text } of [...frame, ...preview]) {
    await writeFile(join(outDir, name), text);
    await writeFile(join(outDir, `${name}.gz`), gzipSync(text, { level: 9 }));
    await writeFile(join(outDir, `${name}.br`), brotliCompressSync(text));
  }
  await writeFile(join(outDir, "loader.js"), script);
  await writeFile(join(outDir, "frame.html"), page.replace("__JS__", BASE + main.name));
  await writeFile(join(outDir, "preview.html"), previewPage.replace("__JS__", BASE + previewMain.name));

  for (const { name, text, entry } of frame)
    if (!entry) console.log(`widget ${name}: ${kilobytes(packed(text))} KB, later`);
  const sizes = { loader: packed(script), frame: packed(main.text) };
  for (const [part, size] of Object.entries(sizes)) {
    console.log(`widget ${part}: ${kilobytes(size)} of ${BUDGETS[part] / 1024} KB`);
    if (size > BUDGETS[part]) throw new Error(`widget ${part}: ${size} bytes, the budget is ${BUDGETS[part]}`);
  }
  return sizes;
}

function packed(text) {
  return gzipSync(text, { level: 9 }).length;
}

function kilobytes(bytes) {
  return (bytes / 1024).toFixed(1);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await buildWidget();
