// What the address says of the list: read by the router, which loads nothing else of the room.

export type ShownSearch = { folder?: string; archived?: true };

export function checkShown(search: Record<string, unknown>): ShownSearch {
  return {
    ...(typeof search.folder === "string" && /^[0-9a-f-]{36}$/.test(search.folder) ? { folder: search.folder } : {}),
    ...(search.archived === true ? { archived: true } : {}),
  };
}
