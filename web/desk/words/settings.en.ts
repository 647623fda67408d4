export const settingsEn = {
  "settings.me": "My settings",
  "settings.workspace": "Workspace",
  "settings.live_chats": "Live chats",
  "settings.people": "People",
  "settings.groups": "Groups",
  "settings.audit": "Audit log",
  "settings.section.personal": "Personal",
  "settings.section.workspace": "Administration",
} as const;
