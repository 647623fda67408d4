// The pages of the settings, in the order of their menu; most are the administrators'.
import type { Me } from "../../wire/rest";

const all = [
  { to: "/settings/me", words: "settings.me", section: "settings.section.personal", administrators: false },
  {
    to: "/settings/workspace",
    words: "settings.workspace",
    section: "settings.section.workspace",
    administrators: true,
  },
  {
    to: "/settings/live-chats",
    words: "settings.live_chats",
    section: "settings.section.workspace",
    administrators: true,
  },
  {
    to: "/settings/schedules",
    words: "schedules.title",
    section: "settings.section.workspace",
    administrators: true,
  },
  { to: "/settings/people", words: "settings.people", section: "settings.section.workspace", administrators: true },
  { to: "/settings/groups", words: "settings.groups", section: "settings.section.workspace", administrators: true },
  { to: "/settings/labels", words: "settings.labels", section: "settings.section.workspace", administrators: true },
  { to: "/settings/apps", words: "apps.title", section: "settings.section.workspace", administrators: true },
  { to: "/settings/embedding", words: "embed.title", section: "settings.section.workspace", administrators: true },
  { to: "/settings/programs", words: "programs.title", section: "settings.section.workspace", administrators: true },
  { to: "/settings/audit", words: "settings.audit", section: "settings.section.workspace", administrators: true },
] as const;

export const settingsPages = (me: Me) => all.filter((page) => me.person.administrator || !page.administrators);
