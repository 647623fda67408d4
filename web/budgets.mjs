// The desk's byte budgets, in KB of gzip. What a first visit loads is the entry and the shell with their static imports;
// every other chunk is a lazy page with all that only it brings.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const limits = { firstJs: 230, firstCss: 25, lazyPage: 60 };

export async function holdDeskBudgets(folder) {
  const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
  const kilobytes = async (names) => {
    const sizes = await Promise.all(names.map(async (name) => gzipSync(await readFile(join(folder, name))).length));
    return sizes.reduce((sum, size) => sum + size, 0) / 1000;
  };
  const reach = (key, seen = new Set()) => {
    if (seen.has(key)) return seen;
    seen.add(key);
    for (const next of manifest[key].imports ?? []) reach(next, seen);
    return seen;
  };
  const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
  const first = reach("app/shell.tsx", reach(entry));
  const css = (keys) => [...new Set(keys.flatMap((key) => manifest[key].css ?? []))];
  const found = [
    ["first JS", limits.firstJs, await kilobytes([...first].map((key) => manifest[key].file))],
    ["first CSS", limits.firstCss, await kilobytes(css([...first]))],
  ];
  for (const key of Object.keys(manifest).filter((name) => manifest[name].isDynamicEntry)) {
    const own = [...reach(key)].filter((name) => !first.has(name));
    const files = [...own.map((name) => manifest[name].file), ...css(own)];
    found.push([`page ${key}`, limits.lazyPage, await kilobytes(files)]);
  }
  for (const [name, limit, size] of found) {
    console.log(`${size > limit ? "OVER " : "     "}${size.toFixed(1).padStart(6)} of ${limit} KB  ${name}`);
  }
  return found.filter(([, limit, size]) => size > limit);
}
