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
  /** Once more, after it failed. */
  again: () => void;
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
    const entry = add(session.id, file, () => begin(session.id, entry, file));
    if (file.size > session.live_chat.file_limit) {
      change(session.id, entry.key, { code: "file_too_large", params: { limit: session.live_chat.file_limit } });
    } else begin(session.id, entry, file);
  }
}

type Sized = { name: string; size: number };

function add(session: string, { name, size }: Sized, again: () => void): Upload {
  const entry: Upload = { key: uuid7(), name, size, done: 0, code: null, params: {}, again };
  useUploads.setState((state) => ({ [session]: [...(state[session] ?? []), entry] }));
  return entry;
}

/** Into the draft, in the order they were chosen. */
function hang(session: string, files: FileRef[], place: number): void {
  for (const file of files) chosen.set(file.id, place);
  const order = (file: FileRef) => chosen.get(file.id) ?? -1;
  saveDraft(session, { files: [...draftOf(session).files, ...files].sort((a, b) => order(a) - order(b)) });
}

/**
 * Files that the server copies for the draft, a template's: on their way as if they went up, so that what is sent
 * meanwhile waits for them. `copy` answers all of them in the same order; after a failure it is asked once more.
 */
export async function bring(session: string, files: Sized[], copy: () => Promise<FileRef[]>): Promise<void> {
  const place = count++;
  const go = async () => {
    for (const { key } of entries) change(session, key, { code: null, params: {} });
    try {
      const copied = await copy();
      const left = uploadsOf(session)(useUploads.getState());
      // What was taken off meanwhile does not come.
      const wanted = copied.filter((_, at) => left.some((each) => each.key === entries[at]?.key));
      for (const { key } of entries) change(session, key, null);
      if (wanted.length > 0) hang(session, wanted, place);
    } catch (error) {
      const { code, params } = error instanceof ApiError ? error : new ApiError(0, "unreachable");
      for (const { key } of entries) change(session, key, { code, params });
    }
  };
  const entries = files.map((file) => add(session, file, () => void go()));
  await go();
}

function begin(session: string, entry: Upload, file: File): void {
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
      hang(session, [answer], place);
    }
  };
  request.onabort = () => change(session, entry.key, null);
  request.send(file);
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
  entry.again();
}
