/** Where an employee writes. A lost connection never locks it; only the end of an offer does, and then it says so. */
import { ActionIcon, Button } from "@mantine/core";
import IconPaperclip from "@tabler/icons-react/dist/esm/icons/IconPaperclip.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import { type KeyboardEvent, useRef, useState } from "react";
import type { FileRef, Quote } from "../../wire/rest";
import { uuid7 } from "../store/keys";
import { notify } from "../ui/notify";
import { useWords } from "../words";
import type { Place } from "./queries";
import { sayTyping, write } from "./talk";
import { uploadTo } from "./upload";

const TYPING_EVERY_MS = 3000;

/** A file on its way up; `done` from 0 to 1. */
type Upload = { key: string; name: string; done: number; cut: AbortController };

type ComposerProps = { place: Place; session: string | undefined; quote: Quote | null; drop: () => void };

export function Composer({ place, session, quote, drop }: ComposerProps) {
  const t = useWords();
  const [text, setText] = useState("");
  const [files, setFiles] = useState<FileRef[]>([]);
  const [uploads, setUploads] = useState<Upload[]>([]);
  const picker = useRef<HTMLInputElement>(null);
  const told = useRef(0);
  if (!place.offered || place.paused)
    return (
      <p className="ms-barred" role="status">
        {t(place.offered ? "error.channel_paused" : "error.channel_not_offered")}
      </p>
    );
  const length = [...text].length;
  const over = length > place.message_limit;
  const blocked = over || uploads.length > 0 || (text.trim() === "" && files.length === 0);
  const send = () => {
    if (blocked) return;
    write(place.id, text.trim(), quote, files);
    sayTyping(session, false);
    told.current = 0;
    setText("");
    setFiles([]);
    drop();
  };
  const attach = async (chosen: File[]) => {
    for (const file of chosen) {
      if (file.size > place.file_limit) {
        notify.error({ code: "file_too_large", params: { limit: place.file_limit } });
        continue;
      }
      const one: Upload = { key: uuid7(), name: file.name, done: 0, cut: new AbortController() };
      setUploads((now) => [...now, one]);
      const change = (done: number) =>
        setUploads((now) => now.map((each) => (each.key === one.key ? { ...each, done } : each)));
      try {
        const stored = await uploadTo(place.id, file, change, one.cut.signal);
        setFiles((now) => [...now, stored]);
      } catch (refused) {
        if (!one.cut.signal.aborted) notify.error(refused);
      } finally {
        setUploads((now) => now.filter((each) => each.key !== one.key));
      }
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape" && quote) drop();
    if (event.key !== "Enter" || event.shiftKey || matchMedia("(pointer: coarse)").matches) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className="ms-composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {quote ? (
        <div className="ms-quoted">
          <span dir="auto">{quote.text}</span>
          <ActionIcon size={24} aria-label={t("do.close")} onClick={drop}>
            <IconX size={14} stroke={2} />
          </ActionIcon>
        </div>
      ) : null}
      {files.length > 0 || uploads.length > 0 ? (
        <div className="ms-attached">
          {files.map((file) => (
            <span key={file.id} className="ms-file">
              {file.name}
              <ActionIcon
                size={20}
                aria-label={t("do.remove", { name: file.name })}
                onClick={() => setFiles(files.filter((one) => one.id !== file.id))}
              >
                <IconX size={12} stroke={2} />
              </ActionIcon>
            </span>
          ))}
          {uploads.map((one) => (
            <span key={one.key} className="ms-file">
              {one.name}
              <progress
                max={1}
                value={one.done}
                aria-label={t("messages.uploading_of", { name: one.name, n: Math.round(one.done * 100) })}
              />
              <ActionIcon size={20} aria-label={t("do.remove", { name: one.name })} onClick={() => one.cut.abort()}>
                <IconX size={12} stroke={2} />
              </ActionIcon>
            </span>
          ))}
          <span className="dk-hidden" role="status">
            {uploads.length > 0 ? t("messages.uploading") : ""}
          </span>
        </div>
      ) : null}
      <div className="ms-write">
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            void attach([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = "";
          }}
        />
        <ActionIcon size={38} aria-label={t("messages.attach")} onClick={() => picker.current?.click()}>
          <IconPaperclip size={20} stroke={1.7} />
        </ActionIcon>
        <textarea
          className="ms-field"
          rows={2}
          dir="auto"
          aria-label={t("messages.field", { name: place.title })}
          aria-invalid={over}
          placeholder={t("messages.placeholder")}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            if (Date.now() - told.current > TYPING_EVERY_MS) {
              told.current = Date.now();
              sayTyping(session, true);
            }
          }}
          onPaste={(event) => {
            if (event.clipboardData.files.length === 0) return;
            event.preventDefault();
            void attach([...event.clipboardData.files]);
          }}
          onKeyDown={onKeyDown}
        />
        <Button type="submit" disabled={blocked}>
          {t("messages.send")}
        </Button>
      </div>
      {over ? (
        <p className="ms-over" role="alert">
          {t("messages.too_long", { n: length, limit: place.message_limit })}
        </p>
      ) : null}
    </form>
  );
}
