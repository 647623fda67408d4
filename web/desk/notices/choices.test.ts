import { describe, expect, it } from "vitest";
import { changed, choiceOf, isHeard, kinds } from "./choices";

const here = { status: "online", typing: false, looking: false };

describe("what a notice does", () => {
  it("is the usual until something is chosen, and what was chosen for one kind changes no other", () => {
    expect(choiceOf({}, "session_waiting")).toEqual({
      sound: "rise",
      volume: 0.7,
      repeat: true,
      desktop: true,
      push: true,
    });
    const settings = changed({ sound_volume: 0.5 }, "client_wrote", { sound: "bell", push: false });
    const then = { sound_volume: 0.5, ...changed({ sound_volume: 0.5, ...settings }, "client_wrote", { volume: 1 }) };
    expect(choiceOf(then, "client_wrote")).toMatchObject({ sound: "bell", volume: 1, push: false, repeat: false });
    expect(choiceOf(then, "session_assigned")).toMatchObject({ sound: "chime", volume: 0.5, push: true });
  });

  it("is silent when sounds are off, when none is chosen, and never louder than loud", () => {
    expect(kinds.map((kind) => choiceOf({ sounds: false }, kind).volume)).toEqual([0, 0, 0, 0, 0]);
    expect(choiceOf({ notices: { mentioned: { sound: "none" } } }, "mentioned").volume).toBe(0);
    expect(choiceOf({ sound_volume: 0.9 }, "session_escalated").volume).toBe(1);
    expect(choiceOf({ sound_volume: 50 }, "session_waiting").volume).toBe(0.5);
    expect(choiceOf({ notices: { mentioned: { sound: "a sound of a newer desk" } } }, "mentioned").sound).toBe("knock");
  });
});

describe("whether it is heard", () => {
  it("is nothing while Offline, only one's own while Away", () => {
    expect(kinds.filter((kind) => isHeard(kind, here))).toEqual(kinds);
    expect(kinds.filter((kind) => isHeard(kind, { ...here, status: "offline" }))).toEqual([]);
    expect(kinds.filter((kind) => isHeard(kind, { ...here, status: "away" }))).not.toContain("session_waiting");
    expect(isHeard("client_wrote", { ...here, status: "away" })).toBe(true);
  });

  it("lets one finish a sentence, and says nothing of what is before one's eyes", () => {
    expect(isHeard("client_wrote", { ...here, typing: true })).toBe(false);
    expect(isHeard("session_waiting", { ...here, typing: true })).toBe(true);
    expect(isHeard("session_waiting", { ...here, looking: true })).toBe(false);
  });
});
