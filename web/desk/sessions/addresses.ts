/** Addresses of files: signed, short-lived, asked for in one go for all that a screen shows at once. */
import { useQuery } from "@tanstack/react-query";
import type { FileAddress } from "../../wire/rest";
import { api } from "../api";
import { queryClient } from "../query";

const BATCH = 50;
type Waiting = { id: string; resolve: (address: FileAddress) => void; reject: (error: unknown) => void };
const waiting = new Map<string, Waiting[]>();

/** Whose session it is that the file hangs in: one of the desk, or one's own as an employee. */
export type Door = "sessions" | "internal-sessions";

function ask(path: string, id: string): Promise<FileAddress> {
  return new Promise((resolve, reject) => {
    const batch = waiting.get(path);
    if (batch) batch.push({ id, resolve, reject });
    else {
      waiting.set(path, [{ id, resolve, reject }]);
      setTimeout(() => send(path), 10);
    }
  });
}

async function send(path: string): Promise<void> {
  const all = waiting.get(path) ?? [];
  waiting.delete(path);
  for (let from = 0; from < all.length; from += BATCH) {
    const batch = all.slice(from, from + BATCH);
    try {
      const ids = [...new Set(batch.map(({ id }) => id))];
      const { items } = await api.post<{ items: Record<string, FileAddress> }>(`${path}/file-addresses`, {
        file_ids: ids,
      });
      for (const { id, resolve, reject } of batch) {
        const address = items[id];
        if (address) resolve(address);
        else reject(new Error("file_unknown"));
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}

const LONGEST_MS = 4 * 60_000;

const addressQuery = (door: Door, session: string, id: string) => ({
  queryKey: ["file-address", door, session, id],
  queryFn: () => ask(`${door}/${session}`, id),
  staleTime: LONGEST_MS,
  gcTime: LONGEST_MS,
  refetchOnWindowFocus: false,
});

/** The address of a file to look at; undefined until it is known. A drawn picture keeps its address. */
export function useFileAddress(door: Door, session: string, id: string, wanted = true) {
  return useQuery({ ...addressQuery(door, session, id), enabled: wanted });
}

/** Saves a file under its name, by an address that is good now. */
export async function download(door: Door, session: string, id: string, name: string): Promise<void> {
  const { url } = await queryClient.fetchQuery(addressQuery(door, session, id));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.rel = "noopener";
  document.body.append(link);
  link.click();
  link.remove();
}
