/**
 * The deeds of the frame: one start, one line, the outbox, marks and history. Draws nothing; the views read the store
 * and call these. The start is also the only way to recover: after a hole or an ended token it simply runs again.
 */
import type { FileInfo, Quote } from "../../wire/frames";
import type { Page, ToHost } from "../bridge";
import { type Api, Refusal } from "./api";
import { type Ack, applyCurrent, applyOlder, applyStart, nextOlder } from "./apply";
import { uuid7 } from "./ids";
import { openLine } from "./line";
import { FIRST, isAlive, isLive, type Pending, type PreChat, type Start, unread } from "./model";
import { backoff, openSender } from "./sender";
import type { Keep } from "./storage";
import { openStore, type Store } from "./store";

export interface Chat {
  store: Store;
  api: Api;
  keep: Keep;
  /** What the site's page says of itself. Starts at once for a known visitor, else when the frame is opened. */
  begin(host: { page: Page | null; language: string; identity: string | null }): void;
  open(full: boolean): void;
  close(): void;
  send(text: string, quote: Quote | null, files: FileInfo[]): void;
  resend(sendKey: string): void;
  discard(sendKey: string): void;
  older(): Promise<void>;
  /** The client is writing, or has stopped. */
  typing(on: boolean): void;
  /** The end of the thread is before the client's eyes. */
  seen(): void;
  visit(page: Page): void;
  identify(jwt: string | null): void;
  answerPreChat(answers: PreChat): void;
  setSound(on: boolean): void;
  retry(): void;
}

export interface ChatParts {
  api: Api;
  keep: Keep;
  tell: (said: ToHost) => void;
  /** The site's origin. */
  site: string;
  ring?: () => void;
  makeLine?: typeof openLine;
}

const TYPING_MS = 3000;
const SIGNED_WAIT_MS = 2000;
/** Tickets live 60 s and open one socket. */
const TICKET_MS = 45_000;

