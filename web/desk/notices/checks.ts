/** The self-test: what will ring here, what will not, why, and what mends it. Pure but for what it is given. */
import type { MyPerson } from "../../wire/rest";
import { choiceOf, kinds } from "./choices";

export type Facts = {
  person: Pick<MyPerson, "status" | "settings">;
  /** Whether the page may sound now. */
  sounding: boolean;
  leads: boolean;
  notification: NotificationPermission | "missing";
  push: "missing" | "off" | "on";
  pushFailed: boolean;
};

/** `bad`: it was wished for and does not work; `note`: worth knowing; `well`: it rings. */
export type Check = {
  what: "sound" | "tab" | "desktop" | "push" | "quiet";
  state: "bad" | "note" | "well";
  why: string;
};

export function checksOf({ person, sounding, leads, notification, push, pushFailed }: Facts): Check[] {
  const { settings, status } = person;
  const loudest = Math.max(...kinds.map((kind) => choiceOf(settings, kind).volume));
  const sound = (): Check => {
    if (settings.sounds === false) return { what: "sound", state: "note", why: "sound_off" };
    if (loudest < 0.15) return { what: "sound", state: "bad", why: "sound_low" };
    if (!sounding && leads) return { what: "sound", state: "bad", why: "sound_blocked" };
    return { what: "sound", state: "well", why: "sound_well" };
  };
  const desktop = (): Check => {
    if (notification === "missing") return { what: "desktop", state: "note", why: "desktop_missing" };
    if (notification === "denied") return { what: "desktop", state: "bad", why: "desktop_denied" };
    if (notification === "default") return { what: "desktop", state: "bad", why: "desktop_ask" };
    if (!settings.desktop_notices) return { what: "desktop", state: "note", why: "desktop_off" };
    return { what: "desktop", state: "well", why: "desktop_well" };
  };
  const pushed = (): Check => {
    if (push === "missing") return { what: "push", state: "note", why: "push_missing" };
    if (push === "on" && pushFailed) return { what: "push", state: "bad", why: "push_failed" };
    if (push === "on") return { what: "push", state: "well", why: "push_well" };
    return { what: "push", state: "note", why: "push_off" };
  };
  const quiet: Check =
    status === "offline"
      ? { what: "quiet", state: "note", why: "quiet_offline" }
      : { what: "quiet", state: "note", why: "quiet_system" };
  const tab: Check = leads
    ? { what: "tab", state: "well", why: "tab_well" }
    : { what: "tab", state: "note", why: "tab_other" };
  return [sound(), desktop(), pushed(), tab, quiet];
}

/** The first that is wrong; while Offline nothing rings anyway. */
export const worst = (facts: Facts) =>
  facts.person.status === "offline" ? undefined : checksOf(facts).find((check) => check.state === "bad");
