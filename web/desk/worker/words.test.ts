import { describe, expect, it } from "vitest";
import { shownOf } from "./words";

const chat = "01a2062d-10b7-7111-9862-c8cc71000001";
const session = "01a2062d-10b7-7111-9862-c8cc71000002";
const said = { live_chat: chat, live_chat_name: "Sales", session, number: 42 };

describe("what a push shows", () => {
  it("says what happened in the person's language, and leads to the session", () => {
    expect(shownOf({ kind: "session_waiting", language: "en", ...said })).toEqual({
      title: "A client is waiting",
      body: "Sales, session #42",
      path: `/live-chats/${chat}/queue/${session}`,
    });
    const russian = shownOf({ kind: "client_wrote", language: "ru", ...said });
    expect(russian).toMatchObject({ title: "Ваш клиент пишет", path: `/live-chats/${chat}/mine/${session}` });
  });

  it("says something of a kind it does not know, and leads nowhere but to the desk", () => {
    expect(shownOf({ kind: "newer", language: "de" })).toEqual({
      title: "Something happened at the desk",
      body: "",
      path: "/",
    });
    expect(shownOf({ kind: "client_wrote", ...said, session: "/../evil", language: "en" }).path).toBe("/");
  });
});