export function openChat({ api, keep, tell, site, ring, makeLine = openLine }: ChatParts): Chat {
  const store = openStore({ ...FIRST, sound: keep.sound(), preChat: keep.preChat() });
  let host: { page: Page | null; language: string; identity: string | null } | null = null;
  let starting: Promise<void> | null = null;
  let wanted = false;
  let ticket = { value: "", until: 0 };
  let retryNow: (() => void) | undefined;
  let typed = 0;
  let told = "";
  // By it the server knows who shows a signed identity again, the answer to whose start was lost.
  let startKey = uuid7();

  const sender = openSender(store, keep, deliver);
  const line = makeLine(store, api, {
    heard: () => store.get().sound && !(store.get().open && document.hasFocus()) && ring?.(),
    lost: () => start(),
    ended: () => {
      // With a pause: should the new ticket be refused as well, this must not become a storm.
      setTimeout(() => start().then(() => line.wake()), 1000 + Math.random() * 4000);
    },
    opened: () => {
      const { session, readSeq } = store.get();
      if (session && readSeq > session.client_read_seq) mark(session.id, readSeq);
      sender.kick();
    },
  });

  store.subscribe(() => {
    const state = store.get();
    const news = `${unread(state)} ${isAlive(state)}`;
    if (state.stage !== "ready" || news === told) return;
    told = news;
    tell({ type: "unread", count: unread(state) });
    tell({ type: "alive", on: isAlive(state) });
  });

  function start(): Promise<void> {
    wanted = true;
    starting ??= tryStart().finally(() => {
      starting = null;
    });
    return starting;
  }

  async function tryStart() {
    const asker = host;
    if (store.get().stage !== "ready") store.set({ stage: "starting" });
    for (let tries = 0; asker === host; ) {
      try {
        const answer = await api.start(startBody());
        if (asker === host) return started(answer);
        // Who asked has signed out: nobody sees his thread, and a secret that it brings is ended as well.
        if (answer.token) {
          const kept = keep.token();
          keep.setToken(answer.token);
          signOut();
          keep.setToken(kept);
        }
      } catch (why) {
        if (asker !== host) return;
        const refusal = why instanceof Refusal ? why : new Refusal("unexpected", {}, 500);
        if (refusal.code === "identity_refused" && host?.identity) {
          host.identity = null;
          tell({ type: "identity_refused", reason: String(refusal.params.reason ?? "unknown").slice(0, 100) });
        } else if (refusal.status === 401 && keep.token()) keep.setToken(null);
        else if (!refusal.passing) return store.set({ stage: "refused", refusal: refusal.code });
        else {
          if (store.get().stage !== "ready") store.set({ stage: "unreachable" });
          await rest(backoff(tries++, refusal));
        }
      }
    }
  }

  function signOut() {
    api.signOut().catch(() => undefined);
  }

  function startBody() {
    return {
      language: host?.language || navigator.language,
      page: host?.page ?? null,
      host_origin: site,
      ...(host?.identity && { identity: host.identity, start_key: startKey }),
    };
  }

  function started(answer: Start) {
    if (answer.token) keep.setToken(answer.token);
    keep.setSigned(answer.account.verified);
    // The socket speaks for one account; another person needs another.
    const before = store.get().account;
    if (before && before.id !== answer.account.id) line.hang();
    ticket = { value: answer.ticket, until: Date.now() + TICKET_MS };
    sender.restore();
    store.set((state) => applyStart(state, answer));
    for (const entry of keep.outbox())
      if (answer.messages.some((message) => message.send_key === entry.send_key)) keep.drop(entry.send_key);
    connect();
    line.follow();
    sender.kick();
  }

  function connect() {
    const state = store.get();
    if (state.stage !== "ready" || !(state.open || isAlive(state))) return;
    line.connect(Date.now() < ticket.until ? ticket.value : null);
    ticket.until = 0;
  }

  function rest(ms: number): Promise<void> {
    return new Promise((done) => {
      setTimeout(done, ms);
      retryNow = done;
    });
  }

  async function deliver(entry: Pending): Promise<Ack> {
    const asker = host;
    const { session } = store.get();
    const body = {
      send_key: entry.send_key,
      text: entry.text,
      ...(entry.quote && { quote_seq: entry.quote.seq }),
      ...(entry.files.length && { file_ids: entry.files.map((file) => file.id) }),
    };
    if (session && isLive(session) && line.up()) {
      try {
        return (await line.send({ type: "post", session: session.id, ...body })) as Ack;
      } catch (why) {
        // It ended between two words: by REST the server finds or opens the right session.
        if (!ENDED.has((why as Refusal).code)) throw why;
      }
    }
    try {
      const page = host?.page && { url: host.page.url, title: host.page.title };
      const pre_chat = entry.pre_chat ?? store.get().preChat;
      const answer = await api.post({
        ...body,
        ...(pre_chat && { pre_chat }),
        ...(page && { page }),
      });
      store.set((state) => (asker === host ? applyCurrent(state, answer.session) : state));
      connect();
      line.follow();
      return { ...answer, session: answer.session.id };
    } catch (why) {
      if (!(why instanceof Refusal) || why.status !== 401 || asker !== host) throw why;
      // Perhaps another secret is here already. If not, this start brings one.
      await start();
      throw new Refusal("unreachable");
    }
  }

  function mark(session: string, seq: number) {
    line.send({ type: "read", session, seq }).catch(() => undefined);
  }

  return {
    store,
    api,
    keep,
    begin(given) {
      host = given;
      const known = keep.token() || keep.outbox().length;
      if (store.get().open || given.identity || (known && !keep.signed())) start();
      // A start without the signed identity would begin as a stranger: the site may be about to bring it.
      else if (known) setTimeout(() => wanted || start(), SIGNED_WAIT_MS);
    },
    open(full) {
      store.set({ open: true, full });
      if (!host) return;
      if (wanted) connect();
      else start();
    },
    close() {
      store.set({ open: false });
      if (!isAlive(store.get())) line.hang();
    },
    send(text, quote, files) {
      const { session, preChat } = store.get();
      sender.add({
        send_key: uuid7(),
        text,
        quote,
        files,
        pre_chat: session ? null : preChat,
        at: Date.now(),
        failed: null,
      });
      typed = 0;
    },
    resend: sender.resend,
    discard: sender.discard,
    async older() {
      const next = nextOlder(store.get());
      if (!next || store.get().loadingOlder) return;
      store.set({ loadingOlder: true });
      try {
        const page = await api.messages(next.id, next.before);
        store.set((state) => applyOlder(state, next.id, page));
      } finally {
        store.set({ loadingOlder: false });
      }
    },
    typing(on) {
      const { session } = store.get();
      if (!session || !isLive(session) || (on ? Date.now() - typed < TYPING_MS : !typed)) return;
      typed = on ? Date.now() : 0;
      line.send({ type: "typing", session: session.id, on }).catch(() => undefined);
    },
    seen() {
      const { session, messages, readSeq } = store.get();
      const last = messages.findLast((message) => message.author.kind !== "account")?.seq ?? 0;
      if (!session || last <= Math.max(readSeq, session.client_read_seq)) return;
      store.set({ readSeq: last });
      mark(session.id, last);
    },
    visit(page) {
      if (!host) return;
      host.page = page;
      const { channel, session } = store.get();
      if (channel?.page_trail && isLive(session))
        api.visit({ url: page.url, title: page.title }).catch(() => undefined);
    },
    identify(jwt) {
      if (!host) return;
      // Sites say on every page that nobody is signed in: who never was keeps his secret and his messages.
      if (jwt === null && !keep.signed() && !host.identity) return;
      if (jwt !== null) host.identity = jwt;
      else {
        // Another object from now on: by that a late answer to who has left is known.
        host = { ...host, identity: jwt };
        startKey = uuid7();
        // Of a client the site signed nothing may stay open: neither here nor, for who copied the secret, at the server.
        if (keep.token()) signOut();
        keep.forget();
        line.hang();
        store.set((state) => ({ ...FIRST, sound: state.sound, open: state.open, full: state.full }));
      }
      if (jwt || wanted) (starting ?? Promise.resolve()).then(start);
    },
    answerPreChat(answers) {
      keep.setPreChat(answers);
      store.set({ preChat: answers, asked: false });
      sender.kick();
    },
    setSound(on) {
      keep.setSound(on);
      store.set({ sound: on });
      if (on) ring?.();
    },
    retry: () => (store.get().stage === "refused" ? void start() : retryNow?.()),
  };
}

/** The session of a post is no longer the one to write into. */
const ENDED = new Set(["session_closed", "not_found", "not_yours"]);
