/**
 * Builds Live Chat Messages for other applications into src/deskbell/static/embed/:
 *   v1.js            fixed name; the tag's script
 *   messages.html    the server replaces __NONCE__
 *   page-<hash>.js, page-<hash>.css
 * Fails when a byte budget is exceeded.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const here = dirname(fileURLToPath(import.meta.url));
const OUT = join(here, "../../src/deskbell/static/embed");
const BASE = "/static/embed/";

/** Bytes after gzip. */
export const BUDGETS = { script: 1024, page: 8 * 1024 };

async function bundle(entry, format) {
  const result = await build({
    configFile: false,
    root: here,
    logLevel: "warn",
    build: {
      write: false,
      target: "es2022",
      cssTarget: ["chrome123", "firefox120", "safari17.5"],
      modulePreload: false,
      lib: { entry: join(here, entry), formats: [format], name: "deskbell", cssFileName: "page" },
      // A module for others to build upon would be left readable; this one goes to browsers as it is.
      rolldownOptions: { output: { minify: true, comments: { annotation: false } } },
    },
  });
  const files = (Array.isArray(result) ? result : [result]).flatMap((one) => one.output);
  const text = (end) => files.filter((one) => one.fileName.endsWith(end)).map((one) => one.code ?? String(one.source));
  const script = files.find((one) => one.isEntry)?.code ?? "";
  return { script, styles: text(".css").join("\n") };
}

export async function buildEmbed({ outDir = OUT, pack = async () => {} } = {}) {
  const [tag, page, html] = await Promise.all([
    bundle("v1.ts", "iife"),
    bundle("page.ts", "es"),
    readFile(join(here, "messages.html"), "utf8"),
  ]);
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  const named = (end, text) => `page-${createHash("sha256").update(text).digest("hex").slice(0, 8)}.${end}`;
  const [script, styles] = [named("js", page.script), named("css", page.styles)];
  await writeFile(join(outDir, script), page.script);
  await writeFile(join(outDir, styles), page.styles);
  await pack(outDir);
  await writeFile(join(outDir, "v1.js"), tag.script);
  await writeFile(
    join(outDir, "messages.html"),
    html.replace("__JS__", BASE + script).replace("__CSS__", BASE + styles),
  );
  const sizes = { script: packed(tag.script), page: packed(page.script) + packed(page.styles) };
  for (const [part, size] of Object.entries(sizes)) {
    console.log(`embed ${part}: ${(size / 1024).toFixed(1)} of ${BUDGETS[part] / 1024} KB`);
    if (size > BUDGETS[part]) throw new Error(`embed ${part}: ${size} bytes, the budget is ${BUDGETS[part]}`);
  }
}

const packed = (text) => gzipSync(text, { level: 9 }).length;

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await buildEmbed();
