import type { Entry } from "../words";

export const programsEn = {
  "programs.title": "Programs",
  "programs.hint": "Other systems that tell clients something by a token, without a person: that an order has left.",
  "programs.add": "Add a program",
  "programs.none": "No program yet",
  "programs.none_hint": "Give a system of yours a token, and it can write to clients under its own name.",
  "programs.name": "Name",
  "programs.name_hint": "Stands above its messages, for clients too.",
  "programs.name_placeholder": "Orders",
  "programs.where": "Live chats",
  "programs.where_hint": "Into which it may write. None chosen: into all, later ones too.",
  "programs.where_placeholder": "All live chats",
  "programs.everywhere": "all live chats",
  "programs.archived": { one: "{n} archived live chat", other: "{n} archived live chats" },
  "programs.used": "used {when}",
  "programs.unused": "not used yet",
  "programs.made": "added {when}",
  "programs.revoke": "Revoke",
  "programs.revoke_title": "Revoke the token of “{name}”?",
  "programs.revoke_body":
    "Whatever asks by it is refused at once, for good. What it wrote stays in the sessions, under its name.",
  "programs.revoked": "The token of “{name}” is revoked",
  "programs.past": "Revoked",
  "programs.past_when": "revoked {when}",
  "programs.token": "Token",
  "programs.token_title": "The token of “{name}”",
  "programs.token_once": "It's shown only now. Put it into your system; nobody can read it here again.",
  "programs.how": "How it notifies a client",
  "programs.how_hint":
    "The key is a new one for each message, the same at every try. A session's or a channel's id stands at the end of its address at the desk.",
  "programs.example": "Your order 17 is on its way.",
} as const satisfies Record<string, Entry>;
