/** Files on their way up from the composer: progress, failures, and into the draft when they are stored. */
import { create } from "zustand";
import type { FileRef, SessionDetail } from "../../wire/rest";
import { ApiError, withQuery } from "../api";
import { draftOf, saveDraft } from "../store/drafts";
import { uuid7 } from "../store/keys";

export type Upload = {
  key: string;
  name: string;
  size: number;
  /** From 0 to 1. */
  done: number;
  code: string | null;
  params: Record<string, unknown>;
  file: File;
};

export const useUploads = create<Record<string, Upload[]>>(() => ({}));

// A small file overtakes a large one; they go in the order they were chosen.
const chosen = new Map<string, number>();
let count = 0;
const requests = new Map<string, XMLHttpRequest>();
const none: Upload[] = [];
export const uploadsOf = (session: string) => (state: Record<string, Upload[]>) => state[session] ?? none;

function change(session: string, key: string, patch: Partial<Upload> | null): void {
  useUploads.setState((state) => ({
    [session]: (state[session] ?? []).flatMap((each) =>
      each.key !== key ? [each] : patch ? [{ ...each, ...patch }] : [],
    ),
  }));
}

/** Begins to send files; each appears in the draft when the server has it whole. */
export function upload(session: SessionDetail, files: File[]): void {
  for (const file of files) {
    const entry: Upload = { key: uuid7(), name: file.name, size: file.size, done: 0, code: null, params: {}, file };
    useUploads.setState((state) => ({ [session.id]: [...(state[session.id] ?? []), entry] }));
    if (file.size > session.live_chat.file_limit) {
      change(session.id, entry.key, { code: "file_too_large", params: { limit: session.live_chat.file_limit } });
    } else begin(session.id, entry);
  }
}

function begin(session: string, entry: Upload): void {
  const request = new XMLHttpRequest();
  const place = count++;
  requests.set(entry.key, request);
  request.open("POST", `/api/v1/${withQuery("files", { session, name: entry.name })}`);
  request.setRequestHeader("content-type", "application/octet-stream");
  request.setRequestHeader("accept", "application/json");
  request.upload.onprogress = (event) => change(session, entry.key, { done: event.loaded / Math.max(1, event.total) });
  request.onloadend = () => {
    requests.delete(entry.key);
    const answer = read(request);
    if (answer instanceof ApiError) change(session, entry.key, { code: answer.code, params: answer.params });
    else {
      change(session, entry.key, null);
      chosen.set(answer.id, place);
      const order = (file: FileRef) => chosen.get(file.id) ?? -1;
      saveDraft(session, { files: [...draftOf(session).files, answer].sort((a, b) => order(a) - order(b)) });
    }
  };
  request.onabort = () => change(session, entry.key, null);
  request.send(entry.file);
}

function read(request: XMLHttpRequest): FileRef | ApiError {
  if (request.status === 0) return new ApiError(0, "unreachable");
  try {
    const body = JSON.parse(request.responseText);
    if (request.status < 300) return body as FileRef;
    return new ApiError(request.status, body.code ?? "unreadable_answer", body.params ?? {});
  } catch {
    return new ApiError(request.status, "unreadable_answer");
  }
}

export function cancelUpload(session: string, key: string): void {
  requests.get(key)?.abort();
  change(session, key, null);
}

export function retryUpload(session: string, entry: Upload): void {
  change(session, entry.key, { code: null, params: {}, done: 0 });
  begin(session, entry);
}
