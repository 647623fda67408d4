/** The widget's REST calls, all on our own origin. Refusals carry the server's `code`; no answer is `unreachable`. */
import type { ClientSession, EventFrame, FileInfo, Message } from "../../wire/frames";
import type { Ack } from "./apply";
import type { PreChat, Start } from "./model";

export class Refusal extends Error {
  constructor(
    readonly code: string,
    readonly params: Record<string, unknown> = {},
    readonly status = 0,
  ) {
    super(code);
  }

  /** Whether the same request may succeed later, unchanged. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

export interface PostBody {
  send_key: string;
  text: string;
  quote_seq?: number;
  file_ids?: string[];
  pre_chat?: PreChat;
  page?: { url: string; title: string };
  session?: string;
}

export interface FileAddress {
  url: string;
  preview_url: string | null;
  expires_at: string;
}

export interface Api {
  start(body: object): Promise<Start>;
  ticket(): Promise<string>;
  /** Ends the secret on the server, even when the page is being left. */
  signOut(): Promise<unknown>;
  post(body: PostBody): Promise<Omit<Ack, "session"> & { session: ClientSession }>;
  messages(session: string, before: number | null): Promise<{ items: Message[]; has_older: boolean }>;
  events(session: string, after: number): Promise<{ events: EventFrame[]; too_long: boolean }>;
  visit(page: { url: string; title: string }): Promise<unknown>;
  /** @param body `rating` 1 to 5; without `comment` what was said before stays */
  rate(session: string, body: { rating: number; comment?: string }): Promise<ClientSession>;
  addresses(session: string, ids: string[]): Promise<Record<string, FileAddress>>;
  /** `progress` from 0 to 1. */
  upload(file: File, progress: (done: number) => void, signal: AbortSignal): Promise<FileInfo>;
}

const TIMEOUT_MS = 20_000;

/** @param base `/w/<key>` */
export function openApi(base: string, token: () => string | null): Api {
  async function call<T>(method: string, path: string, body?: object, keepalive = false): Promise<T> {
    const cut = new AbortController();
    const timer = setTimeout(() => cut.abort(), TIMEOUT_MS);
    try {
      const answer = await fetch(base + path, {
        method,
        credentials: "omit",
        signal: cut.signal,
        keepalive,
        headers: { ...authorization(), ...(body && { "Content-Type": "application/json" }) },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw refusal(answer.status, text);
      return (text ? JSON.parse(text) : null) as T;
    } catch (why) {
      throw why instanceof Refusal ? why : new Refusal("unreachable");
    } finally {
      clearTimeout(timer);
    }
  }

  function authorization(): Record<string, string> {
    const known = token();
    return known ? { Authorization: `Bearer ${known}` } : {};
  }

  return {
    start: (body) => call("POST", "/start", body),
    ticket: () => call<{ ticket: string }>("POST", "/tickets", {}).then((answer) => answer.ticket),
    signOut: () => call("POST", "/sign-out", {}, true),
    post: (body) => call("POST", "/messages", body),
    messages: (session, before) =>
      call("GET", `/sessions/${session}/messages?limit=50${before === null ? "" : `&before=${before}`}`),
    events: (session, after) => call("GET", `/sessions/${session}/events?after=${after}`),
    visit: (page) => call("POST", "/pages", page),
    rate: (session, body) => call("PUT", `/sessions/${session}/rating`, body),
    addresses: (session, ids) =>
      call<{ items: Record<string, FileAddress> }>("POST", `/sessions/${session}/file-addresses`, {
        file_ids: ids,
      }).then((answer) => answer.items),
    upload: (file, progress, signal) =>
      // XMLHttpRequest, because fetch tells nothing of how far a body has gone.
      new Promise((resolve, reject) => {
        const request = new XMLHttpRequest();
        request.open("POST", `${base}/files?name=${encodeURIComponent(file.name)}`);
        request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
        for (const [name, value] of Object.entries(authorization())) request.setRequestHeader(name, value);
        request.upload.onprogress = (event) => progress(event.total ? event.loaded / event.total : 0);
        request.onload = () =>
          request.status < 300
            ? resolve(JSON.parse(request.responseText) as FileInfo)
            : reject(refusal(request.status, request.responseText));
        request.onerror = request.onabort = () => reject(new Refusal("unreachable"));
        signal.addEventListener("abort", () => request.abort());
        request.send(file);
      }),
  };
}

function refusal(status: number, text: string): Refusal {
  try {
    const problem = JSON.parse(text) as { code?: string; params?: Record<string, unknown> };
    return new Refusal(problem.code ?? "unexpected", problem.params ?? {}, status);
  } catch {
    return new Refusal("unexpected", {}, status);
  }
}
