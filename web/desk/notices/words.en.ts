export const noticesEn = {
  "notices.session_waiting": "{name} is waiting",
  "notices.client_wrote": "{name} wrote",
  "notices.session_assigned": "{name} is assigned to you",
  "notices.body": "{chat}, session #{n}",
} as const;
