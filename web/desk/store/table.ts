/** The Sessions app's table in the cache: what a pushed row changes of it. Pure. */
import type { Page, SessionRow } from "../../wire/rest";

export type TablePages = { pages: Page<SessionRow>[]; pageParams: unknown[] };

/** Pushed rows over the shown ones: same places, fresh content. What came new is there at the next reading. */
export function patchTable<Row extends SessionRow>(page: Page<Row>, rows: SessionRow[]): Page<Row> {
  const pushed = new Map(rows.map((row) => [row.id, row]));
  if (!page.items.some((row) => pushed.has(row.id))) return page;
  const items = page.items.map((row) => {
    const fresh = pushed.get(row.id);
    return fresh ? { ...row, ...fresh, my_read_no: fresh.my_read_no ?? row.my_read_no ?? 0 } : row;
  });
  return { ...page, items };
}

export function patchPages(data: TablePages, rows: SessionRow[]): TablePages {
  const pages = data.pages.map((page) => patchTable(page, rows));
  return pages.some((page, place) => page !== data.pages[place]) ? { ...data, pages } : data;
}
