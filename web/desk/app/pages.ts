// The desk's own pages beside the sessions of live chats: one line here is a link in the menu and a command in the bar.
// A section without a page that this person may open is not drawn. How a page is added: web/README.md.

import IconArticle from "@tabler/icons-react/dist/esm/icons/IconArticle.mjs";
import IconAt from "@tabler/icons-react/dist/esm/icons/IconAt.mjs";
import IconChartBar from "@tabler/icons-react/dist/esm/icons/IconChartBar.mjs";
import IconChartLine from "@tabler/icons-react/dist/esm/icons/IconChartLine.mjs";
import IconId from "@tabler/icons-react/dist/esm/icons/IconId.mjs";
import IconListSearch from "@tabler/icons-react/dist/esm/icons/IconListSearch.mjs";
import IconMessageCircle from "@tabler/icons-react/dist/esm/icons/IconMessageCircle.mjs";
import type IconMessages from "@tabler/icons-react/dist/esm/icons/IconMessages.mjs";
import IconShieldOff from "@tabler/icons-react/dist/esm/icons/IconShieldOff.mjs";
import IconTable from "@tabler/icons-react/dist/esm/icons/IconTable.mjs";
import IconTemplate from "@tabler/icons-react/dist/esm/icons/IconTemplate.mjs";
import IconUsers from "@tabler/icons-react/dist/esm/icons/IconUsers.mjs";
import type { LinkProps } from "@tanstack/react-router";
import type { Me } from "../../wire/rest";
import type { WordKey } from "../words";

/** In the menu's order, above the live chats. */
export const menuSections = ["templates", "my_desk", "reports"] as const;

export type DeskPage = {
  to: NonNullable<LinkProps["to"]>;
  section: (typeof menuSections)[number];
  /** Its name in the menu and in the command bar. */
  words: WordKey;
  /** Of @tabler/icons-react/dist/esm/icons. */
  sign: typeof IconMessages;
  /** Who sees the link. The server decides again. */
  may: (me: Me) => boolean;
};

const worksSomewhere = (me: Me) =>
  me.person.administrator || me.live_chats.some((chat) => chat.roles.some((role) => role !== "reader"));

const oversees = (me: Me) => me.person.administrator || me.live_chats.some((chat) => chat.roles.includes("supervisor"));

const all: DeskPage[] = [
  { to: "/messages", section: "my_desk", words: "messages.title", sign: IconMessageCircle, may: (me) => me.messages },
  { to: "/articles", section: "templates", words: "templates.articles", sign: IconArticle, may: worksSomewhere },
  { to: "/templates", section: "templates", words: "templates.title", sign: IconTemplate, may: worksSomewhere },

  { to: "/my-desk/sessions", section: "my_desk", words: "table.title", sign: IconTable, may: worksSomewhere },
  { to: "/mentions", section: "my_desk", words: "colleagues.mentions", sign: IconAt, may: worksSomewhere },
  { to: "/search", section: "my_desk", words: "search.title", sign: IconListSearch, may: worksSomewhere },
  { to: "/blocklist", section: "my_desk", words: "blocklist.title", sign: IconShieldOff, may: worksSomewhere },

  {
    to: "/clients",
    section: "my_desk",
    words: "clients.title",
    sign: IconUsers,
    may: (me) => me.live_chats.length > 0 || me.person.administrator,
  },
  { to: "/cards", section: "my_desk", words: "cards.title", sign: IconId, may: (me) => me.cards },

  // An operator reads there of himself alone.
  { to: "/reports/operators", section: "reports", words: "reports.operators", sign: IconChartBar, may: worksSomewhere },
  { to: "/reports/live-chats", section: "reports", words: "reports.live_chats", sign: IconChartLine, may: oversees },
];

export const deskPages = (me: Me) => all.filter((page) => page.may(me));
