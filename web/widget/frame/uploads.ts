/** Files on their way up, before they belong to a message. */
import { useRef, useState } from "preact/hooks";
import type { FileInfo } from "../../wire/frames";
import type { Refusal } from "./api";
import { uuid7 } from "./ids";
import { useRoom } from "./use";
import { refusalWords, size } from "./words";

export interface Upload {
  key: string;
  file: File;
  /** 0 to 1. */
  progress: number;
  info: FileInfo | null;
  /** In words. */
  error: string | null;
  /** Address of the picture in memory. */
  preview: string | null;
  stop: AbortController;
}

export interface Uploads {
  list: Upload[];
  add(files: Iterable<File>): void;
  remove(key: string): void;
  /** Takes what is ready and empties the list. */
  take(): FileInfo[];
  busy: boolean;
}

const AT_ONCE = 10;

/** @param limit bytes per file */
export function useUploads(limit: number): Uploads {
  const { chat, addresses } = useRoom();
  const [list, setList] = useState<Upload[]>([]);
  const current = useRef(list);

  const put = (change: (list: Upload[]) => Upload[]) => {
    current.current = change(current.current);
    setList(current.current);
  };
  const patch = (key: string, part: Partial<Upload>) =>
    put((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));

  async function begin(upload: Upload) {
    try {
      const info = await chat.api.upload(
        upload.file,
        (progress) => patch(upload.key, { progress }),
        upload.stop.signal,
      );
      addresses.keepLocal(info.id, upload.file);
      patch(upload.key, { info, progress: 1 });
    } catch (why) {
      const refusal = why as Refusal;
      const fill = { n: size(Number(refusal.params?.limit ?? limit)) };
      patch(upload.key, { error: refusalWords(refusal.code, fill) });
    }
  }

  return {
    list,
    busy: list.some((one) => !one.info && !one.error),
    add(files) {
      for (const file of [...files].slice(0, AT_ONCE - current.current.length)) {
        const tooLarge = file.size > limit;
        const upload: Upload = {
          key: uuid7(),
          file,
          progress: 0,
          info: null,
          error: tooLarge ? refusalWords("file_too_large", { n: size(limit) }) : null,
          preview: file.type.startsWith("image/") ? URL.createObjectURL(file) : null,
          stop: new AbortController(),
        };
        put((all) => [...all, upload]);
        if (!tooLarge) begin(upload);
      }
    },
    remove(key) {
      const gone = current.current.find((one) => one.key === key);
      gone?.stop.abort();
      if (gone?.preview) URL.revokeObjectURL(gone.preview);
      put((all) => all.filter((one) => one.key !== key));
    },
    take() {
      const ready = current.current.flatMap((one) => one.info ?? []);
      for (const one of current.current) if (one.preview) URL.revokeObjectURL(one.preview);
      put(() => []);
      return ready;
    },
  };
}
