export function MySettingsPage() {
  return null;
}
