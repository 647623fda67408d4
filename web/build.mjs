// Builds both front ends into src/deskbell/static, packs the text files once (.gz, .br) and holds the byte budgets.
// `--no-budgets` only measures: for looking at a half-finished page.
import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import react from "@vitejs/plugin-react";
import { build } from "vite";
import { holdDeskBudgets } from "./budgets.mjs";
import { buildEmbed } from "./embed/build.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
export const staticFolder = join(here, "../src/deskbell/static");

async function buildDesk(outDir) {
  await build({
    configFile: false,
    root: join(here, "desk"),
    base: "/static/desk/",
    logLevel: "warn",
    plugins: [react()],
    // The server puts a fresh nonce in place of the word for every answer.
    html: { cspNonce: "__NONCE__" },
    build: {
      outDir,
      emptyOutDir: true,
      manifest: "manifest.json",
      target: "es2022",
      assetsInlineLimit: 0,
      sourcemap: false,
    },
  });
}

/** The service worker: one file under a name that stays, without imports. */
async function buildWorker(outDir) {
  await build({
    configFile: false,
    root: join(here, "desk/worker"),
    logLevel: "warn",
    build: {
      outDir,
      emptyOutDir: false,
      target: "es2022",
      sourcemap: false,
      lib: { entry: "worker.ts", formats: ["es"], fileName: () => "worker.js" },
    },
  });
}

/** Writes `.gz` and `.br` beside every text file worth it; the server picks by Accept-Encoding. */
export async function pack(folder) {
  const text = new Set([".js", ".mjs", ".css", ".json", ".svg", ".map"]);
  const names = await readdir(folder, { recursive: true });
  await Promise.all(
    names
      .filter((name) => text.has(extname(name)) && !name.endsWith("manifest.json"))
      .map(async (name) => {
        const bytes = await readFile(join(folder, name));
        if (bytes.length < 600) return;
        const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
        await writeFile(join(folder, `${name}.gz`), await promisify(gzip)(bytes, { level: 9 }));
        await writeFile(join(folder, `${name}.br`), await promisify(brotliCompress)(bytes, brotli));
      }),
  );
}

async function main() {
  const desk = join(staticFolder, "desk");
  await rm(desk, { recursive: true, force: true });
  await buildDesk(desk);
  await buildWorker(desk);
  await pack(desk);
  const widgetBuild = join(here, "widget/build.mjs");
  if (existsSync(widgetBuild)) {
    const { buildWidget } = await import(widgetBuild);
    await buildWidget({ outDir: join(staticFolder, "widget"), pack });
  }
  await buildEmbed({ outDir: join(staticFolder, "embed"), pack });
  const broken = await holdDeskBudgets(desk);
  if (broken.length > 0 && !process.argv.includes("--no-budgets")) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
