export function LiveChatsPage() {
  return null;
}
