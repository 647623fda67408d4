/** Signed, short-lived addresses of files, asked for in one call per session and moment; own pictures from memory. */
import type { FileInfo } from "../../wire/frames";
import type { Api, FileAddress } from "./api";

export interface Addresses {
  /** Resolves to null when the server has no address (any more). */
  get(session: string, id: string): Promise<FileAddress | null>;
  /** What this visit uploaded can be shown without asking. */
  keepLocal(id: string, file: File): void;
  local(id: string): string | null;
}

const SPARE_MS = 20_000;

export function openAddresses(api: Api): Addresses {
  const known = new Map<string, { address: FileAddress; until: number }>();
  const locals = new Map<string, string>();
  const asked = new Map<string, { ids: Set<string>; answer: Promise<Record<string, FileAddress>> }>();

  function ask(session: string, id: string): Promise<Record<string, FileAddress>> {
    const open = asked.get(session);
    if (open) {
      open.ids.add(id);
      return open.answer;
    }
    const ids = new Set([id]);
    const answer = Promise.resolve().then(() => {
      asked.delete(session);
      return api.addresses(session, [...ids]);
    });
    asked.set(session, { ids, answer });
    return answer;
  }

  return {
    async get(session, id) {
      const have = known.get(id);
      if (have && have.until > Date.now()) return have.address;
      try {
        const address = (await ask(session, id))[id];
        if (!address) return null;
        known.set(id, { address, until: Date.parse(address.expires_at) - SPARE_MS });
        return address;
      } catch {
        return null;
      }
    },
    keepLocal(id, file) {
      if (file.type.startsWith("image/")) locals.set(id, URL.createObjectURL(file));
    },
    local: (id) => locals.get(id) ?? null,
  };
}

/** The box a picture takes before it has loaded, at most 264 × 264 css px, so that nothing jumps. */
export function box(file: FileInfo): { width: number; height: number } | null {
  const from = file.preview ?? null;
  if (!from?.width || !from.height) return null;
  const scale = Math.min(1, 264 / from.width, 264 / from.height);
  return { width: Math.max(48, Math.round(from.width * scale)), height: Math.max(32, Math.round(from.height * scale)) };
}
