export function LiveChatPage() {
  return null;
}
